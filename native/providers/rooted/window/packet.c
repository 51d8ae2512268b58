#include "packet.h"

#include <pthread.h>
#include <stdlib.h>

#include "providers/rooted/wire/limits.h"

enum { CLASSES = 3 };

/* Sizes of small messages, of Ethernet, and the largest; how many of each wait for their next use. */
static const uint16_t class_room[CLASSES] = {256, 1536, ROOTED_DATAGRAM_MAX};
static const uint32_t class_kept[CLASSES] = {4096, 1024, 256};

static pthread_mutex_t pool_lock = PTHREAD_MUTEX_INITIALIZER;
static struct packet *pool[CLASSES];
static uint32_t pooled[CLASSES];

struct packet *packet_new(uint16_t size)
{
    uint8_t size_class = 0;
    while (size_class < CLASSES && class_room[size_class] < size) {
        size_class++;
    }
    if (size_class == CLASSES) {
        return NULL;
    }
    pthread_mutex_lock(&pool_lock);
    struct packet *packet = pool[size_class];
    if (packet != NULL) {
        pool[size_class] = packet->next;
        pooled[size_class]--;
    }
    pthread_mutex_unlock(&pool_lock);
    if (packet == NULL) {
        packet = malloc(sizeof *packet + class_room[size_class]);
        if (packet == NULL) {
            return NULL;
        }
        packet->room = class_room[size_class];
        packet->size_class = size_class;
    }
    packet->length = 0;
    packet->sealed = 0;
    atomic_store_explicit(&packet->references, 1, memory_order_relaxed);
    return packet;
}

void packet_hold(struct packet *packet)
{
    atomic_fetch_add_explicit(&packet->references, 1, memory_order_relaxed);
}

void packet_release(struct packet *packet)
{
    if (atomic_fetch_sub_explicit(&packet->references, 1, memory_order_acq_rel) != 1) {
        return;
    }
    uint8_t size_class = packet->size_class;
    pthread_mutex_lock(&pool_lock);
    if (pooled[size_class] < class_kept[size_class]) {
        packet->next = pool[size_class];
        pool[size_class] = packet;
        pooled[size_class]++;
        packet = NULL;
    }
    pthread_mutex_unlock(&pool_lock);
    free(packet);
}

void packet_pool_empty(void)
{
    pthread_mutex_lock(&pool_lock);
    for (int size_class = 0; size_class < CLASSES; size_class++) {
        while (pool[size_class] != NULL) {
            struct packet *packet = pool[size_class];
            pool[size_class] = packet->next;
            free(packet);
        }
        pooled[size_class] = 0;
    }
    pthread_mutex_unlock(&pool_lock);
}
