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

#include <netinet/in.h>

#include "system/linux/os_interface.h"
#include "system/linux/os_segment.h"

enum {
    MESSAGES = 32, /* a system call: each is a train of datagrams, or one */
    ARRIVALS = 256,
    ENOUGH = 256, /* datagrams: then others have their turn */
    RECEIVE_BUFFER = 4 << 20,
    MESSAGE_ROOM = 65536 + 256 /* the rest keeps the beginnings apart in the processor's cache */
};

struct rooted_channel {
    struct source source;
    struct rooted_channel *next;
    struct retired retired;
    union os_address group;
    unsigned interface_index;
    struct rooted_session *members;
};

static struct rooted_channel *channels;

/* What came in with one system call. */
static uint8_t memory[MESSAGES][MESSAGE_ROOM];
static union os_address sources[MESSAGES];
static struct mmsghdr headers[MESSAGES];

/* Its datagrams, each copied into a packet, and where in a row those of one source are. */
static struct leaf_arrival arrivals[ARRIVALS];
static uint32_t arrival_count;
static struct run {
    const union os_address *source;
    uint32_t first, end;
} runs[MESSAGES];
static uint32_t run_count;
static uint32_t arrived; /* in this turn */

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
    setsockopt(fd, IPPROTO_UDP, UDP_GRO, &on, sizeof on); /* older kernels do not know it */
    if (bind(fd, &at.any, os_address_size(family)) != 0 ||
        !(family == AF_INET ? join_v4 : join_v6)(fd, group, interface_index)) {
        close(fd);
        return -1;
    }
    return fd;
}

static void give_run(struct rooted_session *session, const struct run *run, int64_t now)
{
    bool from_root = os_address_equal_host(run->source, &session->data_source) &&
                     os_address_port(run->source) == os_address_port(&session->data_source);
    for (uint32_t i = run->first; i < run->end; i++) {
        if (!from_root || arrivals[i].packet == NULL) {
            session->statistics.strangers++;
        } else if (!leaf_datagram(session, &arrivals[i], now)) {
            return;
        }
    }
}

/* All that has arrived, to every leaf; then there is room again. */
static void give(struct rooted_channel *channel)
{
    struct rooted_session *next;
    for (struct rooted_session *session = channel->members; session != NULL; session = next) {
        next = session->next_in_channel;
        pthread_mutex_lock(&session->lock);
        int64_t now = reactor_now();
        uint32_t messages = session->receiver.messages;
        for (uint32_t i = 0; i < run_count; i++) {
            give_run(session, &runs[i], now);
        }
        leaf_arrived(session, messages);
        rooted_session_run(session);
        pthread_mutex_unlock(&session->lock);
    }
    for (uint32_t i = 0; i < arrival_count; i++) {
        if (arrivals[i].packet != NULL) {
            packet_release(arrivals[i].packet);
        }
    }
    arrival_count = run_count = 0;
}

static struct packet *copied(const uint8_t *bytes, size_t size)
{
    struct packet *packet = size <= ROOTED_DATAGRAM_MAX ? packet_new((uint16_t)size) : NULL;
    if (packet != NULL) {
        memcpy(packet->bytes, bytes, size);
        packet->length = (uint16_t)size;
    }
    return packet;
}

static void arrive(const union os_address *source, const uint8_t *bytes, size_t size)
{
    struct leaf_arrival *arrival = &arrivals[arrival_count++];
    struct packet *packet = copied(bytes, size);
    arrived++;
    if (packet != NULL && !leaf_arrival_read(arrival, packet)) {
        packet_release(packet);
        packet = NULL;
    }
    arrival->packet = packet; /* NULL: nobody's */
    if (run_count == 0 || runs[run_count - 1].source != source) {
        runs[run_count++] = (struct run){.source = source, .first = arrival_count - 1};
    }
    runs[run_count - 1].end = arrival_count;
}

/* Cuts a message into the datagrams that it is made of. */
static void cut(struct rooted_channel *channel, uint32_t message)
{
    size_t whole = headers[message].msg_len, size = whole < MESSAGE_ROOM ? whole : MESSAGE_ROOM;
    size_t each = os_segment_size(&headers[message].msg_hdr);
    each = each == 0 ? size : each;
    size_t at = 0;
    do {
        if (arrival_count == ARRIVALS) {
            give(channel);
        }
        size_t here = size - at < each ? size - at : each;
        arrive(&sources[message], memory[message] + at, here);
        at += here;
    } while (at < size);
}

static int receive(struct rooted_channel *channel)
{
    struct iovec parts[MESSAGES];
    union os_segment_control controls[MESSAGES];
    for (uint32_t i = 0; i < MESSAGES; i++) {
        parts[i] = (struct iovec){memory[i], MESSAGE_ROOM};
        headers[i].msg_hdr = (struct msghdr){.msg_name = &sources[i],
                                             .msg_namelen = sizeof sources[i],
                                             .msg_iov = &parts[i],
                                             .msg_iovlen = 1,
                                             .msg_control = &controls[i],
                                             .msg_controllen = sizeof controls[i]};
    }
    int count = recvmmsg(channel->source.fd, headers, MESSAGES, MSG_DONTWAIT | MSG_TRUNC, NULL);
    for (int i = 0; i < count; i++) {
        cut(channel, (uint32_t)i);
    }
    if (count > 0) {
        give(channel);
    }
    return count;
}

static void ready(struct source *source, uint32_t events)
{
    (void)events;
    struct rooted_channel *channel = (struct rooted_channel *)(void *)source; /* its first member */
    arrived = 0;
    while (arrived < ENOUGH && channel->members != NULL && receive(channel) == MESSAGES) {
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
