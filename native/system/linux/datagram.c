#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* struct mmsghdr */
#endif
#include "system/datagram.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "os_address.h"
#include "os_descriptor.h"
#include "os_errno.h"
#include "os_segment.h"
#include "os_several.h"
#include "os_wait.h"

enum {
    REFUSED_MS = 1, /* how long a thread rests whose receive the system refuses */
    /* An ICMP error is about an earlier datagram, whoever has sent it, and is reported once, by the next send.
     * Only an error of this host is still there after so many. */
    FOREIGN_ERRORS = 8
};

/* So that a train's parts are handed to the kernel as they are. */
_Static_assert(sizeof(struct system_buffer) == sizeof(struct iovec), "a buffer is an iovec");
_Static_assert(offsetof(struct system_buffer, size) == offsetof(struct iovec, iov_len),
               "a buffer is an iovec");
_Static_assert((int)SYSTEM_TRAIN_PARTS_MOST <= (int)OS_SEGMENTS_MOST, "the kernel cuts as many");

/* ---- sending ---- */

static bool aim_v4(int fd, const struct system_sender *wanted, const union os_address *from)
{
    const struct ip_mreqn way = {.imr_address = from->v4.sin_addr,
                                 .imr_ifindex = (int)wanted->interface_index};
    const int ttl = wanted->ttl;
    /* A router may have a smaller MTU than this interface: then it is to cut. So no error of ICMP can be about
     * that, and none is believed, where the kernel can be told so (3.15). */
    const int cut = IP_PMTUDISC_OMIT, cut_and_believe = IP_PMTUDISC_DONT;
    if (setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &cut, sizeof cut) != 0) {
        setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &cut_and_believe, sizeof cut_and_believe);
    }
    return setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &way, sizeof way) == 0 &&
           setsockopt(fd, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof ttl) == 0;
}

static bool aim_v6(int fd, const struct system_sender *wanted)
{
    const int index = (int)wanted->interface_index, hops = wanted->ttl;
    return setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof index) == 0 &&
           setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops, sizeof hops) == 0;
}

static bool open_to_group(int fd, const struct system_sender *wanted, union os_address *from)
{
    bool v4 = from->any.sa_family == AF_INET;
    union os_address group = os_address_from_system(&wanted->group);
    socklen_t size = os_address_size(from->any.sa_family), length = sizeof *from;
    if (!v4) {
        group.v6.sin6_scope_id = wanted->interface_index;
        if (IN6_IS_ADDR_LINKLOCAL(&from->v6.sin6_addr)) {
            from->v6.sin6_scope_id = wanted->interface_index;
        }
    }
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &wanted->buffer, sizeof wanted->buffer);
    return bind(fd, &from->any, size) == 0 && (v4 ? aim_v4(fd, wanted, from) : aim_v6(fd, wanted)) &&
           connect(fd, &group.any, size) == 0 && getsockname(fd, &from->any, &length) == 0;
}

int system_datagram_open_sender(const struct system_sender *wanted, system_socket *made, uint16_t *port)
{
    union os_address from = os_address_from_system(&wanted->from);
    int fd = os_socket(from.any.sa_family, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return os_wsa_error(errno);
    }
    if (!open_to_group(fd, wanted, &from)) {
        int error = os_wsa_error(errno);
        os_close(fd);
        return error;
    }
    *made = fd;
    *port = os_address_port(&from);
    return 0;
}

bool system_datagram_cuts(system_socket s)
{
    return os_segment_known((int)s);
}

/* Routers do not cut IPv6, so the kernel believes whoever says that a packet was too big. It tells a socket the MTU of
 * the route that was there at connect, and nothing if there is another one by now. */
uint32_t system_datagram_way_mtu(system_socket s)
{
    union os_address group;
    int fd = (int)s, bytes = 0;
    socklen_t length = sizeof group, size = sizeof bytes;
    bool told = getpeername(fd, &group.any, &length) == 0 && group.any.sa_family == AF_INET6 &&
                connect(fd, &group.any, length) == 0 &&
                getsockopt(fd, IPPROTO_IPV6, IPV6_MTU, &bytes, &size) == 0 && bytes > 0;
    return told ? (uint32_t)bytes : 0;
}

/* Returns whether the error will pass: the interface or the system has no room at the moment. */
static bool is_passing(int error)
{
    return error == EAGAIN || error == ENOBUFS || error == ENOMEM;
}

static enum system_send why_unsent(const struct system_train *first, int error)
{
    if (first->count > 1 && os_segment_refused(error)) {
        return os_segment_refused_size(error) ? SYSTEM_SEND_UNCUT_SIZE : SYSTEM_SEND_UNCUT;
    }
    return error == EAGAIN ? SYSTEM_SEND_NO_ROOM : is_passing(error) ? SYSTEM_SEND_LOST : SYSTEM_SEND_BROKEN;
}

enum system_send system_datagram_send(system_socket s, const struct system_train *trains, uint32_t count,
                                      uint32_t *sent)
{
    struct mmsghdr headers[SYSTEM_TRAINS_MOST];
    union os_segment_control controls[SYSTEM_TRAINS_MOST];
    count = count < SYSTEM_TRAINS_MOST ? count : SYSTEM_TRAINS_MOST;
    for (uint32_t i = 0; i < count; i++) {
        struct msghdr *header = &headers[i].msg_hdr;
        *header = (struct msghdr){.msg_iov = (struct iovec *)(void *)trains[i].parts,
                                  .msg_iovlen = trains[i].count};
        if (trains[i].count > 1) {
            header->msg_control = &controls[i];
            os_segment_put(header, (uint16_t)trains[i].parts[0].size);
        }
    }
    int done, errors = 0;
    do {
        done = os_send_several((int)s, headers, count, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (done < 0 && !is_passing(errno) && errors++ < FOREIGN_ERRORS);
    *sent = done < 0 ? 0 : (uint32_t)done;
    return done < 0 ? why_unsent(&trains[0], errno) : SYSTEM_SEND_DONE;
}

void system_datagram_wait(system_socket s, int64_t microseconds)
{
    struct pollfd room = {.fd = (int)s, .events = POLLOUT};
    poll(&room, 1, (int)((microseconds + 999) / 1000));
}

/* ---- receiving ---- */

static bool set_membership_v4(int fd, int option, const union os_address *group, unsigned interface_index)
{
    const struct ip_mreqn membership = {.imr_multiaddr = group->v4.sin_addr,
                                        .imr_ifindex = (int)interface_index};
    return setsockopt(fd, IPPROTO_IP, option, &membership, sizeof membership) == 0;
}

static bool set_membership_v6(int fd, int option, const union os_address *group, unsigned interface_index)
{
    const struct ipv6_mreq membership = {.ipv6mr_multiaddr = group->v6.sin6_addr,
                                         .ipv6mr_interface = interface_index};
    return setsockopt(fd, IPPROTO_IPV6, option, &membership, sizeof membership) == 0;
}

static bool join_v4(int fd, const union os_address *group, unsigned interface_index)
{
    const int off = 0;
    setsockopt(fd, IPPROTO_IP, IP_MULTICAST_ALL, &off, sizeof off);
    return set_membership_v4(fd, IP_ADD_MEMBERSHIP, group, interface_index);
}

static bool join_v6(int fd, const union os_address *group, unsigned interface_index)
{
    const int off = 0;
    setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, &off, sizeof off);
    return set_membership_v6(fd, IPV6_JOIN_GROUP, group, interface_index);
}

/* Several processes of a host may receive from one group: they share the port. */
static bool open_from_group(int fd, const union os_address *group, unsigned interface_index, int buffer)
{
    const int on = 1;
    union os_address at = *group;
    if (group->any.sa_family == AF_INET6) {
        at.v6.sin6_scope_id = interface_index;
    }
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer) != 0) {
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    }
    setsockopt(fd, IPPROTO_UDP, UDP_GRO, &on, sizeof on); /* older kernels do not know it */
    return bind(fd, &at.any, os_address_size(at.any.sa_family)) == 0 &&
           (at.any.sa_family == AF_INET ? join_v4 : join_v6)(fd, group, interface_index);
}

int system_datagram_open_receiver(const union system_address *group, unsigned interface_index, int buffer,
                                  system_socket *made)
{
    union os_address to = os_address_from_system(group);
    int fd = os_socket(to.any.sa_family, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return os_wsa_error(errno);
    }
    if (!open_from_group(fd, &to, interface_index, buffer)) {
        int error = os_wsa_error(errno);
        os_close(fd);
        return error;
    }
    *made = fd;
    return 0;
}

void system_datagram_leave(system_socket s, const union system_address *group, unsigned interface_index)
{
    union os_address from = os_address_from_system(group);
    if (from.any.sa_family == AF_INET) {
        set_membership_v4((int)s, IP_DROP_MEMBERSHIP, &from, interface_index);
    } else {
        set_membership_v6((int)s, IPV6_LEAVE_GROUP, &from, interface_index);
    }
}

/* The kernel also counts its own memory, which for a datagram of Ethernet's size is about as much again. */
uint32_t system_datagram_holds(system_socket s)
{
    int bytes = 0;
    socklen_t size = sizeof bytes;
    return getsockopt((int)s, SOL_SOCKET, SO_RCVBUF, &bytes, &size) == 0 && bytes > 0 ? (uint32_t)bytes / 2
                                                                                      : 0;
}

uint32_t system_datagram_receive(system_socket s, struct system_message *messages, uint32_t count)
{
    struct mmsghdr headers[SYSTEM_MESSAGES_MOST];
    struct iovec parts[SYSTEM_MESSAGES_MOST];
    union os_segment_control controls[SYSTEM_MESSAGES_MOST];
    union os_address sources[SYSTEM_MESSAGES_MOST];
    count = count < SYSTEM_MESSAGES_MOST ? count : SYSTEM_MESSAGES_MOST;
    for (uint32_t i = 0; i < count; i++) {
        parts[i] = (struct iovec){messages[i].bytes, messages[i].room};
        headers[i].msg_hdr = (struct msghdr){.msg_name = &sources[i],
                                             .msg_namelen = sizeof sources[i],
                                             .msg_iov = &parts[i],
                                             .msg_iovlen = 1,
                                             .msg_control = &controls[i],
                                             .msg_controllen = sizeof controls[i]};
    }
    int received = os_receive_several((int)s, headers, count, MSG_DONTWAIT | MSG_TRUNC);
    if (received < 0 && errno != EAGAIN) {
        os_wait_pause(REFUSED_MS); /* they stay there, and the next wait tells of them at once */
    }
    for (int i = 0; i < received; i++) {
        messages[i].size = headers[i].msg_len;
        messages[i].each = os_segment_size(&headers[i].msg_hdr);
        messages[i].source = os_address_to_system(&sources[i]);
    }
    return received < 0 ? 0 : (uint32_t)received;
}
