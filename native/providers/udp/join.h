/* The session that WSAJoinLeaf has joined. The socket's lock is held where one is given. */
#ifndef JOINLEAF_UDP_JOIN_H
#define JOINLEAF_UDP_JOIN_H

#include "udp.h"

/* Ends the session, so that the socket may join again (IP-15). Returns 0 or the code. */
int udp_leave(struct udp_socket *socket);
/* Returns whether the socket is in a session that still exists: its membership does or, for a sender, its
 * interface. */
bool udp_is_in_session(const struct udp_socket *socket);
/* Returns the interface of that session: that of the membership or, for a sender, the outgoing one; 0 without
 * a session. */
unsigned udp_session_interface(const struct udp_socket *socket);
/* Checks connect data, which this protocol does not carry (JL-04, JL-05). Returns 0 or the code; the callee's
 * len becomes 0. */
int udp_check_connect_data(const WSABUF *caller, WSABUF *callee);

#endif
