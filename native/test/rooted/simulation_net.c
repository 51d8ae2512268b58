#include "simulation_net.h"

#include <stdlib.h>

int64_t net_now;

/* ---- time ---- */

struct event {
    int64_t time;
    uint64_t order; /* what is set first happens first */
    net_event *run;
    void *object, *extra;
    uint64_t number;
};

static struct event *heap;
static size_t heap_count, heap_room;
static uint64_t order, random_state;

void net_reset(uint64_t seed)
{
    net_now = 0;
    heap_count = 0;
    order = 0;
    random_state = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
}

int64_t net_jitter(int64_t most)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (int64_t)((random_state >> 20) % (uint64_t)most);
}

bool net_chance(uint32_t millionths)
{
    return net_jitter(1000000) < millionths;
}

static bool before(const struct event *a, const struct event *b)
{
    return a->time != b->time ? a->time < b->time : a->order < b->order;
}

void net_at(int64_t time, net_event *run, void *object, uint64_t number, void *extra)
{
    if (heap_count + 1 >= heap_room) {
        heap_room = heap_room == 0 ? 4096 : 2 * heap_room;
        heap = realloc(heap, heap_room * sizeof *heap);
        if (heap == NULL) {
            abort();
        }
    }
    struct event event = {time < net_now ? net_now : time, order++, run, object, extra, number};
    size_t place = ++heap_count;
    for (; place > 1 && before(&event, &heap[place / 2]); place /= 2) {
        heap[place] = heap[place / 2];
    }
    heap[place] = event;
}

static struct event first(void)
{
    struct event top = heap[1], last = heap[heap_count--];
    size_t place = 1;
    for (size_t child; (child = 2 * place) <= heap_count; place = child) {
        if (child < heap_count && before(&heap[child + 1], &heap[child])) {
            child++;
        }
        if (!before(&heap[child], &last)) {
            break;
        }
        heap[place] = heap[child];
    }
    heap[place] = last;
    return top;
}

void net_run(int64_t until)
{
    while (heap_count > 0 && heap[1].time < until) {
        struct event event = first();
        net_now = event.time;
        event.run(event.object, event.number, event.extra);
    }
    net_now = until;
}

/* ---- a link ---- */

int64_t net_link_send(struct net_link *link, uint32_t bytes)
{
    double now = (double)net_now, wait = link->busy > now ? link->busy - now : 0;
    link->in++;
    if (wait * link->rate / 8e6 + bytes > link->queue) {
        link->dropped++;
        return -1;
    }
    link->busy = now + wait + bytes * 8e6 / link->rate;
    return (int64_t)link->busy + link->delay;
}
