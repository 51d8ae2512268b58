/*
 * The flow specifications of a socket (QS-*): checked, put into a request, in force. What is in force for
 * sending shapes what the socket sends, bounds its messages, and marks the packets of its session: a leaf's
 * to its root, a root's to the group and to its leaves. Nothing is lost for want of room here, so that a
 * specification for receiving needs nothing done.
 */
#ifndef JOINLEAF_ROOTED_FLOW_SPECS_H
#define JOINLEAF_ROOTED_FLOW_SPECS_H

#include "session.h"

/* What a call with these JL_ directions may ask for (QS-03). qos may be NULL. 0 or the code. */
int flow_specs_check(const QOS *qos, DWORD directions);
/* The JL_ directions of this end, seen from what a request says that the leaf does. */
DWORD flow_specs_directions(bool root, uint8_t leaf);
/* What would be in force of it on this socket: what is to stay, and what is to be ignored, is as it was. */
QOS flow_specs_resolve(const struct rooted_socket *socket, const QOS *qos, DWORD directions);
/* What goes into a frame; *flow points into *qos. */
void flow_specs_of(const QOS *qos, struct wire_flow *flow);
/* Back from a frame; *qos points into what *flow points into. */
QOS flow_specs_from(const struct wire_flow *flow);
/* Puts a copy in force, unless none is given. 0, or WSAENOBUFS. */
int flow_specs_set(struct rooted_socket *socket, const struct wire_flow *flow, DWORD directions);
/* What a socket that another makes has of it. 0, or WSAENOBUFS. */
int flow_specs_inherit(struct rooted_socket *child, const struct rooted_socket *parent);

/* Packets of this link are marked as the session's owner has it. A root's group sender is marked, too. */
void flow_specs_mark(const struct rooted_session *session, struct rooted_link *link);

/*
 * Before a message is sent: 0, WSAEMSGSIZE, or WSAEWOULDBLOCK until refused_until, when FD_WRITE and select
 * tell. flow_specs_give_back: it was not sent.
 */
int flow_specs_take(struct rooted_socket *socket, size_t size);
void flow_specs_give_back(struct rooted_socket *socket, size_t size);
/* In the reactor's thread: tells when the tokens are there; when that will be. */
int64_t flow_specs_run(struct rooted_session *session, int64_t now);

#endif
