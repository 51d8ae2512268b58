/* What the closing of a socket does to its session: who is told, and what is still owed. */
#ifndef JOINLEAF_ROOTED_CLOSING_H
#define JOINLEAF_ROOTED_CLOSING_H

#include "session.h"

/* The session forgets the socket, which the caller frees. */
void closing_socket(struct rooted_socket *socket);

#endif
