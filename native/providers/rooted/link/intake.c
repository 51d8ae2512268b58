#include "intake.h"

#include <stdlib.h>
#include <string.h>

enum {
    ARRIVALS = 256,
    MESSAGE_ROOM = 65536 + 256 /* the 256 bytes spread the messages' first bytes over the processor's cache */
};

struct intake {
    uint32_t room;
    intake_give *give; /* what the call under way gives the datagrams to */
    void *object;

    /* Datagrams, each copied into a packet, and the runs of those that came from one source. */
    struct arrival arrivals[ARRIVALS];
    uint32_t arrival_count;
    struct group_run runs[SYSTEM_MESSAGES_MOST];
    uint32_t run_count;
    uint32_t arrived; /* how many datagrams have come in this call */

    /* What comes in with one call of the system: each message is one datagram, or a train of them. */
    struct system_message messages[SYSTEM_MESSAGES_MOST];
    uint8_t memory[][MESSAGE_ROOM];
};

struct intake *intake_new(uint32_t messages)
{
    struct intake *intake = malloc(sizeof *intake + (size_t)messages * MESSAGE_ROOM);
    if (intake != NULL) {
        intake->room = messages;
        intake->arrival_count = intake->run_count = 0;
    }
    return intake;
}

void intake_free(struct intake *intake)
{
    free(intake);
}

bool intake_full(const struct intake *intake, uint32_t messages)
{
    return messages == intake->room;
}

/* Gives away all that has arrived. Then there is room again. */
static void give_all(struct intake *intake)
{
    intake->give(intake->object, intake->runs, intake->run_count);
    for (uint32_t i = 0; i < intake->arrival_count; i++) {
        if (intake->arrivals[i].packet != NULL) {
            packet_release(intake->arrivals[i].packet);
        }
    }
    intake->arrival_count = intake->run_count = 0;
}

static struct packet *copy_into_packet(const uint8_t *bytes, size_t size)
{
    struct packet *packet = size <= ROOTED_DATAGRAM_MAX ? packet_new(PACKET_RECEIVED, (uint16_t)size) : NULL;
    if (packet != NULL) {
        memcpy(packet->bytes, bytes, size);
        packet->length = (uint16_t)size;
    }
    return packet;
}

static void add_arrival(struct intake *intake, const union system_address *source, const uint8_t *bytes,
                        size_t size)
{
    struct arrival *arrival = &intake->arrivals[intake->arrival_count++];
    struct packet *packet = copy_into_packet(bytes, size);
    intake->arrived++;
    if (packet != NULL && !arrival_read(arrival, packet)) {
        packet_release(packet);
        packet = NULL;
    }
    arrival->packet = packet; /* NULL: for nobody */
    if (intake->run_count == 0 || intake->runs[intake->run_count - 1].source != source) {
        intake->runs[intake->run_count++] = (struct group_run){.source = source, .first = arrival};
    }
    intake->runs[intake->run_count - 1].count++;
}

/* Cuts a message into the datagrams that it is made of. */
static void cut_message(struct intake *intake, const struct system_message *message)
{
    size_t size = message->size < MESSAGE_ROOM ? message->size : MESSAGE_ROOM;
    size_t each = message->each == 0 ? size : message->each, at = 0;
    do {
        if (intake->arrival_count == ARRIVALS) {
            give_all(intake);
        }
        size_t here = size - at < each ? size - at : each;
        add_arrival(intake, &message->source, message->bytes + at, here);
        at += here;
    } while (at < size);
}

uint32_t intake_receive(struct intake *intake, system_socket socket, intake_give *give, void *object,
                        uint32_t *datagrams)
{
    intake->give = give;
    intake->object = object;
    intake->arrived = 0;
    for (uint32_t i = 0; i < intake->room; i++) {
        intake->messages[i].bytes = intake->memory[i];
        intake->messages[i].room = MESSAGE_ROOM;
    }
    uint32_t count = system_datagram_receive(socket, intake->messages, intake->room);
    for (uint32_t i = 0; i < count; i++) {
        cut_message(intake, &intake->messages[i]);
    }
    if (count > 0) {
        give_all(intake);
    }
    *datagrams = intake->arrived;
    return count;
}
