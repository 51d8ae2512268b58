/* Event objects as the API half makes them: winsock/linux/event.c or winsock/windows/event.c. */
#ifndef JOINLEAF_API_EVENTS_H
#define JOINLEAF_API_EVENTS_H

#include <joinleaf/ws_sock.h>

#include "providers/provider.h"

/* A call that fails returns FALSE or WSA_INVALID_EVENT, with a code in *error. */
WSAEVENT event_create(int *error);
BOOL event_close(WSAEVENT event, int *error);
BOOL event_set(WSAEVENT event, int *error);
BOOL event_reset(WSAEVENT event, int *error);

/* What providers can do with an event object: struct provider_events (providers/provider.h) documents these.
 */
struct event *event_reference(WSAEVENT event);
void event_add_reference(struct event *event);
void event_unreference(struct event *event);
void event_signal(struct event *event, struct event_member *member);
void event_forget(struct event *event, struct event_member *member);
void event_forget_and_reset(struct event *event, struct event_member *member);
void event_clear(struct event *event);
void event_pump(struct event *event);

#endif
