/*
 * Which leaf multicast does not reach. One that is silent is not such a leaf: what it says may be late, where
 * the way back loses much or is full. So a leaf that has heard multicast before is asked, and judged by what
 * it says then.
 */
#include "sender.h"

/* How much comes to a leaf is judged from what was multicast in SHARE_TIME or more, and SHARE_BYTES or more. If it is
 * less than SHARE_POOR of that, repairs of the rest would hold all leaves up. */
#define SHARE_TIME  (2 * ROOTED_SECOND)
#define SHARE_BYTES (16 * 1024)
#define SHARE_POOR  0.3
#define SHARE_GOOD  0.5

enum { PROBE_AMONG = 16 /* so many of the last packets are looked at for one that is large */ };

void sender_judge(const struct sender *sender, struct sender_peer *peer, const struct wire_ack *ack,
                  int64_t now)
{
    struct sender_share *share = &peer->share;
    if (ack->echo <= peer->echo || ack->echo < sender->base) {
        return;
    }
    uint64_t cast = sender_slot(sender, ack->echo)->cast_bytes;
    if (share->at > 0 && (peer->reached || share->poor)) {
        share->put += cast - share->cast;
        share->came += ack->received - share->received;
        share->time += now - share->at;
    }
    share->cast = cast;
    share->received = ack->received;
    share->at = now;
    if (share->time >= SHARE_TIME && share->put >= SHARE_BYTES) {
        share->poor = (double)share->came < (double)share->put * (share->poor ? SHARE_GOOD : SHARE_POOR);
        share->put = share->came = 0;
        share->time = 0;
    }
}

struct packet *sender_probe(struct sender *sender)
{
    struct packet *largest = NULL;
    for (uint64_t i = sender->sent; i > sender->base && sender->sent - i < PROBE_AMONG; i--) {
        struct packet *packet = sender_slot(sender, i - 1)->packet;
        largest = largest == NULL || packet->length > largest->length ? packet : largest;
    }
    sender->cast_bytes += largest == NULL ? 0 : largest->length;
    return largest;
}

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
