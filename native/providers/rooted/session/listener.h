/* The side that is asked: takes connections, hears what they want, and keeps the requests until the
 * application decides. */
#ifndef JOINLEAF_ROOTED_LISTENER_H
#define JOINLEAF_ROOTED_LISTENER_H

#include "session.h"

/* What is bound starts to listen; again: only the backlog changes. 0 or the code. */
int listener_start(struct rooted_session *session, uint32_t backlog);
/* Closes it; who waits for an answer is refused. */
void listener_stop(struct rooted_session *session);
/* A link that is not admitted has ended. withdrawn: what an accept says of its request, if there was one. */
void listener_link_over(struct rooted_session *session, struct rooted_link *link, int withdrawn);
/* The request that has waited longest and that no condition function has in hand; NULL: none. */
struct rooted_link *listener_first(const struct rooted_session *session);

/* Frames to a side that is asked. */
void listener_hello(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                    uint32_t size);
void listener_request(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                      uint32_t size);
void listener_cancel(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                     uint32_t size);

#endif
