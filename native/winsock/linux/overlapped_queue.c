#include "overlapped_queue.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "system/clock.h"
#include "system/thread.h"
#include "winsock/catalogue.h"
#include "winsock/events.h"
#include "winsock/handle.h"
#include "winsock/startup.h"
#include "event.h"

enum { RECEIVES, SENDS, DIRECTIONS };

/* A socket that has had operations that waited, until it is closed. */
struct waiting_socket {
    struct waiting_socket *next; /* in its bucket */
    SOCKET socket;
    struct operation_queue queues[DIRECTIONS];
};

enum {
    BUCKETS = 256,
    AT_ONCE = 64, /* operations of one socket that are tried before others have their turn */
    TAKEN = 64,   /* sockets that are taken from the event together */
    SEND_AGAIN_MS = 1
};

static struct system_mutex lock = SYSTEM_MUTEX_INIT; /* guards all below */
static struct system_once changed_once = SYSTEM_ONCE_INIT;
static struct system_condition changed; /* an operation has ended, or is not busy any more; made once */
static unsigned waiters;                /* threads that wait for it */
static struct waiting_socket *buckets[BUCKETS];
static size_t sends;      /* operations that wait to send */
static _Atomic bool used; /* some operation has waited, ever */

static bool running, stopping;
static struct system_thread thread;
static WSAEVENT wake_handle; /* the thread's event, while it runs */
static struct event *wake;

static void make_changed(void)
{
    system_condition_init(&changed);
}

static void tell_waiters(void)
{
    if (waiters > 0) {
        system_condition_wake_all(&changed);
    }
}

static void wait_for_change(void)
{
    waiters++;
    system_condition_wait(&changed, &lock, SYSTEM_NEVER);
    waiters--;
}

/* ---- the table ---- */

static struct waiting_socket **place_of(SOCKET s)
{
    struct waiting_socket **place = &buckets[(s >> 4) % BUCKETS]; /* above the tag: winsock/handle.c */
    while (*place != NULL && (*place)->socket != s) {
        place = &(*place)->next;
    }
    return place;
}

static struct waiting_socket *find_or_make(SOCKET s)
{
    struct waiting_socket **place = place_of(s);
    if (*place == NULL) {
        struct waiting_socket *made = calloc(1, sizeof *made);
        if (made != NULL) {
            made->socket = s;
            *place = made;
        }
    }
    return *place;
}

static int direction_of(const struct operation *operation)
{
    return overlapped_sends(operation->request.kind) ? SENDS : RECEIVES;
}

static struct operation *first_of(SOCKET s, int direction)
{
    const struct waiting_socket *waiting = *place_of(s);
    return waiting == NULL ? NULL : waiting->queues[direction].first;
}

/* Takes an operation that is there out of its queue. */
static void take_out(struct operation *operation)
{
    struct operation_queue *queue = &(*place_of(operation->socket))->queues[direction_of(operation)];
    struct operation *before = NULL, *at = queue->first;
    while (at != operation) {
        before = at;
        at = at->next;
    }
    *(before == NULL ? &queue->first : &before->next) = operation->next;
    if (queue->last == operation) {
        queue->last = before;
    }
    sends -= direction_of(operation) == SENDS;
}

/* Returns the first operation, from `at` on in its queue, that fits: of this structure and of this thread; NULL stands
 * for any. */
static struct operation *fitting(struct operation *at, const WSAOVERLAPPED *overlapped,
                                 const struct overlapped_thread *of)
{
    while (at != NULL &&
           ((overlapped != NULL && at->overlapped != overlapped) || (of != NULL && at->thread != of))) {
        at = at->next;
    }
    return at;
}

/* ---- ends ---- */

ULONG_PTR overlapped_status(int code)
{
    switch (code) {
    case 0:
        return 0;
    case WSA_IO_PENDING:
        return 0x103; /* STATUS_PENDING */
    case WSAEMSGSIZE:
        return 0x80000005; /* STATUS_BUFFER_OVERFLOW */
    case WSA_OPERATION_ABORTED:
        return 0xc0000120; /* STATUS_CANCELLED */
    default:
        return 0xc0070000 | (ULONG_PTR)code; /* as NTSTATUS_FROM_WIN32 makes it */
    }
}

int overlapped_code(ULONG_PTR internal)
{
    uint32_t status = (uint32_t)internal;
    switch (status) {
    case 0x103:
        return WSA_IO_PENDING;
    case 0x80000005:
        return WSAEMSGSIZE;
    case 0xc0000120:
        return WSA_OPERATION_ABORTED;
    default:
        break;
    }
    if (status < 0x80000000u) {
        return 0;
    }
    return (status & 0xffff0000u) == 0xc0070000u ? (int)(status & 0xffff) : WSASYSCALLFAILURE;
}

void overlapped_tell(struct operation *operation, int code, DWORD moved, DWORD flags)
{
    LPWSAOVERLAPPED overlapped = operation->overlapped;
    operation->code = (DWORD)code;
    operation->moved = moved;
    operation->flags = flags;
    overlapped->InternalHigh = moved;
    overlapped->Offset = flags;
    __atomic_store_n(&overlapped->Internal, overlapped_status(code), __ATOMIC_RELEASE);
    /* From here on the structure may be gone. */
    if (operation->event != NULL) {
        event_set_object(operation->event);
    }
    if (operation->routine != NULL) {
        overlapped_thread_owes(operation);
    } else {
        overlapped_free(operation);
    }
}

/* Ends an operation that is in its queue and not busy. */
static void finish(struct operation *operation, int code, DWORD moved, DWORD flags)
{
    take_out(operation);
    overlapped_tell(operation, code, moved, flags);
    tell_waiters();
}

/* ---- the thread ---- */

/* Tries the first operation of a queue. Returns whether it has ended, so that the next may be tried. */
static bool try_first(struct handle_slot *slot, SOCKET s, int direction)
{
    const struct catalogue_entry *entry = handle_object(slot).owner;
    system_mutex_lock(&lock);
    struct operation *first = first_of(s, direction);
    bool ended = false;
    if (first != NULL) {
        first->busy = true;
        system_mutex_unlock(&lock);
        DWORD moved = 0, flags = 0;
        int code = overlapped_try(&entry->procs, s, &first->request, &moved, &flags);
        system_mutex_lock(&lock);
        first->busy = false;
        bool moves = code == 0 || code == WSAEMSGSIZE;
        bool waits = code == WSAEWOULDBLOCK && !first->cancelled;
        /* Whoever closes the socket ends what is left. */
        if (moves || (!waits && !handle_is_closing(s, HANDLE_SOCKET))) {
            finish(first, code == WSAEWOULDBLOCK ? WSA_OPERATION_ABORTED : code, moves ? moved : 0,
                   moves ? flags : 0);
            ended = true;
        } else {
            tell_waiters();
        }
    }
    system_mutex_unlock(&lock);
    return ended;
}

static bool has_operations(SOCKET s, int direction)
{
    system_mutex_lock(&lock);
    bool has = first_of(s, direction) != NULL;
    system_mutex_unlock(&lock);
    return has;
}

/* Stops awaiting the socket if it has no operation that receives. */
static void settle(struct handle_slot *slot, SOCKET s)
{
    const struct catalogue_entry *entry = handle_object(slot).owner;
    system_mutex_lock(&lock);
    if (first_of(s, RECEIVES) == NULL) {
        entry->provider->await(handle_object(slot).context, wake, false);
    }
    system_mutex_unlock(&lock);
}

/* Tries the operations of a socket. The socket is awaited on after the last one has ended, because the next is
 * often begun at once. */
static void serve(SOCKET s, int direction)
{
    struct handle_slot *slot = handle_acquire(s, HANDLE_SOCKET);
    if (slot == NULL) {
        return; /* it is being closed */
    }
    if (direction == RECEIVES) {
        settle(slot, s);
    }
    int tried = 0;
    while (tried < AT_ONCE && try_first(slot, s, direction)) {
        tried++;
    }
    if (tried == AT_ONCE && direction == RECEIVES) {
        const struct catalogue_entry *entry = handle_object(slot).owner;
        entry->provider->await(handle_object(slot).context, wake,
                               true); /* signalled again if there is more */
    }
    handle_release(slot);
}

/* Tries to send what waits. */
static void serve_senders(void)
{
    SOCKET taken[TAKEN];
    for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
        int count = 0;
        system_mutex_lock(&lock);
        bool any = sends > 0;
        for (const struct waiting_socket *at = buckets[bucket]; at != NULL && count < TAKEN; at = at->next) {
            if (at->queues[SENDS].first != NULL) {
                taken[count++] = at->socket;
            }
        }
        system_mutex_unlock(&lock);
        for (int i = 0; i < count; i++) {
            serve(taken[i], SENDS);
        }
        if (!any) {
            return;
        }
    }
}

static void run(void *context)
{
    (void)context;
    SOCKET taken[TAKEN];
    for (;;) {
        system_mutex_lock(&lock);
        bool stop = stopping, sending = sends > 0;
        system_mutex_unlock(&lock);
        if (stop) {
            return;
        }
        event_wait(wake, sending ? SEND_AGAIN_MS : WSA_INFINITE);
        int count = event_take_unread(wake, taken, sizeof *taken, TAKEN);
        for (int i = 0; i < count; i++) {
            serve(taken[i], RECEIVES);
        }
        serve_senders();
    }
}

/* Starts the thread if it does not run. The lock is held. Returns 0 or a code. */
static int start(void)
{
    if (running) {
        return 0;
    }
    if (!startup_done()) {
        return WSANOTINITIALISED; /* the last WSACleanup has stopped it, or is about to */
    }
    system_once(&changed_once, make_changed);
    int error = 0;
    wake_handle = event_create(&error);
    wake = wake_handle == WSA_INVALID_EVENT ? NULL : event_reference(wake_handle);
    /* Opened here, because the thread could not do anything about it. */
    running = wake != NULL && event_open(wake) && system_thread_start(&thread, run, NULL);
    if (!running && wake != NULL) {
        event_unreference(wake);
        event_close(wake_handle, &error);
        wake = NULL;
    }
    return running ? 0 : WSAENOBUFS;
}

void overlapped_stop(void)
{
    int error;
    system_mutex_lock(&lock);
    bool stops = running;
    stopping = stops;
    if (stops) {
        event_set(wake_handle, &error);
    }
    system_mutex_unlock(&lock);
    overlapped_thread_clean_up();
    if (!stops) {
        return;
    }
    system_thread_join(&thread);
    system_mutex_lock(&lock);
    running = stopping = false;
    event_unreference(wake);
    wake = NULL;
    WSAEVENT handle = wake_handle;
    system_mutex_unlock(&lock);
    event_close(handle, &error);
}

/* ---- from the calls ---- */

bool overlapped_queue_has(SOCKET s, bool sending)
{
    return atomic_load(&used) && has_operations(s, sending ? SENDS : RECEIVES);
}

int overlapped_queue_add(struct operation *operation, const struct provider *provider, uintptr_t context)
{
    SOCKET s = operation->socket;
    int direction = direction_of(operation), code, error;
    atomic_store(&used, true);
    system_mutex_lock(&lock);
    code = start();
    struct waiting_socket *waiting = code == 0 ? find_or_make(s) : NULL;
    if (code == 0) {
        code = waiting == NULL         ? WSAENOBUFS
               : direction == RECEIVES ? provider->await(context, wake, true)
                                       : 0;
    }
    if (code == 0) {
        operation_append(&waiting->queues[direction], operation);
        if (direction == SENDS && sends++ == 0) {
            event_set(wake_handle, &error);
        }
    }
    system_mutex_unlock(&lock);
    return code;
}

void overlapped_queue_wait(SOCKET s, const WSAOVERLAPPED *overlapped)
{
    if (!atomic_load(&used)) {
        return;
    }
    system_mutex_lock(&lock);
    while (fitting(first_of(s, RECEIVES), overlapped, NULL) != NULL ||
           fitting(first_of(s, SENDS), overlapped, NULL) != NULL) {
        wait_for_change();
    }
    system_mutex_unlock(&lock);
}

void overlapped_close(SOCKET s)
{
    if (!atomic_load(&used)) {
        return;
    }
    bool silent = !startup_done(); /* IO-17 */
    system_mutex_lock(&lock);
    struct waiting_socket *waiting = *place_of(s);
    if (waiting != NULL) {
        for (int direction = 0; direction < DIRECTIONS; direction++) {
            for (struct operation *first; (first = waiting->queues[direction].first) != NULL;) {
                if (silent) {
                    overlapped_forget_event(first);
                    first->routine = NULL;
                }
                finish(first, WSA_OPERATION_ABORTED, 0, 0);
            }
        }
        *place_of(s) = waiting->next;
        free(waiting);
    }
    system_mutex_unlock(&lock);
}

/* Cancels the operations of a queue that fit. Returns how many, and tells whether one is busy: it ends a moment later, and
 * its memory is still written to. */
static int cancel(SOCKET s, int direction, const WSAOVERLAPPED *overlapped,
                  const struct overlapped_thread *of, bool *busy)
{
    int count = 0;
    struct operation *next;
    for (struct operation *at = fitting(first_of(s, direction), overlapped, of); at != NULL; at = next) {
        next = fitting(at->next, overlapped, of);
        count++;
        at->cancelled = true;
        if (at->busy) {
            *busy = true;
        } else {
            finish(at, WSA_OPERATION_ABORTED, 0, 0);
        }
    }
    return count;
}

int overlapped_queue_cancel(SOCKET s, const WSAOVERLAPPED *overlapped, const struct overlapped_thread *of)
{
    bool busy = false;
    system_mutex_lock(&lock);
    int count = cancel(s, RECEIVES, overlapped, of, &busy) + cancel(s, SENDS, overlapped, of, &busy);
    system_mutex_unlock(&lock);
    return count;
}

void overlapped_queue_end_thread(const struct overlapped_thread *of)
{
    if (!atomic_load(&used)) {
        return;
    }
    system_mutex_lock(&lock);
    for (;;) {
        bool busy = false;
        for (size_t bucket = 0; bucket < BUCKETS; bucket++) {
            for (const struct waiting_socket *at = buckets[bucket]; at != NULL; at = at->next) {
                cancel(at->socket, RECEIVES, NULL, of, &busy);
                cancel(at->socket, SENDS, NULL, of, &busy);
            }
        }
        if (!busy) {
            break;
        }
        wait_for_change();
    }
    system_mutex_unlock(&lock);
}

void overlapped_reset_child(void)
{
    system_mutex_init(&lock);
    system_condition_init(&changed);
    waiters = 0;
    memset(buckets, 0, sizeof buckets);
    sends = 0;
    running = stopping = false;
    wake = NULL;
    overlapped_thread_reset_child();
}
