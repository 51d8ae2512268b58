/* Making, naming and closing sockets: the API half of SK-04 to SK-11. */
#include <string.h>

#include <joinleaf/ws_sock.h>

#include "call.h"
#include "catalogue.h"
#include "close.h"

/* FROM_PROTOCOL_INFO stands for the entry's own value (SK-04). */
static int or_from_entry(int value, int entry_value)
{
    return value == FROM_PROTOCOL_INFO ? entry_value : value;
}

SOCKET WSAAPI WSASocketW(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g, DWORD flags)
{
    if (!call_started()) {
        return INVALID_SOCKET;
    }
    int error = 0;
    const struct catalogue_entry *entry;
    if (info == NULL) {
        entry = catalogue_find(af, type, protocol, flags, &error);
    } else {
        WSAPROTOCOL_INFOW given;
        memcpy(&given, (const void *)info, sizeof given); /* the caller's need not be aligned */
        af = or_from_entry(af, given.iAddressFamily);
        entry = catalogue_by_id(given.dwCatalogEntryId);
        if (entry != NULL) {
            entry = catalogue_of_family(entry, af); /* a family that is named goes to the provider as it is */
        }
        error = entry == NULL ? WSAEINVAL : catalogue_check_flags(&entry->info, flags);
        type = or_from_entry(type, given.iSocketType);
        protocol = or_from_entry(protocol, given.iProtocol);
    }
    if (error == 0 && g != 0) {
        error = WSAEINVAL; /* SK-08: socket groups were never built */
    }
    if (error != 0) {
        call_fail(error);
        return INVALID_SOCKET;
    }
    WSAPROTOCOL_INFOW own = entry->info;
    SOCKET s = entry->procs.lpWSPSocket(af, type, protocol, &own, g, flags, &error);
    WSASetLastError(s == INVALID_SOCKET ? error : 0); /* ER-01b */
    return call_made(s);
}

/* Both forms agree in every member before szProtocol, and an entry is found by its number: the name is not
 * read. */
SOCKET WSAAPI WSASocketA(int af, int type, int protocol, LPWSAPROTOCOL_INFOA info, GROUP g, DWORD flags)
{
    if (info == NULL) {
        return WSASocketW(af, type, protocol, NULL, g, flags);
    }
    WSAPROTOCOL_INFOW wide = {0};
    memcpy(&wide, info, offsetof(WSAPROTOCOL_INFOA, szProtocol));
    return WSASocketW(af, type, protocol, &wide, g, flags);
}

SOCKET WSAAPI WS_socket(int af, int type, int protocol)
{
    return WSASocketW(af, type, protocol, NULL, 0, WSA_FLAG_OVERLAPPED);
}

int WSAAPI closesocket(SOCKET s)
{
    if (!call_started()) {
        return SOCKET_ERROR;
    }
    int error = close_socket(s);
    return error == 0 ? 0 : call_fail(error);
}

int WSAAPI WS_bind(SOCKET s, const struct WS_sockaddr *name, int namelen)
{
    struct call call;
    return call_begin(&call, s) ? call_end(&call, call.procs->lpWSPBind(s, name, namelen, &call.error))
                                : SOCKET_ERROR;
}

int WSAAPI WS_getsockname(SOCKET s, struct WS_sockaddr *name, int *namelen)
{
    struct call call;
    return call_begin(&call, s) ? call_end(&call, call.procs->lpWSPGetSockName(s, name, namelen, &call.error))
                                : SOCKET_ERROR;
}

int WSAAPI WS_getpeername(SOCKET s, struct WS_sockaddr *name, int *namelen)
{
    struct call call;
    return call_begin(&call, s) ? call_end(&call, call.procs->lpWSPGetPeerName(s, name, namelen, &call.error))
                                : SOCKET_ERROR;
}

int WSAAPI WS_shutdown(SOCKET s, int how)
{
    struct call call;
    return call_begin(&call, s) ? call_end(&call, call.procs->lpWSPShutdown(s, how, &call.error))
                                : SOCKET_ERROR;
}

int WSAAPI WS_listen(SOCKET s, int backlog)
{
    struct call call;
    return call_begin(&call, s) ? call_end(&call, call.procs->lpWSPListen(s, backlog, &call.error))
                                : SOCKET_ERROR;
}

/* Sockets are not shared between processes: a handle is valid in its own process only, and our providers
 * refuse. Before that the arguments are checked (SK-13). */
static int duplicate_socket(SOCKET s, DWORD process, const void *info, LPWSAPROTOCOL_INFOW wide)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return SOCKET_ERROR;
    }
    int result = SOCKET_ERROR;
    if (process == 0 || process == ~(DWORD)0) {
        call.error = WSAEINVAL;
    } else if (info == NULL) {
        call.error = WSAEFAULT;
    } else {
        result = call.procs->lpWSPDuplicateSocket(s, process, wide, &call.error);
    }
    return call_end(&call, result);
}

int WSAAPI WSADuplicateSocketW(SOCKET s, DWORD process, LPWSAPROTOCOL_INFOW info)
{
    return duplicate_socket(s, process, info, info);
}

int WSAAPI WSADuplicateSocketA(SOCKET s, DWORD process, LPWSAPROTOCOL_INFOA info)
{
    WSAPROTOCOL_INFOW wide = {0};
    int result = duplicate_socket(s, process, info, &wide);
    if (result == 0) {
        *info = catalogue_ansi(&wide);
    }
    return result;
}
