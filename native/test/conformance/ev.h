/* ev.h - the rules of EV are in two files; ev.c lists them all. */
#ifndef CONFORMANCE_EV_H
#define CONFORMANCE_EV_H

#include "conformance.h"

WSAEVENT event_new(void);
/* Waits at most so long for one event; 1 when it is set. */
int is_set_within(WSAEVENT event, DWORD ms);

#define CHECK_SET(event)   CHECK(is_set_within(event, RECEIVE_MS))
#define CHECK_UNSET(event) CHECK(!is_set_within(event, 0))

extern const struct rule rule_EV_11, rule_EV_12; /* ev_objects.c */

#endif
