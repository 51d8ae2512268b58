#include <joinleaf/ws_calls.h>

#include "winsock/cancel.h"

BOOL cancel_calls(SOCKET s)
{
    if (front_is_own(s)) {
        return FALSE; /* no handle of ours comes back soon (winsock/handle.c) */
    }
    CancelIoEx((HANDLE)s, NULL); /* if nothing blocks, it fails, and that is all */
    return TRUE;
}
