/*
 * Who takes a frame that has come on a link: it depends on the frame, and on the part that this side plays.
 * The session's lock is held.
 */
#ifndef JOINLEAF_ROOTED_DISPATCH_H
#define JOINLEAF_ROOTED_DISPATCH_H

#include "session.h"

/* A frame that may not come on this link ends it. */
void dispatch_frame(struct rooted_session *session, struct rooted_link *link, const struct wire_frame *frame,
                    const uint8_t *body);

#endif
