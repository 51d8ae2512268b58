/*
 * native/winsock/linux: what only Linux's API half has: event objects and waiting for them, names and
 * addresses as text, byte order, and the functions that the other half of winsock leaves to the system.
 *
 * Event objects: a manual-reset flag that threads wait for (EV-11), and that the sockets selected on it set.
 *
 * There is no thread in the background. An event holds an epoll instance with the descriptors of its sockets;
 * whoever looks at the event - to wait, test or reset it - first has the ready sockets record what happened
 * (event_watch.h).
 */
#ifndef JOINLEAF_API_EVENT_H
#define JOINLEAF_API_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include "winsock/events.h"

/*
 * Takes at most `room` sockets with unread records, those that have waited longest first, and writes their
 * handles `stride` bytes apart. Resets the event if no more are left. Returns how many were taken.
 */
int event_take_unread(struct event *event, SOCKET *first, size_t stride, int room);
/* Returns whether some socket has an unread record. */
bool event_has_unread(struct event *event);
/* Sets the event as WSASetEvent does, also after WSACloseEvent. */
void event_set_object(struct event *event);
/* Opens what a thread that waits for the event needs, if it is not open. Returns false if it cannot be had. */
bool event_open(struct event *event);
/* Waits until the event is set, for at most this many milliseconds. The event was opened. */
void event_wait(struct event *event, DWORD timeout);

#endif
