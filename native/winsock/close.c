#include "close.h"

#include "catalogue.h"
#include "handle.h"
#include "overlapped.h"

int close_socket(SOCKET s)
{
    struct handle_object object;
    if (!handle_begin_close(s, HANDLE_SOCKET) || !handle_peek(s, HANDLE_SOCKET, &object)) {
        return WSAENOTSOCK;
    }
    const struct catalogue_entry *entry = object.owner;
    int error = 0;
    if (entry->procs.lpWSPCloseSocket(s, &error) == SOCKET_ERROR) {
        handle_cancel_close(s, HANDLE_SOCKET);
        return error;
    }
    overlapped_close(s);
    return 0;
}
