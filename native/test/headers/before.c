/*
 * A program that is for Linux, too, has its own definitions of words of Windows' compilers before it includes
 * winsock2.h: they stay. Prints what is wrong and ends with 1, or ends with 0.
 */
#define __int64 long
#define __cdecl __attribute__((unused))
#define _cdecl __attribute__((unused))
#define __stdcall __attribute__((unused))

#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdio.h>

static unsigned __int64 __cdecl twice(unsigned __int64 number)
{
    return 2 * number;
}

int main(void)
{
    unsigned long whole = twice(1UL << 40);

    if (whole >> 41 != 1) {
        printf("__int64 is not the program's\n");
        return 1;
    }
    return 0;
}
