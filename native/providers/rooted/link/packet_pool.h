/* Keeps the packets that are not in use for their next one: a message that is sent or arrives allocates
 * nothing once the session has warmed up. One pool for the process; it has a lock of its own. */
#ifndef JOINLEAF_ROOTED_PACKET_POOL_H
#define JOINLEAF_ROOTED_PACKET_POOL_H

#include "providers/rooted/window/packet.h"

extern const struct packet_pool packet_pool;

/* Gives what it keeps back to the system. */
void packet_pool_empty(void);
/* In the child of a fork: forgets what it kept (system/fork.h). */
void packet_pool_reset_child(void);

#endif
