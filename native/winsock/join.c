/* Joining, connecting and admitting: the API half. The rules (JL, IP, AC) are the provider's to keep. */
#include <joinleaf/ws_sock.h>

#include "call.h"

/* call_end for the calls that return a socket. */
static SOCKET call_end_socket(struct call *call, SOCKET result)
{
    call_end(call, result == INVALID_SOCKET ? SOCKET_ERROR : 0);
    return call_made(result);
}

/* JL-14: nothing comes back from a join that fails. While another one is pending (JL-10), the memory may be
 * that one's, and it is left alone. */
static SOCKET end_join(SOCKET joined, LPWSABUF callee_data)
{
    int error = joined == INVALID_SOCKET ? WSAGetLastError() : 0;
    if (error != 0 && error != WSAEALREADY && error != WSAEINPROGRESS && callee_data != NULL) {
        callee_data->len = 0;
    }
    return joined;
}

SOCKET WSAAPI WSAJoinLeaf(SOCKET s, const struct WS_sockaddr *name, int namelen, LPWSABUF caller_data,
                          LPWSABUF callee_data, LPQOS sqos, LPQOS gqos, DWORD flags)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return end_join(INVALID_SOCKET, callee_data);
    }
    SOCKET joined =
        call.procs->lpWSPJoinLeaf(s, name, namelen, caller_data, callee_data, sqos, gqos, flags, &call.error);
    return end_join(call_end_socket(&call, joined), callee_data);
}

int WSAAPI WSAConnect(SOCKET s, const struct WS_sockaddr *name, int namelen, LPWSABUF caller_data,
                      LPWSABUF callee_data, LPQOS sqos, LPQOS gqos)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return SOCKET_ERROR;
    }
    return call_end(
        &call, call.procs->lpWSPConnect(s, name, namelen, caller_data, callee_data, sqos, gqos, &call.error));
}

int WSAAPI WS_connect(SOCKET s, const struct WS_sockaddr *name, int namelen)
{
    return WSAConnect(s, name, namelen, NULL, NULL, NULL, NULL);
}

SOCKET WSAAPI WSAAccept(SOCKET s, struct WS_sockaddr *address, LPINT address_length,
                        LPCONDITIONPROC condition, DWORD_PTR callback_data)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return INVALID_SOCKET;
    }
    return call_end_socket(
        &call, call.procs->lpWSPAccept(s, address, address_length, condition, callback_data, &call.error));
}

SOCKET WSAAPI WS_accept(SOCKET s, struct WS_sockaddr *address, int *address_length)
{
    return WSAAccept(s, address, address_length, NULL, 0);
}
