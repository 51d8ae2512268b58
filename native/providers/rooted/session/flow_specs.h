/*
 * The flow specifications of a socket (QS-*): how they are checked, go into a request, and come into force.
 * The one in force for sending shapes what the socket sends, limits the size of its messages, and marks the
 * packets of its session: a leaf's to its root, a root's to the group and to its leaves. One for receiving
 * needs nothing done, because nothing is lost here for want of room. The session's lock is held in every call
 * that has a socket or a session.
 */
#ifndef JOINLEAF_ROOTED_FLOW_SPECS_H
#define JOINLEAF_ROOTED_FLOW_SPECS_H

#include "session.h"

/* Checks what a call with these JL_ directions asks for (QS-03). qos may be NULL. Returns 0 or the code. */
int flow_specs_check(const QOS *qos, DWORD directions);
/* The JL_ directions of a root or a leaf; `leaf` is what a request says that the leaf does. */
DWORD flow_specs_directions(bool root, uint8_t leaf);
/* What is in force on this socket, or flow specifications without any limit. */
QOS flow_specs_in_force(const struct rooted_socket *socket);
/* What would be in force on this socket if *qos were set: what *qos says is to stay, and what the directions
 * leave out, is as it was. */
QOS flow_specs_resolve(const struct rooted_socket *socket, const QOS *qos, DWORD directions);
/* Turns *qos into what goes into a frame; *flow points to the bytes of *qos. */
void flow_specs_of(const QOS *qos, struct wire_flow *flow);
/* Turns what came in a frame into a QOS, which points to the bytes that *flow points to. */
QOS flow_specs_from(const struct wire_flow *flow);
/* Puts a copy in force on the socket, unless flow->given is false. Returns 0 or WSAENOBUFS. */
int flow_specs_set(struct rooted_socket *socket, const struct wire_flow *flow, DWORD directions);
/* Gives a copy of the parent's to a socket that the parent makes. Returns 0 or WSAENOBUFS. */
int flow_specs_inherit(struct rooted_socket *child, const struct rooted_socket *parent);

/* Has the packets of this link marked as the owner's specification for sending says, and those of the root's
 * group sender too. */
void flow_specs_mark(const struct rooted_session *session, struct rooted_link *link);

/*
 * Called before a message is sent: takes its tokens. Returns 0, WSAEMSGSIZE, or, if there are too few tokens,
 * WSAEWOULDBLOCK; then refused_until tells when there will be enough. flow_specs_give_back gives the tokens
 * back if the message was not sent.
 */
int flow_specs_take(struct rooted_socket *socket, size_t size);
void flow_specs_give_back(struct rooted_socket *socket, size_t size);
/* In the reactor's thread: tells each socket of the session whose message was refused when there are tokens
 * for it. Returns when the next one has enough, or ROOTED_NEVER. */
int64_t flow_specs_run(struct rooted_session *session, int64_t now);

#endif
