/* Keeps packets that are not in use, and gives them out again: so a message that is sent or arrives allocates
 * nothing once there are enough. There is one pool for the process, without a lock, which any thread may call;
 * the child of a fork uses its copy of it. */
#ifndef JOINLEAF_ROOTED_PACKET_POOL_H
#define JOINLEAF_ROOTED_PACKET_POOL_H

#include "providers/rooted/window/packet.h"

extern const struct packet_pool packet_pool;

/* Frees the packets that the pool keeps. */
void packet_pool_empty(void);

#endif
