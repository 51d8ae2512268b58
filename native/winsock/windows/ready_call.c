/* joinleaf_ready_sockets, with what the public Winsock has: reset first, then ask each, so that nothing is
 * lost. */
#include <winsock2.h>

#include <joinleaf/ready.h>

static int fail(int code)
{
    WSASetLastError(code);
    return SOCKET_ERROR;
}

int WSAAPI joinleaf_ready_sockets(WSAEVENT event, const SOCKET *sockets, int count,
                                  struct joinleaf_ready *ready, int room)
{
    if (ready == NULL || (sockets == NULL && count > 0)) {
        return fail(WSAEFAULT);
    }
    if (count < 0 || room <= 0 || !WSAResetEvent(event)) {
        return fail(WSAEINVAL);
    }
    int filled = 0;
    for (int i = 0; i < count; i++) {
        if (filled == room) {
            WSASetEvent(event); /* those after it have not been asked */
            break;
        }
        struct joinleaf_ready *one = &ready[filled];
        one->socket = sockets[i];
        if (WSAEnumNetworkEvents(sockets[i], NULL, &one->events) == 0) {
            filled += one->events.lNetworkEvents != 0;
        } else if (WSAGetLastError() == WSANOTINITIALISED) {
            return SOCKET_ERROR;
        } /* else it was closed meanwhile */
    }
    return filled;
}
