/* What a root sends of its window: by multicast to all, and as repairs on the connections of some. */
#ifndef JOINLEAF_ROOTED_TRANSMIT_H
#define JOINLEAF_ROOTED_TRANSMIT_H

#include "session.h"

/* All whose turn has come goes to all, on every interface; those whom no multicast reaches get it as a
 * repair. */
void transmit_turns(struct rooted_session *session, int64_t now);
/* When transmit_turns or transmit_heartbeat has something next. */
int64_t transmit_due(const struct rooted_session *session);
/* After messages were put into the window, in any thread: as much of them as may go out now; the reactor
 * sends the rest when its turn has come. */
void transmit_what_was_put(struct rooted_session *session);
void transmit_heartbeat(struct rooted_session *session);
/* To one; nothing when too much waits on its connection already. packet may be NULL. link_flush sends it. */
void transmit_repair(struct rooted_session *session, struct rooted_link *link, const struct packet *packet);

/* No multicast reaches this leaf: from now on it gets repairs. */
void transmit_set_unicast(struct rooted_session *session, struct rooted_link *link);
/* After an ACK: multicast may reach the leaf again. */
void transmit_note_reach(struct rooted_session *session, struct rooted_link *link);
/* To a leaf that no multicast reaches, as much as its connection takes now. */
void transmit_feed(struct rooted_session *session, struct rooted_link *link);
/* The leaf listens to the group now, or never will. */
void transmit_set_settled(struct rooted_session *session, struct rooted_link *link);

#endif
