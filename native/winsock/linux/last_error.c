/* The thread's last error (ER-01). It needs no start-up. */
#include <joinleaf/ws_sock.h>

static _Thread_local int last_error;

int WSAAPI WSAGetLastError(void)
{
    return last_error;
}

void WSAAPI WSASetLastError(int error)
{
    last_error = error;
}
