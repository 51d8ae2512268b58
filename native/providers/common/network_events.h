/*
 * The network events of one socket: which are selected, which have happened and wait to be read, which may be
 * recorded again (EV-04). No lock, no I/O: whoever owns it sees to both.
 */
#ifndef JOINLEAF_COMMON_NETWORK_EVENTS_H
#define JOINLEAF_COMMON_NETWORK_EVENTS_H

#include <stdbool.h>

#include <joinleaf/ws_sock.h>

struct network_events {
    LONG selected; /* FD_* bits */
    LONG recorded;
    LONG spent; /* recorded since the last re-enabling call: not recorded again before the next */
    int errors[FD_MAX_EVENTS];
};

/* A new selection; what the one before had recorded is gone (EV-02). */
void network_events_select(struct network_events *events, LONG mask);

/* A new selection that knows of the one before: what is recorded stays, and is told once it is selected; what
 * is spent stays spent (EV-06b). */
void network_events_reselect(struct network_events *events, LONG mask);

/* The events that would be recorded if they happened now. */
LONG network_events_wanted(const struct network_events *events);

/* Records those of `happened` that are wanted, each with this error. False when none was: no event is to be
 * set. */
bool network_events_record(struct network_events *events, LONG happened, int error);

/* The re-enabling call of these events was made. */
void network_events_enable(struct network_events *events, LONG enabled);

/* The re-enabling call of these events was made while they were not selected: their record is out of date. */
void network_events_forget(struct network_events *events, LONG forgotten);

/* Moves the record of what is selected out; of the errors only those of recorded events are written (EV-08).
 */
void network_events_take(struct network_events *events, LPWSANETWORKEVENTS taken);

#endif
