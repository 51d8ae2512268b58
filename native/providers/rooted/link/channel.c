#include "channel.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "system/datagram.h"
#include "system/interface.h"

enum {
    ARRIVALS = 256,
    ENOUGH = 256, /* datagrams: then others have their turn */
    RECEIVE_BUFFER = 4 << 20,
    MESSAGE_ROOM = 65536 + 256 /* the rest keeps the beginnings apart in the processor's cache */
};

struct rooted_channel {
    struct source source;
    struct rooted_channel *next;
    struct retired retired;
    union system_address group;
    unsigned interface_index;
    struct rooted_session *members;
};

static struct rooted_channel *channels;

/* What came in with one call of the system: each is a train of datagrams, or one. */
static uint8_t memory[SYSTEM_MESSAGES_MOST][MESSAGE_ROOM];
static struct system_message messages[SYSTEM_MESSAGES_MOST];

/* Its datagrams, each copied into a packet, and where in a row those of one source are. */
static struct leaf_arrival arrivals[ARRIVALS];
static uint32_t arrival_count;
static struct run {
    const union system_address *source;
    uint32_t first, end;
} runs[SYSTEM_MESSAGES_MOST];
static uint32_t run_count;
static uint32_t arrived; /* in this turn */

static void give_run(struct rooted_session *session, const struct run *run, int64_t now)
{
    bool from_root = system_address_equal(run->source, &session->data_source);
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
        system_mutex_lock(&session->lock);
        int64_t now = system_clock_now();
        uint32_t before = session->receiver.messages;
        for (uint32_t i = 0; i < run_count; i++) {
            give_run(session, &runs[i], now);
        }
        leaf_arrived(session, before);
        rooted_session_run(session);
        system_mutex_unlock(&session->lock);
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

static void arrive(const union system_address *source, const uint8_t *bytes, size_t size)
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
static void cut_message(struct rooted_channel *channel, const struct system_message *message)
{
    size_t size = message->size < MESSAGE_ROOM ? message->size : MESSAGE_ROOM;
    size_t each = message->each == 0 ? size : message->each, at = 0;
    do {
        if (arrival_count == ARRIVALS) {
            give(channel);
        }
        size_t here = size - at < each ? size - at : each;
        arrive(&message->source, message->bytes + at, here);
        at += here;
    } while (at < size);
}

static uint32_t receive_messages(struct rooted_channel *channel)
{
    for (uint32_t i = 0; i < SYSTEM_MESSAGES_MOST; i++) {
        messages[i].bytes = memory[i];
        messages[i].room = MESSAGE_ROOM;
    }
    uint32_t count = system_datagram_receive(channel->source.watch.socket, messages, SYSTEM_MESSAGES_MOST);
    for (uint32_t i = 0; i < count; i++) {
        cut_message(channel, &messages[i]);
    }
    if (count > 0) {
        give(channel);
    }
    return count;
}

static void channel_ready(struct source *source, unsigned what)
{
    (void)what;
    struct rooted_channel *channel = (struct rooted_channel *)(void *)source; /* its first member */
    arrived = 0;
    while (arrived < ENOUGH && channel->members != NULL &&
           receive_messages(channel) == SYSTEM_MESSAGES_MOST) {
    }
}

static struct rooted_channel *open_channel(const union system_address *group, unsigned interface_index)
{
    system_socket socket;
    struct rooted_channel *channel = calloc(1, sizeof *channel);
    if (channel == NULL) {
        return NULL;
    }
    if (system_datagram_open_receiver(group, interface_index, RECEIVE_BUFFER, &socket) != 0) {
        free(channel);
        return NULL;
    }
    channel->source = (struct source){.watch.socket = socket, .ready = channel_ready};
    channel->group = *group;
    channel->interface_index = interface_index;
    if (!reactor_watch(&channel->source, SYSTEM_POLL_IN)) {
        system_socket_close(socket);
        free(channel);
        return NULL;
    }
    channel->next = channels;
    channels = channel;
    return channel;
}

bool channel_join(struct rooted_session *session, const union system_address *group,
                  const union system_address *local)
{
    unsigned interface_index = session->options.multicast_interface != 0
                                   ? session->options.multicast_interface
                                   : system_interface_of(local);
    struct rooted_channel *channel = channels;
    while (channel != NULL &&
           !(channel->interface_index == interface_index && system_address_equal(&channel->group, group))) {
        channel = channel->next;
    }
    if (channel == NULL) {
        channel = interface_index == 0 ? NULL : open_channel(group, interface_index);
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
    system_socket_close(channel->source.watch.socket); /* the system leaves the group */
    reactor_retire(&channel->retired, destroy);
}
