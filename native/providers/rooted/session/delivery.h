/*
 * How much of a root's messages has not reached every leaf yet, and how much never will because the root's
 * socket was closed. It owns three counters of the process, which are atomic.
 */
#ifndef JOINLEAF_ROOTED_DELIVERY_H
#define JOINLEAF_ROOTED_DELIVERY_H

#include "session.h"

/* Fills in JLR_UNDELIVERED for this root, the losses of the process included. The session's lock is held. */
void delivery_look(const struct rooted_session *session, JLR_UNDELIVERED *undelivered);
/* The root is closed, and the link of a leaf ends that may lack some messages: they are counted as lost. The
 * session's lock is held. */
void delivery_note_end(const struct rooted_session *session, const struct rooted_link *link);

/* A leaf of a closed root has acknowledged something. WSACleanup waits for as long as that happens. Any
 * thread may call this and delivery_progress, with or without a lock. */
void delivery_note_progress(void);
/* Returns a number that changes whenever delivery_note_progress is called. */
uint64_t delivery_progress(void);

#endif
