#include "change.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include <sys/eventfd.h>

#include "system/linux/os_descriptor.h"
#include "system/linux/os_errno.h"

static const LONG event_of[OS_CHANGE_KINDS] = {
    [OS_CHANGE_ADDRESSES] = FD_ADDRESS_LIST_CHANGE,
    [OS_CHANGE_ROUTE] = FD_ROUTING_INTERFACE_CHANGE,
};

/* The lock is held. */
static int enable_event(struct udp_socket *socket, enum os_change_kind kind,
                        const union os_address *destination)
{
    struct os_change *change = atomic_load(&socket->changes[kind]);
    if (change == NULL) {
        change = os_change_create(socket->family, kind);
        if (change == NULL) {
            return os_wsa_error(errno);
        }
        atomic_store(&socket->changes[kind], change);
    }
    /* The watch comes first: a change between these two calls still answers the request before this one. */
    bool watched = selection_await_change(&socket->selection, event_of[kind], os_change_descriptor(change));
    int error = os_change_ask(change, destination);
    return error != 0 ? os_wsa_error(error) : watched ? WSAEWOULDBLOCK : WSAENOBUFS;
}

static int open_wake(struct udp_socket *socket, int *wake)
{
    pthread_mutex_lock(&socket->lock);
    if (socket->change_wake < 0) {
        socket->change_wake = os_eventfd();
    }
    *wake = socket->change_wake;
    int error = *wake < 0 ? os_wsa_error(errno) : 0;
    if ((atomic_load(&socket->state) & UDP_CLOSING) != 0) {
        error = WSAEINTR; /* udp_change_wake may have been called already */
    }
    pthread_mutex_unlock(&socket->lock);
    return error;
}

static int change_block(struct udp_socket *socket, enum os_change_kind kind,
                        const union os_address *destination)
{
    struct os_change *change = os_change_create(socket->family, kind);
    if (change == NULL) {
        return os_wsa_error(errno);
    }
    int wake = -1;
    int error = os_change_ask(change, destination);
    error = error == 0 ? open_wake(socket, &wake) : os_wsa_error(error);
    while (error == 0) {
        struct pollfd polled[] = {{.fd = os_change_descriptor(change), .events = POLLIN},
                                  {.fd = wake, .events = POLLIN}};
        if (poll(polled, 2, -1) < 0 && errno != EINTR) {
            error = os_wsa_error(errno);
        } else if ((atomic_load(&socket->state) & UDP_CLOSING) != 0) {
            error = WSAEINTR;
        } else if (os_change_happened(change)) {
            break;
        }
    }
    os_change_free(change);
    return error;
}

int udp_change_await(struct udp_socket *socket, enum os_change_kind kind, const union os_address *destination)
{
    if ((atomic_load(&socket->state) & UDP_NONBLOCKING) == 0) {
        return change_block(socket, kind, destination);
    }
    pthread_mutex_lock(&socket->lock);
    int error = enable_event(socket, kind, destination);
    pthread_mutex_unlock(&socket->lock);
    return error;
}

LONG udp_change_happened(struct udp_socket *socket, LONG asked)
{
    LONG happened = 0;
    for (int kind = 0; kind < OS_CHANGE_KINDS; kind++) {
        struct os_change *change = (asked & event_of[kind]) == 0 ? NULL : atomic_load(&socket->changes[kind]);
        if (change != NULL && os_change_happened(change)) {
            happened |= event_of[kind];
        }
    }
    return happened;
}

void udp_change_wake(struct udp_socket *socket)
{
    pthread_mutex_lock(&socket->lock);
    if (socket->change_wake >= 0) {
        eventfd_write(socket->change_wake, 1);
    }
    pthread_mutex_unlock(&socket->lock);
}

void udp_change_free(struct udp_socket *socket)
{
    for (int kind = 0; kind < OS_CHANGE_KINDS; kind++) {
        os_change_free(atomic_load(&socket->changes[kind]));
    }
    if (socket->change_wake >= 0) {
        os_close(socket->change_wake);
    }
}
