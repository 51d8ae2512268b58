/* The address that a session is bound to. */
#ifndef JOINLEAF_ROOTED_NAME_H
#define JOINLEAF_ROOTED_NAME_H

#include "providers/rooted/session/session.h"

/* Binds to the wildcard and a port of the system's choice if unbound. The lock is held. 0 or the code. */
int rooted_bind_if_unbound(struct rooted_session *session, uint16_t family);

#endif
