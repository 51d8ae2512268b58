/*
 * A program that has functions of its own for the network order of larger numbers, since the Windows that it is
 * built for has none. It is compiled with the macros by which such a program tells that; ends with 0.
 */
#ifdef OWN_MACRO
#define htonll(value) (value)
#endif

#include <winsock2.h>

#ifndef OWN_MACRO
static long htonll(long value)
{
    return value;
}
#endif

int main(void)
{
    return htonll(5) != 5;
}
