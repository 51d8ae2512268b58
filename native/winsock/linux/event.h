/*
 * Event objects: a manual-reset flag that threads wait for (EV-11), and that the sockets selected on it set.
 *
 * Nobody watches in the background. An event holds an epoll instance with the descriptors of its sockets;
 * whoever looks at the event - to wait, test or reset it - first has the ready sockets record what happened
 * (event_watch.h).
 */
#ifndef JOINLEAF_API_EVENT_H
#define JOINLEAF_API_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include <joinleaf/ws_sock.h>

#include "providers/provider.h"

/* Each: FALSE / WSA_INVALID_EVENT and a code in *error on failure. */
WSAEVENT event_create(int *error);
BOOL event_close(WSAEVENT event, int *error);
BOOL event_set(WSAEVENT event, int *error);
BOOL event_reset(WSAEVENT event, int *error);

/* What providers get of an object: providers/provider.h says what each does. */
struct event *event_reference(WSAEVENT event);
void event_add_reference(struct event *event);
void event_unreference(struct event *event);
void event_signal(struct event *event, struct event_member *member);
void event_forget(struct event *event, struct event_member *member);
void event_forget_and_reset(struct event *event, struct event_member *member);
void event_clear(struct event *event);

/*
 * Takes up to room sockets with unread records, longest waiting first, and writes them `stride` bytes apart;
 * resets the event if no more are left.
 */
int event_take_unread(struct event *event, SOCKET *first, size_t stride, int room);
bool event_has_unread(struct event *event);

#endif
