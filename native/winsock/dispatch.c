/* Calls that do nothing but call their WSP entry: disconnect data, overlapped results, QOS templates. */
#include <joinleaf/ws_sock.h>

#include "call.h"
#include "overlapped.h"

int WSAAPI WSASendDisconnect(SOCKET s, LPWSABUF data)
{
    struct call call;
    return call_begin(&call, s) ? call_end(&call, call.procs->lpWSPSendDisconnect(s, data, &call.error))
                                : SOCKET_ERROR;
}

int WSAAPI WSARecvDisconnect(SOCKET s, LPWSABUF data)
{
    struct call call;
    return call_begin(&call, s) ? call_end(&call, call.procs->lpWSPRecvDisconnect(s, data, &call.error))
                                : SOCKET_ERROR;
}

/* call_end for the calls that return a BOOL. */
static BOOL call_end_bool(struct call *call, BOOL result)
{
    call_end(call, result ? 0 : SOCKET_ERROR);
    return result;
}

BOOL WSAAPI WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD transferred, BOOL wait,
                                   LPDWORD flags)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return FALSE;
    }
    if (overlapped_has_results(&call)) {
        return overlapped_end_with_result(&call, s, overlapped, transferred, wait, flags);
    }
    return call_end_bool(
        &call, call.procs->lpWSPGetOverlappedResult(s, overlapped, transferred, wait, flags, &call.error));
}

BOOL WSAAPI WSAGetQOSByName(SOCKET s, LPWSABUF name, LPQOS qos)
{
    struct call call;
    return call_begin(&call, s) &&
           call_end_bool(&call, call.procs->lpWSPGetQOSByName(s, name, qos, &call.error));
}
