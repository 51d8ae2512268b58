/*
 * What leaves send to their root. The root's application reads it; with a nonrooted data plane it is also
 * sent on to all other leaves. The session owns the queue, and its lock is held in every call.
 */
#ifndef JOINLEAF_ROOTED_RELAY_H
#define JOINLEAF_ROOTED_RELAY_H

#include "session.h"

/* Queues a message. It is forbidden if the leaf may not send, or has no credit for so much. */
enum message_fate relay_take(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                             uint32_t size);
/* Renews the leaf's credit, because so many bytes of what it sent (its messages' costs) need no memory any
 * more.
 */
void relay_give_credit(struct rooted_link *link, uint64_t consumed);
/* Messages of leaves that have left need so many bytes of memory less. Other leaves may get their first
 * credit now. */
void relay_read_left(struct rooted_session *session, uint64_t bytes);
/* Puts what is to be sent on into the window, as far as the window has room. */
void relay_put(struct rooted_session *session, int64_t now);

/*
 * What leaves have sent goes before what the root's application sends. But leaves that send all the time must
 * not keep it from sending anything: if it has found no room, some is kept for it behind the next relayed
 * message.
 */

/* The application has found no room for so many bytes. */
void relay_want_room(struct rooted_session *session, size_t size);
/* The application is told that there is room. It is expected to send soon, or the room is kept no longer. */
void relay_note_told(struct rooted_session *session, int64_t now);
/* Whether so many bytes of the application's need not wait for what is to be relayed. */
bool relay_lets_pass(const struct rooted_session *session, size_t size);
/* The application has put a message of so many bytes for all into the window. */
void relay_note_passed(struct rooted_session *session, size_t size);
/* When room is kept no longer that the messages to be relayed could use; ROOTED_NEVER: they do not wait for
 * it. */
int64_t relay_due(const struct rooted_session *session);

/* The application has read the message at the head of the queue. */
void relay_read(struct rooted_session *session);
/* Throws away all that waits to be read. */
void relay_discard(struct rooted_session *session);
/* Returns the first credit of a leaf that joins: 0 while too much of leaves that have left is unread. */
uint64_t relay_first_credit(struct rooted_session *session);
/* The link is over. What it sent stays in the queue, but there is no credit to renew any more. This takes the
 * same time however much the leaf has sent. */
void relay_forget(struct rooted_session *session, struct rooted_link *link);
/* Frees all that waits to be read or to be sent on. */
void relay_free(struct rooted_session *session);

#endif
