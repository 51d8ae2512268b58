/* What a root sends of its window: by multicast to all, and as repairs on the connections of some. */
#ifndef JOINLEAF_ROOTED_TRANSMIT_H
#define JOINLEAF_ROOTED_TRANSMIT_H

#include "session.h"

/* To all, on every interface; those whom no multicast reaches get it as a repair. */
void transmit(struct rooted_session *session, struct packet *const *packets, uint32_t count);
/* What was put into the window since sender.next was `first`. */
void transmit_from(struct rooted_session *session, uint64_t first);
void transmit_heartbeat(struct rooted_session *session);
/* To one; nothing when too much waits on its connection already. packet may be NULL. link_flush sends it. */
void transmit_repair(struct rooted_session *session, struct rooted_link *link, const struct packet *packet);

/* No multicast reaches this leaf: from now on it gets repairs. */
void transmit_set_unicast(struct rooted_session *session, struct rooted_link *link);
/* The leaf listens to the group now, or never will. */
void transmit_set_settled(struct rooted_session *session, struct rooted_link *link);

#endif
