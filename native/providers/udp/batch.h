/* Batches of datagrams (joinleaf/batch.h): many a system call. */
#ifndef JOINLEAF_IP_BATCH_H
#define JOINLEAF_IP_BATCH_H

#include "winsock/linux/batch.h"

#include "ip.h"

extern const struct batch_procs ip_batch;

int ip_batch_send(SOCKET s, const struct joinleaf_datagrams *datagrams, DWORD flags, const SOCKADDR *to,
                  int tolen, LPINT error);
int ip_batch_receive(SOCKET s, char *data, ULONG length, ULONG slot, struct joinleaf_run *runs, int room,
                     LPINT error);

/* Whether batches are sent with what it takes to have the system segment, and several a call. */
bool ip_batch_segments(struct ip_socket *socket, ULONG size);
bool ip_batch_sends_several(const struct ip_socket *socket);

struct mmsghdr;

/* sendmmsg and recvmmsg, or the same with sendmsg and recvmsg where the system lacks them, which is found out
 * once. */
int ip_send_messages(int fd, struct mmsghdr *messages, unsigned count, int os_flags);
int ip_receive_messages(int fd, struct mmsghdr *messages, unsigned count, int os_flags);
bool ip_batch_system_has_several(void);

#endif
