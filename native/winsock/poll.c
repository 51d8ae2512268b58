/*
 * WSAPoll. Providers have no entry for it and need none: it is done by their WSPSelect. So a socket is
 * readable or writable here when it is for select.
 */
#include <stdlib.h>

#include <joinleaf/ws_sock.h>

#include "call.h"
#include "catalogue.h"

enum { READ, WRITE, EXCEPT, SETS, FEW = WS_FD_SETSIZE };

/* The sets for WSPSelect, and the references on the sockets. Behind each pointer is room for all that are
 * polled. */
struct poll {
    WS_fd_set *sets[SETS];
    struct handle_slot **slots; /* NULL: not a socket */
    LPWSPSELECT select;
};

/* The exceptional set is for out-of-band data, and for an entry that asks for nothing, which is told of
 * errors.
 */
static bool is_asked(const WSAPOLLFD *polled, int set)
{
    const SHORT normal = WS_POLLRDNORM | WS_POLLWRNORM;
    return set == READ    ? (polled->events & WS_POLLRDNORM) != 0
           : set == WRITE ? (polled->events & WS_POLLWRNORM) != 0
                          : (polled->events & ~normal) != 0 || polled->events == 0;
}

static void set_put(WS_fd_set *set, SOCKET s)
{
    SOCKET *handles = set->fd_array;
    handles[set->fd_count++] = s;
}

/* Takes the references and fills the sets. Returns 0; WSAENOTSOCK if no entry is a socket; or WSAEINVAL for
 * flags that the page refuses (looked at for every entry but INVALID_SOCKET) and for sockets of two providers
 * (SE-06b).
 */
static int ask_providers(struct poll *poll, WSAPOLLFD *polled, ULONG count)
{
    int error = 0;
    for (ULONG i = 0; i < count; i++) {
        bool refused = polled[i].fd != INVALID_SOCKET && (polled[i].events & ~(WS_POLLIN | WS_POLLOUT)) != 0;
        error = refused ? WSAEINVAL : error;
        poll->slots[i] = handle_acquire(polled[i].fd, HANDLE_SOCKET);
        polled[i].revents = poll->slots[i] == NULL ? WS_POLLNVAL : 0;
        if (poll->slots[i] == NULL) {
            continue;
        }
        const struct catalogue_entry *entry = handle_object(poll->slots[i]).owner;
        if (poll->select != NULL && poll->select != entry->procs.lpWSPSelect) {
            error = WSAEINVAL;
        }
        poll->select = entry->procs.lpWSPSelect;
        for (int set = 0; set < SETS; set++) {
            if (is_asked(&polled[i], set)) {
                set_put(poll->sets[set], polled[i].fd);
            }
        }
    }
    if (poll->select == NULL) {
        return WSAENOTSOCK;
    }
    for (ULONG i = 0; error != 0 && i < count; i++) {
        polled[i].revents = 0;
    }
    return error;
}

/* Returns whether select has left the socket in the set. A set has its sockets in their order and once each.
 * From its second time in the array on, a socket is found before *at. */
static bool is_told(const WS_fd_set *set, WS_u_int *at, SOCKET s)
{
    const SOCKET *handles = set->fd_array;
    if (*at < set->fd_count && handles[*at] == s) {
        ++*at;
        return true;
    }
    WS_u_int passed = *at;
    while (passed > 0 && handles[passed - 1] != s) {
        passed--;
    }
    return passed > 0;
}

/* Fills revents. Returns how many entries have an answer. */
static int fill_answers(const struct poll *poll, WSAPOLLFD *polled, ULONG count)
{
    WS_u_int at[SETS] = {0};
    int answered = 0;
    for (ULONG i = 0; i < count; i++) {
        const SHORT band = polled[i].events & WS_POLLRDBAND;
        const SHORT says[SETS] = {WS_POLLRDNORM, WS_POLLWRNORM, band != 0 ? band : WS_POLLERR};
        for (int set = 0; set < SETS && poll->slots[i] != NULL; set++) {
            if (is_asked(&polled[i], set) && is_told(poll->sets[set], &at[set], polled[i].fd)) {
                polled[i].revents = (SHORT)(polled[i].revents | says[set]);
            }
        }
        answered += poll->slots[i] != NULL && polled[i].revents != 0;
    }
    return answered;
}

/* Answers the entries whose sockets were closed while they were polled. Returns how many they are. */
static int answer_closed(const struct poll *poll, WSAPOLLFD *polled, ULONG count)
{
    int answered = 0;
    for (ULONG i = 0; i < count; i++) {
        if (poll->slots[i] != NULL && handle_is_closing(polled[i].fd, HANDLE_SOCKET)) {
            polled[i].revents = WS_POLLNVAL;
            answered++;
        }
    }
    return answered;
}

static int poll_sockets(struct poll *poll, WSAPOLLFD *polled, ULONG count, INT timeout, int *error)
{
    *error = ask_providers(poll, polled, count);
    if (*error != 0) {
        return SOCKET_ERROR;
    }
    struct WS_timeval patience = {.tv_sec = timeout / 1000, .tv_usec = timeout % 1000 * 1000};
    int result = poll->select(0, poll->sets[READ], poll->sets[WRITE], poll->sets[EXCEPT],
                              timeout < 0 ? NULL : &patience, error);
    int closed = answer_closed(poll, polled, count);
    if (closed > 0) {
        return closed;
    }
    return result == SOCKET_ERROR ? SOCKET_ERROR : fill_answers(poll, polled, count);
}

int WSAAPI WSAPoll(LPWSAPOLLFD polled, ULONG count, INT timeout)
{
    if (!call_started()) {
        return SOCKET_ERROR;
    }
    if (polled == NULL || count == 0) {
        return call_fail(count == 0 ? WSAEINVAL : WSAEFAULT);
    }
    WS_fd_set few_sets[SETS];
    struct handle_slot *few_slots[FEW];
    struct poll poll = {.sets = {&few_sets[0], &few_sets[1], &few_sets[2]}, .slots = few_slots};
    const size_t set_size = sizeof(WS_fd_set) + count * sizeof(SOCKET); /* more than enough, and aligned */
    char *room = NULL;
    if (count > FEW) {
        room = malloc(SETS * set_size + count * sizeof *few_slots);
        if (room == NULL) {
            return call_fail(WSAENOBUFS);
        }
        for (size_t i = 0; i < SETS; i++) {
            poll.sets[i] = (WS_fd_set *)(void *)(room + i * set_size);
        }
        poll.slots = (struct handle_slot **)(void *)(room + SETS * set_size);
    }
    for (int i = 0; i < SETS; i++) {
        poll.sets[i]->fd_count = 0;
    }
    int error = 0;
    int result = poll_sockets(&poll, polled, count, timeout, &error);
    for (ULONG i = 0; i < count; i++) {
        if (poll.slots[i] != NULL) {
            handle_release(poll.slots[i]);
        }
    }
    free(room);
    WSASetLastError(result == SOCKET_ERROR ? error : 0);
    return result;
}
