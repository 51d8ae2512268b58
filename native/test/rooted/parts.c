/* When the root sends a datagram that has room for more messages, call by call, without sockets and clocks. */
#include <stdio.h>

#include "providers/rooted/window/sender.h"
#include "test/check.h"

/* What the last turn has taken. */
static struct packet *packets[64];

static uint32_t turn(struct sender *sender, int64_t now)
{
    bool first;
    return sender_turn(sender, packets, sizeof packets / sizeof *packets, &first, now);
}

/* Of datagrams with room for more, the far ones go out one at a time; full ones need not wait for that. */
static void test_parts(void)
{
    struct sender sender;
    struct sender_peer peer;
    char bytes[100] = {0};
    struct system_buffer part = {bytes, sizeof bytes};
    sender_init(&sender, 1, ROOTED_WINDOW_MIN, ROOTED_DATAGRAM_MIN, 0);
    sender_add(&sender, &peer);
    const int64_t now = ROOTED_SECOND;
    for (int i = 0; i < 3; i++) { /* near ones never wait */
        CHECK(sender_put(&sender, &part, 1, NULL));
        CHECK(turn(&sender, now) == 1);
    }
    sender.pace.rtt_least = 16 * ROOTED_MS; /* a part of it each 250 us */
    CHECK(sender_put(&sender, &part, 1, NULL) && sender_due(&sender) == now + 250);
    CHECK(turn(&sender, now + 249) == 0);
    CHECK(sender.limited_until == sender.sent); /* the application has no more, and the rate says nothing */
    for (int i = 0; i < 5; i++) {               /* five and a part of the sixth fill it */
        CHECK(sender_put(&sender, &part, 1, NULL));
    }
    CHECK(turn(&sender, now + 249) == 1 && packets[0]->payload == 548);
    CHECK(sender_due(&sender) == now + 250);
    CHECK(turn(&sender, now + 250) == 1 && packets[0]->payload == 6 * 104 - 548);
    sender.pace.rtt_least = ROOTED_SECOND; /* no longer than that */
    CHECK(sender_put(&sender, &part, 1, NULL) && sender_due(&sender) == now + 250 + ROOTED_PART_REST);
    CHECK(turn(&sender, now + ROOTED_SECOND) == 1); /* who sends seldom waits not */
    sender_remove(&sender, &peer);
    sender_free(&sender);
}

/* So they do, also to near ones, while a program hardly does anything but send; after a rest they do not. */
static void test_run(void)
{
    struct sender sender;
    struct sender_peer peer;
    char bytes[100] = {0};
    struct system_buffer part = {bytes, sizeof bytes};
    sender_init(&sender, 1, ROOTED_WINDOW_MIN, ROOTED_DATAGRAM_MIN, 0);
    sender_add(&sender, &peer);
    int64_t now = ROOTED_SECOND;
    for (int i = 0; i < 40; i++) { /* each takes 10 us, and the program needs 2 us for the next one */
        CHECK(sender_put(&sender, &part, 1, NULL) && turn(&sender, now) == 1);
        sender_run_on(&sender, now, now + 10);
        now += 12;
    }
    CHECK(sender_put(&sender, &part, 1, NULL) && turn(&sender, now) == 0);
    CHECK(sender_due(&sender) == now - 12 + 400 / ROOTED_RUN_SHARE);
    sender_run_on(&sender, now, now + 10 * ROOTED_RUN_MOST); /* no longer than that */
    CHECK(sender_due(&sender) == now - 12 + ROOTED_RUN_MOST / ROOTED_RUN_SHARE);
    now += 10 * ROOTED_RUN_MOST;
    CHECK(turn(&sender, now) == 1);
    CHECK(sender_put(&sender, &part, 1, NULL) && turn(&sender, now) == 0); /* the run is not over */
    now += ROOTED_RUN_GAP + ROOTED_RUN_MOST / ROOTED_RUN_SHARE / 2 + 1;    /* half of it is */
    sender_run_on(&sender, now, now);
    CHECK(sender.run == ROOTED_RUN_MOST / 2 - ROOTED_RUN_SHARE);
    CHECK(turn(&sender, now) == 1);
    now += ROOTED_RUN_MOST;
    sender_run_on(&sender, now, now + 10);
    for (int i = 0; i < 5; i++) { /* it is, and who sends each 20 us never waits */
        CHECK(sender_put(&sender, &part, 1, NULL) && turn(&sender, now) == 1);
        sender_run_on(&sender, now, now + 10);
        now += 20;
    }
    sender_remove(&sender, &peer);
    sender_free(&sender);
}

int main(void)
{
    test_parts();
    test_run();
    return failures_told();
}
