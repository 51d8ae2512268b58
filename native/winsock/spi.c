/*
 * The library's WSPStartup: what ws2_32 looks up in a provider's DLL, here for all that are linked in
 * (SPI-01).
 *
 * A host that starts the library in this way makes handles by its own upcalls, and its WPUCloseSocketHandle
 * does not wait until no thread is inside a call, as the providers need it. So each socket has two handles:
 * the outer one is the host's, and its context is the inner one; the inner one is of our own table, and the
 * provider knows only that. Each call holds a reference on the inner handle, as a call of our own API half
 * does. The thread's last error belongs to the host. The providers may make system calls that change it, so
 * it is restored (SPI-02).
 */
#include <joinleaf/ws_spi.h>

#include <stdlib.h>
#include <string.h>

#include "providers/common/kept.h"
#include "system/thread.h"
#include "catalogue.h"
#include "close.h"
#include "handle.h"
#include "startup.h"

static struct system_mutex start_lock = SYSTEM_MUTEX_INIT; /* guards starts, and writing to host */
static unsigned starts;
/* The upcalls of the last start; a process has one ws2_32, whose upcalls are always the same. */
static WSPUPCALLTABLE host;

/* Called in the child of a fork. The number of starts stays what the parent's is. */
static void reset_child(void)
{
    system_mutex_init(&start_lock);
}

/* ---- one call ---- */

/* One call on a socket: the inner handle with a reference on it, and the last error that is to stay. */
struct visit {
    SOCKET inner;
    struct handle_slot *slot;
    int last_error;
};

/* Finds the inner handle of a host's, and takes a reference on it. Returns NULL with the code in *error. */
static struct handle_slot *refer_to_inner(SOCKET s, SOCKET *inner, int *error)
{
    DWORD_PTR context = 0;
    if (host.lpWPUQuerySocketHandleContext(s, &context, error) == SOCKET_ERROR) {
        return NULL;
    }
    struct handle_slot *slot = handle_acquire(context, HANDLE_SOCKET);
    if (slot == NULL) {
        *error = WSAENOTSOCK;
    }
    *inner = context;
    return slot;
}

static bool enter_handle(struct visit *visit, SOCKET s, int *error)
{
    visit->last_error = WSAGetLastError();
    visit->slot = refer_to_inner(s, &visit->inner, error);
    return visit->slot != NULL;
}

static void leave_handle(const struct visit *visit)
{
    handle_release(visit->slot);
    WSASetLastError(visit->last_error);
}

static const WSPPROC_TABLE *procs_of(const struct handle_slot *slot)
{
    const struct catalogue_entry *entry = handle_object(slot).owner;
    return &entry->procs;
}

/* Defines one call: its type, what it returns on failure, its name, its parameters, and the arguments that
 * the provider gets, with the inner handle in the place of the outer one. */
#define SPI(type, failure, name, parameters, arguments)                                                      \
    static type WSPAPI spi_##name parameters                                                                 \
    {                                                                                                        \
        struct visit visit;                                                                                  \
        if (!enter_handle(&visit, s, error)) {                                                               \
            return failure;                                                                                  \
        }                                                                                                    \
        const SOCKET inner = visit.inner;                                                                    \
        type result = procs_of(visit.slot)->lp##name arguments;                                              \
        leave_handle(&visit);                                                                                \
        return result;                                                                                       \
    }

SPI(int, SOCKET_ERROR, WSPAsyncSelect, (SOCKET s, HWND window, unsigned message, long mask, LPINT error),
    (inner, window, message, mask, error))
SPI(int, SOCKET_ERROR, WSPBind, (SOCKET s, const struct WS_sockaddr *name, int size, LPINT error),
    (inner, name, size, error))
SPI(int, SOCKET_ERROR, WSPConnect,
    (SOCKET s, const struct WS_sockaddr *name, int size, LPWSABUF caller, LPWSABUF callee, LPQOS sqos,
     LPQOS gqos, LPINT error),
    (inner, name, size, caller, callee, sqos, gqos, error))
SPI(int, SOCKET_ERROR, WSPDuplicateSocket, (SOCKET s, DWORD process, LPWSAPROTOCOL_INFOW info, LPINT error),
    (inner, process, info, error))
SPI(int, SOCKET_ERROR, WSPEnumNetworkEvents,
    (SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS events, LPINT error), (inner, event, events, error))
SPI(int, SOCKET_ERROR, WSPEventSelect, (SOCKET s, WSAEVENT event, long mask, LPINT error),
    (inner, event, mask, error))
SPI(BOOL, FALSE, WSPGetOverlappedResult,
    (SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD moved, BOOL wait, LPDWORD flags, LPINT error),
    (inner, overlapped, moved, wait, flags, error))
SPI(int, SOCKET_ERROR, WSPGetPeerName, (SOCKET s, struct WS_sockaddr *name, LPINT size, LPINT error),
    (inner, name, size, error))
SPI(int, SOCKET_ERROR, WSPGetSockName, (SOCKET s, struct WS_sockaddr *name, LPINT size, LPINT error),
    (inner, name, size, error))
SPI(BOOL, FALSE, WSPGetQOSByName, (SOCKET s, LPWSABUF name, LPQOS qos, LPINT error),
    (inner, name, qos, error))
SPI(int, SOCKET_ERROR, WSPListen, (SOCKET s, int backlog, LPINT error), (inner, backlog, error))
SPI(int, SOCKET_ERROR, WSPRecv,
    (SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, LPWSAOVERLAPPED overlapped,
     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error),
    (inner, buffers, count, received, flags, overlapped, routine, thread, error))
SPI(int, SOCKET_ERROR, WSPRecvDisconnect, (SOCKET s, LPWSABUF data, LPINT error), (inner, data, error))
SPI(int, SOCKET_ERROR, WSPRecvFrom,
    (SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, struct WS_sockaddr *from,
     LPINT size, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,
     LPINT error),
    (inner, buffers, count, received, flags, from, size, overlapped, routine, thread, error))
SPI(int, SOCKET_ERROR, WSPSend,
    (SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, LPWSAOVERLAPPED overlapped,
     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error),
    (inner, buffers, count, sent, flags, overlapped, routine, thread, error))
SPI(int, SOCKET_ERROR, WSPSendDisconnect, (SOCKET s, LPWSABUF data, LPINT error), (inner, data, error))
SPI(int, SOCKET_ERROR, WSPSendTo,
    (SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, const struct WS_sockaddr *to,
     int size, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,
     LPINT error),
    (inner, buffers, count, sent, flags, to, size, overlapped, routine, thread, error))
SPI(int, SOCKET_ERROR, WSPSetSockOpt,
    (SOCKET s, int level, int name, const char *value, int size, LPINT error),
    (inner, level, name, value, size, error))
SPI(int, SOCKET_ERROR, WSPShutdown, (SOCKET s, int how, LPINT error), (inner, how, error))

#undef SPI

/* WSPGetSockOpt, where the number of the entry becomes that of the host. */
static int WSPAPI spi_WSPGetSockOpt(SOCKET s, int level, int name, char *value, LPINT size, LPINT error)
{
    struct visit visit;
    if (!enter_handle(&visit, s, error)) {
        return SOCKET_ERROR;
    }
    int result = procs_of(visit.slot)->lpWSPGetSockOpt(visit.inner, level, name, value, size, error);
    if (result == 0 && level == WS_SOL_SOCKET && name == WS_SO_PROTOCOL_INFOW) {
        DWORD number = handle_object(visit.slot).outer_entry;
        memcpy(value + offsetof(WSAPROTOCOL_INFOW, dwCatalogEntryId), &number, sizeof number);
    }
    leave_handle(&visit);
    return result;
}

/* WSPIoctl without extension functions: the host would call these with the outer handle. */
static int WSPAPI spi_WSPIoctl(SOCKET s, DWORD code, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size,
                               LPDWORD returned, LPWSAOVERLAPPED overlapped,
                               LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
{
    struct visit visit;
    if (!enter_handle(&visit, s, error)) {
        return SOCKET_ERROR;
    }
    int result = SOCKET_ERROR;
    if (code == (DWORD)SIO_GET_EXTENSION_FUNCTION_POINTER) {
        *error = WSAEOPNOTSUPP;
    } else {
        result = procs_of(visit.slot)
                     ->lpWSPIoctl(visit.inner, code, in, in_size, out, out_size, returned, overlapped,
                                  routine, thread, error);
    }
    leave_handle(&visit);
    return result;
}

/* ---- making sockets ---- */

/* Returns a handle of the host for a socket that a provider has made; if there is none, closes the socket. */
static SOCKET give_handle(SOCKET inner, DWORD entry, LPINT error)
{
    if (inner == INVALID_SOCKET) {
        return INVALID_SOCKET;
    }
    SOCKET outer = host.lpWPUCreateSocketHandle(entry, inner, error);
    if (outer == INVALID_SOCKET) {
        close_socket(inner);
        return INVALID_SOCKET;
    }
    handle_set_outer(inner, outer, entry);
    return outer;
}

/* Finds our entry by its number or else by its kind, because Windows gives numbers of its own to what is
 * installed. */
static const struct catalogue_entry *entry_like(const WSAPROTOCOL_INFOW *info)
{
    const struct catalogue_entry *numbered = catalogue_by_id(info->dwCatalogEntryId);
    for (size_t i = 0; numbered == NULL && i < catalogue_size(); i++) {
        const WSAPROTOCOL_INFOW *own = &catalogue_at(i)->info;
        if (own->iAddressFamily == info->iAddressFamily && own->iSocketType == info->iSocketType &&
            own->iProtocol == info->iProtocol) {
            return catalogue_at(i);
        }
    }
    return numbered;
}

static SOCKET WSPAPI spi_WSPSocket(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g,
                                   DWORD flags, LPINT error)
{
    const struct catalogue_entry *entry = info == NULL ? NULL : entry_like(info);
    if (entry == NULL || entry->procs.lpWSPSocket == NULL) {
        *error = info == NULL ? WSAEFAULT : WSAEINVAL;
        return INVALID_SOCKET;
    }
    WSAPROTOCOL_INFOW own = entry->info;
    DWORD number = info->dwCatalogEntryId;
    int last_error = WSAGetLastError();
    SOCKET outer =
        give_handle(entry->procs.lpWSPSocket(af, type, protocol, &own, g, flags, error), number, error);
    WSASetLastError(last_error);
    return outer;
}

static SOCKET WSPAPI spi_WSPAccept(SOCKET s, struct WS_sockaddr *name, LPINT size, LPCONDITIONPROC condition,
                                   DWORD_PTR data, LPINT error)
{
    struct visit visit;
    if (!enter_handle(&visit, s, error)) {
        return INVALID_SOCKET;
    }
    SOCKET made = procs_of(visit.slot)->lpWSPAccept(visit.inner, name, size, condition, data, error);
    made = give_handle(made, handle_object(visit.slot).outer_entry, error);
    leave_handle(&visit);
    return made;
}

/* A leaf joins as itself; for a root a new socket is made (JL-08). */
static SOCKET WSPAPI spi_WSPJoinLeaf(SOCKET s, const struct WS_sockaddr *name, int size, LPWSABUF caller,
                                     LPWSABUF callee, LPQOS sqos, LPQOS gqos, DWORD flags, LPINT error)
{
    struct visit visit;
    if (!enter_handle(&visit, s, error)) {
        return INVALID_SOCKET;
    }
    SOCKET joined = procs_of(visit.slot)
                        ->lpWSPJoinLeaf(visit.inner, name, size, caller, callee, sqos, gqos, flags, error);
    joined = joined == visit.inner ? s : give_handle(joined, handle_object(visit.slot).outer_entry, error);
    leave_handle(&visit);
    return joined;
}

static int WSPAPI spi_WSPCloseSocket(SOCKET s, LPINT error)
{
    DWORD_PTR inner = 0;
    int last_error = WSAGetLastError(), result = SOCKET_ERROR;
    if (host.lpWPUQuerySocketHandleContext(s, &inner, error) == 0) {
        *error = close_socket(inner);
        result = *error == 0 ? host.lpWPUCloseSocketHandle(s, error) : SOCKET_ERROR;
    }
    WSASetLastError(last_error);
    return result;
}

/* ---- select ---- */

/* One set of the host with the inner handles, and the references on these. */
struct inner_set {
    WS_fd_set *inner; /* NULL: the host gave none */
    struct handle_slot **slots;
    WS_u_int held;
};

static int hold_inner(struct inner_set *set, WS_fd_set *outer, LPWSPSELECT *select)
{
    if (outer == NULL) {
        return 0;
    }
    size_t count = outer->fd_count;
    set->inner = malloc(sizeof *outer + count * sizeof(SOCKET)); /* may be longer than the type says */
    set->slots = malloc((count + 1) * sizeof *set->slots);
    if (set->inner == NULL || set->slots == NULL) {
        return WSAENOBUFS;
    }
    const SOCKET *from = outer->fd_array;
    SOCKET *to = set->inner->fd_array;
    set->inner->fd_count = outer->fd_count;
    for (WS_u_int i = 0; i < count; i++) {
        int error = 0;
        struct handle_slot *slot = refer_to_inner(from[i], &to[i], &error);
        if (slot == NULL) {
            return error;
        }
        set->slots[set->held++] = slot;
        LPWSPSELECT its = procs_of(slot)->lpWSPSelect;
        if (*select != NULL && *select != its) {
            return WSAEINVAL;
        }
        *select = its;
    }
    return 0;
}

/* Returns the host's handle at this place, counted through the three sets, if the provider has left the
 * socket in its own set. */
static SOCKET left_by_provider(const void *context, size_t at)
{
    const struct inner_set *set = context;
    for (; at >= set->held; set++) {
        at -= set->held;
    }
    const struct handle_object object = handle_object(set->slots[at]);
    const SOCKET *left = set->inner->fd_array;
    for (WS_u_int i = 0; i < set->inner->fd_count; i++) {
        struct handle_object known;
        if (handle_peek(left[i], HANDLE_SOCKET, &known) && known.context == object.context) {
            return object.outer;
        }
    }
    return INVALID_SOCKET;
}

static void let_go(struct inner_set *set)
{
    while (set->held > 0) {
        handle_release(set->slots[--set->held]);
    }
    free(set->slots);
    free(set->inner);
}

static int WSPAPI spi_WSPSelect(int ignored, WS_fd_set *read, WS_fd_set *write, WS_fd_set *except,
                                const struct WS_timeval *timeout, LPINT error)
{
    struct inner_set sets[3] = {{0}};
    WS_fd_set *const outer[3] = {read, write, except};
    LPWSPSELECT select = NULL;
    int code = 0, result = SOCKET_ERROR, last_error = WSAGetLastError();
    for (int i = 0; i < 3 && code == 0; i++) {
        code = hold_inner(&sets[i], outer[i], &select);
    }
    code = code == 0 && select == NULL ? WSAEINVAL : code;
    if (code == 0) {
        result = select(ignored, sets[0].inner, sets[1].inner, sets[2].inner, timeout, &code);
    }
    if (result != SOCKET_ERROR) {
        result = kept_in_sets(outer, left_by_provider, sets); /* two of the host's sets may be one (SE-08) */
    }
    for (int i = 0; i < 3; i++) {
        let_go(&sets[i]);
    }
    *error = result == SOCKET_ERROR ? code : *error;
    WSASetLastError(last_error);
    return result;
}

/* ---- start and end ---- */

/* Closes only the sockets that were made for the host: the library's own API half may be in use as well. */
static void close_all(void)
{
    size_t position = 0;
    uintptr_t inner;
    while ((inner = handle_next(HANDLE_SOCKET, &position)) != 0) {
        struct handle_object object;
        int error = 0;
        if (handle_peek(inner, HANDLE_SOCKET, &object) && object.outer != 0 && close_socket(inner) == 0) {
            host.lpWPUCloseSocketHandle(object.outer, &error);
        }
    }
}

/* The last clean-up closes the sockets that are still open. */
static int WSPAPI spi_WSPCleanup(LPINT error)
{
    system_mutex_lock(&start_lock);
    unsigned before = starts;
    starts -= before > 0;
    if (before == 1) {
        close_all();
        for (size_t i = 0; i < catalogue_size(); i++) {
            const struct catalogue_entry *entry = catalogue_at(i);
            if (entry->procs.lpWSPCleanup != NULL) {
                entry->procs.lpWSPCleanup(error);
            }
        }
    }
    system_mutex_unlock(&start_lock);
    if (before == 0) {
        *error = WSANOTINITIALISED;
        return SOCKET_ERROR;
    }
    return 0;
}

/* Calls without a socket go to the provider's own entries. */
static void fill_procs(LPWSPPROC_TABLE table, const WSPPROC_TABLE *own)
{
    *table = (WSPPROC_TABLE){
        .lpWSPAccept = spi_WSPAccept,
        .lpWSPAddressToString = own->lpWSPAddressToString,
        .lpWSPAsyncSelect = spi_WSPAsyncSelect,
        .lpWSPBind = spi_WSPBind,
        .lpWSPCancelBlockingCall = own->lpWSPCancelBlockingCall,
        .lpWSPCleanup = spi_WSPCleanup,
        .lpWSPCloseSocket = spi_WSPCloseSocket,
        .lpWSPConnect = spi_WSPConnect,
        .lpWSPDuplicateSocket = spi_WSPDuplicateSocket,
        .lpWSPEnumNetworkEvents = spi_WSPEnumNetworkEvents,
        .lpWSPEventSelect = spi_WSPEventSelect,
        .lpWSPGetOverlappedResult = spi_WSPGetOverlappedResult,
        .lpWSPGetPeerName = spi_WSPGetPeerName,
        .lpWSPGetSockName = spi_WSPGetSockName,
        .lpWSPGetSockOpt = spi_WSPGetSockOpt,
        .lpWSPGetQOSByName = spi_WSPGetQOSByName,
        .lpWSPIoctl = spi_WSPIoctl,
        .lpWSPJoinLeaf = spi_WSPJoinLeaf,
        .lpWSPListen = spi_WSPListen,
        .lpWSPRecv = spi_WSPRecv,
        .lpWSPRecvDisconnect = spi_WSPRecvDisconnect,
        .lpWSPRecvFrom = spi_WSPRecvFrom,
        .lpWSPSelect = spi_WSPSelect,
        .lpWSPSend = spi_WSPSend,
        .lpWSPSendDisconnect = spi_WSPSendDisconnect,
        .lpWSPSendTo = spi_WSPSendTo,
        .lpWSPSetSockOpt = spi_WSPSetSockOpt,
        .lpWSPShutdown = spi_WSPShutdown,
        .lpWSPSocket = spi_WSPSocket,
        .lpWSPStringToAddress = own->lpWSPStringToAddress,
    };
}

int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE upcalls,
                      LPWSPPROC_TABLE procs)
{
    if (info == NULL || procs == NULL) {
        return WSAEFAULT;
    }
    const struct catalogue_entry *entry = entry_like(info);
    if (entry == NULL) {
        return WSAEINVAL;
    }
    if (!startup_watch_forks(reset_child)) {
        return WSASYSNOTREADY;
    }
    system_mutex_lock(&start_lock);
    int code = catalogue_start_entry(entry, version, data);
    if (code == 0) {
        host = upcalls;
        starts++;
        fill_procs(procs, &entry->procs);
    }
    system_mutex_unlock(&start_lock);
    return code;
}
