#include "packet_pool.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

#include "providers/rooted/wire/limits.h"

/* For small messages, for datagrams on Ethernet, and for the largest datagrams. */
enum { SIZES = 3, SHELVES = PACKET_WAYS * SIZES };
static const uint16_t sizes[SIZES] = {256, 1536, ROOTED_DATAGRAM_MAX};
/* How many are kept for their next use. */
static const uint32_t rooms[SIZES] = {4096, 1024, 256};

enum { ROOM_MAX = 4096, CACHE_LINE = 64 };

/*
 * A stack of packets without a lock: who moves `top` owns the place that it has passed, until he has exchanged
 * what lies there. So he may find a place empty whose packet is still on its way, and then gets none; or one
 * occupied whose packet is still to be taken, and then frees that. What is sent has other shelves than what has
 * come: a thread of the one kind seldom takes the cache lines of one of the other.
 */
static struct shelf {
    _Alignas(CACHE_LINE) _Atomic uint32_t top; /* the first free place */
    struct packet *_Atomic places[ROOM_MAX];
} shelves[SHELVES];

static struct packet *take_kept(struct shelf *shelf)
{
    uint32_t top = atomic_load_explicit(&shelf->top, memory_order_relaxed);
    do {
        if (top == 0) {
            return NULL;
        }
    } while (!atomic_compare_exchange_weak(&shelf->top, &top, top - 1));
    return atomic_exchange(&shelf->places[top - 1], NULL);
}

static struct packet *take_packet(enum packet_way way, uint16_t size)
{
    int fits = 0;
    while (fits < SIZES && sizes[fits] < size) {
        fits++;
    }
    if (fits == SIZES) {
        return NULL;
    }
    uint8_t shelf = (uint8_t)((int)way * SIZES + fits);
    struct packet *packet = take_kept(&shelves[shelf]);
    if (packet == NULL) {
        packet = malloc(sizeof *packet + sizes[fits]);
        if (packet == NULL) {
            return NULL;
        }
        packet->room = sizes[fits];
        packet->shelf = shelf;
    }
    return packet;
}

static void give_packet_back(struct packet *packet)
{
    struct shelf *shelf = &shelves[packet->shelf];
    uint32_t room = rooms[packet->shelf % SIZES];
    uint32_t top = atomic_load_explicit(&shelf->top, memory_order_relaxed);
    do {
        if (top == room) {
            free(packet);
            return;
        }
    } while (!atomic_compare_exchange_weak(&shelf->top, &top, top + 1));
    free(atomic_exchange(&shelf->places[top], packet));
}

void packet_pool_empty(void)
{
    for (int i = 0; i < SHELVES; i++) {
        atomic_store(&shelves[i].top, 0);
        for (uint32_t place = 0; place < rooms[i % SIZES]; place++) {
            /* What was never written is not written here: the system has given no memory for it. */
            if (atomic_load(&shelves[i].places[place]) != NULL) {
                free(atomic_exchange(&shelves[i].places[place], NULL));
            }
        }
    }
}

const struct packet_pool packet_pool = {take_packet, give_packet_back};
