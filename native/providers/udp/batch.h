/* Batches of datagrams (joinleaf/batch.h): one system call moves many. No lock is held in these calls. */
#ifndef JOINLEAF_UDP_BATCH_H
#define JOINLEAF_UDP_BATCH_H

#include "providers/provider.h"

#include "udp.h"

extern const struct batch_procs udp_batch;

int udp_batch_send(SOCKET s, const struct joinleaf_datagrams *datagrams, DWORD flags, const SOCKADDR *to,
                   int tolen, LPINT error);
int udp_batch_receive(SOCKET s, char *data, ULONG length, ULONG slot, struct joinleaf_run *runs, int room,
                      char *control, LPINT error);

/* They return whether a batch of this size is handed over for the system to cut up, and whether one system
 * call sends several messages. */
bool udp_batch_segments(struct udp_socket *socket, ULONG size);
bool udp_batch_sends_several(const struct udp_socket *socket);

#endif
