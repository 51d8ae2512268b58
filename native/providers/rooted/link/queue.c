/* The queues in which links wait: link_enqueue and its kin. */
#include "link.h"

static atomic_uint all_queued;

static void count_queued(struct link_queue *queue, int change)
{
    queue->count += (uint32_t)change;
    if (queue->together != NULL) {
        *queue->together += (uint32_t)change;
    }
    atomic_fetch_add_explicit(&all_queued, (unsigned)change, memory_order_relaxed);
}

void link_enqueue(struct rooted_link *link, struct link_queue *queue)
{
    link->queue = queue;
    link->queue_following = NULL;
    link->queue_previous = queue->last;
    if (queue->last != NULL) {
        queue->last->queue_following = link;
    } else {
        queue->first = link;
    }
    queue->last = link;
    count_queued(queue, 1);
}

void link_dequeue(struct rooted_link *link)
{
    struct link_queue *queue = link->queue;
    if (queue == NULL) {
        return;
    }
    *(link->queue_previous != NULL ? &link->queue_previous->queue_following : &queue->first) =
        link->queue_following;
    *(link->queue_following != NULL ? &link->queue_following->queue_previous : &queue->last) =
        link->queue_previous;
    count_queued(queue, -1);
    link->queue = NULL;
}

uint32_t link_all_queued(void)
{
    return atomic_load_explicit(&all_queued, memory_order_relaxed);
}

void link_reset_child(void)
{
    atomic_store(&all_queued, 0);
}
