#include "failure.h"

#include <errno.h>
#include <poll.h>

#include "system/linux/os_errno.h"
#include "system/linux/os_time.h"
#include "interface.h"

static int64_t now_ms(void)
{
    return os_time_now() / OS_MILLISECOND;
}

struct udp_patience udp_patience_of(DWORD timeout, int flags)
{
    struct udp_patience patience = {timeout == 0 || (flags & MSG_DONTWAIT) != 0 ? 0 : now_ms() + timeout};
    return patience;
}

/* With IP_RECVERR the kernel also queues a report of each error. Nobody reads these reports, and they take
 * room in the receive buffer. */
static void drop_error_report(int fd)
{
    struct msghdr nothing = {0};
    while (recvmsg(fd, &nothing, MSG_ERRQUEUE | MSG_DONTWAIT | MSG_TRUNC) >= 0) {
    }
}

void udp_drop_errors(int fd)
{
    int error;
    socklen_t size = sizeof error;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    drop_error_report(fd);
}

/* Waits for the socket. Signals do not end the wait, nor make it longer. */
static bool is_ready_in_time(const struct udp_socket *socket, struct udp_patience patience, short direction)
{
    struct pollfd ready = {.fd = socket->fd, .events = direction};
    int64_t left = -1;
    int polled = -1;
    while (polled < 0 && (patience.deadline == 0 || (left = patience.deadline - now_ms()) > 0)) {
        polled = poll(&ready, 1, (int)left);
        if (polled < 0 && errno != EINTR) {
            return true; /* the call itself tells what it is */
        }
    }
    return polled > 0;
}

/*
 * An ICMP port unreachable. If the program wants to be told of it, a receive call does so, and one that peeks
 * leaves it for the next; no send call fails (IO-10). The kernel has given its error away by now, but not the
 * report that it has queued: as long as that is there, poll says that the socket has an error.
 */
static int refused(struct udp_socket *socket, int flags, short direction)
{
    if ((atomic_load(&socket->state) & UDP_REPORT_RESET) == 0) {
        return 0;
    }
    if (direction == POLLOUT || (flags & MSG_PEEK) != 0) {
        atomic_fetch_or(&socket->state, UDP_RESET_HELD);
    } else {
        drop_error_report(socket->fd);
    }
    return direction == POLLOUT ? 0 : WSAECONNRESET;
}

int udp_take_reset(struct udp_socket *socket, bool peeks)
{
    uint32_t state =
        peeks ? atomic_load(&socket->state) : atomic_fetch_and(&socket->state, ~(uint32_t)UDP_RESET_HELD);
    if ((state & UDP_RESET_HELD) == 0) {
        return 0; /* another thread was told */
    }
    if (!peeks) {
        udp_drop_errors(socket->fd);
    }
    return WSAECONNRESET;
}

int udp_errno_of_nothing(struct udp_socket *socket, uint32_t *state)
{
    uint32_t before = *state;
    *state = atomic_load(&socket->state);
    if ((*state & (UDP_CLOSING | UDP_SHUT_RECEIVE)) != 0) {
        return ESHUTDOWN;
    }
    return (*state & ~before & UDP_REPLACED) != 0 ? EINTR : 0;
}

int udp_failure(struct udp_socket *socket, int errno_value, int flags, struct udp_patience patience,
                short direction)
{
    if ((atomic_load(&socket->state) & UDP_CLOSING) != 0) {
        return WSAEINTR; /* SK-10 */
    }
    switch (errno_value) {
    case ECONNREFUSED:
        return refused(socket, flags, direction);
    case EINTR:
        if (patience.deadline == 0) {
            return 0;
        }
        return is_ready_in_time(socket, patience, direction) ? 0 : WSAETIMEDOUT;
    case EAGAIN: /* IO-02 */
        if ((flags & MSG_DONTWAIT) != 0) {
            return WSAEWOULDBLOCK;
        }
        /* The time is up, or the kernel socket is nonblocking (udp.h), which this call is not. */
        return is_ready_in_time(socket, patience, direction) ? 0 : WSAETIMEDOUT;
    case ESHUTDOWN:
        return WSAESHUTDOWN;
    case EPIPE: /* or the kernel socket was replaced while the call waited for room */
        return (atomic_load(&socket->state) & UDP_SHUT_SEND) != 0 ? WSAESHUTDOWN : 0;
    default:
        if ((atomic_load(&socket->state) & (UDP_REPORT_RESET | UDP_RESET_HELD)) == UDP_REPORT_RESET) {
            drop_error_report(socket->fd); /* this call tells of it */
        }
        break;
    }
    int renewed = direction == POLLOUT ? udp_interface_renew(socket, errno_value) : UDP_NOT_RENEWED;
    return renewed == UDP_NOT_RENEWED ? os_wsa_error(errno_value) : renewed;
}
