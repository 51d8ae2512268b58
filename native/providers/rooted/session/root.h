/* What both halves of a root use: root.c and root_in.c. */
#ifndef JOINLEAF_ROOTED_ROOT_H
#define JOINLEAF_ROOTED_ROOT_H

#include "rooted.h"

/* To all, on every interface; those whom no multicast reaches get it as a repair. */
void root_transmit(struct rooted_session *session, struct packet *const *packets, uint32_t count);
/* To one; nothing when too much waits on its connection already. */
void root_repair(struct rooted_session *session, struct rooted_link *link, const struct packet *packet);
/* No multicast reaches this leaf. */
void root_set_unicast(struct rooted_session *session, struct rooted_link *link);
/* It listens to the group now, or never will. */
void root_set_settled(struct rooted_session *session, struct rooted_link *link);

#endif
