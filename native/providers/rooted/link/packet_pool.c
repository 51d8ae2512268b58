#include "packet_pool.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "providers/rooted/wire/limits.h"
#include "system/thread.h"

enum { CLASSES = 3 };

/* The sizes are those of small messages, of datagrams on Ethernet, and of the largest datagrams. class_kept
 * tells for each how many such packets are kept for their next use. */
static const uint16_t class_room[CLASSES] = {256, 1536, ROOTED_DATAGRAM_MAX};
static const uint32_t class_kept[CLASSES] = {4096, 1024, 256};

static struct system_mutex lock = SYSTEM_MUTEX_INIT; /* guards the two below */
static struct packet *kept[CLASSES];
static uint32_t kept_count[CLASSES];

static struct packet *take_packet(uint16_t size)
{
    uint8_t size_class = 0;
    while (size_class < CLASSES && class_room[size_class] < size) {
        size_class++;
    }
    if (size_class == CLASSES) {
        return NULL;
    }
    system_mutex_lock(&lock);
    struct packet *packet = kept[size_class];
    if (packet != NULL) {
        kept[size_class] = packet->next;
        kept_count[size_class]--;
    }
    system_mutex_unlock(&lock);
    if (packet == NULL) {
        packet = malloc(sizeof *packet + class_room[size_class]);
        if (packet == NULL) {
            return NULL;
        }
        packet->room = class_room[size_class];
        packet->size_class = size_class;
    }
    return packet;
}

static void give_packet_back(struct packet *packet)
{
    uint8_t size_class = packet->size_class;
    system_mutex_lock(&lock);
    if (kept_count[size_class] < class_kept[size_class]) {
        packet->next = kept[size_class];
        kept[size_class] = packet;
        kept_count[size_class]++;
        packet = NULL;
    }
    system_mutex_unlock(&lock);
    free(packet);
}

void packet_pool_empty(void)
{
    system_mutex_lock(&lock);
    for (int size_class = 0; size_class < CLASSES; size_class++) {
        while (kept[size_class] != NULL) {
            struct packet *packet = kept[size_class];
            kept[size_class] = packet->next;
            free(packet);
        }
        kept_count[size_class] = 0;
    }
    system_mutex_unlock(&lock);
}

void packet_pool_reset_child(void)
{
    system_mutex_init(&lock);
    memset(kept, 0, sizeof kept);
    memset(kept_count, 0, sizeof kept_count);
}

const struct packet_pool packet_pool = {take_packet, give_packet_back};
