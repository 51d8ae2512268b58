/* A leaf's window of provider `rooted`, call by call, without sockets and clocks. */
#include <stdio.h>
#include <string.h>

#include "providers/rooted/window/receiver.h"
#include "test/check.h"

static void put(struct receiver *receiver, uint64_t sequence, bool multicast, int64_t now)
{
    const struct wire_datagram header = {
        .type = WIRE_DATA, .sequence = sequence, .length = WIRE_RECORD, .ack_every = 1};
    struct packet *packet = packet_new(WIRE_DATAGRAM_HEADER + WIRE_RECORD);
    packet->length = WIRE_DATAGRAM_HEADER + WIRE_RECORD;
    packet->payload = WIRE_RECORD;
    packet->flags = WIRE_FIRST;
    memset(packet->bytes, 0, packet->length); /* an empty message */
    receiver_hear(receiver, &header, packet->length, multicast, now);
    CHECK(receiver_put(receiver, sequence, packet, now) == RECEIVER_TAKEN);
    packet_release(packet);
}

/* How many datagrams the leaf asks for when it is time to. */
static uint32_t asked(struct receiver *receiver, int64_t now)
{
    struct wire_nak nak;
    uint32_t count = 0;
    while (receiver_nak(receiver, &nak, now)) {
        for (uint32_t i = 0; i < nak.count; i++) {
            count += nak.ranges[i].count;
        }
    }
    return count;
}

/* The way has not lost what went out before the leaf listened, though the leaf asks for it. */
static void test_missed(void)
{
    struct receiver receiver;
    struct wire_ack ack;
    const struct wire_start start = {
        .first = 1, .window = ROOTED_WINDOW_MIN, .datagram = ROOTED_DATAGRAM_MIN, .member = 1};
    receiver_init(&receiver, &start, 0);
    put(&receiver, 1, false, 0);
    put(&receiver, 3, false, 0);
    put(&receiver, 8, true, 0); /* the first by multicast */
    CHECK(asked(&receiver, ROOTED_SECOND) == 5);
    CHECK(receiver_ack(&receiver, &ack, ROOTED_SECOND) && ack.missed == 0 && ack.echo == 8 && ack.heard == 1);
    put(&receiver, 11, true, ROOTED_SECOND);
    CHECK(asked(&receiver, 2 * ROOTED_SECOND) == 7);
    CHECK(receiver_ack(&receiver, &ack, 2 * ROOTED_SECOND) && ack.missed == 2 && ack.heard == 2);
    CHECK(asked(&receiver, 4 * ROOTED_SECOND) == 7); /* again, which counts none twice */
    put(&receiver, 12, true, 4 * ROOTED_SECOND);
    CHECK(receiver_ack(&receiver, &ack, 5 * ROOTED_SECOND) && ack.missed == 2);
    receiver_free(&receiver);
}

int main(void)
{
    test_missed();
    return failures_told();
}
