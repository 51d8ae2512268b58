/* Which interface a group is joined and sent on (IP-02, IP-11, OP-03). */
#include "interface.h"

#include <errno.h>

#include "system/linux/os_errno.h"
#include "system/linux/os_interface.h"

static int use_interface(const struct udp_socket *socket, unsigned index, struct in_addr source)
{
    int failed;
    if (socket->family == AF_INET) {
        union os_address own;
        if (index != 0 && source.s_addr == htonl(INADDR_ANY) && os_interface_address(index, AF_INET, &own)) {
            source = own.v4.sin_addr; /* else the kernel may send with another interface's address */
        }
        struct ip_mreqn request = {.imr_ifindex = (int)index, .imr_address = source};
        failed = setsockopt(socket->fd, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof request);
    } else {
        failed = setsockopt(socket->fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof index);
    }
    return failed == 0 ? 0 : os_wsa_error(errno);
}

int udp_interface_by_index(unsigned index)
{
    return os_interface_exists(index) ? 0 : WSAEADDRNOTAVAIL;
}

int udp_interface_by_address(struct in_addr address, unsigned *index)
{
    uint32_t host_order = ntohl(address.s_addr);
    if (host_order >> 24 == 0) {
        *index = host_order; /* 0.x.x.x is no address but an index (OP-03) */
        return *index == 0 ? 0 : udp_interface_by_index(*index);
    }
    union os_address wanted = {.v4 = {.sin_family = AF_INET, .sin_addr = address}};
    *index = os_interface_of(&wanted);
    return *index == 0 ? WSAEADDRNOTAVAIL : 0;
}

int udp_interface_set_outgoing(struct udp_socket *socket, unsigned index, struct in_addr source)
{
    int error = use_interface(socket, index, source);
    if (error == 0) {
        socket->options.multicast_interface = index;
        socket->options.multicast_address = source;
    }
    return error;
}

/* Loopback where the system has no route for multicast: a shim's answer, not Windows' (IP-02). */
int udp_interface_by_route(const union os_address *group, unsigned *index)
{
    int error = os_interface_for_group(group, index);
    if (error != 0) {
        return os_wsa_error(error);
    }
    if (*index == 0) {
        *index = os_interface_loopback();
    }
    return *index == 0 ? WSAENETUNREACH : 0;
}

static unsigned scope_of(const union os_address *group)
{
    return group->any.sa_family == AF_INET6 ? group->v6.sin6_scope_id : 0;
}

int udp_choose_interface(struct udp_socket *socket, const union os_address *group, unsigned *index)
{
    if (socket->options.multicast_interface != 0) {
        *index = socket->options.multicast_interface;
        return 0;
    }
    struct in_addr source = {.s_addr = htonl(INADDR_ANY)};
    int error;
    if (!os_address_is_wildcard(&socket->local)) {
        *index = os_interface_of(&socket->local);
        error = *index == 0 ? WSAEADDRNOTAVAIL : 0;
        if (socket->family == AF_INET) {
            source =
                socket->local.v4.sin_addr; /* an interface may have several: the sender's is the bound one */
        }
    } else if (scope_of(group) != 0) {
        *index = scope_of(group);
        error = udp_interface_by_index(*index);
    } else {
        error = udp_interface_by_route(group, index);
    }
    return error == 0 ? use_interface(socket, *index, source) : error;
}
