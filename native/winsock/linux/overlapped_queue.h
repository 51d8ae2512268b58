/*
 * The overlapped operations that wait, in a queue for each socket and direction, and the one thread that takes
 * them out. The thread begins with the first operation that waits, and ends with the last WSACleanup. It
 * sleeps for one event, which each socket signals that is awaited (provider.await); sends that found no room
 * are tried again each millisecond. It never runs code of the application: completion routines are run by the
 * thread that began the operation (overlapped_thread.h).
 *
 * One lock guards everything here. It is held while a socket is made awaited, and not while data are moved. No
 * lock of a provider may be held when it is taken. An operation has ended, for everyone to see, in the moment in which its
 * `Internal` says so: the memory of the caller is not touched after that.
 */
#ifndef JOINLEAF_API_OVERLAPPED_QUEUE_H
#define JOINLEAF_API_OVERLAPPED_QUEUE_H

#include "providers/provider.h"
#include "overlapped_thread.h"

static inline bool overlapped_sends(enum overlapped_kind kind)
{
    return kind <= OVERLAPPED_SEND_MESSAGE;
}

/* Tries the call without waiting. Returns 0 or its code; WSAEWOULDBLOCK if it would wait. */
int overlapped_try(const WSPPROC_TABLE *procs, SOCKET s, const struct overlapped_request *request,
                   DWORD *moved, DWORD *flags);

/* Returns whether operations of this direction wait: then a further one waits behind them. */
bool overlapped_queue_has(SOCKET s, bool sends);
/* Appends the operation, which is the queue's from then on. The caller holds a reference on the socket.
 * Returns 0, or a code, and then nothing has changed. */
int overlapped_queue_add(struct operation *operation, const struct provider *provider, uintptr_t context);
/* Tells that an operation has ended: its structure, its event, its routine. It is freed, now or after its
 * routine has run. */
void overlapped_tell(struct operation *operation, int code, DWORD moved, DWORD flags);
/* Waits until no operation with this structure is in the socket's queues. */
void overlapped_queue_wait(SOCKET s, const WSAOVERLAPPED *overlapped);
/* Cancels the socket's operations with this structure, or all if that is NULL, of the thread, or of all. Returns how many. */
int overlapped_queue_cancel(SOCKET s, const WSAOVERLAPPED *overlapped, const struct overlapped_thread *of);
/* Ends what the thread, which ends itself, has begun. */
void overlapped_queue_end_thread(const struct overlapped_thread *of);

/* What `Internal` holds. */
ULONG_PTR overlapped_status(int code);
int overlapped_code(ULONG_PTR status);

#endif
