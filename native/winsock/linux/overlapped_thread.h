/*
 * Overlapped operations, and threads that have begun some: what they began ends with them, and their completion
 * routines run in their alertable waits (IO-17, IO-18). Each has a lock for its queue of routines that are due.
 */
#ifndef JOINLEAF_API_OVERLAPPED_THREAD_H
#define JOINLEAF_API_OVERLAPPED_THREAD_H

#include "winsock/overlapped.h"

struct event;
struct overlapped_thread;

struct operation {
    struct operation *next;
    SOCKET socket;
    struct overlapped_request request; /* what it points to lies here, but for what the call is to write */
    LPWSAOVERLAPPED overlapped;
    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine; /* NULL: none */
    struct event *event;                        /* of hEvent, with a reference; NULL: none */
    struct overlapped_thread *thread;           /* which began it, with a reference */
    DWORD code, moved, flags;                   /* how it has ended, for the routine */
    bool busy;                                  /* it is being tried, without the lock */
    bool cancelled;                             /* and is to end if it still has to wait */
    WSAMSG message;                             /* what the request's message was */
    SOCKADDR_STORAGE to;
    WSABUF buffers[]; /* and behind them the control data of a message that is sent */
};

struct operation_queue {
    struct operation *first, *last; /* last: of a queue that is not empty */
};

static inline void operation_append(struct operation_queue *queue, struct operation *operation)
{
    operation->next = NULL;
    *(queue->first == NULL ? &queue->first : &queue->last->next) = operation;
    queue->last = operation;
}

/* Frees an operation that has ended, or has not begun. */
void overlapped_free(struct operation *operation);
/* The operation's end sets no event. */
void overlapped_forget_event(struct operation *operation);

/* Called in a thread that ends: what it has begun has to end. */
typedef void overlapped_thread_end(const struct overlapped_thread *thread);

/* Returns the calling thread, with a reference; routines: it is to have completion routines. `end` is always the same.
 * NULL: there is no memory. */
struct overlapped_thread *overlapped_thread_of_caller(bool routines, overlapped_thread_end *end);
/* Returns the calling thread without a reference; NULL: it has begun nothing. */
const struct overlapped_thread *overlapped_thread_now(void);
void overlapped_thread_unreference(struct overlapped_thread *thread);

/* The operation has ended: its routine is due in its thread, which owns it from then on. */
void overlapped_thread_owes(struct operation *operation);

/* Returns the event that is set while a routine of the calling thread is due; NULL if none can become due. */
struct event *overlapped_thread_alert(void);
/* Runs the routines that are due in the calling thread, until none is. */
void overlapped_thread_run(void);

/* The last WSACleanup is called by the calling thread: no routine is due in it any more. */
void overlapped_thread_clean_up(void);
/* In the child of a fork: the calling thread has begun nothing. */
void overlapped_thread_reset_child(void);

#endif
