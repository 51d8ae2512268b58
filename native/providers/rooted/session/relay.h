/* What leaves send to their root: read by its application and, with a nonrooted data plane, sent on to all
 * others. */
#ifndef JOINLEAF_ROOTED_RELAY_H
#define JOINLEAF_ROOTED_RELAY_H

#include "session.h"

/* Queues a message. False when the leaf may not send, or not so much. */
bool relay_take(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size);
/* So much of what the leaf sent is done with: renews its credit. */
void relay_give_credit(struct rooted_link *link, uint64_t consumed);
/* So many bytes of what leaves that have left had sent are read. */
void relay_read_left(struct rooted_session *session, uint64_t bytes);
/* Puts what is to be sent on into the window, as far as there is room. */
void relay_put(struct rooted_session *session);
/* The message at the head has been read. */
void relay_read(struct rooted_session *session);
/* All that waits to be read is thrown away. */
void relay_discard(struct rooted_session *session);
/* The first credit of a leaf: none while too much of leaves that have left is unread. */
uint64_t relay_first_credit(struct rooted_session *session);
/* The link is over: what it sent stays, its credit does not. Takes the same time whatever it has sent. */
void relay_forget(struct rooted_session *session, struct rooted_link *link);
void relay_free(struct rooted_session *session);

#endif
