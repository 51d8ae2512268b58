/*
 * Which leaf multicast does not reach. One that is silent is not such a leaf: what it says may be late, where
 * the way back loses much or is full. So a leaf that has heard multicast before is asked, and judged by what
 * it says then.
 */
#include "sender.h"

static int64_t patience(const struct sender *sender)
{
    int64_t rtt = sender->pace.rtt + sender->pace.late;
    rtt = rtt < ROOTED_RTT_BELIEVED ? rtt : ROOTED_RTT_BELIEVED;
    rtt = sender->answer > rtt ? sender->answer : rtt;
    return (2 * rtt > ROOTED_REACH_TIME ? 2 * rtt : ROOTED_REACH_TIME) + 4 * sender->pace.ack_time;
}

int64_t sender_unreached_at(const struct sender *sender)
{
    int64_t since = sender->echo_at > sender->looked_at ? sender->echo_at : sender->looked_at;
    return sender_under_way(sender) == 0 ? ROOTED_NEVER : since + patience(sender);
}

/* The end of what went out so long ago that it has been echoed, unless it was lost. */
static uint64_t overdue_to(const struct sender *sender, int64_t now)
{
    uint64_t end = sender->sent;
    int64_t before = now - patience(sender);
    while (end > sender->base && sender_slot(sender, end - 1)->first_at > before) {
        end--;
    }
    return end;
}

struct sender_peer *sender_unreached(struct sender *sender, int64_t now)
{
    if (now < sender_unreached_at(sender)) {
        return NULL;
    }
    sender->others_echo = false;
    for (struct sender_peer *peer = sender->peers; peer != NULL; peer = peer->following) {
        if (peer->reached && peer->echo_bytes > sender->least_echo) {
            sender->others_echo = true;
        } else if (peer->reached && peer->heard == 0) {
            return peer;
        }
    }
    sender->silent += !sender->others_echo && sender->silent < ROOTED_SILENT;
    sender->ask_to = sender->others_echo ? overdue_to(sender, now) : sender->sent;
    sender->looked_at = now; /* otherwise this would be due again at once, for as long as peers wait */
    return NULL;
}

uint64_t sender_ask(const struct sender *sender, struct sender_peer *peer, int64_t now)
{
    if (!peer->reached || peer->echo + 1 >= sender->ask_to) {
        return 0;
    }
    peer->asked = sender->others_echo ? sender->ask_to : 0;
    peer->asked_at = now;
    return sender->ask_to;
}

bool sender_hears_nothing(const struct sender_peer *peer, const struct wire_ack *ack)
{
    uint32_t made_at = ack->stamp + ack->hold - peer->ahead;
    return peer->reached && peer->asked > ack->echo + 1 && (int32_t)(made_at - (uint32_t)peer->asked_at) >= 0;
}
