/*
 * The parts of provider `rooted` that do no input or output: codec, control state machine, both windows. A
 * root and its leaves are joined by simulated wires that lose, repeat and reorder, under simulated time;
 * every run is given by its seed.
 *
 *     without_io [seed]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "providers/rooted/wire/control.h"
#include "providers/rooted/window/receiver.h"
#include "providers/rooted/window/sender.h"
#include "providers/rooted/wire/wire.h"
#include "test/check.h"

static uint64_t random_state = 1;

static uint32_t random32(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 16);
}

static bool chance(uint32_t percent)
{
    return random32() % 100 < percent;
}

/* ---- codec ---- */

static void check_every_cut(const uint8_t *frame, size_t size)
{
    struct wire_request request;
    uint8_t copy[WIRE_SMALL_MAX + 1];
    memcpy(copy, frame, size);
    for (size_t length = 0; length < size - WIRE_HEADER; length++) {
        CHECK(!wire_get_request(frame + WIRE_HEADER, length, &request));
    }
    copy[size] = 0;
    CHECK(!wire_get_request(copy + WIRE_HEADER, size - WIRE_HEADER + 1, &request));
}

static void test_request(void)
{
    uint8_t frame[WIRE_SMALL_MAX], data[ROOTED_CONNECT_DATA_MAX], specific[ROOTED_QOS_SPECIFIC_MAX];
    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = (uint8_t)random32();
    }
    memcpy(specific, data, sizeof specific);
    struct wire_request in = {
        .asker_is_root = true, .planes = WIRE_PLANE_EITHER, .leaf = WIRE_LEAF_RECEIVES, .patience_ms = 77};
    struct wire_request out;
    CHECK(wire_put_request(frame, &in) == WIRE_HEADER + 12);
    check_every_cut(frame, WIRE_HEADER + 12);
    in.data = data;
    in.data_length = sizeof data;
    in.flow = (struct wire_flow){.given = true, .specific = specific, .specific_length = sizeof specific};
    for (uint32_t i = 0; i < 16; i++) {
        in.flow.specs[i] = i * 1000003;
    }
    size_t size = wire_put_request(frame, &in);
    CHECK(size == WIRE_SMALL_MAX);
    struct wire_frame header;
    CHECK(wire_get_header(frame, &header) && header.type == WIRE_REQUEST &&
          header.length == size - WIRE_HEADER);
    CHECK(wire_get_request(frame + WIRE_HEADER, size - WIRE_HEADER, &out));
    CHECK(out.asker_is_root && out.planes == in.planes && out.leaf == in.leaf && out.patience_ms == 77);
    CHECK(out.data_length == sizeof data && memcmp(out.data, data, sizeof data) == 0);
    CHECK(memcmp(out.flow.specs, in.flow.specs, sizeof in.flow.specs) == 0);
    CHECK(out.flow.specific_length == sizeof specific &&
          memcmp(out.flow.specific, specific, sizeof specific) == 0);
    check_every_cut(frame, size);
    size = wire_put_admit(frame, &in);
    CHECK(wire_get_admit(frame + WIRE_HEADER, size - WIRE_HEADER, &out) && out.data_length == sizeof data);
}

static void test_header(void)
{
    uint8_t bytes[WIRE_HEADER];
    struct wire_frame frame;
    for (int type = 0; type < 256; type++) {
        wire_put_header(bytes, (enum wire_type)(type == 0 ? 1 : type), 0);
        bytes[0] = (uint8_t)type;
        bool known = type >= WIRE_HELLO && type < WIRE_TYPES;
        CHECK(wire_get_header(bytes, &frame) == known);
        if (known) {
            wire_put_header(bytes, (enum wire_type)type, wire_limit((enum wire_type)type) + 1);
            CHECK(!wire_get_header(bytes, &frame));
        }
    }
    wire_put_header(bytes, WIRE_PING, 8);
    bytes[2] = 1;
    CHECK(!wire_get_header(bytes, &frame));
}

static void test_start_and_datagram(void)
{
    uint8_t frame[WIRE_SMALL_MAX];
    struct wire_start in = {.session = 0x0123456789abcdef,
                            .first = 42,
                            .credit = 1000,
                            .window = 256,
                            .datagram = 1472,
                            .keep_alive_ms = 5,
                            .dead_ms = 50,
                            .member = 7,
                            .group_port = 5000,
                            .sender_port = 6000,
                            .group = {239, 255, 1, 2},
                            .plane = WIRE_PLANE_ROOTED,
                            .multicast = true};
    struct wire_start out;
    size_t size = wire_put_start(frame, &in);
    CHECK(size == WIRE_HEADER + wire_limit(WIRE_START));
    CHECK(wire_get_start(frame + WIRE_HEADER, size - WIRE_HEADER, &out));
    CHECK(out.session == in.session && out.first == 42 && out.window == 256 && out.member == 7 &&
          out.multicast);
    in.window = 300;
    size = wire_put_start(frame, &in);
    CHECK(!wire_get_start(frame + WIRE_HEADER, size - WIRE_HEADER, &out));

    uint8_t bytes[64] = {0};
    struct wire_datagram datagram = {.type = WIRE_DATA,
                                     .ack_every = 1,
                                     .flags = WIRE_FIRST,
                                     .session = 1,
                                     .sequence = 2,
                                     .length = 20},
                         back;
    wire_put_datagram(bytes, &datagram);
    CHECK(wire_get_datagram(bytes, WIRE_DATAGRAM_HEADER + 20, 0, &back) && back.sequence == 2);
    CHECK(!wire_get_datagram(bytes, WIRE_DATAGRAM_HEADER + 21, 0, &back));
    CHECK(!wire_get_datagram(bytes, WIRE_DATAGRAM_HEADER + 19, 0, &back));
    CHECK(wire_get_datagram(bytes, WIRE_DATAGRAM_HEADER + 20 + 16, 16, &back));
}

static void test_nak(void)
{
    uint8_t frame[WIRE_SMALL_MAX];
    struct wire_nak in = {.count = 2, .ranges = {{5, 3}, {8, 1}}}, out;
    size_t size = wire_put_nak(frame, &in);
    CHECK(wire_get_nak(frame + WIRE_HEADER, size - WIRE_HEADER, &out) && out.count == 2 &&
          out.ranges[1].first == 8);
    in.ranges[1].first = 7; /* a datagram asked for twice would be work for nothing */
    size = wire_put_nak(frame, &in);
    CHECK(!wire_get_nak(frame + WIRE_HEADER, size - WIRE_HEADER, &out));
}

/* ---- control ---- */

/* Frames that somebody has recorded are good for nothing: neither sent back to who said them, nor on another
 * connection that begins with the same HELLO. */
static void test_recorded_frames(const void *key, size_t size)
{
    uint8_t nonces[3][ROOTED_NONCE] = {{1}, {2}, {3}};
    struct control asker, asked, other;
    struct wire_hello hello;
    const uint8_t frame[] = "a request";
    uint8_t tag[ROOTED_TAG];
    control_init_asker(&asker, false, true, nonces[0]);
    control_init_asked(&asked, true, nonces[1]);
    control_init_asked(&other, true, nonces[2]);
    control_hello(&asker, &hello);
    CHECK(control_hello_received(&asked, &hello) == 0 && control_hello_received(&other, &hello) == 0);
    control_hello(&asked, &hello);
    CHECK(control_hello_received(&asker, &hello) == 0);
    CHECK(control_derive(&asker, key, size) && control_derive(&asked, key, size) &&
          control_derive(&other, key, size));
    CHECK(control_tag(&asker, frame, sizeof frame, tag));
    struct control as_it_was = asker;
    CHECK(!control_check_tag(&asker, frame, sizeof frame, tag)); /* its own, sent back */
    asker = as_it_was;
    CHECK(!control_check_tag(&other, frame, sizeof frame, tag)); /* on another connection */
    CHECK(control_check_tag(&asked, frame, sizeof frame, tag));
}

static void test_control_with_key(void)
{
    if (!system_hmac_load()) {
        printf("no libcrypto: tags are not tested\n");
        return;
    }
    static const uint8_t key[32] = "a key of thirty-two bytes......";
    uint8_t nonce_a[ROOTED_NONCE] = {1}, nonce_b[ROOTED_NONCE] = {2};
    struct control a, b;
    struct wire_hello hello;
    control_init_asker(&a, true, true, nonce_a);
    control_init_asked(&b, true, nonce_b);
    control_hello(&a, &hello);
    CHECK(control_allows(&b, WIRE_HELLO) && !control_allows(&b, WIRE_REQUEST));
    CHECK(control_hello_received(&b, &hello) == 0);
    control_hello(&b, &hello);
    control_sent(&b, WIRE_WELCOME);
    CHECK(control_hello_received(&a, &hello) == 0);
    CHECK(control_derive(&a, key, sizeof key) && control_derive(&b, key, sizeof key));
    const uint8_t frame[] = "some frame";
    uint8_t tag[ROOTED_TAG];
    CHECK(control_tag(&a, frame, sizeof frame, tag) && control_check_tag(&b, frame, sizeof frame, tag));
    CHECK(!control_check_tag(&b, frame, sizeof frame, tag)); /* a replay */
    CHECK(control_tag(&b, frame, sizeof frame, tag) && control_check_tag(&a, frame, sizeof frame, tag));
    CHECK(control_tag(&b, frame, sizeof frame, tag));
    tag[3] ^= 1;
    CHECK(!control_check_tag(&a, frame, sizeof frame, tag));
    hello.keyed = false;
    CHECK(control_hello_received(&a, &hello) == WIRE_REJECT_KEY);
    test_recorded_frames(key, sizeof key);
    hello.version = 9;
    CHECK(control_hello_received(&a, &hello) == WIRE_REJECT_VERSION); /* that one was not offered */
    control_init_asked(&b, false, nonce_b);
    CHECK(control_hello_received(&b, &hello) == 0); /* a later asker is answered with this version */
    hello.version = ROOTED_VERSION - 1;
    CHECK(control_hello_received(&b, &hello) == WIRE_REJECT_VERSION);
}

/* ---- windows ---- */

enum { LEAVES_MAX = 8, FLIGHT_MAX = 1 << 16 };

/* Something under way to one leaf. */
struct flight {
    int64_t at;
    uint64_t sequence; /* of the packet, or the high-water mark */
    struct packet *packet;
    int leaf;
};

struct world {
    struct sender sender;
    struct sender_peer peers[LEAVES_MAX];
    struct receiver receivers[LEAVES_MAX];
    uint64_t received[LEAVES_MAX]; /* messages */
    uint32_t leaves, loss, repeat, reorder;
    int64_t now;
    struct flight *flights;
    size_t flight_count;
    uint64_t sent, to_send;
    size_t largest;
};

static size_t size_of(uint64_t message, size_t largest)
{
    uint64_t mixed = (message + 1) * UINT64_C(0x9e3779b97f4a7c15);
    return message % 50 == 0 ? largest : (size_t)(mixed >> 33) % (message % 7 == 0 ? largest + 1 : 200);
}

static uint8_t byte_of(uint64_t message, size_t offset)
{
    return (uint8_t)(message * 31 + offset * 7 + (offset >> 8));
}

static void launch(struct world *world, int leaf, uint64_t sequence, struct packet *packet, int64_t delay)
{
    if (world->flight_count == FLIGHT_MAX) {
        return; /* a full queue loses, as real ones do */
    }
    if (packet != NULL) {
        packet_hold(packet);
    }
    world->flights[world->flight_count++] = (struct flight){world->now + delay, sequence, packet, leaf};
}

static void multicast(struct world *world, uint64_t sequence, struct packet *packet)
{
    for (uint32_t leaf = 0; leaf < world->leaves; leaf++) {
        if (chance(world->loss)) {
            continue;
        }
        int64_t delay = 100 + (chance(world->reorder) ? random32() % 5000 : 0);
        launch(world, (int)leaf, sequence, packet, delay);
        if (chance(world->repeat)) {
            launch(world, (int)leaf, sequence, packet, delay + 50);
        }
    }
}

/* To whom a message is aside; -1: to nobody. */
static int aside_to(const struct world *world, uint64_t message)
{
    return message % 5 == 3 ? (int)(message % world->leaves) : -1;
}

static void send_some(struct world *world)
{
    static uint8_t bytes[ROOTED_MESSAGE_MAX];
    for (int burst = 0; burst < 64 && world->sent < world->to_send; burst++) {
        size_t size = size_of(world->sent, world->largest);
        int member = aside_to(world, world->sent);
        if (member >= 0 && sender_has_room_aside(&world->sender)) {
            CHECK(sender_put_aside(&world->sender, (uint32_t)member));
            world->sent++;
            continue;
        }
        if (member >= 0 || !sender_has_room(&world->sender, size)) {
            return;
        }
        for (size_t i = 0; i < size; i++) {
            bytes[i] = byte_of(world->sent, i);
        }
        struct system_buffer parts[2] = {{bytes, size / 3}, {bytes + size / 3, size - size / 3}};
        CHECK(sender_put(&world->sender, parts, 2, NULL));
        world->sent++;
    }
}

static void transmit(struct world *world)
{
    struct packet *packets[64];
    bool first;
    for (uint32_t count; (count = sender_turn(&world->sender, packets, 64, &first, world->now)) > 0;) {
        for (uint32_t i = 0; i < count; i++) {
            struct wire_datagram header;
            CHECK(wire_get_datagram(packets[i]->bytes, packets[i]->length, 16, &header));
            multicast(world, header.sequence, packets[i]);
        }
    }
}

static void skip_aside_to_others(struct world *world, uint32_t leaf)
{
    uint64_t *next = &world->received[leaf];
    while (*next < world->to_send && aside_to(world, *next) >= 0 && aside_to(world, *next) != (int)leaf) {
        (*next)++;
    }
}

static void read_all(struct world *world, uint32_t leaf)
{
    static uint8_t bytes[ROOTED_MESSAGE_MAX];
    struct receiver *receiver = &world->receivers[leaf];
    struct receiver_message message;
    for (skip_aside_to_others(world, leaf); receiver_head(receiver, &message);
         skip_aside_to_others(world, leaf)) {
        uint64_t number = world->received[leaf]++;
        bool aside = aside_to(world, number) == (int)leaf;
        CHECK(message.aside == aside && receiver_aside(receiver) == aside);
        if (aside) {
            CHECK(message.size == 0);
            receiver_take(receiver, &message, world->now);
            continue;
        }
        CHECK(message.size == size_of(number, world->largest));
        size_t half = message.size / 2;
        CHECK(receiver_copy(receiver, &message, 0, bytes, half) == half);
        CHECK(receiver_copy(receiver, &message, half, bytes + half, sizeof bytes - half) ==
              message.size - half);
        bool same = true;
        for (size_t i = 0; i < message.size; i++) {
            same = same && bytes[i] == byte_of(number, i);
        }
        CHECK(same);
        receiver_take(receiver, &message, world->now);
    }
}

static void deliver(struct world *world)
{
    for (size_t i = 0; i < world->flight_count;) {
        struct flight flight = world->flights[i];
        if (flight.at > world->now) {
            i++;
            continue;
        }
        world->flights[i] = world->flights[--world->flight_count];
        struct receiver *receiver = &world->receivers[flight.leaf];
        if (flight.packet == NULL) {
            receiver_learn(receiver, flight.sequence, world->now);
        } else {
            struct wire_datagram header;
            CHECK(wire_get_datagram(flight.packet->bytes, flight.packet->length, 16, &header));
            receiver_hear(receiver, &header, flight.packet->length, true, world->now);
            CHECK(receiver_put(receiver, flight.sequence, flight.packet, world->now) != RECEIVER_BROKEN);
            packet_release(flight.packet);
        }
    }
}

static void answer(struct world *world, uint32_t leaf)
{
    struct wire_ack ack;
    struct wire_nak nak;
    if (receiver_ack(&world->receivers[leaf], &ack, world->now)) {
        CHECK(sender_ack(&world->sender, &world->peers[leaf], &ack, world->now));
    }
    if (!receiver_nak(&world->receivers[leaf], &nak, world->now)) {
        return;
    }
    for (uint32_t i = 0; i < nak.count; i++) {
        sender_clip(&world->sender, &world->peers[leaf], &nak.ranges[i], world->now);
        for (uint64_t s = nak.ranges[i].first; s < nak.ranges[i].first + nak.ranges[i].count; s++) {
            enum sender_repair repair =
                sender_request(&world->sender, &world->peers[leaf], s, nak.stamp, world->now);
            if (repair == SENDER_REPAIR_ONE) {
                sender_repaired(&world->peers[leaf], sender_packet(&world->sender, s));
                launch(world, (int)leaf, s, sender_packet(&world->sender, s), 200);
            }
        }
    }
}

static bool all_done(const struct world *world)
{
    for (uint32_t leaf = 0; leaf < world->leaves; leaf++) {
        if (world->received[leaf] != world->to_send) {
            return false;
        }
    }
    return world->sender.base == world->sender.next;
}

static void run_world(uint32_t leaves, uint32_t loss, uint32_t repeat, uint32_t reorder, uint64_t messages,
                      size_t largest)
{
    struct world *world = calloc(1, sizeof *world);
    world->flights = calloc(FLIGHT_MAX, sizeof *world->flights);
    world->leaves = leaves;
    world->loss = loss;
    world->repeat = repeat;
    world->reorder = reorder;
    world->to_send = messages;
    world->largest = largest;
    sender_init(&world->sender, 1, ROOTED_WINDOW_MIN, ROOTED_DATAGRAM_MIN, 16);
    for (uint32_t leaf = 0; leaf < leaves; leaf++) {
        sender_add(&world->sender, &world->peers[leaf]);
        const struct wire_start start = {.first = world->sender.next,
                                         .window = ROOTED_WINDOW_MIN,
                                         .datagram = ROOTED_DATAGRAM_MIN,
                                         .member = leaf};
        receiver_init(&world->receivers[leaf], &start, 0);
    }
    const int64_t most = 4000 * ROOTED_SECOND;
    for (; world->now < most && !all_done(world); world->now += 100) {
        send_some(world);
        transmit(world);
        deliver(world);
        if (sender_heartbeat(&world->sender, world->now)) {
            for (uint32_t leaf = 0; leaf < leaves; leaf++) {
                if (!chance(loss)) {
                    launch(world, (int)leaf, world->sender.sent, NULL, 100);
                }
            }
        }
        for (uint32_t leaf = 0; leaf < leaves; leaf++) {
            if (leaf != 0 || world->now % 3000 == 0) { /* the first reads slowly */
                read_all(world, leaf);
            }
            answer(world, leaf);
            CHECK(!sender_is_slow(&world->sender, &world->peers[leaf], true, 5 * ROOTED_SECOND, world->now));
        }
    }
    CHECK(all_done(world));
    for (size_t i = 0; i < world->flight_count; i++) {
        if (world->flights[i].packet != NULL) {
            packet_release(world->flights[i].packet);
        }
    }
    for (uint32_t leaf = 0; leaf < leaves; leaf++) {
        sender_remove(&world->sender, &world->peers[leaf]);
        receiver_free(&world->receivers[leaf]);
    }
    printf("%u leaves, %u%% lost, %u%% repeated, %u%% reordered: %llu messages in %.1f simulated s\n", leaves,
           loss, repeat, reorder, (unsigned long long)messages, (double)world->now / 1e6);
    sender_free(&world->sender);
    free(world->flights);
    free(world);
}

int main(int count, char **arguments)
{
    if (count > 1) {
        random_state = strtoull(arguments[1], NULL, 0) | 1;
    }
    test_header();
    test_request();
    test_start_and_datagram();
    test_nak();
    test_control_with_key();
    run_world(1, 0, 0, 0, 20000, 1000);
    run_world(3, 0, 0, 0, 300, ROOTED_MESSAGE_MAX);
    run_world(8, 5, 2, 10, 20000, 3000);
    run_world(4, 30, 10, 50, 2000, ROOTED_MESSAGE_MAX);
    return failures_told();
}
