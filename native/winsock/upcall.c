/* The WPU* functions, which a provider may call. There are no Windows messages and no asynchronous procedure
 * calls: those functions fail. */
#include "upcall.h"

#include <joinleaf/ws_sock.h>

#include "catalogue.h"
#include "events.h"
#include "handle.h"

static SOCKET WSPAPI upcall_CreateSocketHandle(DWORD catalog_entry_id, DWORD_PTR context, LPINT error)
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
static int WSPAPI upcall_CloseSocketHandle(SOCKET s, LPINT error)
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

static int WSPAPI upcall_QuerySocketHandleContext(SOCKET s, PDWORD_PTR context, LPINT error)
{
    struct handle_object object;
    if (!handle_peek(s, HANDLE_SOCKET, &object)) {
        *error = WSAENOTSOCK;
        return SOCKET_ERROR;
    }
    *context = object.context;
    return 0;
}

/* Providers here are not installable file systems: their handles come from WPUCreateSocketHandle. */
static SOCKET WSPAPI upcall_ModifyIFSHandle(DWORD catalog_entry_id, SOCKET proposed, LPINT error)
{
    (void)catalog_entry_id;
    (void)proposed;
    *error = WSAEOPNOTSUPP;
    return INVALID_SOCKET;
}

static WSAEVENT WSPAPI upcall_CreateEvent(LPINT error)
{
    return event_create(error);
}

static BOOL WSPAPI upcall_CloseEvent(WSAEVENT event, LPINT error)
{
    return event_close(event, error);
}

static BOOL WSPAPI upcall_SetEvent(WSAEVENT event, LPINT error)
{
    return event_set(event, error);
}

static BOOL WSPAPI upcall_ResetEvent(WSAEVENT event, LPINT error)
{
    return event_reset(event, error);
}

static int WSPAPI upcall_FDIsSet(SOCKET s, WS_fd_set *set)
{
    return __WSAFDIsSet(s, set);
}

static int WSPAPI upcall_GetProviderPath(LPGUID id, WCHAR *path, LPINT length, LPINT error)
{
    (void)id;
    (void)path;
    (void)length;
    *error = WSAEOPNOTSUPP; /* providers are linked in or registered by address: there is no path */
    return SOCKET_ERROR;
}

static BOOL WSPAPI upcall_PostMessage(HWND window, UINT message, WPARAM wide, LPARAM narrow)
{
    (void)window;
    (void)message;
    (void)wide;
    (void)narrow;
    return FALSE;
}

static int WSPAPI upcall_QueryBlockingCallback(DWORD catalog_entry_id, LPBLOCKINGCALLBACK *callback,
                                               PDWORD_PTR context, LPINT error)
{
    (void)catalog_entry_id;
    (void)context;
    (void)error;
    *callback = NULL; /* blocking hooks ended with Winsock 1.1 */
    return 0;
}

static int WSPAPI upcall_QueueApc(LPWSATHREADID thread, LPWSAUSERAPC routine, DWORD_PTR context, LPINT error)
{
    (void)thread;
    (void)routine;
    (void)context;
    *error = WSAEOPNOTSUPP;
    return SOCKET_ERROR;
}

static int WSPAPI upcall_OpenCurrentThread(LPWSATHREADID thread, LPINT error)
{
    (void)thread;
    *error = WSAEOPNOTSUPP;
    return SOCKET_ERROR;
}

static int WSPAPI upcall_CloseThread(LPWSATHREADID thread, LPINT error)
{
    (void)thread;
    *error = WSAEOPNOTSUPP;
    return SOCKET_ERROR;
}

const WSPUPCALLTABLE upcall_table = {
    .lpWPUCloseEvent = upcall_CloseEvent,
    .lpWPUCloseSocketHandle = upcall_CloseSocketHandle,
    .lpWPUCreateEvent = upcall_CreateEvent,
    .lpWPUCreateSocketHandle = upcall_CreateSocketHandle,
    .lpWPUFDIsSet = upcall_FDIsSet,
    .lpWPUGetProviderPath = upcall_GetProviderPath,
    .lpWPUModifyIFSHandle = upcall_ModifyIFSHandle,
    .lpWPUPostMessage = upcall_PostMessage,
    .lpWPUQueryBlockingCallback = upcall_QueryBlockingCallback,
    .lpWPUQuerySocketHandleContext = upcall_QuerySocketHandleContext,
    .lpWPUQueueApc = upcall_QueueApc,
    .lpWPUResetEvent = upcall_ResetEvent,
    .lpWPUSetEvent = upcall_SetEvent,
    .lpWPUOpenCurrentThread = upcall_OpenCurrentThread,
    .lpWPUCloseThread = upcall_CloseThread,
};
