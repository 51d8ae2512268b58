/*
 * SO_BROADCAST. Windows looks at it only in sendto and the other calls that name a destination: without it a
 * socket may be connected to a broadcast address, and may send there (ER-02b). Linux looks at it in every
 * call. So the kernel's option is lent to a socket while it is connected to such an address, and this file
 * refuses what sendto may not do.
 */
#include <errno.h>

#include "system/linux/os_descriptor.h"
#include "system/linux/os_errno.h"
#include "system/linux/os_option.h"
#include "broadcast.h"
#include "destination.h"

bool udp_broadcast_is_limited(const union os_address *address)
{
    const union os_address plain = os_address_unmapped(address);
    return plain.any.sa_family == AF_INET && plain.v4.sin_addr.s_addr == htonl(INADDR_BROADCAST);
}

bool udp_broadcast_forbids(const struct udp_socket *socket, const union os_address *to)
{
    int allowed = 0;
    return udp_broadcast_is_limited(to) &&
           os_number_get(socket->fd, SOL_SOCKET, SO_BROADCAST, &allowed) == 0 && allowed == 0;
}

/* The kernel knows the broadcast addresses of the interfaces: it connects no socket to one without the
 * option. */
bool udp_broadcast_refuses(const union os_address *to)
{
    if (udp_broadcast_is_limited(to)) {
        return true; /* for which there may be no route but from the socket's own address */
    }
    int family = to->any.sa_family;
    int fd = os_socket(family, SOCK_DGRAM, 0);
    bool refused = fd >= 0 && connect(fd, &to->any, os_address_size(family)) != 0 && errno == EACCES;
    if (fd >= 0) {
        os_close(fd);
    }
    return refused;
}

static int lend(struct udp_socket *socket, bool on)
{
    bool lent = (atomic_load(&socket->state) & UDP_LENT_BROADCAST) != 0;
    int error = on == lent ? 0 : os_number_set(socket->fd, SOL_SOCKET, SO_BROADCAST, on);
    if (error == 0 && on) {
        atomic_fetch_or(&socket->state, UDP_LENT_BROADCAST);
    } else if (error == 0) {
        atomic_fetch_and(&socket->state, ~(uint32_t)UDP_LENT_BROADCAST);
    }
    return error;
}

void udp_broadcast_end_loan(struct udp_socket *socket)
{
    lend(socket, false);
}

static int connect_kernel(const struct udp_socket *socket, const union os_address *peer)
{
    return connect(socket->fd, &peer->any, os_address_size(socket->family)) == 0 ? 0 : os_wsa_error(errno);
}

int udp_broadcast_connect(struct udp_socket *socket, const union os_address *peer)
{
    bool before = (atomic_load(&socket->state) & UDP_LENT_BROADCAST) != 0;
    lend(socket, false);
    int error = connect_kernel(socket, peer);
    if (error == WSAEACCES && !socket->options.broadcast) {
        error = lend(socket, true);
        error = error != 0 ? error : connect_kernel(socket, peer);
    }
    if (error != 0) {
        lend(socket, before); /* the peer is the one that it was */
    }
    return error;
}

int udp_broadcast_connect_by(struct udp_socket *socket, const union os_address *peer, unsigned index)
{
    int error = os_number_set(socket->fd, IPPROTO_IP, IP_UNICAST_IF, (int)htonl(index));
    if (error != 0) {
        return error;
    }
    error = udp_broadcast_connect(socket, peer);
    int after = os_number_set(socket->fd, IPPROTO_IP, IP_UNICAST_IF, 0); /* as it was found */
    if (error == 0 && after != 0) {
        udp_kernel_disconnect(socket);
        udp_broadcast_end_loan(socket);
        error = after;
    }
    return error;
}

int udp_broadcast_set(struct udp_socket *socket, int value)
{
    const uint32_t plain = UDP_CONNECTED | UDP_KERNEL_CONNECTED;
    bool connected = (atomic_load(&socket->state) & (plain | UDP_JOINED)) == plain;
    bool needed = value == 0 && connected && udp_broadcast_refuses(udp_destination(socket));
    int error = os_number_set(socket->fd, SOL_SOCKET, SO_BROADCAST, value != 0 || needed);
    if (error == 0) {
        socket->options.broadcast = value != 0;
        uint32_t lent = needed ? (uint32_t)UDP_LENT_BROADCAST : 0;
        atomic_fetch_and(&socket->state, ~(uint32_t)UDP_LENT_BROADCAST);
        atomic_fetch_or(&socket->state, lent);
    }
    return error;
}

int udp_broadcast_get(struct udp_socket *socket, int *value)
{
    *value = socket->options.broadcast;
    return 0;
}
