/*
 * The default destination: where a datagram goes if the call names no address. The data calls read it without
 * the lock, also while another thread connects or joins again. So an address that was set is neither changed
 * nor freed before the socket ends; the next one has memory of its own. A socket seldom has more than one,
 * and one that is set again is not stored twice.
 */
#include "destination.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "system/linux/os_errno.h"

struct udp_destination {
    union os_address address;
    struct udp_destination *next;
};

static const struct udp_destination *find(const struct udp_socket *socket, const union os_address *to)
{
    const struct udp_destination *one = socket->destinations;
    while (one != NULL && memcmp(&one->address, to, sizeof *to) != 0) {
        one = one->next;
    }
    return one;
}

static const struct udp_destination *add(struct udp_socket *socket, const union os_address *to)
{
    struct udp_destination *made = malloc(sizeof *made);
    if (made != NULL) {
        *made = (struct udp_destination){*to, socket->destinations};
        socket->destinations = made;
    }
    return made;
}

int udp_destination_set(struct udp_socket *socket, const union os_address *to)
{
    const struct udp_destination *one = find(socket, to);
    one = one != NULL ? one : add(socket, to);
    if (one == NULL) {
        return WSAENOBUFS;
    }
    atomic_store_explicit(&socket->destination, &one->address, memory_order_release);
    return 0;
}

const union os_address *udp_destination(const struct udp_socket *socket)
{
    return atomic_load_explicit(&socket->destination, memory_order_acquire);
}

void udp_destination_free(struct udp_socket *socket)
{
    while (socket->destinations != NULL) {
        struct udp_destination *next = socket->destinations->next;
        free(socket->destinations);
        socket->destinations = next;
    }
}

/* With the association the kernel gives up what it has chosen itself, the port and the address to send from.
 * So a socket that is bound is bound again. */
int udp_kernel_disconnect(struct udp_socket *socket)
{
    const struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
    union os_address local, kept = socket->binding.address;
    socklen_t size = sizeof local;
    bool bound =
        (atomic_load(&socket->state) & UDP_BOUND) != 0 && getsockname(socket->fd, &local.any, &size) == 0;
    if (connect(socket->fd, &nowhere, sizeof nowhere) != 0) {
        return os_wsa_error(errno);
    }
    if (bound) {
        kept.any.sa_family = (sa_family_t)socket->family;
        os_address_set_port(&kept, os_address_port(&local));
        bind(socket->fd, &kept.any, os_address_size(socket->family)); /* fails where nothing was given up */
    }
    return 0;
}
