#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sendmmsg */
#endif
#include "outlet.h"

#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "system/linux/os_interface.h"
#include "system/linux/os_segment.h"

enum {
    SEND_BUFFER = 1 << 20,
    PATIENCE_MS = 5,
    MESSAGES = 32,     /* a system call */
    PACKETS = 128,     /* in them */
    MOST_BYTES = 65000 /* of a train, which is one IP packet for the system */
};

uint32_t outlet_datagram_size(const union os_address *local)
{
    uint32_t headers = local->any.sa_family == AF_INET ? 20 + 8 : 40 + 8;
    uint32_t size = ROOTED_DATAGRAM_MIN;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq request = {.ifr_ifindex = (int)os_interface_of(local)};
    if (fd >= 0 && ioctl(fd, SIOCGIFNAME, &request) == 0 && ioctl(fd, SIOCGIFMTU, &request) == 0 &&
        request.ifr_mtu > (int)(ROOTED_DATAGRAM_MIN + headers)) {
        size = (uint32_t)request.ifr_mtu - headers;
    }
    if (fd >= 0) {
        close(fd);
    }
    return size < ROOTED_DATAGRAM_MAX ? size : ROOTED_DATAGRAM_MAX;
}

static bool aim_v4(int fd, const struct rooted_outlet *outlet, int ttl)
{
    const struct ip_mreqn way = {.imr_address = outlet->local.v4.sin_addr,
                                 .imr_ifindex = (int)outlet->interface_index};
    const int fragment = IP_PMTUDISC_DONT; /* a router may have a smaller MTU than this interface */
    setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &fragment, sizeof fragment);
    return setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &way, sizeof way) == 0 &&
           setsockopt(fd, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof ttl) == 0;
}

static bool aim_v6(int fd, const struct rooted_outlet *outlet, int hops)
{
    const int index = (int)outlet->interface_index;
    return setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof index) == 0 &&
           setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops, sizeof hops) == 0;
}

static bool open_outlet(struct rooted_outlet *outlet, const struct rooted_session *session)
{
    int family = outlet->local.any.sa_family;
    union os_address from = outlet->local, group = session->group;
    const int size = SEND_BUFFER;
    outlet->fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (outlet->fd < 0 || outlet->interface_index == 0) {
        return false;
    }
    os_address_set_port(&from, 0);
    if (family == AF_INET6) {
        group.v6.sin6_scope_id = outlet->interface_index;
        if (IN6_IS_ADDR_LINKLOCAL(&from.v6.sin6_addr)) {
            from.v6.sin6_scope_id = outlet->interface_index;
        }
    }
    setsockopt(outlet->fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    socklen_t length = sizeof from;
    bool good = bind(outlet->fd, &from.any, os_address_size(family)) == 0 &&
                (family == AF_INET ? aim_v4 : aim_v6)(outlet->fd, outlet, session->options.ttl) &&
                connect(outlet->fd, &group.any, os_address_size(family)) == 0 &&
                getsockname(outlet->fd, &from.any, &length) == 0;
    outlet->port = os_address_port(&from);
    outlet->whole_from = os_segment_known(outlet->fd) ? UINT16_MAX : 0;
    return good;
}

struct rooted_outlet *outlet_get(struct rooted_session *session, const union os_address *local)
{
    for (struct rooted_outlet *outlet = session->outlets; outlet != NULL; outlet = outlet->next) {
        if (os_address_equal_host(&outlet->local, local)) {
            outlet->users++;
            return outlet;
        }
    }
    struct rooted_outlet *outlet = calloc(1, sizeof *outlet);
    if (outlet == NULL) {
        return NULL;
    }
    outlet->local = *local;
    outlet->users = 1;
    outlet->interface_index = session->options.multicast_interface != 0 ? session->options.multicast_interface
                                                                        : os_interface_of(local);
    outlet->works = open_outlet(outlet, session);
    outlet->next = session->outlets;
    session->outlets = outlet;
    return outlet;
}

void outlet_release(struct rooted_session *session, struct rooted_outlet *outlet)
{
    if (--outlet->users > 0) {
        return;
    }
    struct rooted_outlet **at = &session->outlets;
    while (*at != outlet) {
        at = &(*at)->next;
    }
    *at = outlet->next;
    if (outlet->fd >= 0) {
        close(outlet->fd);
    }
    free(outlet);
}

/* What the interface cannot take at the moment counts as lost on the way, and is repaired; other errors stay.
 */
static bool is_passing(int error)
{
    return error == EAGAIN || error == ENOBUFS || error == ENOMEM || error == EINTR || error == ECONNREFUSED;
}

bool outlet_segments(const struct rooted_outlet *outlet, uint32_t size)
{
    return outlet->works && size < outlet->whole_from;
}

/* What goes out with one system call: each message is a train of packets. */
struct messages {
    uint32_t count, packets;
    struct mmsghdr headers[MESSAGES];
    union os_segment_control controls[MESSAGES];
    struct iovec parts[PACKETS];
};

/* How many of the packets are one train: all of one length, but the last may be shorter. */
static uint32_t train_length(const struct rooted_outlet *outlet, struct packet *const *packets, uint32_t most)
{
    uint32_t first = packets[0]->length, last = first, bytes = first, length = 1;
    if (first >= outlet->whole_from) {
        return 1;
    }
    while (length < most && length < OS_SEGMENTS_MOST && last == first && packets[length]->length <= first &&
           bytes + packets[length]->length <= MOST_BYTES) {
        last = packets[length++]->length;
        bytes += last;
    }
    return length;
}

static void add_message(struct messages *messages, struct packet *const *packets, uint32_t length)
{
    struct msghdr *header = &messages->headers[messages->count].msg_hdr;
    struct iovec *parts = &messages->parts[messages->packets];
    for (uint32_t i = 0; i < length; i++) {
        parts[i] = (struct iovec){packets[i]->bytes, packets[i]->length};
    }
    *header = (struct msghdr){.msg_iov = parts, .msg_iovlen = length};
    if (length > 1) {
        header->msg_control = &messages->controls[messages->count];
        os_segment_put(header, packets[0]->length);
    }
    messages->count++;
    messages->packets += length;
}

static void fill(const struct rooted_outlet *outlet, struct messages *messages, struct packet *const *packets,
                 uint32_t count)
{
    count = count < PACKETS ? count : PACKETS;
    messages->count = messages->packets = 0;
    while (messages->count < MESSAGES && messages->packets < count) {
        struct packet *const *next = packets + messages->packets;
        add_message(messages, next, train_length(outlet, next, count - messages->packets));
    }
}

static uint32_t packets_in(const struct messages *messages, int sent)
{
    uint32_t packets = 0;
    for (int i = 0; i < sent; i++) {
        packets += (uint32_t)messages->headers[i].msg_hdr.msg_iovlen;
    }
    return packets;
}

/* The system would not cut the first message: from now on it need not, for datagrams of this size at least.
 */
static bool note_refusal(struct rooted_outlet *outlet, const struct messages *messages, int error)
{
    const struct msghdr *first = &messages->headers[0].msg_hdr;
    if (first->msg_iovlen == 1 || !os_segment_refused(error)) {
        return false;
    }
    outlet->whole_from = os_segment_refused_size(error) ? (uint32_t)first->msg_iov->iov_len : 0;
    return true;
}

bool outlet_send(struct rooted_outlet *outlet, struct packet *const *packets, uint32_t count)
{
    struct messages messages;
    bool waited = false;
    for (uint32_t done = 0; done < count;) {
        fill(outlet, &messages, packets + done, count - done);
        int sent = sendmmsg(outlet->fd, messages.headers, messages.count, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            done += packets_in(&messages, sent);
            continue;
        }
        if (note_refusal(outlet, &messages, errno)) {
            continue;
        }
        if (!is_passing(errno)) {
            outlet->works = false;
            return false;
        }
        if (errno == EAGAIN && !waited) {
            struct pollfd room = {.fd = outlet->fd, .events = POLLOUT};
            poll(&room, 1, PATIENCE_MS);
            waited = true;
        } else if (errno != EINTR && errno != ECONNREFUSED) {
            done += packets_in(&messages, 1); /* lost */
        }
    }
    return true;
}
