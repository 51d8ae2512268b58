/*
 * Frames that leaves send to their root, one function for each (wire/wire.h). dispatch.c calls them with the
 * session's lock held. A frame that is not as it has to be ends the link.
 */
#ifndef JOINLEAF_ROOTED_ROOT_FRAMES_H
#define JOINLEAF_ROOTED_ROOT_FRAMES_H

#include "session.h"

void root_ack(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size);
void root_nak(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size);
void root_message(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                  uint32_t size);
void root_aside(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size);
void root_credit(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                 uint32_t size);
void root_ping(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size);
void root_bye(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size);
void root_abort(struct rooted_session *session, struct rooted_link *link, const uint8_t *body, uint32_t size);
void root_cancel(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                 uint32_t size);

#endif
