/*
 * What a leaf says is believed only if an honest leaf can say it. The rate of the session is that of the
 * slowest leaf, so a leaf that acknowledges everything, and says that little has come or that it took long,
 * would slow down all others for ever, and no time limit would find it.
 */
#include "sender.h"

enum { CLOCK_SHARE = 64 /* two clocks may differ by so small a part of the time */ };

/* Everything below `next` has come to the leaf, by multicast or on its connection; so what has come by
 * multicast is no less than the rest, and the highest datagram that has come is not below them. */
static bool has_come(const struct sender *sender, const struct sender_peer *peer, const struct wire_ack *ack)
{
    uint64_t acknowledged = sender_slot(sender, ack->next - 1)->sent_bytes - peer->first_bytes;
    return ack->echo + 1 >= ack->next &&
           (ack->received >= acknowledged || peer->repaired >= acknowledged - ack->received);
}

static uint32_t leaked(int64_t time)
{
    return (uint32_t)((time < 3600 * ROOTED_SECOND ? time : 3600 * ROOTED_SECOND) / CLOCK_SHARE);
}

/*
 * A datagram arrives after it was sent and before it is acknowledged. The first gives the most by which the
 * leaf's clock can be ahead of this one; so by the second no datagram is later there than now. If one is,
 * this host has slept, or the leaf says that its datagrams take longer than they do.
 */
static bool is_in_time(const struct sender *sender, struct sender_peer *peer, const struct wire_ack *ack,
                       int64_t now)
{
    uint32_t ahead = ack->stamp - (uint32_t)sender_slot(sender, ack->echo)->first_at;
    int64_t passed = now - peer->told_at;
    if (!peer->told || passed > (INT64_C(1) << 30)) { /* before the clocks wrap around */
        peer->leapt = 0;
        peer->ahead = ahead;
    } else if ((int32_t)(ack->stamp - peer->stamp) < 0) {
        return false;
    }
    uint32_t most = peer->ahead + (peer->told ? leaked(passed) : 0);
    int32_t late = (int32_t)(ack->stamp - (uint32_t)now - most);
    peer->ahead = (int32_t)(ahead - most) < 0 ? ahead : most;
    peer->leapt -= peer->leapt < leaked(passed) ? peer->leapt : leaked(passed);
    if (late > 0) {
        peer->leapt += late;
        peer->ahead = most + (uint32_t)late;
    }
    peer->told = true;
    peer->told_at = now;
    peer->stamp = ack->stamp;
    return peer->leapt <= sender->leap_most;
}

bool sender_believes(const struct sender *sender, struct sender_peer *peer, const struct wire_ack *ack,
                     int64_t now)
{
    bool moves = ack->next > peer->next;
    if (ack->next < peer->next || (moves && ack->next > sender->sent) || ack->limit < peer->limit ||
        ack->limit > ack->next + ROOTED_WINDOW_MAX || ack->echo >= sender->sent) {
        return false;
    }
    bool measures = ack->echo > peer->echo && ack->echo >= sender->base;
    return (!moves || has_come(sender, peer, ack)) && (!measures || is_in_time(sender, peer, ack, now));
}
