/*
 * How much of a root's messages has not reached every leaf yet, how much never will because the root's socket
 * was closed, and how many sessions deliver after their close. It owns counters of the process, which are
 * atomic.
 */
#ifndef JOINLEAF_ROOTED_DELIVERY_H
#define JOINLEAF_ROOTED_DELIVERY_H

#include "session.h"

/* Fills in JLR_UNDELIVERED: what this root has not delivered (nothing if it is no root), what all closed roots
 * of the process have lost, and how many sessions still deliver. The session's lock is held. */
void delivery_look(const struct rooted_session *session, JLR_UNDELIVERED *undelivered);
/* The root is closed, and the link of a leaf ends that may lack some messages: they are counted as lost. The
 * session's lock is held. */
void delivery_note_end(const struct rooted_session *session, const struct rooted_link *link);

/* A socket was closed, and its link is leaving: the session is counted for as long as it has such links. The
 * session's lock is held, here and in the next one. */
void delivery_note_leaving(struct rooted_session *session);
/* One of the session's links has ended. */
void delivery_note_link_ended(struct rooted_session *session);

/* The other side of a link that is leaving gets on: it has the whole linger time anew, and WSACleanup waits for
 * as long as that happens. The session's lock is held. */
void delivery_note_progress(struct rooted_link *link);
/* Returns a number that changes whenever delivery_note_progress is called. */
uint64_t delivery_progress(void);
/* In the child of a fork, which has lost nothing yet and delivers nothing. */
void delivery_reset_child(void);

#endif
