/*
 * A leaf in a session: it gets the root's data, acknowledges them, and sends to the root. The session's lock
 * is held in every call.
 */
#ifndef JOINLEAF_ROOTED_LEAF_H
#define JOINLEAF_ROOTED_LEAF_H

#include "session.h"

/* The link to the root is over: it ends, and the socket gets FD_CLOSE with this error. */
void leaf_link_over(struct rooted_session *session, struct rooted_link *link, int error);
/* Now and then: joins the group anew if its interface was away and is there again. */
void leaf_follow_interface(struct rooted_session *session, int64_t now);
/* Does what is due by `now`. Returns when the next thing is due. */
int64_t leaf_run(struct rooted_session *session, int64_t now);
/* Puts a message on the connection; link_flush sends it. The link to the root is open. With `aside` the
 * message is for the root alone. Returns 0, WSAEWOULDBLOCK if there is no room, or WSAENOBUFS. */
int leaf_put(struct rooted_session *session, bool aside, const struct system_buffer *parts, size_t count,
             size_t size);
/* Whether leaf_put would have room for a message of this size. On a connection that is broken there is none,
 * until the reactor has told why. */
bool leaf_can_send(const struct rooted_session *session, size_t size);
/*
 * For a thread of the application that waits for a message: waits until something has come from the group,
 * somebody calls group_receiver_wake, or the time `until` has come, and takes what came. The lock is given up
 * while it waits. False: it did nothing, because the group's socket could not be lent and others read from
 * it.
 */
bool leaf_wait_and_take(struct rooted_session *session, int64_t until);
/* The application has read messages: tells the root of the room that there is again, once that is worth a
 * frame. */
void leaf_read(struct rooted_session *session, int64_t now);

/* Frames from the root, one function for each. A frame that is not as it has to be ends the link. */
void leaf_start(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size);
void leaf_repair(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                 uint32_t size);
void leaf_credit(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                 uint32_t size);
void leaf_aside(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size);
void leaf_ping(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size);
void leaf_bye(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size);
void leaf_abort(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size);
void leaf_cancel(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                 uint32_t size);

#endif
