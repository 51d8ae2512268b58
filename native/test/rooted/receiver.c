/* A leaf's window of provider `rooted`, call by call, without sockets and clocks. */
#include <stdio.h>
#include <string.h>

#include "providers/rooted/window/receiver.h"
#include "test/check.h"

/* One message of so many bytes. */
static void put_sized(struct receiver *receiver, uint64_t sequence, uint16_t size, bool multicast,
                      int64_t now)
{
    const uint16_t payload = (uint16_t)(WIRE_RECORD + size);
    const struct wire_datagram header = {
        .type = WIRE_DATA, .sequence = sequence, .length = payload, .ack_every = 2};
    struct packet *packet = packet_new(PACKET_RECEIVED, (uint16_t)(WIRE_DATAGRAM_HEADER + payload));
    packet->length = (uint16_t)(WIRE_DATAGRAM_HEADER + payload);
    packet->payload = payload;
    packet->flags = WIRE_FIRST;
    memset(packet->bytes, 0, packet->length);
    wire_put_record(packet->bytes + WIRE_DATAGRAM_HEADER, size, NULL);
    receiver_hear(receiver, &header, packet->length, multicast, now);
    CHECK(receiver_put(receiver, sequence, packet, now) == RECEIVER_TAKEN);
    packet_release(packet);
}

static void put(struct receiver *receiver, uint64_t sequence, bool multicast, int64_t now)
{
    put_sized(receiver, sequence, 0, multicast, now);
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

/* An ACK that nobody waits for comes later, but before a heartbeat asks for it. */
static void test_when_an_ack_is_due(void)
{
    struct receiver receiver;
    struct wire_ack ack;
    const struct wire_start start = {
        .first = 1, .window = ROOTED_WINDOW_MIN, .datagram = ROOTED_DATAGRAM_MIN, .member = 1};
    receiver_init(&receiver, &start, 0);
    CHECK(ROOTED_ACK_DELAY_LITTLE < ROOTED_HEARTBEAT_MIN);
    CHECK(receiver_ack(&receiver, &ack, 0) && receiver_due(&receiver) == ROOTED_NEVER);
    receiver.rtt = ROOTED_MS;
    put(&receiver, 1, true, 100);
    CHECK(receiver_due(&receiver) == 100 + ROOTED_ACK_DELAY_LITTLE);
    put_sized(&receiver, 2, ROOTED_DATAGRAM_MIN - WIRE_DATAGRAM_HEADER - WIRE_RECORD, true, 200);
    CHECK(receiver_due(&receiver) == 200 + ROOTED_ACK_DELAY_MIN); /* as much as a full datagram */
    put_sized(&receiver, 3, ROOTED_DATAGRAM_MIN - WIRE_DATAGRAM_HEADER - WIRE_RECORD, true, 300);
    CHECK(receiver_due(&receiver) == 300); /* as much as ack_every says */
    CHECK(receiver_ack(&receiver, &ack, 300) && receiver_due(&receiver) == ROOTED_NEVER);
    receiver_free(&receiver);
    receiver_init(&receiver, &start, 0); /* nothing is read, so the window closes */
    for (uint64_t sequence = 1; sequence <= ROOTED_WINDOW_MIN / 2 + 1; sequence++) {
        receiver.ack_at = ROOTED_SECOND;
        CHECK(receiver_ack(&receiver, &ack, ROOTED_SECOND));
        put(&receiver, sequence, true, ROOTED_SECOND);
        receiver.rtt = ROOTED_MS;
    }
    CHECK(receiver_due(&receiver) == ROOTED_SECOND + ROOTED_ACK_DELAY_MIN);
    receiver_free(&receiver);
}

/* Where a datagram needs long, multicast that does not come for a while says nothing. */
static void test_alone(void)
{
    struct receiver receiver;
    const struct wire_start start = {
        .first = 1, .window = ROOTED_WINDOW_MIN, .datagram = ROOTED_DATAGRAM_MIN, .member = 1};
    receiver_init(&receiver, &start, 0);
    put(&receiver, 1, true, 0);
    put(&receiver, 2, false, 10);
    put(&receiver, 3, false, 10);
    CHECK(!receiver_is_alone(&receiver, ROOTED_SECOND)); /* too few repairs */
    put(&receiver, 4, false, 10);
    receiver.rtt = 50 * ROOTED_MS;
    CHECK(!receiver_is_alone(&receiver, ROOTED_ALONE_TIME));
    CHECK(receiver_is_alone(&receiver, ROOTED_ALONE_TIME + 1));
    receiver.rtt = 300 * ROOTED_MS;
    CHECK(!receiver_is_alone(&receiver, 600 * ROOTED_MS));
    CHECK(receiver_is_alone(&receiver, 600 * ROOTED_MS + 1));
    put(&receiver, 5, true, 600 * ROOTED_MS);
    CHECK(!receiver_is_alone(&receiver, 10 * ROOTED_SECOND));
    receiver_free(&receiver);
}

int main(void)
{
    test_alone();
    test_missed();
    test_when_an_ack_is_due();
    return failures_told();
}
