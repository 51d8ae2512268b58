#include "scope.h"

#include <limits.h>

#include "system/linux/os_interface.h"
#include "system/linux/os_membership.h"
#include "destination.h"
#include "event.h"
#include "interface.h"
#include "multicast_option.h"

/* No interface has this index. It stands for one that could not be found out: then the datagram is rather
 * lost than sent to the network. */
enum { UNKNOWN = INT_MAX };

/* Returns the interface on which the kernel would send: the one chosen for the socket, else that of the
 * routes or, where no route leads to the group, the one besides. */
static unsigned outgoing_interface(struct udp_socket *socket, const union os_address *group)
{
    bool v4 = group->any.sa_family == AF_INET;
    struct ip_mreqn chosen = {0}; /* for IPv4 the kernel gives only an address */
    int index = 0;
    socklen_t size = v4 ? (socklen_t)sizeof chosen.imr_multiaddr : (socklen_t)sizeof index;
    void *value = v4 ? (void *)&chosen.imr_multiaddr : (void *)&index;
    if (getsockopt(socket->fd, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_MULTICAST_IF : IPV6_MULTICAST_IF,
                   value, &size) != 0) {
        return UNKNOWN;
    }
    if (!v4 && group->v6.sin6_scope_id != 0) {
        return group->v6.sin6_scope_id;
    }
    if (v4 && chosen.imr_multiaddr.s_addr != htonl(INADDR_ANY)) {
        union os_address own = {.v4 = {.sin_family = AF_INET, .sin_addr = chosen.imr_multiaddr}};
        return os_interface_of(socket->fd, &own);
    }
    unsigned routed = 0;
    if (index == 0 && os_interface_for_group(group, &routed) != 0) {
        return UNKNOWN;
    }
    return index != 0    ? (unsigned)index
           : routed != 0 ? routed
                         : udp_interface_beside_routes_unlocked(socket, group).index;
}

bool udp_scope_swallows(struct udp_socket *socket, const union os_address *destination, size_t size)
{
    const union os_address *named = destination == NULL ? udp_destination(socket) : destination;
    const union os_address group = os_address_unmapped(named);
    if (!os_address_is_multicast(&group) || size > socket->info.dwMessageSize) {
        return false; /* too long a datagram fails in the kernel */
    }
    int hops = 0;
    if (udp_scope_get(socket, group.any.sa_family, &hops) == 0 && hops != 0) {
        return false; /* what stays on the host is of the other version (OP-13) */
    }
    unsigned index = outgoing_interface(socket, &group);
    if (index == 0 || index == os_interface_loopback(socket->fd) || os_host_is_member(&group, index)) {
        return false;
    }
    pthread_mutex_lock(&socket->lock);
    int error = udp_bind_if_unbound(socket, 0); /* IO-04 */
    if (error == WSAEINVAL) {                   /* a send that failed has bound the kernel socket already */
        atomic_fetch_or(&socket->state, UDP_BOUND);
        udp_event_bound(socket);
        error = 0;
    }
    pthread_mutex_unlock(&socket->lock);
    return error == 0;
}
