/* Network events of UDP sockets: FD_READ, FD_WRITE, the changes and the FD_CONNECT of a join (EV-*, JL-09,
 * IP-10). */
#include "event.h"

#include <poll.h>
#include <stddef.h>

#include <sys/epoll.h>

#include "change.h"
#include "failure.h"
#include "qos.h"

static struct udp_socket *socket_of(struct selection *selection)
{
    return (struct udp_socket *)((char *)selection - offsetof(struct udp_socket, selection));
}

/* The selection_holds of a UDP socket: for conditions that hold when they are selected (EV-06), and for those
 * that a re-enabling call in another thread may have ended. */
static LONG event_conditions_hold(struct selection *selection, LONG asked)
{
    struct udp_socket *socket = socket_of(selection);
    uint32_t state = atomic_load(&socket->state);
    LONG changed = udp_change_happened(socket, asked);
    short events = 0;
    if ((asked & FD_READ) != 0 && (state & UDP_SHUT_RECEIVE) == 0) {
        events |= POLLIN;
    }
    if ((asked & FD_WRITE) != 0 && (state & UDP_BOUND) != 0) {
        events |= POLLOUT;
    }
    struct pollfd now = {.fd = socket->fd, .events = events};
    if (events == 0 || poll(&now, 1, 0) < 0) {
        return changed;
    }
    if ((events & ~now.revents & POLLOUT) != 0) {
        selection->unready |= FD_WRITE;
        selection->paced = false;
    }
    if ((now.revents & POLLOUT) != 0 && !udp_qos_has_room(socket)) {
        now.revents &= ~POLLOUT; /* the kernel has room, but there are no tokens */
        selection->unready |= FD_WRITE;
        selection->paced = true;
    }
    bool failed = (now.revents & POLLERR) != 0 && (state & UDP_REPORT_RESET) != 0;
    LONG readable = (now.revents & POLLIN) != 0 || (failed && (events & POLLIN) != 0) ? FD_READ : 0;
    return changed | (asked & (readable | ((now.revents & POLLOUT) != 0 ? FD_WRITE : 0)));
}

/* The kernel socket is ready. `asked` is as provider_ready has it. */
static void socket_ready(struct udp_socket *socket, struct event *event, uint32_t events, uint64_t asked)
{
    uint32_t state = atomic_load(&socket->state);
    LONG happened = ((events & EPOLLIN) != 0 ? FD_READ : 0) | ((events & EPOLLOUT) != 0 ? FD_WRITE : 0);
    LONG never = 0;
    bool stubborn = (events & (EPOLLERR | EPOLLHUP)) != 0;
    if ((events & EPOLLERR) != 0) {
        if ((state & UDP_REPORT_RESET) != 0) {
            happened |= FD_READ; /* a receive call would fail with WSAECONNRESET */
        } else {
            udp_drop_errors(socket->fd); /* IO-10 */
        }
    }
    if ((state & (UDP_SHUT_RECEIVE | UDP_CLOSING)) != 0) {
        happened &= ~FD_READ; /* the kernel reports a socket that was shut down as readable (IO-08) */
        never = FD_READ;
    }
    selection_ready(&socket->selection, event, happened, never, stubborn, asked);
}

void udp_event_ready(uintptr_t context, unsigned which, struct event *event, uint32_t events, uint64_t asked)
{
    struct udp_socket *socket = (struct udp_socket *)context;
    switch ((enum selection_watch)which) {
    case SELECTION_SOCKET:
        socket_ready(socket, event, events, asked);
        break;
    case SELECTION_ROOM:
        selection_has_room(&socket->selection, event);
        break;
    case SELECTION_ROUTE:
        selection_changed(&socket->selection, event, FD_ROUTING_INTERFACE_CHANGE);
        break;
    case SELECTION_AWAITED:
        if ((events & EPOLLERR) != 0 && (atomic_load(&socket->state) & UDP_REPORT_RESET) == 0) {
            udp_drop_errors(socket->fd); /* IO-10 */
        }
        selection_awaited(&socket->selection, event);
        break;
    case SELECTION_ADDRESSES:
        selection_changed(&socket->selection, event, FD_ADDRESS_LIST_CHANGE);
        break;
    }
}

void udp_event_take(uintptr_t context, LPWSANETWORKEVENTS taken)
{
    selection_take(&((struct udp_socket *)context)->selection, taken);
}

DWORD udp_event_flags(uintptr_t context)
{
    return ((struct udp_socket *)context)->flags;
}

int udp_event_await(uintptr_t context, struct event *event, bool receives)
{
    return selection_await(&((struct udp_socket *)context)->selection, event, receives);
}

void udp_event_init(struct udp_socket *socket)
{
    selection_init(&socket->selection, socket->fd, event_conditions_hold);
}

void udp_event_note_receive(struct udp_socket *socket, int code)
{
    selection_received(&socket->selection, code == 0 || code == WSAEMSGSIZE, code == WSAEWOULDBLOCK);
}

void udp_event_note_blocked(struct udp_socket *socket)
{
    selection_blocked(&socket->selection);
}

void udp_event_note_bound(struct udp_socket *socket)
{
    selection_record(&socket->selection, FD_WRITE, 0);
}

void udp_event_joined(struct udp_socket *socket, int code)
{
    selection_enable(&socket->selection, FD_CONNECT); /* each join has its own end (JL-11) */
    socket->join_ended = !selection_record(&socket->selection, FD_CONNECT, code);
    socket->join_code = code;
}

/* Records the end of a join that came while FD_CONNECT was not selected (EV-06). The lock is held. */
static void tell_of_join(struct udp_socket *socket)
{
    if (socket->join_ended && selection_record(&socket->selection, FD_CONNECT, socket->join_code)) {
        socket->join_ended = false;
    }
}

int WSPAPI udp_WSPEventSelect(SOCKET s, WSAEVENT event, long mask, LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    if ((mask & ~(long)FD_ALL_EVENTS) != 0) {
        *error = WSAEINVAL;
        return SOCKET_ERROR;
    }
    /* FIONBIO, which could make the socket blocking again, takes this lock, too (EV-02, EV-03). */
    pthread_mutex_lock(&socket->lock);
    atomic_fetch_or(&socket->state, UDP_NONBLOCKING | UDP_SELECTED | UDP_FOLLOWED);
    *error = selection_select(&socket->selection, event, (LONG)mask);
    tell_of_join(socket);
    if (mask != 0) {
        udp_set_os_nonblocking(socket, true);
    }
    if (!selection_is_made(&socket->selection)) {
        atomic_fetch_and(&socket->state, ~(uint32_t)UDP_SELECTED);
    }
    pthread_mutex_unlock(&socket->lock);
    return *error == 0 ? 0 : SOCKET_ERROR;
}

int WSPAPI udp_WSPEnumNetworkEvents(SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS events, LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    return udp_result(error, selection_enumerate(&socket->selection, event, events));
}
