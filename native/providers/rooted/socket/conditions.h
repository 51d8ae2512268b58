/*
 * Which conditions hold for a socket now, and the network events that follow from them (EV-*). The provider
 * knows by itself what has happened, so no system socket is watched for it. The session's lock is held in
 * every call but rooted_await.
 */
#ifndef JOINLEAF_ROOTED_CONDITIONS_H
#define JOINLEAF_ROOTED_CONDITIONS_H

#include "providers/rooted/session/session.h"

/* Whether a receive would find a message now, a send room, and an accept a request or one withdrawn. */
bool rooted_readable(const struct rooted_socket *socket);
bool rooted_writable(const struct rooted_socket *socket);
bool rooted_acceptable(const struct rooted_socket *socket);

/* These FD_* events have happened, with this error. */
void rooted_record(struct rooted_socket *socket, LONG happened, int error);
/* Records the events whose conditions hold. */
void rooted_record_conditions(struct rooted_socket *socket);
/* These events have happened again. If the application has read the record of one since then, the next
 * rooted_record_conditions may record it again, although no re-enabling call was made (EV-04b). */
void rooted_rerecord(struct rooted_socket *socket, LONG events);
/* The application has made the re-enabling call of these events. */
void rooted_enable(struct rooted_socket *socket, LONG enabled);

/* Signals the event of overlapped operation if it waits to receive, and need not wait any more. */
void rooted_tell_await(struct rooted_socket *socket);
/* The provider's `await`. The session's lock is not held. */
int rooted_await(uintptr_t context, struct event *event, bool receives);
void rooted_end_await(struct rooted_socket *socket);

/* Sets a new selection, which takes over the caller's reference on the event. */
void rooted_select_events(struct rooted_socket *socket, struct event *event, LONG mask);
/* Ends the selection, if there is one, and gives up its reference on the event. */
void rooted_end_selection(struct rooted_socket *socket);
/* Gives the parent's selection to a socket that the parent made. */
void rooted_inherit_selection(struct rooted_socket *child, const struct rooted_socket *parent);

#endif
