/* Waiting for a change of one socket, or of any. */
#ifndef JOINLEAF_ROOTED_WAIT_H
#define JOINLEAF_ROOTED_WAIT_H

#include "providers/rooted/session/session.h"

/* Wakes who waits for this socket, and records the events whose conditions hold. Its session's lock is held.
 */
void rooted_wake(struct rooted_socket *socket);
/* Waits for a change, without the session's lock. 0, WSAEINTR when the socket is being closed, WSAETIMEDOUT.
 */
int rooted_wait(struct rooted_socket *socket, int64_t deadline);
/* The same for who receives: a leaf's thread reads for itself where it can. */
int rooted_wait_for_data(struct rooted_socket *socket, int64_t deadline);
/* Ends all waits on the socket. */
void rooted_end_waits(struct rooted_socket *socket);
/* The time at which a time-out in milliseconds is over; 0 and INFINITE never are. */
int64_t rooted_deadline(DWORD timeout);

/* ---- any socket: selects wait so ---- */

/* Some socket's readiness may have changed. */
void rooted_any_changed(void);
/* From here on changes are counted, until rooted_stop_counting. */
void rooted_count_changes(void);
void rooted_stop_counting(void);
uint64_t rooted_changes(void);
/* Until there is another change than those `seen`. False when the time is over. */
bool rooted_wait_for_any(uint64_t seen, int64_t deadline);

/* In the child of a fork, where nobody waits (system/fork.h). */
void rooted_wait_reset_child(void);

#endif
