/*
 * Sessions of provider `rooted` on simulated links: real windows, rate and repairs under simulated time,
 * beside simulated TCP flows. Every run is given by its seed. What must hold stands in simulation_cases.c.
 *
 *     simulation [case] [seed]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "providers/rooted/window/receiver.h"
#include "providers/rooted/window/sender.h"
#include "simulation_cases.h"
#include "simulation_net.h"
#include "test/check.h"

enum { OVERHEAD = 20 + 8 + 14, TURN = 64, TIMER = 100 /* timers are so late, us */ };
enum { SEEDS = 5 };
/* Of a million turns of the root's, so many wait for a processor, so long. */
enum { STALLS = 2000, STALL = 5000 };

struct leaf {
    struct world *world;
    struct receiver receiver;
    struct sender_peer peer;
    struct net_link own;
    const struct leaf_way *way;
    int64_t timer, control_in, control_out; /* the control connection keeps the order */
    uint64_t messages, bytes, counted;
    int64_t read_at, longest_gap;
};

struct world {
    const struct scenario *scenario;
    struct sender sender;
    struct net_link shared;
    struct leaf leaves[LEAVES];
    struct tcp tcp;
    int64_t timer, begins;
    uint64_t frames, frames_dropped, repairs;
    uint64_t lost; /* frames that somebody did not get when they went out first */
};

static void root_run(struct world *world);

/* ---- the leaf ---- */

/* What goes over a connection is not lost but late: a lost segment costs a round trip, and all behind it
 * wait. */
static int64_t connection_time(struct leaf *leaf, int64_t *last)
{
    int64_t one_way = leaf->world->scenario->rtt / 2 + leaf->way->delay, time = net_now + one_way;
    time += leaf->way->jitter > 0 ? net_jitter(leaf->way->jitter) : 0;
    while (net_chance(leaf->way->loss)) {
        time += 2 * one_way + 5000;
    }
    *last = time > *last ? time : *last;
    return *last;
}

static void ack_arrives(void *object, uint64_t number, void *extra)
{
    (void)number;
    struct leaf *leaf = object;
    CHECK(sender_ack(&leaf->world->sender, &leaf->peer, extra, net_now));
    free(extra);
    root_run(leaf->world);
}

static void repair_arrives(void *object, uint64_t sequence, void *extra);

static void nak_arrives(void *object, uint64_t number, void *extra)
{
    (void)number;
    struct leaf *leaf = object;
    struct world *world = leaf->world;
    struct wire_nak *nak = extra;
    for (uint32_t i = 0; i < nak->count; i++) {
        if (!sender_clip(&world->sender, &leaf->peer, &nak->ranges[i], net_now)) {
            continue;
        }
        for (uint64_t s = nak->ranges[i].first; s < nak->ranges[i].first + nak->ranges[i].count; s++) {
            if (sender_request(&world->sender, &leaf->peer, s, nak->stamp, net_now) == SENDER_REPAIR_ONE) {
                struct packet *packet = sender_packet(&world->sender, s);
                packet_hold(packet);
                sender_repaired(&leaf->peer, packet);
                net_at(connection_time(leaf, &leaf->control_out), repair_arrives, leaf, s, packet);
            }
        }
    }
    free(nak);
    root_run(world);
}

static void *copy_of(const void *bytes, size_t size)
{
    void *copy = malloc(size);
    if (copy == NULL) {
        abort();
    }
    return memcpy(copy, bytes, size);
}

static void leaf_run(struct leaf *leaf);

static void leaf_timer(void *object, uint64_t number, void *extra)
{
    (void)extra;
    struct leaf *leaf = object;
    if ((int64_t)number == leaf->timer) {
        leaf->timer = ROOTED_NEVER;
        leaf_run(leaf);
    }
}

static void leaf_run(struct leaf *leaf)
{
    struct receiver_message message;
    struct wire_ack ack;
    struct wire_nak nak;
    while (receiver_head(&leaf->receiver, &message)) {
        CHECK(message.size == leaf->world->scenario->size);
        leaf->messages++;
        leaf->bytes += message.size;
        if (leaf->read_at > 0 && net_now - leaf->read_at > leaf->longest_gap) {
            leaf->longest_gap = net_now - leaf->read_at;
        }
        leaf->read_at = net_now;
        receiver_take(&leaf->receiver, &message, net_now);
    }
    if (receiver_ack(&leaf->receiver, &ack, net_now)) {
        net_at(connection_time(leaf, &leaf->control_in), ack_arrives, leaf, 0, copy_of(&ack, sizeof ack));
    }
    while (receiver_nak(&leaf->receiver, &nak, net_now)) {
        net_at(connection_time(leaf, &leaf->control_in), nak_arrives, leaf, 0, copy_of(&nak, sizeof nak));
    }
    int64_t due = receiver_due(&leaf->receiver);
    if (due < leaf->timer) {
        leaf->timer = due + TIMER;
        net_at(leaf->timer, leaf_timer, leaf, (uint64_t)leaf->timer, NULL);
    }
}

static void take(struct leaf *leaf, struct packet *packet, bool multicast)
{
    struct wire_datagram header;
    CHECK(wire_get_datagram(packet->bytes, packet->length, 0, &header));
    receiver_hear(&leaf->receiver, &header, packet->length, multicast, net_now);
    if (header.type == WIRE_HEARTBEAT) {
        receiver_learn(&leaf->receiver, header.sequence, net_now);
    } else {
        CHECK(receiver_put(&leaf->receiver, header.sequence, packet, net_now) != RECEIVER_BROKEN);
    }
    packet_release(packet);
    leaf_run(leaf);
}

static void arrives(void *object, uint64_t number, void *extra)
{
    (void)number;
    take(object, extra, true);
}

static void repair_arrives(void *object, uint64_t sequence, void *extra)
{
    (void)sequence;
    take(object, extra, false);
}

/* ---- the root ---- */

/* At the end of the shared link: each leaf's copy goes its own way. */
static void fans_out(void *object, uint64_t first, void *extra)
{
    struct world *world = object;
    struct packet *packet = extra;
    bool lost = false;
    for (uint32_t i = 0; i < world->scenario->leaves; i++) {
        struct leaf *leaf = &world->leaves[i];
        int64_t time = net_now + leaf->way->delay;
        if (leaf->way->rate > 0) {
            time = net_link_send(&leaf->own, packet->length + OVERHEAD);
        }
        if (net_chance(leaf->way->loss)) {
            time = -1;
        }
        time += time >= 0 && leaf->way->jitter > 0 ? net_jitter(leaf->way->jitter) : 0;
        lost = lost || time < 0;
        if (time >= 0) {
            packet_hold(packet);
            net_at(time, arrives, leaf, 0, packet);
        }
    }
    world->lost += lost && first;
    packet_release(packet);
}

static void multicast(struct world *world, struct packet *packet, bool first)
{
    int64_t time = net_link_send(&world->shared, packet->length + OVERHEAD);
    world->frames++;
    if (time < 0) {
        world->frames_dropped++;
        world->lost += first;
        return;
    }
    packet_hold(packet);
    net_at(time, fans_out, world, first, packet);
}

static void root_timer(void *object, uint64_t number, void *extra)
{
    (void)extra;
    struct world *world = object;
    if ((int64_t)number == world->timer) {
        world->timer = ROOTED_NEVER;
        root_run(world);
    }
}

static void heartbeat(struct world *world)
{
    struct wire_datagram header;
    struct packet *packet = packet_new(PACKET_SENT, WIRE_DATAGRAM_HEADER);
    sender_header(&world->sender, WIRE_HEARTBEAT, &header);
    wire_put_datagram(packet->bytes, &header);
    packet->length = WIRE_DATAGRAM_HEADER;
    multicast(world, packet, false);
    packet_release(packet);
}

static void root_run(struct world *world)
{
    static char bytes[ROOTED_MESSAGE_MAX];
    struct system_buffer part = {bytes, world->scenario->size};
    struct packet *packets[TURN];
    bool first;
    if (net_now < world->begins) {
        return;
    }
    do {
        while (sender_has_room(&world->sender, part.size, false)) {
            CHECK(sender_put(&world->sender, &part, 1, NULL));
        }
        uint32_t count = sender_turn(&world->sender, packets, TURN, &first, net_now);
        for (uint32_t i = 0; i < count; i++) {
            multicast(world, packets[i], first);
        }
        world->repairs += first ? 0 : count;
        if (count == 0) {
            break;
        }
    } while (true);
    if (sender_heartbeat(&world->sender, net_now)) {
        heartbeat(world);
    }
    int64_t due = sender_due(&world->sender);
    due = due < world->sender.heartbeat_at ? due : world->sender.heartbeat_at;
    if (due != ROOTED_NEVER && (due < world->timer - TIMER || world->timer == ROOTED_NEVER)) {
        world->timer = (due < net_now ? net_now : due) + (net_chance(STALLS) ? STALL : TIMER);
        net_at(world->timer, root_timer, world, (uint64_t)world->timer, NULL);
    }
}

/* ---- a run ---- */

static void start_session(void *object, uint64_t number, void *extra)
{
    (void)number;
    (void)extra;
    root_run(object);
}

static void begin(struct world *world, const struct scenario *scenario)
{
    world->scenario = scenario;
    world->begins = scenario->beside == ALONE ? 0 : 2000000 + net_jitter(1500000);
    world->timer = ROOTED_NEVER;
    world->shared =
        (struct net_link){.rate = scenario->rate * 1e6, .queue = scenario->queue, .delay = scenario->rtt / 2};
    sender_init(&world->sender, 1, scenario->window, 1472, 0);
    for (uint32_t i = 0; i < scenario->leaves; i++) {
        struct leaf *leaf = &world->leaves[i];
        leaf->world = world;
        leaf->way = &scenario->ways[i];
        leaf->own =
            (struct net_link){.rate = leaf->way->rate * 1e6, .queue = 64000, .delay = leaf->way->delay};
        leaf->timer = ROOTED_NEVER;
        sender_add(&world->sender, &leaf->peer);
        const struct wire_start start = {
            .first = world->sender.next, .window = scenario->window, .datagram = 1472, .member = i};
        receiver_init(&leaf->receiver, &start, 0);
        leaf_run(leaf);
    }
    if (scenario->beside != ALONE) {
        tcp_start(&world->tcp, &world->shared, scenario->rtt / 2, scenario->beside == BBR,
                  scenario->ways[0].loss);
    }
    net_at(world->begins, start_session, world, 0, NULL);
}

static void verdict(const struct scenario *scenario, const char *what, double value, double bound, bool least)
{
    if (least ? value < bound : value > bound) {
        printf("  not true: %s: %s %.2f, %s %.2f\n", scenario->name, what, value,
               least ? "at least" : "at most", bound);
        failures++;
    }
}

/* What one run found. */
struct result {
    double rate, beside, dropped, repairs, gap;
};

/* Until what counts begins, the shared link has the rate `first`. */
static struct result run_once(const struct scenario *scenario, double first, uint64_t seed)
{
    net_reset(seed);
    struct world *world = calloc(1, sizeof *world);
    begin(world, scenario);
    const int64_t warm = 5000000, end = (int64_t)scenario->seconds * 1000000;
    world->shared.rate = first * 1e6;
    net_run(warm);
    world->shared.rate = scenario->rate * 1e6;
    uint64_t tcp_before = world->tcp.delivered;
    for (uint32_t i = 0; i < scenario->leaves; i++) {
        world->leaves[i].counted = world->leaves[i].bytes;
    }
    net_run(end);
    double seconds = (double)(end - warm) / 1e6, slowest = 1e12;
    int64_t gap = 0;
    for (uint32_t i = 0; i < scenario->leaves; i++) {
        struct leaf *leaf = &world->leaves[i];
        double rate = (double)(leaf->bytes - leaf->counted) * 8 / 1e6 / seconds;
        slowest = rate < slowest ? rate : slowest;
        gap = leaf->longest_gap > gap ? leaf->longest_gap : gap;
    }
    double tcp = (double)(world->tcp.delivered - tcp_before) * TCP_SEGMENT * 8 / 1e6 / seconds;
    double dropped = 100.0 * (double)world->frames_dropped / (double)world->frames;
    double each = world->lost == 0 ? 0 : (double)world->repairs / (double)world->lost;
    printf("%-42s %7.2f Mbit/s, TCP %6.2f, dropped %5.2f %%, %.2f multicasts a lost frame, longest gap %lld "
           "ms\n",
           scenario->name, slowest, tcp, dropped, each, (long long)gap / 1000);
    fflush(stdout);
    return (struct result){slowest, tcp, dropped, each, (double)gap / 1e6};
    /* events still hold packets: the process's memory goes with it */
}

static int by_size(const void *a, const void *b)
{
    double difference = *(const double *)a - *(const double *)b;
    return (difference > 0) - (difference < 0);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return values[count / 2];
}

/* Beside TCP the medians of several runs count: by how much such flows vary, they do on real links, too. */
static void run(const struct scenario *scenario, double first, uint64_t seed)
{
    double rate[SEEDS], beside[SEEDS], dropped[SEEDS], repairs[SEEDS];
    size_t count = scenario->beside == ALONE ? 1 : SEEDS;
    double gap = 0;
    for (size_t i = 0; i < count; i++) {
        struct result result = run_once(scenario, first, seed + i);
        rate[i] = result.rate;
        beside[i] = result.beside;
        dropped[i] = result.dropped;
        repairs[i] = result.repairs;
        gap = result.gap > gap ? result.gap : gap;
    }
    verdict(scenario, "rate", median(rate, count), scenario->least, true);
    verdict(scenario, "TCP's rate", median(beside, count), scenario->least_beside, true);
    verdict(scenario, "frames dropped", median(dropped, count), scenario->most_dropped, false);
    verdict(scenario, "multicasts a lost frame", median(repairs, count), scenario->most_repairs, false);
    verdict(scenario, "longest gap", gap, 2, false);
}

int main(int count, char **arguments)
{
    size_t all = scenario_count;
    size_t only = count > 1 ? strtoull(arguments[1], NULL, 0) : all;
    uint64_t seed = count > 2 ? strtoull(arguments[2], NULL, 0) : 1;
    for (size_t i = 0; i < all; i++) {
        if (only >= all || i == only) {
            run(&scenarios[i], scenarios[i].rate, seed);
        }
    }
    if (only >= all) {
        run(&wider, 16, seed);
        run(&narrower, 100, seed);
        pairs_of_tcp(seed);
    }
    return failures_told();
}
