/* The connection that a join is made on: from the session's own address, and again while nobody answers. */
#ifndef JOINLEAF_ROOTED_CONNECTING_H
#define JOINLEAF_ROOTED_CONNECTING_H

#include "session.h"

/* Binds to the wildcard and a port of the system's choice if unbound (JL-07). 0 or the code. */
int connecting_bind_if_unbound(struct rooted_session *session, uint16_t family);
/* Binds to an address, as the options say. 0 or the code. */
int connecting_bind(struct rooted_session *session, const union system_address *address);

/*
 * A socket that is on its way to the address: a root's from its own address and any port, a leaf's from its
 * own address and port. The session is bound. 0 or the code; *refused: what the system says at once, and then
 * there is a socket all the same.
 */
int connecting_start(struct rooted_session *session, const union system_address *to, system_socket *made,
                     int *refused);

/* Whether an answer so bad can turn into a good one while the join has time. Then nothing is left of the
 * connection, and connecting_again is due soon. */
bool connecting_rest(struct rooted_link *link, int error);
/* When it is due, another connection is begun. 0 or the code. */
int connecting_again(struct rooted_session *session, struct rooted_link *link, int64_t now);

/* The codes that the pages of WSAJoinLeaf have for what a system may say. */
int connecting_code(int error);

#endif
