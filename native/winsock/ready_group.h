/*
 * The sockets of one selector: what it waits for, and which of them have something to report. On Linux one
 * event serves any number of sockets, because it knows which of them have set it. On Windows each socket has
 * to be asked, so they are spread over as many events as one call can wait for. Include <winsock2.h> first.
 */
#ifndef JOINLEAF_API_READY_GROUP_H
#define JOINLEAF_API_READY_GROUP_H

#include <joinleaf/ready.h>

struct ready_group;

/* Makes a group, or returns NULL with the last error. One thread at a time may wait and ask; any thread may
 * select and wake. */
struct ready_group *ready_group_open(void);
/* Closes a group that no thread uses any more. */
void ready_group_close(struct ready_group *group);
/* Ends the wait in progress, or the next one. */
BOOL ready_group_wake(struct ready_group *group);
/* Calls WSAEventSelect for a socket of the group. With no events the socket leaves the group. */
int ready_group_select(struct ready_group *group, SOCKET s, long events);
/* Waits. Returns what WSAWaitForMultipleEvents returns for one event: 0, WSA_WAIT_TIMEOUT or WSA_WAIT_FAILED.
 */
DWORD ready_group_wait(struct ready_group *group, DWORD milliseconds);
/* Does what joinleaf_ready_sockets does, for all sockets that are selected in the group. */
int ready_group_sockets(struct ready_group *group, const SOCKET *sockets, int count,
                        struct joinleaf_ready *ready, int room);

#endif
