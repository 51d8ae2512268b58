#include "call.h"

#include "catalogue.h"
#include "close.h"
#include "startup.h"

bool call_started(void)
{
    if (startup_done()) {
        return true;
    }
    WSASetLastError(WSANOTINITIALISED);
    return false;
}

bool call_begin(struct call *call, SOCKET s)
{
    if (!call_started()) {
        return false;
    }
    call->slot = handle_acquire(s, HANDLE_SOCKET);
    if (call->slot == NULL) {
        WSASetLastError(WSAENOTSOCK);
        return false;
    }
    const struct catalogue_entry *entry = handle_object(call->slot).owner;
    call->procs = &entry->procs;
    call->error = 0;
    return true;
}

int call_end(struct call *call, int result)
{
    handle_release(call->slot);
    if (result == SOCKET_ERROR) {
        return call_fail(call->error);
    }
    WSASetLastError(0); /* ER-01b */
    return result;
}

SOCKET call_made(SOCKET made)
{
    if (made == INVALID_SOCKET || startup_done()) {
        return made;
    }
    /* WSACleanup has closed all sockets that it found, but this one may have been made too late for that. */
    close_socket(made);
    startup_stop_again();
    call_fail(WSANOTINITIALISED);
    return INVALID_SOCKET;
}

int call_fail(int error)
{
    WSASetLastError(error);
    return SOCKET_ERROR;
}

int call_code(int error)
{
    WSASetLastError(error);
    return error;
}
