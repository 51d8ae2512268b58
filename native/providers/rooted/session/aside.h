/* Messages aside: what a root says to one leaf alone, and a leaf to its root alone, on their connection. */
#ifndef JOINLEAF_ROOTED_ASIDE_H
#define JOINLEAF_ROOTED_ASIDE_H

#include "session.h"

/* The leaf begins to take them. */
void aside_begin(struct rooted_session *session);

/* A root's, to the leaf of this c_leaf, whose link is there. 0, WSAEWOULDBLOCK without room, WSAENOBUFS. */
int aside_put(struct rooted_socket *leaf, const struct system_buffer *parts, size_t count, size_t size);
bool aside_can_send(const struct rooted_socket *leaf, size_t size);
/* The window has room again: tells those who waited for it. */
void aside_tell_of_room(struct rooted_session *session);

/* The oldest that has come and was not read; NULL: there is none. */
const struct rooted_message *aside_first(const struct rooted_socket *socket);
/* That one has been read. */
void aside_read(struct rooted_socket *socket);
/* A root's c_leaf is about to lose its link: what is still to be read is what one who has left has sent. */
void aside_leave(struct rooted_socket *leaf);
/* All that wait are thrown away. */
void aside_discard(struct rooted_socket *socket);
void aside_free(struct rooted_session *session);

/* What came on a link. False: it may not come, or there is no memory. */
bool aside_credit(struct rooted_link *link, const uint8_t *body, uint32_t size);
bool aside_from_leaf(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                     uint32_t size);
bool aside_from_root(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                     uint32_t size);

#endif
