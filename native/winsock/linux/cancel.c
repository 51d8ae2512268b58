#include <joinleaf/ws_tcpip.h>

#include "winsock/cancel.h"

BOOL cancel_calls(SOCKET s)
{
    (void)s;
    return FALSE; /* no handle comes back soon (winsock/handle.c) */
}
