#include <joinleaf/ws_tcpip.h>

#include "winsock/batch_loop.h"

void batch_forget(SOCKET s)
{
    (void)s; /* the socket itself remembers */
}
