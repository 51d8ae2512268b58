/* A leaf's window of provider `rooted`, call by call, without sockets and clocks. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "providers/rooted/window/receiver.h"
#include "test/check.h"

static const struct wire_start start = {
    .first = 1, .window = ROOTED_WINDOW_MIN, .datagram = ROOTED_DATAGRAM_MIN, .member = 1};

/* One message of so many bytes. */
static enum receiver_result hear(struct receiver *receiver, uint64_t sequence, uint16_t size, bool multicast,
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
    enum receiver_result result = receiver_put(receiver, sequence, packet, now);
    packet_release(packet);
    return result;
}

static void put_sized(struct receiver *receiver, uint64_t sequence, uint16_t size, bool multicast,
                      int64_t now)
{
    CHECK(hear(receiver, sequence, size, multicast, now) == RECEIVER_TAKEN);
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

/* A leaf that has heard little does not know yet how late datagrams come, and asks for none too early. */
static void test_not_known_yet(void)
{
    struct receiver receiver;
    const int64_t ms = ROOTED_MS;
    receiver_init(&receiver, &start, 0);
    put(&receiver, 1, true, 0);
    put(&receiver, 4, true, 0);
    CHECK(asked(&receiver, 12 * ms) == 0);
    put(&receiver, 2, true, 12 * ms);
    CHECK(asked(&receiver, 19 * ms) == 0 && asked(&receiver, 20 * ms) == 1); /* the other one after rtt */
    put(&receiver, 3, true, 40 * ms);
    for (uint64_t i = 5; i < 40; i++) {
        put(&receiver, i, true, 41 * ms);
    }
    put(&receiver, 41, true, 50 * ms);
    CHECK(asked(&receiver, 64 * ms) == 0 && asked(&receiver, 65 * ms) == 1); /* 12 ms and a quarter more */
    receiver_free(&receiver);
}

/* Makes a receiver that has heard enough to know how late datagrams come: not at all. */
static void init_in_order(struct receiver *receiver)
{
    receiver_init(receiver, &start, 0);
    receiver->heard = 1000;
    receiver->listens_from = start.first;
}

/* Somebody sends an old datagram again: it tells nothing of the way, nor of the session as it is now. */
static void test_again_after_long(void)
{
    struct receiver receiver;
    const struct wire_datagram old = {
        .type = WIRE_DATA, .sequence = 1, .flags = WIRE_MANY, .ack_every = 9, .rtt = 3000};
    init_in_order(&receiver);
    receiver_discard(&receiver, 0);
    for (uint64_t i = 1; i <= ROOTED_WINDOW_MIN + 1; i++) {
        put(&receiver, i, true, 0);
    }
    const struct receiver before = receiver;
    receiver_hear(&receiver, &old, 1000, true, ROOTED_SECOND);
    CHECK(receiver.received == before.received && receiver.heard == before.heard);
    CHECK(receiver.rtt == before.rtt && receiver.ack_every == before.ack_every && !receiver.many);
    const struct wire_datagram repair = {.type = WIRE_DATA, .sequence = 2, .ack_every = 2};
    receiver_hear(&receiver, &repair, 1000, true, ROOTED_SECOND); /* another leaf may have asked for it */
    CHECK(receiver.received == before.received + 1000);
    receiver_free(&receiver);
}

/* The leaf asks once for what comes late. When it then comes twice, the leaf waits longer the next time. */
static void test_late(void)
{
    struct receiver receiver;
    const int64_t ms = ROOTED_MS;
    init_in_order(&receiver);
    put(&receiver, 1, true, 0);
    put(&receiver, 3, true, 0);
    CHECK(asked(&receiver, 3 * ms) == 1);
    put(&receiver, 2, true, 8 * ms); /* late, or a repair */
    put(&receiver, 5, true, 10 * ms);
    CHECK(asked(&receiver, 14 * ms) == 1);
    put(&receiver, 4, true, 14 * ms);
    CHECK(hear(&receiver, 2, 0, true, 24 * ms) == RECEIVER_OLD); /* it was late: this is the repair */
    put(&receiver, 7, true, 30 * ms);
    CHECK(asked(&receiver, 39 * ms) == 0);
    put(&receiver, 6, true, 39 * ms);
    CHECK(asked(&receiver, 80 * ms) == 0 && receiver.missed == 2);

    put(&receiver, 9, true, 100 * ms); /* a quarter more than those 9 ms */
    CHECK(asked(&receiver, 111 * ms) == 0 && asked(&receiver, 112 * ms) == 1);
    put(&receiver, 8, true, 130 * ms);
    uint64_t sequence = 9;
    for (int i = 0; i < 32; i++) { /* where datagrams are lost and none is late, it waits no longer */
        put(&receiver, sequence += 2, true, i * ROOTED_SECOND);
        CHECK(asked(&receiver, i * ROOTED_SECOND + 12 * ms) == 1);
        put(&receiver, sequence - 1, true, i * ROOTED_SECOND + 40 * ms);
    }
    put(&receiver, sequence + 2, true, 40 * ROOTED_SECOND);
    CHECK(asked(&receiver, 40 * ROOTED_SECOND + 3 * ms) == 1);
    receiver_free(&receiver);
}

/* The leaf never waits longer than one round-trip time. */
static void test_very_late(void)
{
    struct receiver receiver;
    init_in_order(&receiver);
    put(&receiver, 1, true, 0);
    put(&receiver, 3, true, 0);
    CHECK(asked(&receiver, ROOTED_SECOND) == 1);
    put(&receiver, 2, true, 10 * ROOTED_SECOND);
    CHECK(hear(&receiver, 2, 0, true, 10 * ROOTED_SECOND) == RECEIVER_OLD);
    CHECK(receiver.late == receiver.rtt);
    receiver_free(&receiver);
}

/* An ACK that nobody waits for comes later, but before a heartbeat asks for it. */
static void test_when_an_ack_is_due(void)
{
    struct receiver receiver;
    struct wire_ack ack;
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

/* ---- messages of one size in one call ---- */

enum { MESSAGES = 90, LONGEST = 700, LONGEST_PAYLOAD = ROOTED_DATAGRAM_MIN - WIRE_DATAGRAM_HEADER };

/* Each ninth message is longer by a byte than the others, and each thirteenth is empty. */
static uint16_t size_of(int message, uint16_t size)
{
    return (uint16_t)(message % 13 == 12 ? 0 : size + (message % 9 == 8));
}

static uint8_t byte_of(int message, uint32_t i)
{
    return (uint8_t)(message * 31 + (int)i * 7 + 1);
}

/* Sends the messages in datagrams of this payload at most. A head is never cut, so not all are as long. */
static void put_messages(struct receiver *receiver, uint16_t size, uint16_t payload)
{
    int message = 0;
    uint32_t done = 0; /* bytes of the current message; its head goes with the first one */
    bool begun = false;
    for (uint64_t sequence = 1; message < MESSAGES; sequence++) {
        struct packet *packet = packet_new(PACKET_RECEIVED, (uint16_t)(WIRE_DATAGRAM_HEADER + payload));
        uint8_t *bytes = packet->bytes + WIRE_DATAGRAM_HEADER;
        packet->payload = 0;
        packet->flags = begun ? 0 : WIRE_FIRST;
        while (message < MESSAGES && packet->payload < payload) {
            if (!begun && payload - packet->payload < WIRE_RECORD) {
                break;
            }
            if (!begun) {
                packet->payload +=
                    (uint16_t)wire_put_record(bytes + packet->payload, size_of(message, size), NULL);
                begun = true;
            }
            for (; done < size_of(message, size) && packet->payload < payload; done++) {
                bytes[packet->payload++] = byte_of(message, done);
            }
            if (done == size_of(message, size)) {
                message++;
                done = 0;
                begun = false;
            }
        }
        packet->length = (uint16_t)(WIRE_DATAGRAM_HEADER + packet->payload);
        CHECK(receiver_put(receiver, sequence, packet, 0) == RECEIVER_TAKEN);
        packet_release(packet);
    }
}

/* Takes all messages, at most so many with a call. */
static void take_messages(struct receiver *receiver, uint16_t size, uint32_t most)
{
    static uint8_t out[MESSAGES * LONGEST + 1];
    uint32_t each;
    for (int message = 0; message < MESSAGES;) {
        memset(out, 0xEE, sizeof out);
        uint32_t count = receiver_take_run(receiver, out, LONGEST, most, &each, 0);
        CHECK(count > 0 && count <= most && message + (int)count <= MESSAGES);
        CHECK(each > 0 || count == 1);
        const uint8_t *at = out;
        for (uint32_t i = 0; i < count && message < MESSAGES; i++, message++) {
            CHECK(each == size_of(message, size));
            for (uint32_t j = 0; j < each; j++) {
                CHECK(*at++ == byte_of(message, j));
            }
        }
        CHECK(*at == 0xEE);
        CHECK(count == most || each == 0 || message == MESSAGES || size_of(message, size) != each);
        if (count == 0) {
            return;
        }
    }
    CHECK(receiver_take_run(receiver, out, LONGEST, most, &each, 0) == 0);
}

static void test_runs(void)
{
    static const uint16_t sizes[] = {1, 2, 15, 16, 17, 33, 64, 100, 250, 510, 511, 512, 600};
    static const uint16_t payloads[] = {LONGEST_PAYLOAD, LONGEST_PAYLOAD - 1, LONGEST_PAYLOAD - 37, 5 * 68};
    static const uint32_t mosts[] = {1, 2, 7, MESSAGES};
    struct wire_start wide = start;
    wide.window = ROOTED_WINDOW_MAX;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (size_t j = 0; j < sizeof payloads / sizeof payloads[0]; j++) {
            for (size_t k = 0; k < sizeof mosts / sizeof mosts[0]; k++) {
                struct receiver receiver;
                receiver_init(&receiver, &wide, 0);
                put_messages(&receiver, sizes[i], payloads[j]);
                take_messages(&receiver, sizes[i], mosts[k]);
                receiver_free(&receiver);
            }
        }
    }
}

/* A message that is longer than there is room for stays. */
static void test_run_without_room(void)
{
    struct receiver receiver;
    uint8_t out[64];
    uint32_t size;
    receiver_init(&receiver, &start, 0);
    put_sized(&receiver, 1, sizeof out, true, 0);
    CHECK(receiver_take_run(&receiver, out, sizeof out - 1, 1, &size, 0) == 0);
    CHECK(receiver_take_run(&receiver, out, sizeof out, 1, &size, 0) == 1 && size == sizeof out);
    receiver_free(&receiver);
}

/* ---- two leaves of one process, each with a thread ---- */

enum { SHARED = 60, MESSAGES_EACH = 100, ROUNDS = 500 };

static struct pair {
    struct receiver receivers[2];
    struct packet *first;
    atomic_int begun, done;
} pair;

static struct packet *full_of_messages(void)
{
    struct packet *packet = packet_new(PACKET_RECEIVED, ROOTED_DATAGRAM_MIN);
    packet->payload = MESSAGES_EACH * (WIRE_RECORD + 1);
    packet->length = (uint16_t)(WIRE_DATAGRAM_HEADER + packet->payload);
    packet->flags = WIRE_FIRST;
    memset(packet->bytes, 0, packet->length);
    for (uint32_t i = 0; i < MESSAGES_EACH; i++) {
        wire_put_record(packet->bytes + WIRE_DATAGRAM_HEADER + i * (WIRE_RECORD + 1), 1, NULL);
    }
    return packet;
}

/* Puts the datagram that was missing, so that the receiver goes through all that came before. */
static void *fill_gap(void *receiver)
{
    for (int round = 1; round <= ROUNDS; round++) {
        while (atomic_load(&pair.begun) < round) {
            sched_yield();
        }
        CHECK(receiver_put(receiver, 1, pair.first, 0) == RECEIVER_TAKEN);
        atomic_fetch_add(&pair.done, 1);
    }
    return NULL;
}

static void begin_round(int round)
{
    for (int i = 0; i < 2; i++) {
        receiver_init(&pair.receivers[i], &start, 0);
    }
    for (uint64_t sequence = 2; sequence <= SHARED; sequence++) {
        struct packet *packet = full_of_messages();
        for (int i = 0; i < 2; i++) {
            CHECK(receiver_put(&pair.receivers[i], sequence, packet, 0) == RECEIVER_TAKEN);
        }
        packet_release(packet);
    }
    pair.first = full_of_messages();
    atomic_store(&pair.begun, round);
}

/* They share the packets. What the one notes of a packet is no half of what the other one notes. */
static void test_two_at_once(void)
{
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        CHECK(pthread_create(&threads[i], NULL, fill_gap, &pair.receivers[i]) == 0);
    }
    for (int round = 1; round <= ROUNDS; round++) {
        begin_round(round);
        while (atomic_load(&pair.done) < 2 * round) {
            sched_yield();
        }
        for (int i = 0; i < 2; i++) {
            CHECK(pair.receivers[i].messages == SHARED * MESSAGES_EACH);
            receiver_free(&pair.receivers[i]);
        }
        packet_release(pair.first);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
}

int main(void)
{
    test_alone();
    test_missed();
    test_not_known_yet();
    test_again_after_long();
    test_late();
    test_very_late();
    test_when_an_ack_is_due();
    test_runs();
    test_run_without_room();
    test_two_at_once();
    return failures_told();
}
