/* What a root sends again, and to whom. A leaf that asks for everything all the time takes only a part of the
 * rate from the others. */
#include "sender.h"

enum {
    PRICE_AGAIN = 2,     /* so many datagrams that go out allow a leaf one multicast repair, */
    AGAIN_SHARE = 4,     /* and at once it may have the window divided by this */
    LOOKS_BURST = 8,     /* so many windows of reported datagrams are looked at, at once, */
    LOOKS_INTERVAL = 12, /* and one more window after so many milliseconds */
    ALONE_INTERVAL = 4   /* one repair on its connection in so many milliseconds, and one for each datagram */
};

static uint32_t add_allowance(uint32_t allowed, uint64_t by, uint64_t most)
{
    return (uint32_t)(allowed + by < most ? allowed + by : most);
}

void sender_allow(const struct sender *sender, struct sender_peer *peer)
{
    peer->allowed_to = sender->sent;
    peer->allowed_at = ROOTED_LONG_AGO;
    peer->looks = LOOKS_BURST * sender->window;
    peer->again = PRICE_AGAIN * sender->window / AGAIN_SHARE;
    peer->alone = sender->window;
}

static void renew_allowances(const struct sender *sender, struct sender_peer *peer, int64_t now)
{
    uint64_t went = sender->sent - peer->allowed_to;
    int64_t time = now - peer->allowed_at;
    uint64_t ms = time < 0 ? 0 : (uint64_t)(time < ROOTED_SECOND ? time : ROOTED_SECOND) / ROOTED_MS;
    ms -= ms % ALONE_INTERVAL; /* the rest counts the next time */
    peer->allowed_to = sender->sent;
    peer->allowed_at = time < ROOTED_SECOND ? peer->allowed_at + (int64_t)ms * ROOTED_MS : now;
    peer->looks =
        add_allowance(peer->looks, ms * sender->window / LOOKS_INTERVAL, LOOKS_BURST * sender->window);
    peer->again = add_allowance(peer->again, went, PRICE_AGAIN * sender->window / AGAIN_SHARE);
    peer->alone = add_allowance(peer->alone, went + ms / ALONE_INTERVAL, sender->window);
}

bool sender_clip(const struct sender *sender, struct sender_peer *peer, struct wire_range *range, int64_t now)
{
    uint64_t end = range->first + range->count;
    uint64_t least = sender->base > peer->next ? sender->base : peer->next;
    uint64_t first = range->first < least ? least : range->first;
    end = end < sender->sent ? end : sender->sent;
    renew_allowances(sender, peer, now);
    uint64_t count = first < end ? end - first : 0;
    range->first = first;
    range->count = (uint32_t)(count < peer->looks ? count : peer->looks);
    peer->looks -= range->count;
    return range->count > 0;
}

/*
 * Whether the peer may have asked before the last repair can have come. The peer's clock when it asked is
 * compared with the root's clock at the repair, so it does not matter how long the report took to come.
 */
static bool may_cross(const struct sender *sender, const struct sender_peer *peer,
                      const struct sender_slot *slot, uint32_t stamp, int64_t now)
{
    const struct pace_path *path = &peer->path;
    int64_t rtt = path->rtt > 0 ? path->rtt : sender->pace.rtt, slack = rtt / 4 + ROOTED_MS;
    if (slot->times < 2) {
        return false; /* a gap is seen only once something later has come */
    }
    if (!path->way_known) {
        return now - slot->sent_at < rtt + slack;
    }
    int64_t queue = rtt > path->rtt_least ? rtt - path->rtt_least : 0;
    return (int32_t)(stamp - ((uint32_t)slot->sent_at + path->way_least)) < queue + slack;
}

static bool take_allowance(uint32_t *allowed, uint32_t price)
{
    if (*allowed < price) {
        return false;
    }
    *allowed -= price;
    return true;
}

/* How often a datagram may be repaired by multicast for few leaves. If it reaches nobody, repairs by it would
 * only take the rate from what else goes out. */
static uint32_t remulticasts(const struct sender *sender)
{
    return sender->silent > 0 ? ROOTED_SILENT - sender->silent
                              : ROOTED_REMULTICAST_TIMES * sender->peer_count;
}

enum sender_repair sender_request(struct sender *sender, struct sender_peer *peer, uint64_t sequence,
                                  uint32_t stamp, int64_t now)
{
    if (sequence < peer->next || sequence < sender->base || sequence >= sender->sent) {
        return SENDER_NO_REPAIR;
    }
    struct sender_slot *slot = sender_slot(sender, sequence);
    if (slot->wanted || may_cross(sender, peer, slot, stamp, now)) {
        return SENDER_NO_REPAIR; /* a repair for all waits, or is on its way */
    }
    /* On a lossy way a multicast repair comes sooner than one by TCP. But the bad way of one leaf must not
     * cost many leaves something for ever. */
    if (slot->eased && slot->requests == 0) {
        haste_lost(&sender->pace);
    }
    slot->requests++;
    bool few = sender->peer_count <= ROOTED_REMULTICAST_FEW;
    bool alone =
        few ? slot->requests > remulticasts(sender) : slot->requests % ROOTED_REMULTICAST_ASKERS != 0;
    if (alone || !take_allowance(&peer->again, PRICE_AGAIN)) {
        return take_allowance(&peer->alone, 1) ? SENDER_REPAIR_ONE : SENDER_NO_REPAIR;
    }
    slot->wanted = true;
    sender->wanted++;
    sender->wanted_from = sequence < sender->wanted_from ? sequence : sender->wanted_from;
    return SENDER_REPAIR_ALL;
}
