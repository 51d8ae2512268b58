#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* ppoll */
#endif
/* WSPSelect, by poll. The completion of a join changes nothing here: whether a UDP socket can send does not
 * depend on it (JL-13). */
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>

#include "providers/common/kept.h"
#include "system/linux/os_errno.h"
#include "system/linux/os_time.h"
#include "data.h"
#include "failure.h"
#include "qos.h"

/*
 * poll always reports an error and a hang-up, which nobody may have asked for, and ends at once for as long
 * as they last. Such a socket is left out of the next poll, which lasts no longer than this. So what else
 * comes to it, such as closesocket, is seen a little later.
 */
enum { REST_NS = 20 * 1000 * 1000 };

/* The sockets of the three sets, one set after the other: a socket may be in all three. */
struct selected {
    struct pollfd *polled; /* fd is inverted, so that poll ignores it, where the socket is left out */
    struct udp_socket **sockets;
    size_t count;
    size_t readable; /* how many are of the read set, which comes first */
    bool rests;      /* some are left out */
};

static int selected_add(struct selected *selected, const WS_fd_set *set, short events)
{
    const SOCKET *handles = set == NULL ? NULL : set->fd_array; /* may be longer than the type says */
    for (WS_u_int i = 0; set != NULL && i < set->fd_count; i++) {
        int error = 0;
        struct udp_socket *socket = udp_socket_of(handles[i], &error);
        if (socket == NULL) {
            return error;
        }
        selected->sockets[selected->count] = socket;
        int timer = events == POLLOUT ? udp_qos_room_timer(socket) : -1;
        selected->polled[selected->count++] = timer < 0 ? (struct pollfd){.fd = socket->fd, .events = events}
                                                        : (struct pollfd){.fd = timer, .events = POLLIN};
    }
    return 0;
}

/*
 * Returns how many are ready now. A pending ICMP error does not count (IO-10). In the read set a socket that
 * is being closed is ready (SE-04b); in the other sets it is WSAENOTSOCK, if nothing else is ready.
 */
static int count_ready(struct selected *selected, int *error)
{
    int ready = 0;
    bool closing = false;
    selected->rests = false;
    for (size_t i = 0; i < selected->count; i++) {
        struct pollfd *polled = &selected->polled[i];
        polled->fd = polled->fd < 0 ? ~polled->fd : polled->fd;
        uint32_t state = atomic_load(&selected->sockets[i]->state);
        if ((state & UDP_CLOSING) != 0) {
            polled->revents = i < selected->readable ? POLLIN : 0;
            ready += polled->revents != 0;
            closing = true;
            continue;
        }
        if ((polled->revents & POLLERR) != 0 && (state & UDP_REPORT_RESET) == 0) {
            udp_drop_errors(polled->fd);
            polled->revents &= ~POLLERR;
        } else if ((polled->revents & POLLERR) != 0 && (polled->events & POLLIN) != 0) {
            polled->revents |= POLLIN;
        }
        if ((polled->revents & POLLHUP) != 0 && (state & (UDP_SHUT_RECEIVE | UDP_SHUT_SEND)) == 0) {
            polled->fd = selected->sockets[i]->fd; /* the kernel socket was replaced (widen.h) */
            polled->revents = 0;
        }
        bool unasked = polled->revents != 0;
        polled->revents &= polled->events;
        ready += polled->revents != 0;
        if (unasked && polled->revents == 0) {
            polled->fd = ~polled->fd;
            selected->rests = true;
        }
    }
    if (ready == 0 && closing) {
        *error = WSAENOTSOCK;
        return SOCKET_ERROR;
    }
    return ready;
}

static int wait_for_ready(struct selected *selected, const struct WS_timeval *timeout, int *error)
{
    int64_t deadline = 0;
    if (timeout != NULL) {
        deadline =
            os_time_now() + (int64_t)timeout->tv_sec * OS_SECOND + (int64_t)timeout->tv_usec * OS_MICROSECOND;
    }
    for (;;) {
        int64_t left = timeout == NULL ? 0 : deadline - os_time_now();
        left = left < 0 ? 0 : left;
        bool rests = selected->rests, forever = timeout == NULL && !rests;
        int64_t wait = rests && (timeout == NULL || left > REST_NS) ? REST_NS : left;
        struct timespec patience = os_timespec(wait);
        int polled = ppoll(selected->polled, selected->count, forever ? NULL : &patience, NULL);
        if (polled < 0 && errno != EINTR) {
            *error = os_wsa_error(errno);
            return SOCKET_ERROR;
        }
        int ready = polled < 0 ? 0 : count_ready(selected, error);
        if (ready != 0 || (timeout != NULL && left == 0)) {
            return ready;
        }
    }
}

static SOCKET ready_at(const void *selected, size_t at)
{
    const struct selected *all = selected;
    return all->polled[at].revents != 0 ? all->sockets[at]->handle : INVALID_SOCKET;
}

int WSPAPI udp_WSPSelect(int ignored, WS_fd_set *read, WS_fd_set *write, WS_fd_set *except,
                         const struct WS_timeval *timeout, LPINT error)
{
    (void)ignored;
    WS_fd_set *const sets[3] = {read, write, except};
    const short events[] = {POLLIN, POLLOUT, 0}; /* a datagram socket has no exceptional condition */
    size_t total = 0;
    for (int i = 0; i < 3; i++) {
        total += sets[i] == NULL ? 0 : sets[i]->fd_count;
    }
    *error = total == 0 || (timeout != NULL && (timeout->tv_sec < 0 || timeout->tv_usec < 0)) ? WSAEINVAL : 0;
    if (*error != 0) {
        return SOCKET_ERROR;
    }
    enum { FEW = 3 * WS_FD_SETSIZE };
    struct pollfd few_polled[FEW], *polled = total <= FEW ? few_polled : calloc(total, sizeof *polled);
    struct udp_socket *few_sockets[FEW],
        **sockets = total <= FEW ? few_sockets : calloc(total, sizeof *sockets);
    int result = SOCKET_ERROR;
    if (polled == NULL || sockets == NULL) {
        *error = WSAENOBUFS;
    } else {
        struct selected selected = {polled, sockets, 0, read == NULL ? 0 : read->fd_count, false};
        for (int i = 0; i < 3 && *error == 0; i++) {
            *error = selected_add(&selected, sets[i], events[i]);
        }
        if (*error == 0) {
            result = wait_for_ready(&selected, timeout, error);
        }
        if (result != SOCKET_ERROR) {
            result = kept_in_sets(sets, ready_at, &selected);
        } else if (*error == WSAENOTSOCK && selected.count == total) {
            kept_in_sets(sets, ready_at, &selected); /* closed meanwhile: it stays in no set (SE-04b) */
        }
    }
    if (total > FEW) {
        free(polled);
        free(sockets);
    }
    return result;
}
