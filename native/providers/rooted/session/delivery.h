/* What of a root's messages has not reached every leaf, and what never will, because its socket was closed.
 */
#ifndef JOINLEAF_ROOTED_DELIVERY_H
#define JOINLEAF_ROOTED_DELIVERY_H

#include "session.h"

/* The session's lock is held. */
void delivery_look(const struct rooted_session *session, JLR_UNDELIVERED *undelivered);
/* A closed root is about to end the link of a leaf that may not have all. */
void delivery_note_end(const struct rooted_session *session, const struct rooted_link *link);

/* Of all closed sockets of this process, from any thread: a leaf got on. */
void delivery_note_progress(void);
/* Another number than before: some leaf got on meanwhile. */
uint64_t delivery_progress(void);

#endif
