/*
 * The connection that a join is made on. It is made from the session's own address, and is begun again if the
 * other host cannot be reached. The session's lock is held in every call.
 */
#ifndef JOINLEAF_ROOTED_CONNECTING_H
#define JOINLEAF_ROOTED_CONNECTING_H

#include "session.h"

/* Binds an unbound session to the wildcard and a port of the system's choice (JL-07). Returns 0 or the code.
 */
int connecting_bind_if_unbound(struct rooted_session *session, uint16_t family);
/* Binds the session to an address, and shares that address as the options say. Returns 0 or the code. */
int connecting_bind(struct rooted_session *session, const union system_address *address);

/*
 * Makes a socket and has it connect to the address. The session is bound. A root's socket comes from the
 * root's address and any port, a leaf's from the leaf's own address and port. Returns 0, or the code if there
 * is no socket. *refused is the code if the connection has failed at once, else 0; there is a socket in both
 * cases.
 */
int connecting_start(struct rooted_session *session, const union system_address *to, system_socket *made,
                     int *refused);

/* The connection has failed with this code. Returns whether another attempt may succeed while the join still
 * has time. If so, the link has no connection any more, and connecting_again is due soon. */
bool connecting_rest(struct rooted_link *link, int error);
/* Begins another connection if one is due by `now`. Returns 0 or the code. */
int connecting_again(struct rooted_session *session, struct rooted_link *link, int64_t now);

/* Translates a system's code for a failed connection into one that the documentation of WSAJoinLeaf lists. */
int connecting_code(int error);

#endif
