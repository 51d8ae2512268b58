/* Overlapped calls from their beginning to the queue, and their results (IO-15 to IO-19). */
#include <stdlib.h>
#include <string.h>

#include "providers/common/entries.h"
#include "winsock/call.h"
#include "winsock/catalogue.h"
#include "winsock/events.h"
#include "overlapped_queue.h"

enum { BUFFERS_MOST = 1024 }; /* more than that no provider takes */

static const struct catalogue_entry *entry_of(const struct call *call)
{
    return handle_object(call->slot).owner;
}

bool overlapped_has_results(const struct call *call)
{
    const struct provider *provider = entry_of(call)->provider;
    return provider != NULL && provider->await != NULL;
}

bool overlapped_is_ours(const struct call *call, LPWSAOVERLAPPED *overlapped)
{
    if (!overlapped_has_results(call)) {
        return false;
    }
    DWORD flags = entry_of(call)->provider->flags(handle_object(call->slot).context);
    if ((flags & WSA_FLAG_OVERLAPPED) == 0) {
        *overlapped = NULL;
    }
    return *overlapped != NULL;
}

/* ---- one try ---- */

static int try_message(SOCKET s, const struct overlapped_request *request, DWORD *moved, DWORD *flags)
{
    WSAMSG message = *request->message;
    message.lpBuffers = request->buffers;
    WSASetLastError(0);
    if (request->kind == OVERLAPPED_SEND_MESSAGE) {
        request->send_message(s, &message, request->flags, moved, &provider_no_wait, NULL);
        *flags = 0;
        return WSAGetLastError();
    }
    request->receive_message(s, &message, moved, &provider_no_wait, NULL);
    int code = WSAGetLastError();
    if (code == 0 || code == WSAEMSGSIZE) {
        request->message->namelen = message.namelen;
        request->message->Control.len = message.Control.len;
        request->message->dwFlags = message.dwFlags;
        *flags = message.dwFlags;
    }
    return code;
}

int overlapped_try(const WSPPROC_TABLE *procs, SOCKET s, const struct overlapped_request *request,
                   DWORD *moved, DWORD *flags)
{
    LPWSABUF buffers = request->buffers;
    DWORD count = request->count;
    int error = 0, result = 0;
    *moved = 0;
    *flags = request->flags;
    switch (request->kind) {
    case OVERLAPPED_SEND:
        result = procs->lpWSPSend(s, buffers, count, moved, *flags, &provider_no_wait, NULL, NULL, &error);
        break;
    case OVERLAPPED_SEND_TO:
        result = procs->lpWSPSendTo(s, buffers, count, moved, *flags, request->to, request->tolen,
                                    &provider_no_wait, NULL, NULL, &error);
        break;
    case OVERLAPPED_RECEIVE:
        result = procs->lpWSPRecv(s, buffers, count, moved, flags, &provider_no_wait, NULL, NULL, &error);
        break;
    case OVERLAPPED_RECEIVE_FROM:
        result = procs->lpWSPRecvFrom(s, buffers, count, moved, flags, request->from, request->fromlen,
                                      &provider_no_wait, NULL, NULL, &error);
        break;
    case OVERLAPPED_SEND_MESSAGE:
    case OVERLAPPED_RECEIVE_MESSAGE:
        return try_message(s, request, moved, flags);
    }
    if (overlapped_sends(request->kind)) {
        *flags = 0;
    }
    return result == 0 ? 0 : error;
}

/* ---- beginning ---- */

/* More than the largest address is not copied: no provider looks at it. */
static struct WS_sockaddr *copy_name(struct operation *operation, const struct WS_sockaddr *name, int size)
{
    if (name == NULL) {
        return NULL;
    }
    if (size > 0) {
        memcpy(&operation->to, name,
               (size_t)size < sizeof operation->to ? (size_t)size : sizeof operation->to);
    }
    return (struct WS_sockaddr *)(void *)&operation->to;
}

/* Copies what a call that waits needs later, and is the caller's again when the call has returned: the
 * WSABUFs, and what is sent but for its bytes. Returns NULL if there is no memory. */
static struct operation *make_operation(SOCKET s, const struct overlapped_request *request)
{
    bool sends_message = request->kind == OVERLAPPED_SEND_MESSAGE;
    size_t buffers = request->count * sizeof(WSABUF);
    size_t control = sends_message ? request->message->Control.len : 0;
    struct operation *made = calloc(1, sizeof *made + buffers + control);
    if (made == NULL) {
        return NULL;
    }
    made->socket = s;
    made->request = *request;
    made->request.buffers = made->buffers;
    memcpy(made->buffers, request->buffers, buffers);
    made->request.to = copy_name(made, request->to, request->tolen);
    if (sends_message) {
        made->message = *request->message;
        made->request.message = &made->message;
        made->message.name = copy_name(made, made->message.name, made->message.namelen);
        if (control > 0) {
            made->message.Control.buf =
                memcpy((char *)made->buffers + buffers, made->message.Control.buf, control);
        }
    }
    return made;
}

static int check(const struct overlapped_request *request, const DWORD *flags)
{
    const DWORD some = 0;
    bool receives = !overlapped_sends(request->kind);
    if (receives && request->kind != OVERLAPPED_RECEIVE_MESSAGE && flags == NULL) {
        return WSAEFAULT;
    }
    const WSAMSG *message = request->message;
    if (message != NULL && message->Control.len > 0 && message->Control.buf == NULL) {
        return WSAEFAULT;
    }
    return provider_check_buffers(request->buffers, request->count, BUFFERS_MOST, &some, NULL);
}

/* The call has to wait. Returns WSA_IO_PENDING, or why it cannot. */
static int pend(const struct call *call, struct operation *operation)
{
    int code = overlapped_queue_add(operation, entry_of(call)->provider, handle_object(call->slot).context);
    if (code == 0) {
        return WSA_IO_PENDING;
    }
    overlapped_free(operation);
    return code;
}

/* Tries the call, and puts it into the queue if it has to wait. Returns its code. */
static int begin(const struct call *call, struct operation *operation, DWORD *moved, DWORD *flags)
{
    const struct overlapped_request *request = &operation->request;
    bool waits = overlapped_queue_has(operation->socket, overlapped_sends(request->kind));
    int code = waits ? WSAEWOULDBLOCK : overlapped_try(call->procs, operation->socket, request, moved, flags);
    if (code == WSAEWOULDBLOCK) {
        return pend(call, operation);
    }
    bool cut = code == WSAEMSGSIZE && !overlapped_sends(request->kind); /* IO-15: it has taken the datagram */
    if (code == 0 || cut) {
        overlapped_tell(operation, code, *moved, *flags);
    } else {
        overlapped_free(operation);
    }
    return code;
}

int overlapped_begin(struct call *call, SOCKET s, const struct overlapped_request *request, DWORD *moved,
                     DWORD *flags, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct event *event = NULL;
    call->error = check(request, flags);
    if (call->error == 0 && routine == NULL &&
        overlapped->hEvent != NULL) { /* a routine's is the caller's own */
        event = event_reference(overlapped->hEvent);
        call->error = event == NULL ? WSA_INVALID_HANDLE : 0;
    }
    if (call->error != 0) {
        return SOCKET_ERROR;
    }
    struct operation *operation = make_operation(s, request);
    struct overlapped_thread *thread =
        operation == NULL ? NULL : overlapped_thread_of_caller(routine != NULL, overlapped_queue_end_thread);
    if (thread == NULL) {
        if (event != NULL) {
            event_unreference(event);
        }
        free(operation);
        call->error = WSAENOBUFS;
        return SOCKET_ERROR;
    }
    operation->overlapped = overlapped;
    operation->routine = routine;
    operation->event = event;
    operation->thread = thread;
    __atomic_store_n(&overlapped->Internal, overlapped_status(WSA_IO_PENDING), __ATOMIC_RELEASE);
    if (event != NULL) {
        event_clear(event);
    }
    DWORD moved_now = 0, flags_now = 0;
    call->error = begin(call, operation, &moved_now, &flags_now);
    if (call->error == 0) {
        if (moved != NULL) {
            *moved = moved_now;
        }
        if (flags != NULL) {
            *flags = flags_now;
        }
    }
    return call->error == 0 ? 0 : SOCKET_ERROR;
}

/* ---- results ---- */

BOOL overlapped_end_with_result(struct call *call, SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD moved,
                                BOOL wait, LPDWORD flags)
{
    if (overlapped == NULL || moved == NULL || flags == NULL) {
        call->error = WSAEFAULT;
        return call_end(call, SOCKET_ERROR) == 0;
    }
    call_end(call, 0); /* who closes the socket does not wait for this thread */
    int code = overlapped_code(__atomic_load_n(&overlapped->Internal, __ATOMIC_ACQUIRE));
    if (code == WSA_IO_PENDING && wait) {
        overlapped_queue_wait(s, overlapped);
        code = overlapped_code(__atomic_load_n(&overlapped->Internal, __ATOMIC_ACQUIRE));
    }
    if (code != 0) {
        WSASetLastError(code == WSA_IO_PENDING ? WSA_IO_INCOMPLETE : code);
        return FALSE;
    }
    *moved = (DWORD)overlapped->InternalHigh;
    *flags = overlapped->Offset;
    return TRUE;
}

/* ---- cancelling ---- */

/* Returns how many operations were cancelled; -1 with the last error set if the handle is no socket. */
static int cancel(HANDLE file, const WSAOVERLAPPED *overlapped, const struct overlapped_thread *of)
{
    SOCKET s = (SOCKET)file;
    struct handle_slot *slot = handle_acquire(s, HANDLE_SOCKET);
    if (slot == NULL) {
        WSASetLastError(ERROR_INVALID_HANDLE);
        return -1;
    }
    handle_release(slot);
    return overlapped_queue_cancel(s, overlapped, of);
}

BOOL WINAPI CancelIoEx(HANDLE file, LPOVERLAPPED overlapped)
{
    int count = cancel(file, overlapped, NULL);
    if (count == 0) {
        WSASetLastError(ERROR_NOT_FOUND);
    }
    return count > 0;
}

BOOL WINAPI CancelIo(HANDLE file)
{
    WSAOVERLAPPED nobodys; /* a thread that has begun nothing cancels nothing */
    const struct overlapped_thread *self = overlapped_thread_now();
    return cancel(file, self == NULL ? &nobodys : NULL, self) >= 0;
}

/* ---- messages ---- */

INT overlapped_receive_message(LPFN_WSARECVMSG again, SOCKET s, LPWSAMSG message, LPDWORD received,
                               LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return SOCKET_ERROR;
    }
    if (message == NULL || !overlapped_is_ours(&call, &overlapped)) {
        call_end(&call, 0);
        return again(s, message, received, NULL, NULL);
    }
    struct overlapped_request request = {.kind = OVERLAPPED_RECEIVE_MESSAGE,
                                         .buffers = message->lpBuffers,
                                         .count = message->dwBufferCount,
                                         .message = message,
                                         .receive_message = again};
    return call_end(&call, overlapped_begin(&call, s, &request, received, NULL, overlapped, routine));
}

INT overlapped_send_message(LPFN_WSASENDMSG again, SOCKET s, LPWSAMSG message, DWORD flags, LPDWORD sent,
                            LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return SOCKET_ERROR;
    }
    if (message == NULL || !overlapped_is_ours(&call, &overlapped)) {
        call_end(&call, 0);
        return again(s, message, flags, sent, NULL, NULL);
    }
    struct overlapped_request request = {.kind = OVERLAPPED_SEND_MESSAGE,
                                         .buffers = message->lpBuffers,
                                         .count = message->dwBufferCount,
                                         .flags = flags,
                                         .message = message,
                                         .send_message = again};
    return call_end(&call, overlapped_begin(&call, s, &request, sent, NULL, overlapped, routine));
}
