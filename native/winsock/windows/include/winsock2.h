/*
 * <winsock2.h> as the JNI natives see it in a build for Windows: the system's, and before its calls the front, which
 * sends a socket of ours to our providers.
 */
#pragma GCC system_header /* #include_next is no ISO C */
#include_next <winsock2.h>

#include "winsock/windows/front.h"
