/* Which interface a group is joined and sent on (IP-02, IP-11, OP-03). */
#include "interface.h"

#include <errno.h>

#include "system/linux/os_errno.h"
#include "system/linux/os_interface.h"
#include "system/linux/os_option.h"
#include "broadcast.h"
#include "destination.h"

/* Stands for the address of an interface that has none: no host has it, and the kernel refuses to send with
 * it. Without an address the kernel would take that of another interface. */
static const struct in_addr nobody = {.s_addr = INADDR_BROADCAST}; /* the same in both byte orders */

/* What can be asked for addresses of the family; a kernel socket of IPv6 does not tell those of IPv4. */
static int socket_to_ask(const struct udp_socket *socket, int family)
{
    return socket->family == family ? socket->fd : OS_INTERFACE_NO_SOCKET;
}

static struct in_addr address_of(const struct udp_socket *socket, unsigned index)
{
    union os_address own;
    return os_interface_address(socket_to_ask(socket, AF_INET), index, AF_INET, &own) ? own.v4.sin_addr
                                                                                      : nobody;
}

/* Tells the kernel alone. The source is for IPv4. */
static int tell_kernel(int fd, int family, unsigned index, struct in_addr source)
{
    struct ip_mreqn request = {.imr_ifindex = (int)index, .imr_address = source};
    int failed = family == AF_INET ? setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof request)
                                   : setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof index);
    return failed == 0 ? 0 : os_wsa_error(errno);
}

/* source 0: the interface's own address, which may change (udp_interface_renew). */
static int use_interface(struct udp_socket *socket, int family, unsigned index, struct in_addr source)
{
    struct udp_outgoing outgoing = {.index = index, .source = source};
    if (family == AF_INET) {
        outgoing.follows = index != 0 && source.s_addr == htonl(INADDR_ANY);
        outgoing.source = outgoing.follows ? address_of(socket, index) : source;
    }
    int error = tell_kernel(socket->fd, family, index, outgoing.source);
    if (error == 0) {
        socket->outgoing[udp_version_of(family)] = outgoing;
    }
    return error;
}

int udp_interface_tell(const struct udp_socket *socket, int fd)
{
    static const int families[UDP_VERSIONS] = {[UDP_V4] = AF_INET, [UDP_V6] = AF_INET6};
    int error = 0;
    for (int version = 0; version < UDP_VERSIONS && error == 0; version++) {
        const struct udp_outgoing *told = &socket->outgoing[version];
        error = told->index == 0 ? 0 : tell_kernel(fd, families[version], told->index, told->source);
    }
    return error;
}

bool udp_interface_can_send(const struct udp_socket *socket)
{
    return socket->outgoing[udp_version_of(socket->family)].source.s_addr != nobody.s_addr;
}

int udp_interface_connect(struct udp_socket *socket, const union os_address *group)
{
    return connect(socket->fd, &group->any, os_address_size(socket->family)) == 0 ? 0 : os_wsa_error(errno);
}

int udp_interface_connect_by(struct udp_socket *socket, const union os_address *group, unsigned index)
{
    int family = os_address_unmapped(group).any.sa_family;
    struct udp_outgoing before = socket->outgoing[udp_version_of(family)];
    if (before.index != 0 && !os_interface_exists(socket->fd, before.index)) {
        return WSAEADDRNOTAVAIL; /* it could not be set back */
    }
    const struct in_addr own = {.s_addr = htonl(INADDR_ANY)};
    int error = tell_kernel(socket->fd, family, index, family == AF_INET ? address_of(socket, index) : own);
    if (error == 0) {
        error = udp_interface_connect(socket, group);
        tell_kernel(socket->fd, family, before.index, before.source);
    }
    return error;
}

/* What the application has chosen for other datagrams than those for groups; 0 if nothing. */
static int broadcast_interface(const struct udp_socket *socket)
{
    int chosen = 0;
    return os_number_get(socket->fd, IPPROTO_IP, IP_UNICAST_IF, &chosen) == 0 ? chosen : 0;
}

struct udp_way udp_interface_beside_routes(const struct udp_socket *socket, const union os_address *to)
{
    const union os_address group = os_address_unmapped(to);
    struct udp_way way = {.family = group.any.sa_family};
    bool broadcast = udp_broadcast_is_limited(&group);
    int named =
        broadcast ? broadcast_interface(socket) : (int)socket->outgoing[udp_version_of(way.family)].index;
    bool chosen = named != 0 || !os_address_is_wildcard(&socket->local) ||
                  (way.family == AF_INET6 && group.v6.sin6_scope_id != 0);
    if (!chosen && (broadcast || os_address_is_multicast(&group))) {
        way.index = os_interface_beside_routes(socket_to_ask(socket, way.family), way.family);
    }
    if (way.index != 0 && way.family == AF_INET) {
        way.source = address_of(socket, way.index);
    }
    return way;
}

struct udp_way udp_interface_beside_routes_unlocked(struct udp_socket *socket, const union os_address *to)
{
    pthread_mutex_lock(&socket->lock);
    struct udp_way way = udp_interface_beside_routes(socket, to);
    pthread_mutex_unlock(&socket->lock);
    return way;
}

/* A connected kernel socket keeps the address that it was connected with. */
static int connect_again(struct udp_socket *socket)
{
    udp_kernel_disconnect(socket);
    return udp_interface_connect(socket, udp_destination(socket));
}

/* On a socket of IPv6 it is about the interface of its datagrams of IPv4. The lock is held. */
static int renew_locked(struct udp_socket *socket, int errno_value)
{
    uint32_t association = atomic_load(&socket->state) & (UDP_KERNEL_CONNECTED | UDP_JOINED);
    bool connected = association == (UDP_KERNEL_CONNECTED | UDP_JOINED);
    if (errno_value == EDESTADDRREQ && association == UDP_KERNEL_CONNECTED) {
        return 0; /* another thread was connecting it to another peer */
    }
    const struct udp_outgoing *now = &socket->outgoing[UDP_V4];
    const struct udp_outgoing before = *now;
    if (!before.follows) {
        const union os_address named = {.v4 = {.sin_family = AF_INET, .sin_addr = before.source}};
        bool lost = before.source.s_addr != htonl(INADDR_ANY) && os_interface_of(socket->fd, &named) == 0;
        return lost ? WSAEADDRNOTAVAIL : UDP_NOT_RENEWED;
    }
    const struct in_addr own = {.s_addr = htonl(INADDR_ANY)};
    int error = use_interface(socket, AF_INET, before.index, own);
    if (error != 0 || now->source.s_addr == nobody.s_addr) {
        return error != 0 ? error : WSAEADDRNOTAVAIL;
    }
    if (connected && (errno_value == EDESTADDRREQ || before.source.s_addr != now->source.s_addr)) {
        return connect_again(socket);
    }
    return before.source.s_addr != now->source.s_addr ? 0 : UDP_NOT_RENEWED;
}

int udp_interface_renew(struct udp_socket *socket, int errno_value)
{
    /* The errors of a kernel that has lost the address. EDESTADDRREQ: another thread is connecting the socket
     * again. */
    bool may_be_it = errno_value == EINVAL || errno_value == ENETUNREACH || errno_value == EADDRNOTAVAIL ||
                     errno_value == EDESTADDRREQ;
    if (!may_be_it) {
        return UDP_NOT_RENEWED;
    }
    pthread_mutex_lock(&socket->lock);
    int code = renew_locked(socket, errno_value);
    pthread_mutex_unlock(&socket->lock);
    return code;
}

int udp_interface_by_index(const struct udp_socket *socket, unsigned index)
{
    return os_interface_exists(socket->fd, index) ? 0 : WSAEADDRNOTAVAIL;
}

int udp_interface_by_address(const struct udp_socket *socket, struct in_addr address, unsigned *index)
{
    uint32_t host_order = ntohl(address.s_addr);
    if (host_order >> 24 == 0) {
        *index = host_order; /* 0.x.x.x is no address but an index (OP-03) */
        return *index == 0 ? 0 : udp_interface_by_index(socket, *index);
    }
    union os_address wanted = {.v4 = {.sin_family = AF_INET, .sin_addr = address}};
    *index = os_interface_of(socket->fd, &wanted);
    return *index == 0 ? WSAEADDRNOTAVAIL : 0;
}

int udp_interface_set_outgoing(struct udp_socket *socket, int family, unsigned index, struct in_addr source)
{
    int error = use_interface(socket, family, index, source);
    if (error == 0) {
        struct udp_multicast *set = &socket->options.multicast[udp_version_of(family)];
        set->interface_index = index;
        set->address = source;
    }
    return error;
}

static bool has_address(const struct udp_socket *socket, unsigned index, int family)
{
    union os_address own;
    return os_interface_address(socket_to_ask(socket, family), index, family, &own);
}

/* Without a route for multicast, or with one whose interface has no address to send from, it is the first
 * interface on which multicast can leave the host, else loopback (IP-02). Linux has a route for IPv6's groups
 * by each interface that is up. */
int udp_interface_by_route(const struct udp_socket *socket, const union os_address *group, unsigned *index)
{
    int error = os_interface_for_group(group, index);
    if (error != 0) {
        return os_wsa_error(error);
    }
    if (*index == 0 || !has_address(socket, *index, group->any.sa_family)) {
        unsigned fit = os_interface_for_multicast(group->any.sa_family);
        *index = fit != 0 ? fit : *index;
    }
    if (*index == 0) {
        *index = os_interface_loopback(socket->fd);
    }
    return *index == 0 ? WSAENETUNREACH : 0;
}

static unsigned scope_of(const union os_address *group)
{
    return group->any.sa_family == AF_INET6 ? group->v6.sin6_scope_id : 0;
}

/* A zone that names another interface than the one chosen is an error; it is not ignored. */
int udp_interface_check_zone(const union os_address *group, unsigned index)
{
    return scope_of(group) == 0 || scope_of(group) == index ? 0 : WSAEINVAL;
}

int udp_choose_interface(struct udp_socket *socket, const union os_address *group, unsigned *index)
{
    unsigned set = socket->options.multicast[udp_version_of(socket->family)].interface_index;
    if (set != 0) {
        *index = set;
        return udp_interface_check_zone(group, *index);
    }
    struct in_addr source = {.s_addr = htonl(INADDR_ANY)};
    int error;
    if (!os_address_is_wildcard(&socket->local)) {
        *index = os_interface_of(socket->fd, &socket->local);
        error = *index == 0 ? WSAEADDRNOTAVAIL : udp_interface_check_zone(group, *index);
        if (socket->family == AF_INET) {
            source = socket->local.v4.sin_addr; /* the interface may have several addresses */
        }
    } else if (scope_of(group) != 0) {
        *index = scope_of(group);
        error = udp_interface_by_index(socket, *index);
    } else {
        error = udp_interface_by_route(socket, group, index);
    }
    return error == 0 ? use_interface(socket, socket->family, *index, source) : error;
}
