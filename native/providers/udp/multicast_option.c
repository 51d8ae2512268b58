#include "multicast_option.h"

#include "system/linux/os_option.h"
#include "filter.h"
#include "interface.h"

/* Linux' own loopback option stays on: it works on the side of the sender, Winsock's on that of the receiver
 * (OP-02). */
static int set_loopback(struct udp_socket *socket, enum udp_version version, int value)
{
    bool *loopback = &socket->options.multicast[version].loopback;
    bool before = *loopback;
    *loopback = value != 0;
    int error = udp_filter_update(socket);
    if (error != 0) {
        *loopback = before;
        udp_filter_update(socket); /* the former program may be detached */
    }
    return error;
}

int udp_set_loopback_v4(struct udp_socket *socket, int value)
{
    return set_loopback(socket, UDP_V4, value);
}

int udp_set_loopback_v6(struct udp_socket *socket, int value)
{
    return set_loopback(socket, UDP_V6, value);
}

int udp_set_interface_v4(struct udp_socket *socket, int value)
{
    struct in_addr address = {.s_addr = (in_addr_t)value};
    unsigned index;
    int error = udp_interface_by_address(socket, address, &index);
    bool is_index = ntohl(address.s_addr) >> 24 == 0;
    struct in_addr source = {.s_addr = is_index ? htonl(INADDR_ANY) : address.s_addr};
    return error != 0 ? error : udp_interface_set_outgoing(socket, AF_INET, index, source);
}

/* Tells what was set: the address, or the index as 0.x.x.x. */
int udp_get_interface_v4(struct udp_socket *socket, int *value)
{
    const struct udp_multicast *set = &socket->options.multicast[UDP_V4];
    *value = (int)(set->address.s_addr != 0 ? set->address.s_addr : htonl(set->interface_index));
    return 0;
}

int udp_set_interface_v6(struct udp_socket *socket, int value)
{
    const struct in_addr none = {.s_addr = htonl(INADDR_ANY)};
    int error = value == 0 ? 0 : udp_interface_by_index(socket, (unsigned)value);
    return error != 0 ? error : udp_interface_set_outgoing(socket, AF_INET6, (unsigned)value, none);
}

int udp_scope_get(const struct udp_socket *socket, int family, int *value)
{
    bool v4 = family == AF_INET;
    return os_number_get(socket->fd, v4 ? IPPROTO_IP : IPPROTO_IPV6,
                         v4 ? IP_MULTICAST_TTL : IPV6_MULTICAST_HOPS, value);
}

/* Returns whether what the socket sends of one version, at least, is to stay on the host. */
static bool is_host_only(const struct udp_socket *socket)
{
    int v4 = 1, v6 = 1;
    udp_scope_get(socket, AF_INET, &v4);
    if (socket->family == AF_INET6) {
        udp_scope_get(socket, AF_INET6, &v6);
    }
    return v4 == 0 || v6 == 0;
}

/* SIO_MULTICAST_SCOPE is the same value (OP-01). */
static int set_scope(struct udp_socket *socket, int family, int value)
{
    bool v4 = family == AF_INET;
    int error = os_number_set(socket->fd, v4 ? IPPROTO_IP : IPPROTO_IPV6,
                              v4 ? IP_MULTICAST_TTL : IPV6_MULTICAST_HOPS, value);
    if (error == 0 && is_host_only(socket)) {
        atomic_fetch_or(&socket->state, UDP_HOST_ONLY);
    } else if (error == 0) {
        atomic_fetch_and(&socket->state, ~(uint32_t)UDP_HOST_ONLY);
    }
    return error;
}

int udp_set_scope_v4(struct udp_socket *socket, int value)
{
    return set_scope(socket, AF_INET, value);
}

int udp_set_scope_v6(struct udp_socket *socket, int value)
{
    return set_scope(socket, AF_INET6, value);
}

int udp_get_scope_v4(struct udp_socket *socket, int *value)
{
    return udp_scope_get(socket, AF_INET, value);
}

int udp_get_scope_v6(struct udp_socket *socket, int *value)
{
    return udp_scope_get(socket, AF_INET6, value);
}
