/*
 * Connections to a listener that are not admitted and wait for nothing that the application decides: those
 * that have said nothing, those that have said HELLO, and those that were refused and have not ended yet. A
 * stranger can make any number of them. Each counts from its accept to its close; if they are too many, the
 * one goes that is missed least.
 */
#ifndef JOINLEAF_ROOTED_GUESTS_H
#define JOINLEAF_ROOTED_GUESTS_H

#include "session.h"

/* False without memory or random numbers. Does nothing the second time. */
bool guests_open(struct rooted_session *session);
/* No more come. Those that were refused may still read why. */
void guests_close(struct rooted_session *session);
void guests_free(struct rooted_session *session);

/* A connection that has said nothing yet. It may be ended at once. */
void guests_enter(struct rooted_session *session, struct rooted_link *link);
/* It has said HELLO. */
void guests_greeted(struct rooted_session *session, struct rooted_link *link);
/* Whoever waited is told why not, and is a guest until it has ended. */
void guests_refuse(struct rooted_session *session, struct rooted_link *link, uint16_t reason);
/* The same, with the application's number and data. */
void guests_refuse_saying(struct rooted_session *session, struct rooted_link *link,
                          const struct wire_refusal *refusal);
/* Ends the one that is missed least: its descriptor is needed. False: there is none. */
bool guests_drop(struct rooted_session *session);
/* The queue of those who wait for the application is full: the oldest of the host that has most in it goes,
 * if the link's host would have fewer. False: none goes. */
bool guests_make_place(struct rooted_session *session, const struct rooted_link *link);
/* How many requests may wait for the application, for the sake of the system's descriptors. */
uint32_t guests_most_pending(const struct rooted_session *session);

#endif
