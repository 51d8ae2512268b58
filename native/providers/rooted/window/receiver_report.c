/* What a leaf tells its root of how far it is, and when. */
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
