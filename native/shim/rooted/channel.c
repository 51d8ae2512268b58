#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* recvmmsg */
#endif
#include "channel.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "../os/os_interface.h"

enum { BATCH = 32, ROUNDS = 8, RECEIVE_BUFFER = 4 << 20 };

struct rooted_channel {
    struct source source;
    struct rooted_channel *next;
    struct retired retired;
    union os_address group;
    unsigned interface_index;
    struct rooted_session *members;
};

static struct rooted_channel *channels;

/* Reading goes straight into packets; a large one is kept as it is, a small one is copied so as not to hold
 * so much. */
static struct packet *fresh[BATCH];
static struct leaf_arrival arrivals[BATCH];
static union os_address sources[BATCH];

static bool join_v4(int fd, const union os_address *group, unsigned interface_index)
{
    const struct ip_mreqn membership = {.imr_multiaddr = group->v4.sin_addr,
                                        .imr_ifindex = (int)interface_index};
    const int off = 0;
    setsockopt(fd, IPPROTO_IP, IP_MULTICAST_ALL, &off, sizeof off);
    return setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership, sizeof membership) == 0;
}

static bool join_v6(int fd, const union os_address *group, unsigned interface_index)
{
    const struct ipv6_mreq membership = {.ipv6mr_multiaddr = group->v6.sin6_addr,
                                         .ipv6mr_interface = interface_index};
    const int off = 0;
    setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, &off, sizeof off);
    return setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, &membership, sizeof membership) == 0;
}

/* Several processes of a host may be leaves of one session: they share the port. */
static int open_channel(const union os_address *group, unsigned interface_index)
{
    int family = group->any.sa_family;
    int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1, size = RECEIVE_BUFFER;
    union os_address at = *group;
    if (family == AF_INET6) {
        at.v6.sin6_scope_id = interface_index;
    }
    if (fd < 0) {
        return -1;
    }
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0) {
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    }
    if (bind(fd, &at.any, os_address_size(family)) != 0 ||
        !(family == AF_INET ? join_v4 : join_v6)(fd, group, interface_index)) {
        close(fd);
        return -1;
    }
    return fd;
}

static void give(struct rooted_channel *channel, uint32_t count)
{
    struct rooted_session *next;
    for (struct rooted_session *session = channel->members; session != NULL; session = next) {
        next = session->next_in_channel;
        pthread_mutex_lock(&session->lock);
        int64_t now = reactor_now();
        for (uint32_t i = 0; i < count && session->channel == channel; i++) {
            bool from_root = os_address_equal_host(&sources[i], &session->data_source) &&
                             os_address_port(&sources[i]) == os_address_port(&session->data_source);
            if (from_root && arrivals[i].packet != NULL) {
                leaf_datagram(session, &arrivals[i], now);
            } else {
                session->statistics.strangers++;
            }
        }
        rooted_session_run(session);
        pthread_mutex_unlock(&session->lock);
    }
}

static struct packet *shrunk(struct packet *packet)
{
    enum { LARGE = ROOTED_DATAGRAM_MAX / 4 };
    struct packet *small = packet->length <= LARGE ? packet_new(packet->length) : NULL;
    if (small == NULL) {
        return packet;
    }
    memcpy(small->bytes, packet->bytes, packet->length);
    small->length = packet->length;
    return small;
}

static int receive(struct rooted_channel *channel)
{
    struct mmsghdr messages[BATCH];
    struct iovec parts[BATCH];
    struct packet *packets[BATCH];
    uint32_t room = 0;
    for (; room < BATCH; room++) {
        packets[room] = packet_new(ROOTED_DATAGRAM_MAX);
        if (packets[room] == NULL) {
            break;
        }
        parts[room] = (struct iovec){packets[room]->bytes, packets[room]->room};
        messages[room].msg_hdr = (struct msghdr){.msg_name = &sources[room],
                                                 .msg_namelen = sizeof sources[room],
                                                 .msg_iov = &parts[room],
                                                 .msg_iovlen = 1};
    }
    int count = room == 0 ? -1 : recvmmsg(channel->source.fd, messages, room, MSG_DONTWAIT | MSG_TRUNC, NULL);
    for (int i = 0; i < count; i++) {
        bool whole = messages[i].msg_len <= packets[i]->room;
        packets[i]->length =
            (uint16_t)(whole ? messages[i].msg_len : 0); /* a longer one is no datagram of ours */
        fresh[i] = shrunk(packets[i]);
        if (!leaf_arrival_read(&arrivals[i], fresh[i])) {
            arrivals[i].packet = NULL; /* nobody's */
        }
    }
    if (count > 0) {
        give(channel, (uint32_t)count);
    }
    for (int i = 0; i < count; i++) {
        if (fresh[i] != packets[i]) {
            packet_release(fresh[i]);
        }
    }
    for (uint32_t i = 0; i < room; i++) {
        packet_release(packets[i]);
    }
    return count;
}

static void ready(struct source *source, uint32_t events)
{
    (void)events;
    struct rooted_channel *channel = (struct rooted_channel *)(void *)source; /* its first member */
    for (int round = 0; round < ROUNDS && channel->members != NULL && receive(channel) == BATCH; round++) {
    }
}

static struct rooted_channel *make(const union os_address *group, unsigned interface_index)
{
    struct rooted_channel *channel = calloc(1, sizeof *channel);
    if (channel == NULL) {
        return NULL;
    }
    channel->source = (struct source){.fd = open_channel(group, interface_index), .ready = ready};
    channel->group = *group;
    channel->interface_index = interface_index;
    if (channel->source.fd < 0 || !reactor_watch(&channel->source, EPOLLIN)) {
        if (channel->source.fd >= 0) {
            close(channel->source.fd);
        }
        free(channel);
        return NULL;
    }
    channel->next = channels;
    channels = channel;
    return channel;
}

bool channel_join(struct rooted_session *session, const union os_address *group,
                  const union os_address *local)
{
    unsigned interface_index = session->options.multicast_interface != 0
                                   ? session->options.multicast_interface
                                   : os_interface_of(local);
    struct rooted_channel *channel = channels;
    while (channel != NULL &&
           !(channel->interface_index == interface_index && os_address_equal_host(&channel->group, group) &&
             os_address_port(&channel->group) == os_address_port(group))) {
        channel = channel->next;
    }
    if (channel == NULL) {
        channel = interface_index == 0 ? NULL : make(group, interface_index);
    }
    if (channel == NULL) {
        return false;
    }
    session->channel = channel;
    session->next_in_channel = channel->members;
    channel->members = session;
    return true;
}

static void destroy(struct retired *retired)
{
    free((char *)retired - offsetof(struct rooted_channel, retired));
}

void channel_leave(struct rooted_session *session)
{
    struct rooted_channel *channel = session->channel;
    if (channel == NULL) {
        return;
    }
    struct rooted_session **at = &channel->members;
    while (*at != session) {
        at = &(*at)->next_in_channel;
    }
    *at = session->next_in_channel;
    session->channel = NULL;
    if (channel->members != NULL) {
        return;
    }
    struct rooted_channel **place = &channels;
    while (*place != channel) {
        place = &(*place)->next;
    }
    *place = channel->next;
    reactor_unwatch(&channel->source);
    close(channel->source.fd); /* the kernel leaves the group */
    reactor_retire(&channel->retired, destroy);
}
