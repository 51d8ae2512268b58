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

/* Each: FALSE / WSA_INVALID_EVENT and a code in *error on failure. */
WSAEVENT event_create(int *error);
BOOL event_close(WSAEVENT event, int *error);
BOOL event_set(WSAEVENT event, int *error);
BOOL event_reset(WSAEVENT event, int *error);

/*
 * The object itself, which outlives its handle for as long as a socket refers to it (EV-14): what is set
 * after WSACloseEvent nobody sees. NULL for an unknown handle.
 */
struct event;
struct event *event_reference(WSAEVENT event);
void event_add_reference(struct event *event);
void event_unreference(struct event *event);

/* A socket's place among those of its event that have unread records. */
struct event_member {
    struct event_member *next, *previous; /* NULL: not among them */
    SOCKET socket;
};

/* Sets the event for a record of member's socket. */
void event_signal(struct event *event, struct event_member *member);
/* The records of member's socket were read, or it is leaving. */
void event_forget(struct event *event, struct event_member *member);
/* The same for both of WSAEnumNetworkEvents' effects in one: also resets the event. */
void event_forget_and_reset(struct event *event, struct event_member *member);

/* Resets it, without a look at the sockets. */
void event_clear(struct event *event);

/*
 * Takes up to room sockets with unread records, longest waiting first, and writes them `stride` bytes apart;
 * resets the event if no more are left.
 */
int event_take_unread(struct event *event, SOCKET *first, size_t stride, int room);
bool event_has_unread(struct event *event);

#endif
