/*
 * native/winsock/windows/include: the headers that stand before the system's in a build for Windows.
 *
 * This is <winsock2.h> as the JNI natives see it: the system's, and before its calls the front, which
 * sends a socket of ours to our providers.
 */
#pragma GCC system_header /* #include_next is no ISO C */
#include_next <winsock2.h>

#include "winsock/windows/front.h"
