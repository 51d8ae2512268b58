#include "arrival.h"

bool arrival_read(struct arrival *arrival, struct packet *packet)
{
    arrival->packet = packet;
    arrival->keyed = arrival->repair = false;
    if (!wire_get_datagram(packet->bytes, packet->length, 0, &arrival->header)) {
        arrival->keyed = true;
        if (packet->length < WIRE_DATAGRAM_HEADER + ROOTED_TAG ||
            !wire_get_datagram(packet->bytes, packet->length, ROOTED_TAG, &arrival->header)) {
            return false;
        }
    }
    packet->payload = arrival->header.length;
    packet->flags = arrival->header.flags;
    return true;
}
