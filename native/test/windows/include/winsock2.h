/*
 * native/test/windows/include: what stands before the system's headers in a test's program for Windows.
 *
 * This is <winsock2.h> as a program of both systems wants it: the system's, and before its calls the front of
 * joinleaf.dll, which sends a socket of ours to our providers. gcc compiles such programs, and no other compiler.
 */
#pragma GCC system_header /* #include_next is no ISO C */
#include_next <winsock2.h>

#include "winsock/windows/front.h"
