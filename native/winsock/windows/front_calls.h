/* The front's calls without a socket, or with many (front.c), and the test whether a socket is ours. */
#ifndef JOINLEAF_FRONT_CALLS_H
#define JOINLEAF_FRONT_CALLS_H

#include <stdbool.h>

#include <winsock2.h>

#include "winsock/handle.h"

static inline bool front_is_own(SOCKET s)
{
    return (s & HANDLE_TAG_BITS) == HANDLE_TAG;
}

/* Both halves are started and ended together. */
__declspec(dllexport) int WSAAPI front_WSAStartup(WORD version, LPWSADATA data);
__declspec(dllexport) int WSAAPI front_WSACleanup(void);
/* They make a socket of our half for our own entries, and for what no provider of the system has. */
__declspec(dllexport) SOCKET WSAAPI
    front_WSASocketW(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g, DWORD flags);
__declspec(dllexport) SOCKET WSAAPI front_socket(int af, int type, int protocol);
/* The system's entries, then ours. */
__declspec(dllexport) int WSAAPI
    front_WSAEnumProtocolsW(LPINT protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD length);
/* All sockets must be of one half; they are WSAEINVAL for sockets of both. */
__declspec(dllexport) int WSAAPI
    front_select(int ignored, fd_set *read, fd_set *write, fd_set *except, const struct timeval *timeout);
__declspec(dllexport) int WSAAPI front_WSAPoll(LPWSAPOLLFD polled, ULONG count, INT timeout);

#endif
