/* Batches (joinleaf/batch.h) as loops of plain calls, for sockets that have nothing better. No state. Include
 * <winsock2.h> first. */
#ifndef JOINLEAF_API_BATCH_LOOP_H
#define JOINLEAF_API_BATCH_LOOP_H

#include <joinleaf/batch.h>

/* Returns 0, or WSAEFAULT or WSAEINVAL for arguments that a batch cannot have. */
int batch_check_send(const struct joinleaf_datagrams *datagrams);
int batch_check_receive(const char *data, ULONG length, const struct joinleaf_run *runs, int room,
                        DWORD flags);

/* They do what joinleaf_send_batch and joinleaf_receive_batch do. The arguments were checked. */
int batch_loop_send(SOCKET s, const struct joinleaf_datagrams *datagrams, DWORD flags, const SOCKADDR *to,
                    int tolen);
int batch_loop_receive(SOCKET s, char *data, ULONG length, ULONG slot, struct joinleaf_run *runs, int room,
                       char *control);

/* Returns what a batch returns that has sent so many datagrams before a call failed with the last error. */
int batch_stopped(ULONG sent);
/* Returns whether a receive call would find something now. */
BOOL batch_more(SOCKET s);

/* The socket is about to be closed: forgets what is remembered of its batches, because its handle may be
 * given to another socket. */
void batch_forget(SOCKET s);

#endif
