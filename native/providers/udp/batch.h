/* Batches of datagrams (joinleaf/batch.h): many a system call. */
#ifndef JOINLEAF_UDP_BATCH_H
#define JOINLEAF_UDP_BATCH_H

#include "providers/provider.h"

#include "udp.h"

extern const struct batch_procs udp_batch;

int udp_batch_send(SOCKET s, const struct joinleaf_datagrams *datagrams, DWORD flags, const SOCKADDR *to,
                   int tolen, LPINT error);
int udp_batch_receive(SOCKET s, char *data, ULONG length, ULONG slot, struct joinleaf_run *runs, int room,
                      LPINT error);

/* Whether batches are sent with what it takes to have the system segment, and several a call. */
bool udp_batch_segments(struct udp_socket *socket, ULONG size);
bool udp_batch_sends_several(const struct udp_socket *socket);

struct mmsghdr;

/* sendmmsg and recvmmsg, or the same with sendmsg and recvmsg where the system lacks them, which is found out
 * once. */
int udp_send_messages(int fd, struct mmsghdr *messages, unsigned count, int os_flags);
int udp_receive_messages(int fd, struct mmsghdr *messages, unsigned count, int os_flags);
bool udp_batch_system_has_several(void);

#endif
