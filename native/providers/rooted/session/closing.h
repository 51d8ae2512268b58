/*
 * What closing a socket does to its session: who is told of it, and what is still sent afterwards. The
 * session's lock is held.
 */
#ifndef JOINLEAF_ROOTED_CLOSING_H
#define JOINLEAF_ROOTED_CLOSING_H

#include "session.h"

/* Called once for each socket, when its handle is closed. The session forgets the socket, and the caller
 * frees it. The session itself stays for as long as it owes something to somebody. */
void closing_socket(struct rooted_socket *socket);

#endif
