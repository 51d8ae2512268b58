/* What the root's window of provider `rooted` does while multicast does not reach a leaf. */
#include <string.h>

#include "providers/rooted/window/sender.h"
#include "test/check.h"

static struct sender sender;
static struct sender_peer healthy;

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
    return failures_told();
}
