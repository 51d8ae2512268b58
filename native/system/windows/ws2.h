/*
 * native/system/windows: native/system on Windows, over ws2_32.
 *
 * Includes ws2_32's own calls, for the files of this folder and of native/winsock/windows. No state.
 */
#ifndef JOINLEAF_SYSTEM_WINDOWS_WS2_H
#define JOINLEAF_SYSTEM_WINDOWS_WS2_H

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>

#include "system/address.h"
#include "system/socket.h"

static inline SOCKET ws2_socket(system_socket s)
{
    return (SOCKET)s;
}

/* system_address has Winsock's layout. */
static inline struct sockaddr *ws2_name(union system_address *address)
{
    return (struct sockaddr *)(void *)address;
}

static inline const struct sockaddr *ws2_const_name(const union system_address *address)
{
    return (const struct sockaddr *)(const void *)address;
}

static inline int ws2_name_size(const union system_address *address)
{
    return (int)system_address_size(address->family);
}

/* Returns 0, or the code of the call that has just failed. */
static inline int ws2_code(int result)
{
    return result == 0 ? 0 : WSAGetLastError();
}

static inline int ws2_set(system_socket s, int level, int name, DWORD value)
{
    return setsockopt(ws2_socket(s), level, name, (const char *)&value, sizeof value);
}

/* socket.c: opens a nonblocking socket that other programs do not inherit. Returns 0 or a code. */
int ws2_open(uint16_t family, int type, system_socket *made);

#endif
