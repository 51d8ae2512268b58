/* select: takes a reference on every socket of the sets, so that none ends meanwhile, and calls their
 * provider. */
#include <stdlib.h>

#include <joinleaf/ws_sock.h>

#include "call.h"
#include "catalogue.h"

/* The sockets of a call. All must be of one provider, because only a provider knows what its sockets'
 * readiness is. */
struct held {
    struct handle_slot **slots;
    size_t count;
    LPWSPSELECT select;
};

static size_t size_of(const WS_fd_set *set)
{
    return set == NULL ? 0 : set->fd_count;
}

static int hold_sockets(struct held *held, const WS_fd_set *set)
{
    const SOCKET *handles = set == NULL ? NULL : set->fd_array; /* may be longer than the type says */
    for (size_t i = 0; i < size_of(set); i++) {
        struct handle_slot *slot = handle_acquire(handles[i], HANDLE_SOCKET);
        if (slot == NULL) {
            return WSAENOTSOCK;
        }
        held->slots[held->count++] = slot;
        const struct catalogue_entry *entry = handle_object(slot).owner;
        if (held->select != NULL && held->select != entry->procs.lpWSPSelect) {
            return WSAEINVAL;
        }
        held->select = entry->procs.lpWSPSelect;
    }
    return 0;
}

int WSAAPI WS_select(int ignored, WS_fd_set *read, WS_fd_set *write, WS_fd_set *except,
                     const struct WS_timeval *timeout)
{
    if (!call_started()) {
        return SOCKET_ERROR;
    }
    size_t total = size_of(read) + size_of(write) + size_of(except);
    if (total == 0) {
        return call_fail(WSAEINVAL);
    }
    enum { FEW = 3 * WS_FD_SETSIZE };
    struct handle_slot *few[FEW];
    struct held held = {.slots = total <= FEW ? few : calloc(total, sizeof *few)};
    if (held.slots == NULL) {
        return call_fail(WSAENOBUFS);
    }
    int error = hold_sockets(&held, read);
    error = error == 0 ? hold_sockets(&held, write) : error;
    error = error == 0 ? hold_sockets(&held, except) : error;
    int result = error == 0 ? held.select(ignored, read, write, except, timeout, &error) : SOCKET_ERROR;
    while (held.count > 0) {
        handle_release(held.slots[--held.count]);
    }
    if (held.slots != few) {
        free(held.slots);
    }
    WSASetLastError(result == SOCKET_ERROR ? error : 0);
    return result;
}

int WSAAPI __WSAFDIsSet(SOCKET s, WS_fd_set *set)
{
    const SOCKET *handles = set->fd_array;
    for (WS_u_int i = 0; i < set->fd_count; i++) {
        if (handles[i] == s) {
            return 1;
        }
    }
    return 0;
}
