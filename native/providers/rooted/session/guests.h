/*
 * Connections to a listener that are not admitted and wait for nothing that the application decides: those
 * that have said nothing, those that have said HELLO, and those that were refused and have not ended yet. A
 * stranger can make any number of them. Each counts from its accept to its close. If there are too many, one
 * of them is ended (guests_drop). The session owns the queues, and its lock is held in every call. The number
 * of queued links in the whole process, which limits the guests too, is counted by the link floor.
 */
#ifndef JOINLEAF_ROOTED_GUESTS_H
#define JOINLEAF_ROOTED_GUESTS_H

#include "session.h"

/* Makes the queues when the session begins to listen. Does nothing the second time. Returns false if there is
 * no memory or no random number. */
bool guests_open(struct rooted_session *session);
/* The session listens no more: ends all guests except those that were refused, which may still read why. */
void guests_close(struct rooted_session *session);
/* Frees the queues, which are empty by now. */
void guests_free(struct rooted_session *session);

/* Takes in a connection that was just accepted and has said nothing. It may be ended before this returns. */
void guests_enter(struct rooted_session *session, struct rooted_link *link);
/* The guest has said HELLO. It may be ended before this returns. */
void guests_greeted(struct rooted_session *session, struct rooted_link *link);
/* Refuses a guest or one that waits for the application, tells it the reason, and counts it as a guest until
 * its connection has ended. */
void guests_refuse(struct rooted_session *session, struct rooted_link *link, uint16_t reason);
/* The same with the number and the data that the application gives as its reason. */
void guests_refuse_saying(struct rooted_session *session, struct rooted_link *link,
                          const struct wire_refusal *refusal);
/* Ends one guest, because its descriptor is needed: the oldest that was refused of the place with most
 * guests, else the oldest of the stage that has more. Returns false if there is no guest. */
bool guests_drop(struct rooted_session *session);
/* The queue of those who wait for the application is full. If the host with the most requests in it would
 * still have more than the link's host, its oldest request is refused. Returns whether that was done. */
bool guests_make_place(struct rooted_session *session, const struct rooted_link *link);
/* Returns how many requests may wait for the application: the backlog, or less if the process may have few
 * descriptors. */
uint32_t guests_most_pending(const struct rooted_session *session);

#endif
