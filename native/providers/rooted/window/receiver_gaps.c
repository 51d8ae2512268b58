/*
 * What a leaf misses, and when it asks for it. A datagram that another one has overtaken may still come: on
 * some ways (several links side by side, radio) many do. A leaf that asked for each at once would get it
 * twice, and the root would take that for the loss of a full queue. So the leaf learns how late they come.
 */
#include "receiver.h"

enum {
    LATE_MORE = 4,    /* the leaf waits a quarter longer than the latest one took, */
    LATE_FORGET = 16, /* and a sixteenth less after each one that was lost; */
    LATE_UNKNOWN = 32 /* before so many have come it cannot know, and waits for a round-trip time */
};

/* Many leaves would do the same thing at the same moment. This spreads them over the time `most`: each leaf
 * and each datagram has its own part of it. */
static int64_t spread_report(const struct receiver *receiver, uint64_t sequence, int64_t most)
{
    uint64_t mixed = (sequence + ((uint64_t)receiver->member << 32)) * UINT64_C(0x9e3779b97f4a7c15);
    return (int64_t)((mixed >> 40) * (uint64_t)most >> 24);
}

/* When to ask for a datagram that another one has overtaken. With many leaves, one that asks early saves the
 * others their report. */
static int64_t nak_delay(const struct receiver *receiver, uint64_t sequence)
{
    int64_t delay = receiver->rtt / 4;
    delay = delay < ROOTED_NAK_DELAY_MIN ? ROOTED_NAK_DELAY_MIN : delay;
    delay = delay > ROOTED_NAK_DELAY ? ROOTED_NAK_DELAY : delay;
    delay = delay < receiver->late ? receiver->late : delay;
    delay = delay < receiver->rtt && receiver->heard < LATE_UNKNOWN ? receiver->rtt : delay;
    return receiver->many ? delay + spread_report(receiver, sequence, 2 * receiver->rtt + ROOTED_NAK_DELAY)
                          : delay;
}

void receiver_miss(struct receiver *receiver, uint64_t end, int64_t now)
{
    for (uint64_t sequence = receiver->known; sequence < end; sequence++) {
        struct receiver_slot *slot = receiver_slot(receiver, sequence);
        slot->missed_at = now;
        slot->nak_at = now + nak_delay(receiver, sequence);
        slot->naks = slot->late = 0;
        if (slot->nak_at < receiver->nak_at) {
            receiver->nak_at = slot->nak_at;
        }
    }
}

static void wait_longer(struct receiver *receiver, int64_t late)
{
    late += late / LATE_MORE;
    late = late < receiver->rtt ? late : receiver->rtt;
    receiver->late = late > receiver->late ? late : receiver->late;
}

void receiver_filled(struct receiver *receiver, struct receiver_slot *slot, int64_t now)
{
    int64_t late = now - slot->missed_at;
    if (receiver->alone > 0) {
        return; /* it has come on the connection */
    }
    if (slot->naks == 0) {
        wait_longer(receiver, late);
    } else {
        slot->late = late < UINT32_MAX ? (uint32_t)late : UINT32_MAX;
        receiver->late -= receiver->late / LATE_FORGET;
    }
}

void receiver_again(struct receiver *receiver, uint64_t sequence)
{
    if (receiver->slots == NULL || sequence + receiver->window < receiver->known) {
        return; /* its slot has become another one's */
    }
    struct receiver_slot *slot = receiver_slot(receiver, sequence);
    wait_longer(receiver, slot->late);
    slot->late = 0;
}

static void add_missing(struct wire_nak *nak, uint64_t sequence)
{
    struct wire_range *last = nak->count == 0 ? NULL : &nak->ranges[nak->count - 1];
    if (last != NULL && last->first + last->count == sequence) {
        last->count++;
    } else {
        nak->ranges[nak->count++] = (struct wire_range){sequence, 1};
    }
}

/* After one round-trip time and a half a repair should have come. From then on each wait is twice as long as
 * the last. */
static int64_t repeat_time(const struct receiver *receiver, uint32_t asked)
{
    int64_t first = receiver->rtt + receiver->rtt / 2 + ROOTED_NAK_REPEAT_MIN;
    int64_t most = 2 * first > ROOTED_NAK_REPEAT_MAX ? 2 * first : ROOTED_NAK_REPEAT_MAX;
    int64_t time = asked < 5 ? first << asked : most;
    return time < most ? time : most;
}

bool receiver_nak(struct receiver *receiver, struct wire_nak *nak, int64_t now)
{
    nak->count = 0;
    nak->stamp = (uint32_t)now;
    if (now < receiver->nak_at) {
        return false;
    }
    receiver->nak_at = ROOTED_NEVER;
    for (uint64_t i = receiver->next; i < receiver->known; i++) {
        struct receiver_slot *slot = receiver_slot(receiver, i);
        if (slot->packet != NULL) {
            continue;
        }
        if (slot->nak_at <= now && nak->count < ROOTED_NAK_RANGES) {
            add_missing(nak, i);
            receiver->missed += slot->naks == 0 && i >= receiver->listens_from;
            slot->nak_at = now + repeat_time(receiver, slot->naks++);
        }
        if (slot->nak_at < receiver->nak_at) {
            receiver->nak_at = slot->nak_at;
        }
    }
    return nak->count > 0;
}
