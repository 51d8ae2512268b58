/*
 * libFuzzer target: what the network and a false leaf can do to a session of provider `rooted`. A root's
 * window and those of up to three leaves, with rate, repairs and packing, under simulated time. The input is
 * the schedule: which datagrams are lost, late, doubled or out of order, how late the control connections
 * are, how long leaves do not read, and the lies of a leaf that keeps to the protocol's form.
 *
 * No schedule may make a leaf lose a message, get one twice or out of order, or wait for longer than the dead
 * time once the network is good again: that is so when the input has come to its end.
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude -Inative native/fuzz/schedule{,_world}.c
 *         $(find native/providers/rooted/window -name '*.c') native/providers/rooted/wire/wire.c
 */
#include <stdlib.h>
#include <string.h>

#include "must.h"
#include "schedule_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* ---- the liar ---- */

static void lie(void)
{
    struct peer *liar = &w.peers[LIAR];
    struct wire_ack *ack = &w.lie;
    uint8_t what = world_decide(), a = world_decide(), b = world_decide();
    w.lie_at = w.now + LIE_INTERVAL;
    world_forget_queue(&liar->in);
    if (w.schedule == w.end || what == 0) {
        return; /* it says nothing more */
    }
    if (!liar->there || what == 0xff) { /* it comes anew */
        if (liar->there) {
            world_remove_peer(LIAR);
        }
        world_add_peer(LIAR);
        memset(ack, 0, sizeof *ack);
        return;
    }
    if (what % 4 == 0) {
        world_set_unicast(liar);
    } else if (what % 4 == 1) {
        struct wire_nak nak = {.stamp = (uint32_t)a << 24 | b,
                               .count = 1,
                               .ranges = {{w.sender.base + a, 1 + (uint32_t)b * 16}}};
        world_take_nak(liar, &nak);
    } else {
        uint64_t next = w.sender.sent - (a & 15), limit = next + (uint64_t)(what / 4) * 64;
        ack->next = next < liar->peer.next || next > w.sender.sent ? liar->peer.next : next;
        ack->limit = limit < liar->peer.limit ? liar->peer.limit : limit;
        ack->echo = w.sender.sent - 1 - (a >> 4) % w.sender.sent;
        ack->received += (uint64_t)b * b * b;
        ack->stamp = what % 4 == 2 ? (uint32_t)w.now : (uint32_t)b << 24 | a;
        ack->hold = b * 1000u * a;
        ack->missed += a;
        ack->heard += b & 1;
        ack->buffer = b;
        if (!world_take_ack(liar, ack)) {
            world_remove_peer(LIAR);
        }
    }
}

/* ---- time ---- */

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t next_time(void)
{
    int64_t time = least(w.scan_at, least(sender_due(&w.sender), w.sender.heartbeat_at));
    time = least(time, sender_unreached_at(&w.sender));
    if (world_reaches_nobody()) {
        time = least(time, w.probe_at);
    }
    if (w.schedule < w.end) {
        time = least(time, w.lie_at);
    }
    for (uint32_t i = 0; i < w.flying; i++) {
        time = least(time, w.flights[i].at);
    }
    for (int i = 0; i < LEAVES; i++) {
        const struct leaf *leaf = &w.leaves[i];
        if (!leaf->joined) {
            continue;
        }
        time = leaf->out.count > 0 ? least(time, leaf->out.letters[leaf->out.first].at) : time;
        time = w.peers[i].in.count > 0 ? least(time, w.peers[i].in.letters[w.peers[i].in.first].at) : time;
        time = leaf->receiver.messages > 0 ? least(time, leaf->reads_at) : time;
        time = least(time, leaf->out.count < LETTERS / 2 ? receiver_due(&leaf->receiver) : ROOTED_NEVER);
    }
    w.spins = time > w.now ? 0 : w.spins + 1;
    MUST(w.spins < 1000);                    /* what is due must be done, or it is due for ever */
    return time > w.now ? time : w.now + 50; /* threads are never on time */
}

static void happen(void)
{
    for (uint32_t i = 0; i < w.flying;) {
        struct flight flight = w.flights[i];
        if (flight.at > w.now) {
            i++;
            continue;
        }
        w.flights[i] = w.flights[--w.flying];
        world_arrive(flight.leaf, flight.packet, false);
        packet_release(flight.packet);
    }
    for (int i = 0; i < LEAVES; i++) {
        struct leaf *leaf = &w.leaves[i];
        if (!leaf->joined) {
            continue;
        }
        while (w.peers[i].in.count > 0 && w.peers[i].in.letters[w.peers[i].in.first].at <= w.now) {
            world_take_from_root(i);
        }
        while (leaf->out.count > 0 && leaf->out.letters[leaf->out.first].at <= w.now) {
            world_take_from_leaf(i);
        }
        world_leaf_run(leaf);
    }
    if (w.schedule < w.end && w.now >= w.lie_at) {
        lie();
    }
    if (w.now >= w.scan_at) {
        world_scan();
    }
    world_root_run();
}

static bool is_over(void)
{
    return w.starved || (w.put == w.messages && w.sender.base == w.sender.next);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 6) {
        return 0;
    }
    memset(&w, 0, sizeof w);
    w.schedule = bytes + 6;
    w.end = bytes + size;
    w.good_since = -1;
    w.leaf_count = 1 + bytes[0] % LEAVES;
    bool liar = (bytes[0] & 0x80) != 0;
    w.slow_readers = (bytes[0] & 0x40) != 0;
    w.messages = 1 + bytes[1];
    w.seed = bytes[2] * 0x01010101u;
    for (uint32_t i = 1; i < LEAVES; i++) {
        w.leaves[i].joins_at = bytes[2 + i] < w.messages ? bytes[2 + i] : w.messages;
    }
    w.now = bytes[5] * ROOTED_MS; /* clocks begin anywhere */
    w.scan_at = w.now + SCAN;
    w.lie_at = liar ? w.now : ROOTED_NEVER;
    sender_init(&w.sender, 1, ROOTED_WINDOW_MIN, ROOTED_DATAGRAM_MIN, 0);
    world_root_run();
    for (uint32_t events = 0; !is_over(); events++) {
        MUST(events < 1000000);
        w.now = next_time();
        happen();
        MUST(w.good_since < 0 || w.now - w.good_since < WELL_WITHIN + (liar ? LIARS_TIME : 0));
    }
    for (int i = 0; i < LEAVES; i++) { /* all that was acknowledged can be read */
        struct leaf *leaf = &w.leaves[i];
        if (leaf->joined && !w.starved) {
            w.slow_readers = false;
            leaf->reads_at = w.now;
            world_read_messages(leaf);
            MUST(leaf->expected == w.messages);
        }
        world_forget_queue(&leaf->out);
        if (leaf->joined) {
            receiver_free(&leaf->receiver);
        }
    }
    for (int i = 0; i < PEERS; i++) {
        if (w.peers[i].there) {
            world_remove_peer(i);
        }
    }
    for (uint32_t i = 0; i < w.flying; i++) {
        packet_release(w.flights[i].packet);
    }
    sender_free(&w.sender);
    return 0;
}
