/*
 * What a root sends of its window: by multicast to all, and as repairs on the connections of some. The
 * session's lock is held in every call.
 */
#ifndef JOINLEAF_ROOTED_TRANSMIT_H
#define JOINLEAF_ROOTED_TRANSMIT_H

#include "session.h"

/* Sends every packet whose turn has come to all, on every interface. A leaf that no multicast reaches gets it
 * as a repair. */
void transmit_turns(struct rooted_session *session, int64_t now);
/* A leaf that holds the others up because multicast does not reach it gets everything on its connection. If
 * all leaves are silent, multicast may have ended for all of them, or they have slept: they learn on their
 * connections what was sent, and say themselves that no multicast comes.
 * `seen`: a time until which every ACK has been taken in. If that is long ago, it is this host that is slow.
 */
void transmit_find_unreached(struct rooted_session *session, int64_t seen);
/* Senders whose address this host has lost take that of some leaf's connection, before another leaf looks for
 * its sender. */
void transmit_move_senders(const struct rooted_session *session);
/* Returns when transmit_turns, transmit_heartbeat or transmit_find_unreached has something to do next. */
int64_t transmit_due(const struct rooted_session *session);
/* Called by any thread that has put messages into the window: sends as many of them as may go out now. The
 * reactor sends the rest when their turn has come. */
void transmit_what_was_put(struct rooted_session *session);
/* Nothing was sent for a while: tells all leaves how far the session is, so that they find what they lack. */
void transmit_heartbeat(struct rooted_session *session);
/* Puts a packet on the connection of one leaf, and link_flush sends it. False: nothing was put, because too
 * much waits there already, `packet` is NULL, or there is no memory for its tag. */
bool transmit_repair(struct rooted_session *session, struct rooted_link *link, struct packet *packet);

/* No multicast reaches this leaf: from now on it gets everything as repairs. */
void transmit_set_unicast(struct rooted_session *session, struct rooted_link *link);
/* Called after an ACK: notes whether multicast reaches the leaf again. */
void transmit_note_reach(struct rooted_session *session, struct rooted_link *link);
/* Sends as much as its connection takes now to a leaf that no multicast reaches. */
void transmit_feed(struct rooted_session *session, struct rooted_link *link);
/* The leaf has sent an ACK, or its link is over. Before that it got every new packet as a repair too, because
 * it might not listen to the group yet. From now on it does not. */
void transmit_set_settled(struct rooted_session *session, struct rooted_link *link);

#endif
