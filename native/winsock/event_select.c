/* WSAEventSelect and WSAEnumNetworkEvents: they only call their WSP entries. */
#include <joinleaf/ws_sock.h>

#include "call.h"

int WSAAPI WSAEventSelect(SOCKET s, WSAEVENT event, long mask)
{
    struct call call;
    return call_begin(&call, s) ? call_end(&call, call.procs->lpWSPEventSelect(s, event, mask, &call.error))
                                : SOCKET_ERROR;
}

int WSAAPI WSAEnumNetworkEvents(SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS events)
{
    struct call call;
    return call_begin(&call, s)
               ? call_end(&call, call.procs->lpWSPEnumNetworkEvents(s, event, events, &call.error))
               : SOCKET_ERROR;
}
