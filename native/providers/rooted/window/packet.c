#include "packet.h"

#include <stdlib.h>

enum { NOT_NOTED, BEING_NOTED, NOTED };

static struct packet *allocate_packet(enum packet_way way, uint16_t size)
{
    (void)way;
    struct packet *packet = malloc(sizeof *packet + size);
    if (packet != NULL) {
        packet->room = size;
    }
    return packet;
}

static void deallocate_packet(struct packet *packet)
{
    free(packet);
}

static const struct packet_pool no_pool = {allocate_packet, deallocate_packet};
static const struct packet_pool *source = &no_pool;

void packet_use_pool(const struct packet_pool *pool)
{
    source = pool;
}

struct packet *packet_new(enum packet_way way, uint16_t size)
{
    struct packet *packet = source->take(way, size);
    if (packet != NULL) {
        packet->length = 0;
        packet->sealed = 0;
        atomic_store_explicit(&packet->noted, NOT_NOTED, memory_order_relaxed);
        atomic_store_explicit(&packet->references, 1, memory_order_relaxed);
    }
    return packet;
}

void packet_note(struct packet *packet, const struct packet_records *records)
{
    uint8_t not_noted = NOT_NOTED;
    if (atomic_compare_exchange_strong(&packet->noted, &not_noted, BEING_NOTED)) {
        packet->records = *records;
        atomic_store_explicit(&packet->noted, NOTED, memory_order_release);
    }
}

bool packet_recall(const struct packet *packet, struct packet_records *records)
{
    if (atomic_load_explicit(&packet->noted, memory_order_acquire) != NOTED) {
        return false;
    }
    *records = packet->records;
    return true;
}

void packet_hold(struct packet *packet)
{
    atomic_fetch_add_explicit(&packet->references, 1, memory_order_relaxed);
}

void packet_release(struct packet *packet)
{
    if (atomic_fetch_sub_explicit(&packet->references, 1, memory_order_acq_rel) == 1) {
        source->give_back(packet);
    }
}
