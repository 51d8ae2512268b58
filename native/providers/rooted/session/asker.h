/* The side that asks: HELLO, REQUEST, and what becomes of a join. */
#ifndef JOINLEAF_ROOTED_ASKER_H
#define JOINLEAF_ROOTED_ASKER_H

#include "session.h"

/* The connection is there, or could not be made. */
void asker_connected(struct rooted_session *session, struct rooted_link *link, int error);
/* The outcome of a join. Unless it is 0, the link ends. */
void asker_done(struct rooted_session *session, struct rooted_link *link, int error);
/* The join has taken too long. */
void asker_timed_out(struct rooted_session *session, struct rooted_link *link);
/* Takes the request back by CANCEL with this reason, and the link ends. Nobody is told. */
void asker_cancel(struct rooted_session *session, struct rooted_link *link, uint16_t reason);

/* Frames to an asker. */
void asker_welcome(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                   uint32_t size);
void asker_admit(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                 uint32_t size);
void asker_reject(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                  uint32_t size);

#endif
