/*
 * A root: it admits leaves, has messages sent to all of them, and lets leaves go. The session's lock is held
 * in every call.
 */
#ifndef JOINLEAF_ROOTED_ROOT_H
#define JOINLEAF_ROOTED_ROOT_H

#include "session.h"

/* Called when a leaf will be admitted: the first call chooses the group and makes the window. Returns 0 or
 * the code. */
int root_start(struct rooted_session *session, const union system_address *local);
/* How many of the leaves that JLR_MAX_LEAVES allows are there, or are being invited. */
uint32_t root_places_taken(const struct rooted_session *session);
/* The link's leaf is admitted: START goes out, and from now on the leaf gets what is sent. Returns 0 or the
 * code. */
int root_admit(struct rooted_session *session, struct rooted_link *link);
/* Called now and then: the MTU of an interface, or of the way to a leaf, may be another one now. */
void root_fit_anew(struct rooted_session *session, int64_t now);
/* The link of an admitted leaf is over: it ends, and the leaf's socket, if there is one, gets FD_CLOSE with
 * this error. */
void root_link_over(struct rooted_session *session, struct rooted_link *link, int error);
/* Does what is due by `now`. Returns when the next thing is due. */
int64_t root_run(struct rooted_session *session, int64_t now);
/* Puts a message for all leaves into the window; transmit_what_was_put sends it. Returns 0, WSAEWOULDBLOCK if
 * there is no room, or WSAENOBUFS. */
int root_put(struct rooted_session *session, const struct system_buffer *parts, size_t count, size_t size);
/* Whether root_put would have room for a message of this size. */
bool root_can_send(const struct rooted_session *session, size_t size);
/* Frees what a session holds as a root. */
void root_free(struct rooted_session *session);

#endif
