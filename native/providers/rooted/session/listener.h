/*
 * The side that is asked: it takes connections, reads what they want, and keeps the requests until the
 * application decides about them. The session's lock is held in every call.
 */
#ifndef JOINLEAF_ROOTED_LISTENER_H
#define JOINLEAF_ROOTED_LISTENER_H

#include "session.h"

/* A bound session starts to listen. If it listens already, only the backlog changes. Returns 0 or the code.
 */
int listener_start(struct rooted_session *session, uint32_t backlog);
/* The session listens no more, and its bound socket is closed. Those who wait for an answer are refused. */
void listener_stop(struct rooted_session *session);
/* A listener that rests takes connections again once it is time. */
void listener_accept_again(struct rooted_session *session, int64_t now);
/* Ends a link that is not admitted. If it had a request that no condition function has in hand, the next
 * accept fails with `withdrawn`. */
void listener_link_over(struct rooted_session *session, struct rooted_link *link, int withdrawn);
/* Returns the request that has waited longest and that no condition function has in hand, or NULL. */
struct rooted_link *listener_first(const struct rooted_session *session);

/* Frames to the side that is asked. */
void listener_hello(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                    uint32_t size);
void listener_request(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                      uint32_t size);
void listener_cancel(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                     uint32_t size);

#endif
