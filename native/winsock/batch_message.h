/* One datagram of a batch (joinleaf/batch.h) by WSARecvMsg, which alone tells control data. No state. Include
 * <winsock2.h> and <mswsock.h> first. */
#ifndef JOINLEAF_API_BATCH_MESSAGE_H
#define JOINLEAF_API_BATCH_MESSAGE_H

#include <joinleaf/batch.h>

#include <stdbool.h>

/* Describes one datagram, of which the slot has so many bytes; lost: it was longer, by at least one byte. */
void batch_describe(struct joinleaf_run *run, ULONG size, BOOL lost, int fromlen);

/* Asks the socket's provider for a function that extends Winsock. Returns false if it has none: then the last
 * error says why. */
bool batch_extension(SOCKET s, GUID id, void *function, DWORD room);
/* Returns the socket's WSARecvMsg, or NULL if its provider has none: then the last error says why. */
LPFN_WSARECVMSG batch_receive_function(SOCKET s);
/* Receives one datagram by that into a slot, and its control data, whose size becomes `control->len`. Writes
 * all of the run but its offset. Returns 0 or the code. */
int batch_receive_message(SOCKET s, LPFN_WSARECVMSG receive, char *slot_data, ULONG slot, WSABUF *control,
                          struct joinleaf_run *run);

#endif
