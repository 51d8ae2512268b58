/*
 * Waiting for a change of one socket, or of any socket. In the calls about one socket its session's lock is
 * held, with which its condition is used. The calls about any socket take a lock of their own, and may be
 * made with or without a session's lock.
 */
#ifndef JOINLEAF_ROOTED_WAIT_H
#define JOINLEAF_ROOTED_WAIT_H

#include "providers/rooted/session/session.h"

/* Wakes those who wait for this socket, and records the events whose conditions hold. */
void rooted_wake(struct rooted_socket *socket);
/* Gives up the session's lock and waits for a change. Returns 0, WSAEINTR if the socket is being closed, or
 * WSAETIMEDOUT. */
int rooted_wait(struct rooted_socket *socket, int64_t deadline);
/* The same for a thread that receives. A leaf's thread reads the group's socket itself if it can. */
int rooted_wait_for_data(struct rooted_socket *socket, int64_t deadline);
/* Ends all waits on the socket. */
void rooted_end_waits(struct rooted_socket *socket);
/* Returns the time at which a time-out in milliseconds is over. 0 and INFINITE never are. */
int64_t rooted_deadline(DWORD timeout);

/* ---- any socket: this is how select waits ---- */

/* Some socket may have become ready. */
void rooted_any_changed(void);
/* From here on changes are counted, until rooted_stop_counting. */
void rooted_count_changes(void);
void rooted_stop_counting(void);
/* How many changes have been counted. */
uint64_t rooted_changes(void);
/* Waits until there are other changes than the `seen` ones. Returns false if the time is over. */
bool rooted_wait_for_any(uint64_t seen, int64_t deadline);

/* In the child of a fork, where nobody waits (system/fork.h). */
void rooted_wait_reset_child(void);

#endif
