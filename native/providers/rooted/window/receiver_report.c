/* What a leaf tells its root, and when: how far it is, and what it misses. */
#include "receiver.h"

int64_t receiver_due(const struct receiver *receiver)
{
    return receiver->ack_at < receiver->nak_at ? receiver->ack_at : receiver->nak_at;
}

static uint32_t time_since_echo(const struct receiver *receiver, int64_t now)
{
    int64_t time = now - receiver->echo_at;
    return time < 0 ? 0 : time < UINT32_MAX ? (uint32_t)time : UINT32_MAX;
}

bool receiver_ack(struct receiver *receiver, struct wire_ack *ack, int64_t now)
{
    if (now < receiver->ack_at) {
        return false;
    }
    receiver->ack_at = ROOTED_NEVER;
    receiver->acked = receiver->next;
    receiver->announced = receiver->taken + receiver->window;
    receiver->unacked = receiver->unacked_bytes = 0;
    *ack = (struct wire_ack){.next = receiver->acked,
                             .limit = receiver->announced,
                             .echo = receiver->echo,
                             .received = receiver->received,
                             .stamp = (uint32_t)receiver->echo_at,
                             .hold = receiver->echo == 0 ? 0 : time_since_echo(receiver, now),
                             .missed = receiver->missed,
                             .heard = receiver->heard,
                             .buffer = receiver->buffer};
    return true;
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
