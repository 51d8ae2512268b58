/* Event objects: what the upcalls and the event calls share. A manual-reset flag that threads can wait for (EV-11). */
#ifndef JOINLEAF_API_EVENT_H
#define JOINLEAF_API_EVENT_H

#include <joinleaf/ws_sock.h>

/* Each: FALSE / WSA_INVALID_EVENT and a code in *error on failure. */
WSAEVENT event_create(int *error);
BOOL event_close(WSAEVENT event, int *error);
BOOL event_set(WSAEVENT event, int *error);
BOOL event_reset(WSAEVENT event, int *error);

#endif
