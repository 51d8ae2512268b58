#include "delivery.h"

#include <stdatomic.h>

static _Atomic uint64_t progress, lost_bytes;
static _Atomic uint32_t lost_leaves, delivering;

void delivery_look(const struct rooted_session *session, JLR_UNDELIVERED *undelivered)
{
    bool owes = session->root.started && session->root.sender.peers != NULL;
    *undelivered = (JLR_UNDELIVERED){
        .bytes = owes ? sender_undelivered(&session->root.sender, session->root.sender.least_next) : 0,
        .lostBytes = atomic_load(&lost_bytes),
        .lostLeaves = atomic_load(&lost_leaves),
        .closing = atomic_load(&delivering),
    };
}

void delivery_note_leaving(struct rooted_session *session)
{
    atomic_fetch_add(&delivering, !session->delivers);
    session->delivers = true;
}

void delivery_note_link_ended(struct rooted_session *session)
{
    if (session->delivers && session->links.leaving == 0) {
        session->delivers = false;
        atomic_fetch_sub(&delivering, 1);
    }
}

void delivery_note_end(const struct rooted_session *session, const struct rooted_link *link)
{
    uint64_t bytes =
        link->leaf.in_window ? sender_undelivered(&session->root.sender, link->leaf.peer.next) : 0;
    if (bytes > 0) {
        atomic_fetch_add(&lost_bytes, bytes);
        atomic_fetch_add(&lost_leaves, 1);
    }
}

void delivery_note_progress(struct rooted_link *link)
{
    int64_t until = system_clock_now() + link->linger;
    link->until = until < link->last ? until : link->last;
    atomic_fetch_add(&progress, 1);
}

uint64_t delivery_progress(void)
{
    return atomic_load(&progress);
}

void delivery_reset_child(void)
{
    atomic_store(&lost_bytes, 0);
    atomic_store(&lost_leaves, 0);
    atomic_store(&delivering, 0);
}
