/* The root's window of provider `rooted`, call by call, without sockets and clocks. */
#include <stdio.h>
#include <string.h>

#include "providers/rooted/window/sender.h"
#include "test/check.h"

/* What the last turn has taken. */
static struct packet *packets[64];
static bool first;

static uint32_t turn(struct sender *sender, int64_t now)
{
    return sender_turn(sender, packets, sizeof packets / sizeof *packets, &first, now);
}

/* A window with the smallest datagrams, and one leaf or two; `other` may be NULL. */
static void begin(struct sender *sender, struct sender_peer *one, struct sender_peer *other)
{
    sender_init(sender, 1, ROOTED_WINDOW_MIN, ROOTED_DATAGRAM_MIN, 0);
    sender_add(sender, one);
    if (other != NULL) {
        sender_add(sender, other);
    }
}

/* Ends it. Other leaves have gone before. */
static void end(struct sender *sender, struct sender_peer *one, struct sender_peer *other)
{
    sender_remove(sender, one);
    if (other != NULL) {
        sender_remove(sender, other);
    }
    sender_free(sender);
}

static struct wire_ack ack_of(const struct sender *sender)
{
    return (struct wire_ack){.next = sender->sent,
                             .limit = sender->sent + ROOTED_WINDOW_MIN,
                             .echo = sender->sent - 1,
                             .received = sender->sent_bytes,
                             .heard = 1};
}

/* A leaf that stops holds the sender up, is called slow, and once removed does not. */
static void test_slow_leaf(void)
{
    struct sender sender;
    struct sender_peer fast, stuck;
    char bytes[ROOTED_DATAGRAM_MIN];
    struct system_buffer part = {bytes, ROOTED_DATAGRAM_MIN - WIRE_DATAGRAM_HEADER - WIRE_RECORD};
    struct wire_ack ack;
    memset(bytes, 1, sizeof bytes);
    begin(&sender, &fast, &stuck);
    int64_t now = 0;
    while (sender_has_room(&sender, part.size)) {
        CHECK(sender_put(&sender, &part, 1, NULL));
    }
    CHECK(sender.next - sender.base == ROOTED_WINDOW_MIN);
    while (turn(&sender, now) > 0) {
        ack = ack_of(&sender);
        CHECK(sender_ack(&sender, &fast, &ack, now));
    }
    CHECK(sender.sent > sender.base && sender.sent < sender.next && sender_due(&sender) == ROOTED_NEVER);
    CHECK(!sender_is_slow(&sender, &stuck, true, 1000, now));
    CHECK(sender_is_slow(&sender, &stuck, true, 1000, now + 1000));
    CHECK(!sender_is_slow(&sender, &fast, true, 1000, now + 1000));
    ack = ack_of(&sender);
    ack.next++; /* not sent yet */
    CHECK(!sender_ack(&sender, &fast, &ack, now));
    ack = ack_of(&sender);
    ack.echo++;
    CHECK(!sender_ack(&sender, &fast, &ack, now));
    sender_remove(&sender, &stuck);
    CHECK(sender_has_room(&sender, 1) && sender.base == sender.sent);
    CHECK(turn(&sender, now) > 0 && first);
    end(&sender, &fast, NULL);
}

/* One datagram goes out for the first time at `now`. */
static void put_one(struct sender *sender, int64_t now)
{
    char bytes[500] = {0};
    struct system_buffer part = {bytes, sizeof bytes};
    CHECK(sender_put(sender, &part, 1, NULL) && turn(sender, now) == 1);
}

/* A leaf cannot acknowledge what it says has not come, neither by multicast nor on its connection. */
static void test_lies_about_what_has_come(void)
{
    struct sender sender;
    struct sender_peer peer;
    begin(&sender, &peer, NULL);
    put_one(&sender, ROOTED_SECOND);
    struct wire_ack honest = ack_of(&sender), lie = honest;
    lie.received--;
    CHECK(!sender_ack(&sender, &peer, &lie, ROOTED_SECOND));
    lie = honest;
    lie.echo--;
    CHECK(!sender_ack(&sender, &peer, &lie, ROOTED_SECOND));
    CHECK(sender_ack(&sender, &peer, &honest, ROOTED_SECOND));
    honest.buffer = 1; /* it says nothing else that is new */
    CHECK(sender_ack(&sender, &peer, &honest, ROOTED_SECOND));
    CHECK(sender.least_buffer == ROOTED_SOCKET_LEAST);
    put_one(&sender, 2 * ROOTED_SECOND);
    honest.next++;
    honest.limit++;
    honest.echo++;
    CHECK(!sender_ack(&sender, &peer, &honest, 2 * ROOTED_SECOND));
    sender_repaired(&peer, sender_packet(&sender, honest.echo));
    CHECK(sender_ack(&sender, &peer, &honest, 2 * ROOTED_SECOND));
    end(&sender, &peer, NULL);
}

/*
 * One datagram after the other comes to a leaf, 20 ms after it was sent, and its ACK takes 20 ms or now and
 * then much longer. Its clock begins anywhere, and is wrong by `drift` millionths; from the datagram number
 * `leap_from` on it leaps ahead by `leap` at each. Returns how many ACKs are believed.
 */
static int believed(int count, int64_t drift, int leap_from, int64_t leap)
{
    struct sender sender;
    struct sender_peer peer;
    int good = 0;
    begin(&sender, &peer, NULL);
    for (int64_t now = ROOTED_SECOND, wrong = UINT32_MAX - 5; good < count; good++) {
        put_one(&sender, now);
        struct wire_ack ack = ack_of(&sender);
        int64_t came = now + 20 * ROOTED_MS;
        wrong += good >= leap_from ? leap : 0;
        ack.stamp = (uint32_t)(came + came * drift / 1000000 + wrong);
        now = came + (good % 50 == 7 ? 9 * ROOTED_SECOND : 20 * ROOTED_MS);
        if (!sender_ack(&sender, &peer, &ack, now)) {
            break;
        }
    }
    end(&sender, &peer, NULL);
    return good;
}

static void test_lies_about_time(void)
{
    const int many = 20000; /* some hours, in which the clocks wrap around */
    CHECK(believed(many, 0, many, 0) == many);
    CHECK(believed(many, 500, many, 0) == many);
    CHECK(believed(many, -500, many, 0) == many);
    CHECK(believed(many, 0, many - 5, ROOTED_SECOND) ==
          many); /* this host has slept, not longer than it may */
    CHECK(believed(many, 0, 100, ROOTED_SECOND) <= 100 + 12);
    CHECK(believed(many, 0, 100, 30 * ROOTED_MS) < 1200); /* half as long again */
    CHECK(believed(many, 0, 100, -ROOTED_SECOND) == 100); /* back */
}

/* What waits shares datagrams; what does not wait goes out alone. */
static void test_packing(void)
{
    struct sender sender;
    struct sender_peer peer;
    char byte = 7;
    struct system_buffer part = {&byte, 1};
    begin(&sender, &peer, NULL);
    for (int i = 0; i < 100; i++) {
        CHECK(sender_put(&sender, &part, 1, NULL));
    }
    CHECK(sender.next == 2);
    CHECK(turn(&sender, 0) == 1 && first && packets[0]->payload == 500);
    CHECK(sender_put(&sender, &part, 1, NULL) && sender.next == 3);
    CHECK(turn(&sender, 0) == 1 && packets[0]->payload == 5);
    for (int i = 0; i < 109; i++) { /* the 105th does not fit beside the others: 548 bytes are the most */
        CHECK(sender_put(&sender, &part, 1, NULL));
    }
    CHECK(sender.next == 4 && sender_put(&sender, &part, 1, NULL) && sender.next == 5);
    end(&sender, &peer, NULL);
}

/* Messages fill datagrams of the size that fits now, whatever has room of another size. */
static void test_sizes(void)
{
    enum { SMALL = ROOTED_DATAGRAM_MIN, LARGE = 1472 };
    static char bytes[10 * LARGE];
    const struct system_buffer part = {bytes, 8 * LARGE};
    struct sender sender;
    struct sender_peer peer;
    sender_init(&sender, 7, 256, LARGE, 0);
    sender_add(&sender, &peer);
    sender.pace.rate = 1e9;
    for (int i = 0; i < 4; i++) {
        uint32_t size = i % 2 == 0 ? LARGE : SMALL;
        sender_fit(&sender, size);
        CHECK(sender_put(&sender, &part, 1, NULL));
        uint32_t count = turn(&sender, i * 1000000);
        CHECK(count > 0 && packets[0]->length == size);
    }
    sender_fit(&sender, LARGE + 1); /* more than the leaves were told */
    CHECK(sender.datagram == SMALL);
    end(&sender, &peer, NULL);
}

/* Who echoes nothing while others do, or has never heard multicast, is found; others are not. */
static void test_unreached(void)
{
    struct sender sender;
    struct sender_peer near, deaf;
    struct wire_ack ack;
    begin(&sender, &near, &deaf);
    CHECK(sender_unreached_at(&sender) == ROOTED_NEVER); /* nothing was sent */
    int64_t now = ROOTED_SECOND;
    put_one(&sender, now);
    ack = ack_of(&sender);
    ack.heard = 0; /* both have it from their connections */
    CHECK(sender_ack(&sender, &near, &ack, now) && sender_ack(&sender, &deaf, &ack, now));
    CHECK(sender_unreached_at(&sender) == ROOTED_NEVER);
    put_one(&sender, now);
    ack = ack_of(&sender);
    CHECK(sender_ack(&sender, &near, &ack, now));
    int64_t at = sender_unreached_at(&sender);
    CHECK(at > now && at <= now + 100 * ROOTED_MS);
    CHECK(sender_unreached(&sender, at - 1) == NULL && sender_unreached(&sender, at) == &deaf);
    sender_reach(&sender, &deaf, false);
    CHECK(sender_unreached(&sender, at) == NULL && sender_unreached_at(&sender) == ROOTED_NEVER);
    ack.heard = 1; /* it hears multicast again */
    CHECK(sender_ack(&sender, &deaf, &ack, at) && deaf.reached);
    /* Both have heard some and nobody lags behind the other: the way is slow, or broken for all. */
    put_one(&sender, at);
    at = sender_unreached_at(&sender);
    CHECK(sender_unreached(&sender, at) == NULL);
    CHECK(sender_unreached_at(&sender) > at + 50 * ROOTED_MS); /* it is not due again at once */
    end(&sender, &near, &deaf);
}

/* Who has heard multicast before and is silent is asked, and judged by what it says after that. */
static void test_asked(void)
{
    struct sender sender;
    struct sender_peer near, silent;
    int64_t now = ROOTED_SECOND, way = 30 * ROOTED_MS;
    begin(&sender, &near, &silent);
    struct wire_ack before = {0}, late, ack;
    for (int i = 0; i < 3; i++) {
        put_one(&sender, now);
        ack = ack_of(&sender);
        ack.stamp = (uint32_t)(now + way);
        CHECK(sender_ack(&sender, &near, &ack, now + way));
        before = i == 0 ? ack : before;
        now += i == 1 ? 0 : way;
    }
    CHECK(sender_ack(&sender, &silent, &before, now));
    int64_t asked_at = sender_unreached_at(&sender);
    put_one(&sender, asked_at); /* that may still come */
    CHECK(sender_unreached(&sender, asked_at) == NULL && sender_unreached_at(&sender) > asked_at);
    CHECK(sender_ask(&sender, &near, asked_at) == 0);
    CHECK(sender_ask(&sender, &silent, asked_at) == sender.sent - 1);
    /* It had said this before it was asked, and the way back is bad. */
    late = before;
    late.hold = (uint32_t)(asked_at - ROOTED_MS - now);
    CHECK(sender_ack(&sender, &silent, &late, asked_at + way) && !sender_hears_nothing(&silent, &late));
    late.hold = (uint32_t)(asked_at + way - (int64_t)late.stamp);
    CHECK(sender_ack(&sender, &silent, &late, asked_at + 2 * way) && sender_hears_nothing(&silent, &late));
    /* All that it was asked for has come. */
    ack.hold = (uint32_t)(asked_at + way - (int64_t)ack.stamp);
    CHECK(sender_ack(&sender, &silent, &ack, asked_at + 2 * way) && !sender_hears_nothing(&silent, &ack));
    end(&sender, &near, &silent);
}

/* While nobody answers that multicast has come, it repairs nothing a second time, and then nothing at all. */
static void test_all_silent(void)
{
    struct sender sender;
    struct sender_peer one, other;
    int64_t now = ROOTED_SECOND;
    begin(&sender, &one, &other);
    put_one(&sender, now);
    struct wire_ack ack = ack_of(&sender);
    CHECK(sender_ack(&sender, &one, &ack, now) && sender_ack(&sender, &other, &ack, now));
    put_one(&sender, now);
    now = sender_unreached_at(&sender);
    CHECK(sender_unreached(&sender, now) == NULL && sender_ask(&sender, &one, now) == sender.sent);
    CHECK(sender_request(&sender, &one, sender.sent - 1, 0, now) == SENDER_REPAIR_ALL);
    CHECK(turn(&sender, now) == 1);
    now += ROOTED_SECOND;
    CHECK(sender_request(&sender, &one, sender.sent - 1, 0, now) == SENDER_REPAIR_ONE);
    CHECK(sender_request(&sender, &other, sender.sent - 1, 0, now) == SENDER_REPAIR_ONE);
    put_one(&sender, now);
    now = sender_unreached_at(&sender);
    CHECK(sender_unreached(&sender, now) == NULL && sender_ask(&sender, &other, now) == sender.sent);
    CHECK(sender_request(&sender, &one, sender.sent - 1, 0, now) == SENDER_REPAIR_ONE);
    ack = ack_of(&sender);
    ack.heard++;
    CHECK(sender_ack(&sender, &one, &ack, now));
    for (uint32_t i = 0; i < ROOTED_REMULTICAST_TIMES; i++) {
        now += ROOTED_SECOND;
        CHECK(sender_request(&sender, &other, sender.sent - 1, 0, now) == SENDER_REPAIR_ALL);
        CHECK(turn(&sender, now) == 1);
    }
    end(&sender, &one, &other);
}

/* ACKs that come late are no longer round-trip time, and a leaf whose clock has stood still is not late. */
static void test_late_acks(void)
{
    struct sender sender;
    struct sender_peer peer;
    int64_t now = ROOTED_SECOND, way = 10 * ROOTED_MS, stood = 0;
    begin(&sender, &peer, NULL);
    for (int i = 0; i < 6; i++) {
        int64_t late = i == 2 ? 100 * ROOTED_MS : 0;
        stood = i >= 4 ? 3 * ROOTED_SECOND : 0;
        put_one(&sender, now);
        struct wire_ack ack = ack_of(&sender);
        ack.stamp = (uint32_t)(now + way - stood);
        CHECK(sender_ack(&sender, &peer, &ack, now + 2 * way + late));
        CHECK(i == 0 || (sender.pace.rtt >= 2 * way && sender.pace.rtt < 2 * way + ROOTED_MS));
        CHECK(i != 2 || (peer.path.late_most > late / 2 && sender.pace.late_most > late - ROOTED_MS));
        CHECK(sender.pace.late_most <= 100 * ROOTED_MS);
        now += i == 3 ? 5 * ROOTED_SECOND : 200 * ROOTED_MS; /* clocks may drift apart a little */
    }
    end(&sender, &peer, NULL);
}

/* What is far away cannot have answered yet. */
static void test_far_and_silent(void)
{
    struct sender sender;
    struct sender_peer near, far;
    int64_t now = ROOTED_SECOND;
    begin(&sender, &far, NULL);
    sender_expect(&sender, &far, 150 * ROOTED_MS);
    put_one(&sender, now);
    CHECK(sender_unreached_at(&sender) == now + 300 * ROOTED_MS);
    CHECK(sender_unreached(&sender, now + 299 * ROOTED_MS) == NULL);
    sender_expect(&sender, &far, 10 * ROOTED_SECOND); /* it takes its time */
    CHECK(sender_unreached_at(&sender) == now + 2 * ROOTED_ANSWER_BELIEVED);
    CHECK(sender_unreached(&sender, now + 2 * ROOTED_ANSWER_BELIEVED) == &far);
    sender_remove(&sender, &far);
    sender_add(&sender, &near); /* what a leaf that has gone has said counts no more */
    put_one(&sender, now);
    CHECK(sender_unreached_at(&sender) == now + ROOTED_REACH_TIME);
    end(&sender, &near, NULL);
}

/* Who has acknowledged least is the last one, but only if it is so alone. */
static void test_last(void)
{
    struct sender sender;
    struct sender_peer fast, slow;
    char byte = 1;
    struct system_buffer part = {&byte, 1};
    sender_init(&sender, 1, ROOTED_WINDOW_MIN, ROOTED_DATAGRAM_MIN, 0);
    CHECK(sender_last(&sender) == NULL);
    sender_add(&sender, &fast);
    sender_add(&sender, &slow);
    CHECK(sender_put(&sender, &part, 1, NULL) && turn(&sender, ROOTED_SECOND) == 1);
    CHECK(sender_last(&sender) == NULL); /* nobody lags behind the other */
    struct wire_ack ack = ack_of(&sender);
    CHECK(sender_ack(&sender, &fast, &ack, ROOTED_SECOND));
    CHECK(sender_last(&sender) == &slow);
    CHECK(sender_ack(&sender, &slow, &ack, ROOTED_SECOND));
    CHECK(sender_last(&sender) == NULL);
    sender_remove(&sender, &fast);
    CHECK(sender_last(&sender) == &slow);
    end(&sender, &slow, NULL);
}

/* A leaf that reports all that it has not acknowledged as missing, ten times a millisecond, for ever. */
static void test_storm(void)
{
    struct sender sender;
    struct sender_peer honest, stormy;
    char bytes[500] = {0};
    struct system_buffer part = {bytes, sizeof bytes};
    struct wire_ack ack;
    uint64_t sent = 0, again = 0, alone = 0, looks = 0, ms = 5000;
    begin(&sender, &honest, &stormy);
    for (int64_t now = 0; now < (int64_t)ms * ROOTED_MS; now += ROOTED_MS / 10) {
        while (sender_has_room(&sender, sizeof bytes) && sender_put(&sender, &part, 1, NULL)) {
        }
        for (uint32_t count; (count = turn(&sender, now)) > 0;) {
            *(first ? &sent : &again) += count;
        }
        ack = ack_of(&sender);
        ack.received = sender.sent_bytes;
        ack.stamp = (uint32_t)now;
        CHECK(sender_ack(&sender, &honest, &ack, now));
        ack.next = stormy.next;
        if (sender.sent - stormy.next > ROOTED_WINDOW_MIN / 2) { /* as little as keeps the others going */
            ack.next = sender.sent - ROOTED_WINDOW_MIN / 2;
        }
        ack.limit = ack.next + ROOTED_WINDOW_MIN;
        CHECK(sender_ack(&sender, &stormy, &ack, now));
        struct wire_range all = {sender.base, ROOTED_WINDOW_MAX};
        sender_clip(&sender, &stormy, &all, now);
        looks += all.count;
        for (uint64_t i = 0; i < all.count; i++) {
            alone += sender_request(&sender, &stormy, all.first + i, (uint32_t)now + 1000000, now) ==
                     SENDER_REPAIR_ONE;
        }
    }
    CHECK(sent > 1000);
    CHECK(again <= sent / 2 + ROOTED_WINDOW_MIN);
    CHECK(alone <= sent + ms + ROOTED_WINDOW_MIN);
    CHECK(looks <= ms * ROOTED_WINDOW_MIN / 12 + 8 * ROOTED_WINDOW_MIN);
    printf("storm: of %llu datagrams %llu again to all, %llu to one; %llu looked at\n",
           (unsigned long long)sent, (unsigned long long)again, (unsigned long long)alone,
           (unsigned long long)looks);
    end(&sender, &honest, &stormy);
}

static void test_nobody_there(void)
{
    struct sender sender;
    char bytes[1000] = {0};
    struct system_buffer part = {bytes, sizeof bytes};
    sender_init(&sender, 1, ROOTED_WINDOW_MIN, ROOTED_DATAGRAM_MIN, 0);
    for (int i = 0; i < 1000; i++) {
        CHECK(sender_has_room(&sender, sizeof bytes) && sender_put(&sender, &part, 1, NULL));
        CHECK(turn(&sender, 0) == 0);
    }
    CHECK(sender.base == sender.next && sender.heartbeat_at == ROOTED_NEVER);
    sender_free(&sender);
}

static void test_record(void)
{
    uint8_t bytes[WIRE_RECORD_MAX];
    const struct wire_origin origin = {.member = 5, .port = 9};
    struct wire_record record;
    CHECK(wire_put_record_aside(bytes, 0x01020304) == WIRE_RECORD_ASIDE);
    CHECK(wire_get_record(bytes, WIRE_RECORD_ASIDE, &record) == WIRE_RECORD_ASIDE && record.aside &&
          !record.relayed && record.size == 0 && record.member == 0x01020304);
    CHECK(wire_get_record(bytes, WIRE_RECORD_ASIDE - 1, &record) == 0);
    bytes[3] = 1; /* a message of its own */
    CHECK(wire_get_record(bytes, sizeof bytes, &record) == 0);
    CHECK(wire_put_record(bytes, 7, &origin) == WIRE_RECORD_MAX);
    CHECK(wire_get_record(bytes, sizeof bytes, &record) == WIRE_RECORD_MAX && record.relayed &&
          !record.aside && record.size == 7);
    bytes[0] |= 0x40; /* relayed and aside */
    CHECK(wire_get_record(bytes, sizeof bytes, &record) == 0);
}

int main(void)
{
    test_record();
    test_slow_leaf();
    test_lies_about_what_has_come();
    test_lies_about_time();
    test_packing();
    test_sizes();
    test_unreached();
    test_asked();
    test_all_silent();
    test_late_acks();
    test_far_and_silent();
    test_last();
    test_storm();
    test_nobody_there();
    return failures_told();
}
