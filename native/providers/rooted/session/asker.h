/*
 * The side that asks: it says HELLO and REQUEST, and learns what becomes of its join. The session's lock is
 * held in every call.
 */
#ifndef JOINLEAF_ROOTED_ASKER_H
#define JOINLEAF_ROOTED_ASKER_H

#include "session.h"

/* The connection is there, or could not be made. */
void asker_connected(struct rooted_session *session, struct rooted_link *link, int error);
/* The join has succeeded (0) or failed. If it has failed, the link ends. */
void asker_done(struct rooted_session *session, struct rooted_link *link, int error);
/* The join has taken too long. It has failed with WSAETIMEDOUT, or with WSAENETDOWN if the system does not let
 * this side see an answer. */
void asker_timed_out(struct rooted_session *session, struct rooted_link *link);
/* Withdraws the request, with a CANCEL of this reason if the request has gone out. The link ends, and no
 * socket is told. */
void asker_cancel(struct rooted_session *session, struct rooted_link *link, uint16_t reason);

/* Frames to the side that asks. */
void asker_welcome(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                   uint32_t size);
void asker_admit(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                 uint32_t size);
void asker_reject(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                  uint32_t size);

#endif
