/* What a built-in provider may have beside its WSPPROC_TABLE: batches of datagrams (joinleaf/batch.h). */
#ifndef JOINLEAF_API_BATCH_H
#define JOINLEAF_API_BATCH_H

#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_tcpip.h>

#include <joinleaf/batch.h>

/* The datagrams' pointers are not NULL where something is to be there, and sizes agree with the rest. */
struct batch_procs {
    int (*send)(SOCKET s, const struct joinleaf_datagrams *datagrams, DWORD flags, const SOCKADDR *to,
                int tolen, LPINT error);
    int (*receive)(SOCKET s, char *data, ULONG length, ULONG slot, struct joinleaf_run *runs, int room,
                   LPINT error);
    int (*modes)(SOCKET s, ULONG size, LPDWORD modes, LPINT error);
};

#endif
