/*
 * What holds of a socket now, and the network events that come of it (EV-*). The provider knows by itself
 * what happened, so nothing is watched. The session's lock is held in every call.
 */
#ifndef JOINLEAF_ROOTED_CONDITIONS_H
#define JOINLEAF_ROOTED_CONDITIONS_H

#include "providers/rooted/session/session.h"

bool rooted_readable(const struct rooted_socket *socket);
bool rooted_writable(const struct rooted_socket *socket);
bool rooted_acceptable(const struct rooted_socket *socket);

/* These FD_* events happened, with this error. */
void rooted_record(struct rooted_socket *socket, LONG happened, int error);
/* Records the events whose conditions hold. */
void rooted_record_conditions(struct rooted_socket *socket);
/* These have happened anew: where the record was read they are recorded again, though no re-enabling call was
 * made (EV-04b). rooted_record_conditions does it. */
void rooted_rerecord(struct rooted_socket *socket, LONG events);
/* The re-enabling call of these events was made. */
void rooted_enable(struct rooted_socket *socket, LONG enabled);

/* A new selection. Takes over the caller's reference on the event. */
void rooted_select_events(struct rooted_socket *socket, struct event *event, LONG mask);
void rooted_end_selection(struct rooted_socket *socket);
/* The parent's selection, for a socket that it made. */
void rooted_inherit_selection(struct rooted_socket *child, const struct rooted_socket *parent);

#endif
