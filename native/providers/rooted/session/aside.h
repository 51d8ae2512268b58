/*
 * Messages aside: what a root says to one leaf alone, and a leaf to its root alone. They go over the control
 * connection of the two; a leaf gets them and the session's other messages in the order in which they were
 * sent. Each side may send as much as the other has granted it (credit). Calls that send, receive or close
 * come here, and so do the frames of both sides. The session's lock is held in every call.
 */
#ifndef JOINLEAF_ROOTED_ASIDE_H
#define JOINLEAF_ROOTED_ASIDE_H

#include "session.h"

/* The session has begun for a leaf: from now on the root may send messages aside to it. */
void aside_begin(struct rooted_session *session);

/* The root sends a message to the leaf that this c_leaf stands for. The c_leaf still has its link. Returns 0,
 * WSAEWOULDBLOCK if there is no room, or WSAENOBUFS. link_flush sends what was put. */
int aside_put(struct rooted_socket *leaf, const struct system_buffer *parts, size_t count, size_t size);
/* Whether aside_put would have room for a message of this size. */
bool aside_can_send(const struct rooted_socket *leaf, size_t size);
/* The root's window has room again. Tells every c_leaf whose aside_put found no room in it. */
void aside_tell_of_room(struct rooted_session *session);

/* The oldest message aside that has come and was not read, or NULL if there is none. The queue owns it. */
const struct rooted_message *aside_first(const struct rooted_socket *socket);
/* The application has read the message that aside_first returns: frees it, and renews the sender's credit. */
void aside_read(struct rooted_socket *socket);
/* A root's c_leaf is about to lose its link. What it has not read counts from now on as sent by a leaf that
 * has left, of which a root keeps only so much. */
void aside_leave(struct rooted_socket *leaf);
/* Throws away every message that waits to be read at this socket. */
void aside_discard(struct rooted_socket *socket);
/* Frees the messages aside that a leaf has not read. */
void aside_free(struct rooted_session *session);

/* Frames that came on a link. They return false, or that the message was not taken, if the frame may not come
 * now or there is no memory; then the caller ends the link. */
bool aside_credit(struct rooted_link *link, const uint8_t *body, uint32_t size);
enum message_fate aside_from_leaf(struct rooted_session *session, struct rooted_link *link,
                                  const uint8_t *body, uint32_t size);
enum message_fate aside_from_root(struct rooted_session *session, struct rooted_link *link,
                                  const uint8_t *body, uint32_t size);

#endif
