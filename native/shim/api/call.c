#include "call.h"

#include "catalogue.h"
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
    return result == SOCKET_ERROR ? call_fail(call->error) : result;
}

int call_fail(int error)
{
    WSASetLastError(error);
    return SOCKET_ERROR;
}
