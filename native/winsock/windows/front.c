/* The calls of the front that have no socket, or many. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "system/windows/ws2.h"
#include "winsock/startup.h"
#include "winsock/windows/own.h"

#include "front_calls.h"

/* An entry of ours has this ProviderId; the numbers of protocols are those of joinleaf/rooted.h. */
static const GUID own_id = {0x6c0a4b1e, 0x3f52, 0x4d87, {0x9b, 0x12, 0x6a, 0x6f, 0x69, 0x6e, 0x6c, 0x66}};

/*
 * Whether our provider is installed in the system's catalogue: then ws2_32 calls it like any other, and our
 * half here is not used. Set by WSAStartup.
 */
static _Atomic bool installed;

static bool is_own_entry(const WSAPROTOCOL_INFOW *info)
{
    return memcmp(&info->ProviderId, &own_id, sizeof own_id) == 0;
}

/* ---- the system's catalogue ---- */

/* Returns all entries, which the caller frees; NULL with a count of 0 if they cannot be had. */
static WSAPROTOCOL_INFOW *system_entries(int *count)
{
    DWORD size = 0;
    WSAPROTOCOL_INFOW *entries = NULL;
    *count = WSAEnumProtocolsW(NULL, NULL, &size);
    for (int tries = 0; *count == SOCKET_ERROR && WSAGetLastError() == WSAENOBUFS && tries < 4; tries++) {
        free(entries);
        entries = malloc(size);
        *count = entries == NULL ? 0 : WSAEnumProtocolsW(NULL, entries, &size);
    }
    *count = *count < 0 ? 0 : *count;
    return entries;
}

static bool entry_fits(const WSAPROTOCOL_INFOW *info, int af, int type, int protocol)
{
    return (af == AF_UNSPEC || af == info->iAddressFamily) && (type == 0 || type == info->iSocketType) &&
           (protocol == 0 ||
            (protocol >= info->iProtocol && protocol <= info->iProtocol + info->iProtocolMaxOffset));
}

static bool system_has(int af, int type, int protocol)
{
    int count;
    bool found = false;
    WSAPROTOCOL_INFOW *entries = system_entries(&count);
    for (int i = 0; i < count; i++) {
        found = found || entry_fits(&entries[i], af, type, protocol);
    }
    free(entries);
    return found;
}

static bool system_has_ours(void)
{
    int count;
    bool found = false;
    WSAPROTOCOL_INFOW *entries = system_entries(&count);
    for (int i = 0; i < count; i++) {
        found = found || is_own_entry(&entries[i]);
    }
    free(entries);
    return found;
}

int WSAAPI front_WSAEnumProtocolsW(LPINT protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD length)
{
    DWORD room = length == NULL ? 0 : *length, own = 0;
    int count = WSAEnumProtocolsW(protocols, buffer, length);
    bool full = count == SOCKET_ERROR && WSAGetLastError() == WSAENOBUFS;
    if ((count == SOCKET_ERROR && !full) || atomic_load(&installed)) {
        return count;
    }
    /* How much room our entries take; none if none of them is asked for. */
    int ours = joinleaf_WSAEnumProtocolsW(protocols, NULL, &own);
    if (ours == 0) {
        return full ? (WSASetLastError(WSAENOBUFS), SOCKET_ERROR) : count;
    }
    DWORD used = full ? *length : (DWORD)count * (DWORD)sizeof *buffer;
    if (full || buffer == NULL || room - used < own) {
        *length = used + own;
        WSASetLastError(WSAENOBUFS);
        return SOCKET_ERROR;
    }
    ours = joinleaf_WSAEnumProtocolsW(protocols, (LPWSAPROTOCOL_INFOW)(void *)((char *)buffer + used), &own);
    return ours == SOCKET_ERROR ? SOCKET_ERROR : count + ours;
}

/* ---- start-up ---- */

int WSAAPI front_WSAStartup(WORD version, LPWSADATA data)
{
    int code = WSAStartup(version, data);
    if (code != 0) {
        return code;
    }
    bool now_installed = system_has_ours();
    if (now_installed) {
        atomic_store(&installed, true);
    }
    /* A half that was started before the provider was installed counts on: each clean-up counts, too. */
    if (now_installed && !startup_done()) {
        return 0;
    }
    WSADATA own;
    code = joinleaf_WSAStartup(MAKEWORD(2, 2), &own);
    if (code != 0) {
        WSACleanup();
    }
    return code;
}

/* Our half first, because its sockets may still have to send through ws2_32. */
int WSAAPI front_WSACleanup(void)
{
    joinleaf_WSACleanup(); /* if it is called too often it fails, and so does the other */
    return WSACleanup();
}

/* ---- sockets ---- */

/* Returns whether the socket is for our half: one for a session with a root, which no provider of the system
 * has. */
static bool is_for_ours(int af, int type, int protocol, const WSAPROTOCOL_INFOW *info)
{
    if (atomic_load(&installed)) {
        return false;
    }
    if (info != NULL) {
        WSAPROTOCOL_INFOW given;
        memcpy(&given, (const void *)info, sizeof given); /* the caller's need not be aligned */
        return is_own_entry(&given);
    }
    bool ours = type == SOCK_SEQPACKET || (protocol & ~(int)0xff) == 0x4a4c0000;
    return ours && (af == AF_INET || af == AF_INET6 || af == AF_UNSPEC) && !system_has(af, type, protocol);
}

SOCKET WSAAPI front_WSASocketW(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g, DWORD flags)
{
    return is_for_ours(af, type, protocol, info) ? joinleaf_WSASocketW(af, type, protocol, info, g, flags)
                                                 : WSASocketW(af, type, protocol, info, g, flags);
}

SOCKET WSAAPI front_socket(int af, int type, int protocol)
{
    return is_for_ours(af, type, protocol, NULL) ? joinleaf_socket(af, type, protocol)
                                                 : socket(af, type, protocol);
}

/* ---- many sockets ---- */

enum owner { OWNER_NONE = 0, OWNER_SYSTEM = 1, OWNER_US = 2, OWNER_BOTH = 3 };

static unsigned owner_of_set(const fd_set *set)
{
    unsigned owners = OWNER_NONE;
    const SOCKET *handles = set == NULL ? NULL : set->fd_array; /* may be longer than the type says */
    for (u_int i = 0; set != NULL && i < set->fd_count; i++) {
        owners |= front_is_own(handles[i]) ? OWNER_US : OWNER_SYSTEM;
    }
    return owners;
}

static int refuse_both(void)
{
    WSASetLastError(WSAEINVAL);
    return SOCKET_ERROR;
}

int WSAAPI front_select(int ignored, fd_set *read, fd_set *write, fd_set *except,
                        const struct timeval *timeout)
{
    unsigned owners = owner_of_set(read) | owner_of_set(write) | owner_of_set(except);
    return owners == OWNER_BOTH ? refuse_both()
           : owners == OWNER_US ? joinleaf_select(ignored, read, write, except, timeout)
                                : select(ignored, read, write, except, (struct timeval *)(uintptr_t)timeout);
}

int WSAAPI front_WSAPoll(LPWSAPOLLFD polled, ULONG count, INT timeout)
{
    unsigned owners = OWNER_NONE;
    for (ULONG i = 0; polled != NULL && i < count; i++) {
        bool ignored = (INT_PTR)polled[i].fd < 0;
        owners |= ignored ? OWNER_NONE : front_is_own(polled[i].fd) ? OWNER_US : OWNER_SYSTEM;
    }
    return owners == OWNER_BOTH ? refuse_both()
           : owners == OWNER_US ? joinleaf_WSAPoll(polled, count, timeout)
                                : WSAPoll(polled, count, timeout);
}
