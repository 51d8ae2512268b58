#include "group_receiver.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "reactor.h"
#include "system/datagram.h"

enum {
    ARRIVALS = 256,
    ENOUGH = 256, /* datagrams: then others have their turn */
    RECEIVE_BUFFER = 4 << 20,
    MESSAGE_ROOM = 65536 + 256 /* the rest keeps the beginnings apart in the processor's cache */
};

struct group_receiver {
    struct source source;
    struct group_receiver *next;
    struct retired retired;
    union system_address group;
    unsigned interface_index;
    struct group_member *members;
};

static struct group_receiver *receivers;

/* What came in with one call of the system: each is a train of datagrams, or one. */
static uint8_t memory[SYSTEM_MESSAGES_MOST][MESSAGE_ROOM];
static struct system_message messages[SYSTEM_MESSAGES_MOST];

/* Its datagrams, each copied into a packet, and where in a row those of one source are. */
static struct arrival arrivals[ARRIVALS];
static uint32_t arrival_count;
static struct group_run runs[SYSTEM_MESSAGES_MOST];
static uint32_t run_count;
static uint32_t arrived; /* in this turn */

/* All that has arrived, to every leaf; then there is room again. */
static void give_to_members(struct group_receiver *receiver)
{
    struct group_member *next;
    for (struct group_member *member = receiver->members; member != NULL; member = next) {
        next = member->next;
        member->take(member, runs, run_count);
    }
    for (uint32_t i = 0; i < arrival_count; i++) {
        if (arrivals[i].packet != NULL) {
            packet_release(arrivals[i].packet);
        }
    }
    arrival_count = run_count = 0;
}

static struct packet *copy_into_packet(const uint8_t *bytes, size_t size)
{
    struct packet *packet = size <= ROOTED_DATAGRAM_MAX ? packet_new((uint16_t)size) : NULL;
    if (packet != NULL) {
        memcpy(packet->bytes, bytes, size);
        packet->length = (uint16_t)size;
    }
    return packet;
}

static void add_arrival(const union system_address *source, const uint8_t *bytes, size_t size)
{
    struct arrival *arrival = &arrivals[arrival_count++];
    struct packet *packet = copy_into_packet(bytes, size);
    arrived++;
    if (packet != NULL && !arrival_read(arrival, packet)) {
        packet_release(packet);
        packet = NULL;
    }
    arrival->packet = packet; /* NULL: nobody's */
    if (run_count == 0 || runs[run_count - 1].source != source) {
        runs[run_count++] = (struct group_run){.source = source, .first = arrival};
    }
    runs[run_count - 1].count++;
}

/* Cuts a message into the datagrams that it is made of. */
static void cut_message(struct group_receiver *receiver, const struct system_message *message)
{
    size_t size = message->size < MESSAGE_ROOM ? message->size : MESSAGE_ROOM;
    size_t each = message->each == 0 ? size : message->each, at = 0;
    do {
        if (arrival_count == ARRIVALS) {
            give_to_members(receiver);
        }
        size_t here = size - at < each ? size - at : each;
        add_arrival(&message->source, message->bytes + at, here);
        at += here;
    } while (at < size);
}

static uint32_t receive_messages(struct group_receiver *receiver)
{
    for (uint32_t i = 0; i < SYSTEM_MESSAGES_MOST; i++) {
        messages[i].bytes = memory[i];
        messages[i].room = MESSAGE_ROOM;
    }
    uint32_t count = system_datagram_receive(receiver->source.watch.socket, messages, SYSTEM_MESSAGES_MOST);
    for (uint32_t i = 0; i < count; i++) {
        cut_message(receiver, &messages[i]);
    }
    if (count > 0) {
        give_to_members(receiver);
    }
    return count;
}

static void receiver_ready(struct source *source, unsigned what)
{
    (void)what;
    struct group_receiver *receiver = (struct group_receiver *)(void *)source; /* its first member */
    arrived = 0;
    while (arrived < ENOUGH && receiver->members != NULL &&
           receive_messages(receiver) == SYSTEM_MESSAGES_MOST) {
    }
}

static struct group_receiver *open_receiver(const union system_address *group, unsigned interface_index)
{
    system_socket socket;
    struct group_receiver *receiver = calloc(1, sizeof *receiver);
    if (receiver == NULL) {
        return NULL;
    }
    if (system_datagram_open_receiver(group, interface_index, RECEIVE_BUFFER, &socket) != 0) {
        free(receiver);
        return NULL;
    }
    receiver->source = (struct source){.watch.socket = socket, .ready = receiver_ready};
    receiver->group = *group;
    receiver->interface_index = interface_index;
    if (!reactor_watch(&receiver->source, SYSTEM_POLL_IN)) {
        system_socket_close(socket);
        free(receiver);
        return NULL;
    }
    receiver->next = receivers;
    receivers = receiver;
    return receiver;
}

bool group_receiver_join(struct group_member *member, const union system_address *group,
                         unsigned interface_index)
{
    struct group_receiver *receiver = receivers;
    while (receiver != NULL &&
           !(receiver->interface_index == interface_index && system_address_equal(&receiver->group, group))) {
        receiver = receiver->next;
    }
    if (receiver == NULL && interface_index != 0) {
        receiver = open_receiver(group, interface_index);
    }
    if (receiver == NULL) {
        return false;
    }
    member->receiver = receiver;
    member->next = receiver->members;
    receiver->members = member;
    return true;
}

static void destroy_receiver(struct retired *retired)
{
    free((char *)retired - offsetof(struct group_receiver, retired));
}

uint32_t group_receiver_holds(const struct group_member *member)
{
    return system_datagram_holds(member->receiver->source.watch.socket);
}

void group_receiver_leave(struct group_member *member)
{
    struct group_receiver *receiver = member->receiver;
    if (receiver == NULL) {
        return;
    }
    struct group_member **at = &receiver->members;
    while (*at != member) {
        at = &(*at)->next;
    }
    *at = member->next;
    member->receiver = NULL;
    if (receiver->members != NULL) {
        return;
    }
    struct group_receiver **place = &receivers;
    while (*place != receiver) {
        place = &(*place)->next;
    }
    *place = receiver->next;
    reactor_unwatch(&receiver->source);
    system_socket_close(receiver->source.watch.socket); /* the system leaves the group */
    reactor_retire(&receiver->retired, destroy_receiver);
}
