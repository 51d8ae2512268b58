/* The WPU* functions: what providers call back for. */
#include "upcall.h"

#include <joinleaf/ws_sock.h>

#include "catalogue.h"
#include "handle.h"

static SOCKET WSPAPI WPUCreateSocketHandle(DWORD catalog_entry_id, DWORD_PTR context, LPINT error)
{
    struct handle_object object = {.owner = catalogue_by_id(catalog_entry_id), .context = context};
    if (object.owner == NULL) {
        *error = WSAEINVAL;
        return INVALID_SOCKET;
    }
    uintptr_t handle = handle_create(HANDLE_SOCKET, object);
    if (handle == 0) {
        *error = WSAENOBUFS;
        return INVALID_SOCKET;
    }
    return handle;
}

/* Returns once no other thread is inside a call on the socket: the provider may then free its context. */
static int WSPAPI WPUCloseSocketHandle(SOCKET s, LPINT error)
{
    struct handle_object object;
    if (!handle_peek(s, HANDLE_SOCKET, &object)) {
        *error = WSAENOTSOCK;
        return SOCKET_ERROR;
    }
    handle_begin_close(s, HANDLE_SOCKET); /* already so when closesocket is the caller */
    handle_retire(s, HANDLE_SOCKET);
    return 0;
}

static int WSPAPI WPUQuerySocketHandleContext(SOCKET s, PDWORD_PTR context, LPINT error)
{
    struct handle_object object;
    if (!handle_peek(s, HANDLE_SOCKET, &object)) {
        *error = WSAENOTSOCK;
        return SOCKET_ERROR;
    }
    *context = object.context;
    return 0;
}

static BOOL WSPAPI WPUSetEvent(WSAEVENT event, LPINT error)
{
    return event_set(event, error);
}
