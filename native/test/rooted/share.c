/* How much of what is multicast comes to a leaf, as the root's window of provider `rooted` sees it. */
#include <string.h>

#include "providers/rooted/window/sender.h"
#include "test/check.h"

enum { LITTLE_UNTIL = 200, ALL_UNTIL = 500, EACH = 5, INTERVAL_MS = 20 };

static struct sender sender;
static struct sender_peer healthy, lossy;
static uint64_t came;

/* One datagram goes out. */
static struct packet *send_one(size_t size, int64_t now)
{
    static char bytes[500];
    struct system_buffer part = {bytes, size};
    struct packet *packets[4];
    bool first;
    CHECK(sender_put(&sender, &part, 1, NULL) && sender_turn(&sender, packets, 4, &first, now) == 1);
    return sender_packet(&sender, sender.sent - 1);
}

/* Everything has come to the leaf, this many bytes of it by multicast. */
static void acknowledge(struct sender_peer *peer, uint64_t received, uint32_t heard, int64_t now)
{
    const struct wire_ack ack = {.next = sender.sent,
                                 .limit = sender.sent + ROOTED_WINDOW_MIN,
                                 .echo = sender.sent - 1,
                                 .received = received,
                                 .heard = heard};
    CHECK(sender_ack(&sender, peer, &ack, now));
}

/* A datagram of EACH comes to the lossy leaf, and the others on its connection; later all come. */
static void run(int i)
{
    int64_t now = ROOTED_SECOND + i * INTERVAL_MS * ROOTED_MS;
    struct packet *packet = send_one(500, now);
    if (i >= LITTLE_UNTIL || i % EACH == 0) {
        came += packet->length;
    } else {
        sender_repaired(&lossy, packet);
    }
    acknowledge(&lossy, came, (uint32_t)i, now);
    acknowledge(&healthy, sender.sent_bytes, (uint32_t)i, now);
    if (lossy.share.poor) {
        sender_reach(&sender, &lossy, false);
    }
}

static void test_little_comes(void)
{
    sender_init(&sender, 1, ROOTED_WINDOW_MIN, ROOTED_DATAGRAM_MIN, 0);
    sender_add(&sender, &healthy);
    sender_add(&sender, &lossy);
    for (int i = 0; i < ALL_UNTIL; i++) {
        run(i);
        int seconds = i * INTERVAL_MS / 1000;
        CHECK(seconds > 1 || lossy.reached);                       /* a moment says nothing */
        CHECK(seconds < 3 || i >= LITTLE_UNTIL || !lossy.reached); /* though something comes now and then */
        CHECK(healthy.reached && !healthy.share.poor);
    }
    CHECK(lossy.reached && !lossy.share.poor);
    sender_remove(&sender, &healthy);
    sender_remove(&sender, &lossy);
    sender_free(&sender);
}

/* Whether multicast comes again shows the largest of the last packets that are kept. */
static void test_probe(void)
{
    sender_init(&sender, 1, ROOTED_WINDOW_MIN, ROOTED_DATAGRAM_MIN, 0);
    sender_add(&sender, &healthy);
    CHECK(sender_probe(&sender) == NULL);
    struct packet *large = send_one(500, ROOTED_SECOND);
    send_one(1, 2 * ROOTED_SECOND);
    CHECK(sender_probe(&sender) == large);
    sender_remove(&sender, &healthy);
    sender_free(&sender);
}

/* What goes out on connections, as fast as they take it, does not hold up what is multicast afterwards. */
static void test_rate_is_of_multicast(void)
{
    int64_t now = ROOTED_SECOND;
    sender_init(&sender, 1, ROOTED_WINDOW_MIN, ROOTED_DATAGRAM_MIN, 0);
    sender_add(&sender, &healthy);
    sender.pace.rate = 1000; /* bytes a second */
    sender_reach(&sender, &healthy, false);
    for (int i = 0; i < ROOTED_WINDOW_MIN - 2; i++) {
        sender_repaired(&healthy, send_one(500, now));
    }
    acknowledge(&healthy, 0, 0, now);
    sender_reach(&sender, &healthy, true);
    send_one(500, now + ROOTED_MS);
    sender_remove(&sender, &healthy);
    sender_free(&sender);
}

int main(void)
{
    test_rate_is_of_multicast();
    test_little_comes();
    test_probe();
    return failures_told();
}
