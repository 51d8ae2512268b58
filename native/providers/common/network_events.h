/*
 * The network events of one socket: which are selected, which have happened and wait to be read, which may be
 * recorded again (EV-04). No lock, no I/O: the owner takes care of both.
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

/* Makes a new selection. What the one before had recorded is gone (EV-02). */
void network_events_select(struct network_events *events, LONG mask);

/* Makes a new selection that knows of the one before. What is recorded stays, and is told once it is
 * selected. What is spent stays spent (EV-06b). */
void network_events_reselect(struct network_events *events, LONG mask);

/* Returns the events that would be recorded if they happened now. */
LONG network_events_wanted(const struct network_events *events);

/* Records those of `happened` that are wanted, each with this error. Returns false if none was wanted: then
 * the event object is not to be set. */
bool network_events_record(struct network_events *events, LONG happened, int error);

/* The re-enabling call of these events was made. */
void network_events_enable(struct network_events *events, LONG enabled);

/* The re-enabling call of these events was made while they were not selected: their record is out of date. */
void network_events_forget(struct network_events *events, LONG forgotten);

/* Moves out the record of what is selected. Only the errors of recorded events are written (EV-08). */
void network_events_take(struct network_events *events, LPWSANETWORKEVENTS taken);

#endif
