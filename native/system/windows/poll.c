/*
 * The poller over an I/O completion port.
 *
 * Why not WSAPoll or select: with a thousand sockets they look at a thousand for each wake-up, and WSAPoll
 * did not tell of a failed connection before Windows 10 2004. Of a port a wake-up costs the same however many
 * sockets there are.
 *
 * What comes in: for each watch the port has one read of 0 bytes under way, which ends when there is
 * something to read and takes nothing (of datagrams with MSG_PEEK). It is begun anew before the next wait, so
 * that what is still there is reported again. It is always the waiting thread that begins it: reads of a
 * thread that ends may end with it.
 *
 * What else there is - a connection to accept or that was made, room to send - is looked for with select;
 * where there is none yet, WSAEventSelect tells on an event of the watch, of which a wait of the thread pool
 * tells the port. Few sockets need it at a time.
 */
#include "system/poll.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "ws2.h"

#include <mmsystem.h>

enum { PACKET_READ = 1, PACKET_EVENT, PACKET_WAKE };
enum { LONGEST_MS = 3600000, DRAIN_TRIES = 100, DRAIN_US = 10000 };

enum kind { KIND_STREAM, KIND_LISTENER, KIND_DATAGRAM };

/* What stands behind a watch. It outlives it for as long as the port may still speak of it. */
struct entry {
    OVERLAPPED read;  /* what the port tells of a read */
    OVERLAPPED event; /* and of the event */
    struct entry *next, *previous, *next_to_arm;
    HANDLE port;
    struct system_watch *watch; /* NULL: removed */
    SOCKET socket;
    enum kind kind;
    unsigned interest;
    bool reading;     /* a read is under way */
    bool listed;      /* among those to arm */
    uint64_t told_in; /* the number of the wait that told of it last, and where in what it reports */
    int told_at;
    long selected;           /* FD_* bits that are waited for now; 0: none */
    HANDLE signal;           /* the event; NULL: none yet */
    PTP_WAIT wait;           /* of signal */
    _Atomic unsigned posted; /* how often the port has `event`, or is just being given it */
};

/*
 * The lock guards the lists and entries. Under it the sockets are asked for things too, so that nobody asks a
 * socket that was removed, and perhaps closed, meanwhile. No callback takes it.
 */
struct system_poller {
    HANDLE port;
    SRWLOCK lock;
    struct entry entries; /* head of the list of all */
    struct entry *to_arm;
    uint64_t waits;
    int found;          /* reported by the wait under way */
    bool waiting;       /* what is to arm must wake it */
    _Atomic bool woken; /* PACKET_WAKE is in the port */
};

static struct entry *entry_of(const struct system_watch *watch)
{
    return (struct entry *)watch->place;
}

static void free_if_over(struct entry *entry)
{
    if (entry->watch == NULL && !entry->reading && !entry->listed && atomic_load(&entry->posted) == 0) {
        entry->next->previous = entry->previous;
        entry->previous->next = entry->next;
        free(entry);
    }
}

/* ---- the event ---- */

static VOID CALLBACK signalled(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_WAIT wait,
                               TP_WAIT_RESULT result)
{
    struct entry *entry = context;
    (void)instance, (void)wait, (void)result;
    atomic_fetch_add(&entry->posted, 1);
    if (!PostQueuedCompletionStatus(entry->port, 0, PACKET_EVENT, &entry->event)) {
        atomic_fetch_sub(&entry->posted, 1);
    }
}

/* Nothing is selected any more, and no callback runs. */
static void deselect(struct entry *entry)
{
    if (entry->signal == NULL) {
        return;
    }
    WSAEventSelect(entry->socket, NULL, 0);
    SetThreadpoolWait(entry->wait, NULL, NULL);
    WaitForThreadpoolWaitCallbacks(entry->wait, TRUE);
    CloseThreadpoolWait(entry->wait);
    CloseHandle(entry->signal);
    entry->wait = NULL;
    entry->signal = NULL;
    entry->selected = 0;
}

static bool make_signal(struct entry *entry)
{
    if (entry->signal != NULL) {
        return true;
    }
    entry->signal = CreateEventW(NULL, FALSE, FALSE, NULL);
    entry->wait = entry->signal == NULL ? NULL : CreateThreadpoolWait(signalled, entry, NULL);
    if (entry->wait == NULL && entry->signal != NULL) {
        CloseHandle(entry->signal);
        entry->signal = NULL;
    }
    return entry->signal != NULL;
}

/* The read tells of a connection's end too. */
static long wanted_events(const struct entry *entry)
{
    bool in = (entry->interest & SYSTEM_POLL_IN) != 0, out = (entry->interest & SYSTEM_POLL_OUT) != 0;
    switch (entry->kind) {
    case KIND_LISTENER:
        return in ? FD_ACCEPT : 0;
    case KIND_STREAM:
        return (out ? FD_CONNECT | FD_WRITE : 0) | (in ? 0 : FD_CLOSE);
    case KIND_DATAGRAM:
    default:
        return out ? FD_WRITE : 0;
    }
}

/* What holds now of that which events tell of. A connection that could not be made is exceptional to select.
 */
static unsigned look_at_entry(const struct entry *entry)
{
    fd_set one = {.fd_count = 1, .fd_array = {entry->socket}}, other = one;
    struct timeval now = {0, 0};
    if (entry->kind == KIND_LISTENER) {
        bool in = (entry->interest & SYSTEM_POLL_IN) != 0 && select(0, &one, NULL, NULL, &now) > 0;
        return in ? SYSTEM_POLL_IN : 0;
    }
    if ((entry->interest & SYSTEM_POLL_OUT) == 0 || select(0, NULL, &one, &other, &now) <= 0) {
        return 0;
    }
    return one.fd_count > 0 ? SYSTEM_POLL_OUT : SYSTEM_POLL_ERROR;
}

/* What there is to tell now; 0: nothing, and then it is waited for. */
static unsigned arm_event(struct entry *entry)
{
    long wanted = wanted_events(entry);
    if (wanted == 0) {
        deselect(entry);
        return 0;
    }
    unsigned what = look_at_entry(entry);
    if (what != 0 || wanted == entry->selected) {
        return what;
    }
    if (!make_signal(entry) || WSAEventSelect(entry->socket, entry->signal, wanted) != 0) {
        return SYSTEM_POLL_ERROR;
    }
    entry->selected = wanted;
    SetThreadpoolWait(entry->wait, entry->signal, NULL);
    return 0;
}

/* ---- the read ---- */

/* What there is to tell now, which is nothing but an error. A connection that is not there yet is none. */
static unsigned arm_read(struct entry *entry)
{
    static char nothing;
    if (entry->kind == KIND_LISTENER || (entry->interest & SYSTEM_POLL_IN) == 0 || entry->reading) {
        return 0;
    }
    WSABUF none = {0, &nothing};
    DWORD flags = entry->kind == KIND_DATAGRAM ? MSG_PEEK : 0;
    entry->read = (OVERLAPPED){0};
    int code = ws2_code(WSARecv(entry->socket, &none, 1, NULL, &flags, &entry->read, NULL));
    /* WSAEMSGSIZE: a datagram is longer than 0 bytes, and the port is told so. */
    entry->reading = code == 0 || code == WSA_IO_PENDING || code == WSAEMSGSIZE;
    bool good = entry->reading || (code == WSAENOTCONN && (entry->selected & FD_CONNECT) != 0);
    return good ? 0 : SYSTEM_POLL_IN | SYSTEM_POLL_ERROR;
}

/* ---- watches ---- */

static enum kind kind_of(SOCKET s)
{
    int type = 0, listens = 0, size = sizeof type;
    getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&type, &size);
    size = sizeof listens;
    getsockopt(s, SOL_SOCKET, SO_ACCEPTCONN, (char *)&listens, &size);
    return type == SOCK_DGRAM ? KIND_DATAGRAM : listens != 0 ? KIND_LISTENER : KIND_STREAM;
}

/* The lock is held. */
static void list_to_arm(struct system_poller *poller, struct entry *entry)
{
    if (!entry->listed) {
        entry->listed = true;
        entry->next_to_arm = poller->to_arm;
        poller->to_arm = entry;
    }
    if (poller->waiting) {
        system_poller_wake(poller);
    }
}

struct system_poller *system_poller_new(void)
{
    WSADATA data;
    struct system_poller *poller = calloc(1, sizeof *poller);
    if (poller == NULL || WSAStartup(MAKEWORD(2, 2), &data) != 0) {
        free(poller);
        return NULL;
    }
    poller->port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    if (poller->port == NULL) {
        WSACleanup();
        free(poller);
        return NULL;
    }
    InitializeSRWLock(&poller->lock);
    poller->entries.next = poller->entries.previous = &poller->entries;
    timeBeginPeriod(1); /* else a wait of a millisecond takes up to 16 */
    return poller;
}

bool system_poller_add(struct system_poller *poller, struct system_watch *watch, unsigned interest)
{
    struct entry *entry = calloc(1, sizeof *entry);
    if (entry == NULL) {
        return false;
    }
    entry->port = poller->port;
    entry->watch = watch;
    entry->socket = ws2_socket(watch->socket);
    entry->kind = kind_of(entry->socket);
    entry->interest = interest;
    /* A socket has one port for its life: that is no error if it was watched before. */
    if (entry->kind != KIND_LISTENER &&
        CreateIoCompletionPort((HANDLE)entry->socket, poller->port, PACKET_READ, 0) == NULL &&
        GetLastError() != ERROR_INVALID_PARAMETER) {
        free(entry);
        return false;
    }
    watch->place = (size_t)entry;
    AcquireSRWLockExclusive(&poller->lock);
    entry->next = &poller->entries;
    entry->previous = poller->entries.previous;
    entry->previous->next = entry->next->previous = entry;
    list_to_arm(poller, entry);
    ReleaseSRWLockExclusive(&poller->lock);
    return true;
}

void system_poller_change(struct system_poller *poller, struct system_watch *watch, unsigned interest)
{
    struct entry *entry = entry_of(watch);
    AcquireSRWLockExclusive(&poller->lock);
    entry->interest = interest;
    list_to_arm(poller, entry);
    ReleaseSRWLockExclusive(&poller->lock);
}

/* The lock is held. */
static void remove_entry(struct entry *entry)
{
    entry->watch = NULL;
    deselect(entry);
    if (entry->reading) {
        CancelIoEx((HANDLE)entry->socket, &entry->read); /* of which the port tells */
    }
    free_if_over(entry);
}

void system_poller_remove(struct system_poller *poller, struct system_watch *watch)
{
    AcquireSRWLockExclusive(&poller->lock);
    remove_entry(entry_of(watch));
    watch->place = 0;
    ReleaseSRWLockExclusive(&poller->lock);
}

/* ---- waiting: the lock is held ---- */

/* Once for each watch and wait. There is room. */
static void tell_ready(struct system_poller *poller, struct system_ready *ready, struct entry *entry,
                       unsigned what)
{
    if (what == 0) {
        return;
    }
    if (entry->told_in != poller->waits) {
        entry->told_in = poller->waits;
        entry->told_at = poller->found++;
        ready[entry->told_at] = (struct system_ready){entry->watch, 0};
    }
    ready[entry->told_at].what |= what;
}

/* Begins what is to begin. What can be told already is, and is looked at again by the next wait. */
static void arm_all(struct system_poller *poller, struct system_ready *ready)
{
    struct entry *list = poller->to_arm;
    poller->to_arm = NULL;
    while (list != NULL) {
        struct entry *entry = list;
        list = entry->next_to_arm;
        entry->listed = false;
        if (entry->watch == NULL) {
            free_if_over(entry);
            continue;
        }
        bool room = poller->found < SYSTEM_POLL_MOST;
        unsigned what = room ? arm_event(entry) : 0;
        what |= room ? arm_read(entry) : 0; /* goes by what the event is */
        tell_ready(poller, ready, entry, what);
        if (what != 0 || !room) {
            list_to_arm(poller, entry);
        }
    }
}

static unsigned what_was_read(const struct entry *entry)
{
    const ULONG_PTR failed = 0x80000000, longer = 0x80000005; /* STATUS_BUFFER_OVERFLOW, of a datagram */
    ULONG_PTR status = entry->read.Internal;
    bool error = entry->kind == KIND_STREAM && (status & failed) != 0 && status != longer;
    return (entry->interest & SYSTEM_POLL_IN) == 0 ? 0u : SYSTEM_POLL_IN | (error ? SYSTEM_POLL_ERROR : 0u);
}

/* Taking the record lets the next one come. */
static unsigned what_is_signalled(const struct entry *entry)
{
    WSANETWORKEVENTS events = {0};
    WSAEnumNetworkEvents(entry->socket, NULL, &events);
    return (events.lNetworkEvents & FD_CLOSE) != 0 ? SYSTEM_POLL_ERROR : look_at_entry(entry);
}

/* What one packet of the port tells; 0: nothing that anybody wants to know. */
static unsigned what_happened(struct entry *entry, ULONG_PTR key)
{
    if (key == PACKET_READ) {
        entry->reading = false;
        return entry->watch == NULL ? 0 : what_was_read(entry);
    }
    atomic_fetch_sub(&entry->posted, 1);
    if (entry->watch == NULL || entry->selected == 0) {
        return 0;
    }
    entry->selected = 0;
    return what_is_signalled(entry);
}

static void take_packets(struct system_poller *poller, const OVERLAPPED_ENTRY *packets, ULONG count,
                         struct system_ready *ready)
{
    for (ULONG i = 0; i < count; i++) {
        ULONG_PTR key = packets[i].lpCompletionKey;
        if (key == PACKET_WAKE) {
            atomic_store(&poller->woken, false);
            continue;
        }
        struct entry *entry = key == PACKET_READ
                                  ? CONTAINING_RECORD(packets[i].lpOverlapped, struct entry, read)
                                  : CONTAINING_RECORD(packets[i].lpOverlapped, struct entry, event);
        unsigned what = what_happened(entry, key);
        if (entry->watch == NULL) {
            free_if_over(entry);
        } else {
            tell_ready(poller, ready, entry, what);
            list_to_arm(poller, entry);
        }
    }
}

static DWORD milliseconds(int64_t microseconds)
{
    return microseconds < 0                            ? INFINITE
           : microseconds > (int64_t)LONGEST_MS * 1000 ? LONGEST_MS
                                                       : (DWORD)((microseconds + 999) / 1000);
}

int system_poller_wait(struct system_poller *poller, struct system_ready ready[SYSTEM_POLL_MOST],
                       int64_t microseconds)
{
    OVERLAPPED_ENTRY packets[SYSTEM_POLL_MOST];
    AcquireSRWLockExclusive(&poller->lock);
    poller->waits++;
    poller->found = 0;
    arm_all(poller, ready);
    poller->waiting = true;
    ULONG room = (ULONG)(SYSTEM_POLL_MOST - poller->found), count = 0;
    DWORD patience = poller->found > 0 ? 0 : milliseconds(microseconds);
    ReleaseSRWLockExclusive(&poller->lock);
    if (room > 0 && !GetQueuedCompletionStatusEx(poller->port, packets, room, &count, patience, FALSE)) {
        count = 0;
    }
    AcquireSRWLockExclusive(&poller->lock);
    poller->waiting = false;
    take_packets(poller, packets, count, ready);
    int found = poller->found;
    ReleaseSRWLockExclusive(&poller->lock);
    return found;
}

void system_poller_wake(struct system_poller *poller)
{
    if (!atomic_exchange(&poller->woken, true) &&
        !PostQueuedCompletionStatus(poller->port, 0, PACKET_WAKE, NULL)) {
        atomic_store(&poller->woken, false);
    }
}

/* An entry that the system does not let go of in time is left to it. */
void system_poller_free(struct system_poller *poller)
{
    struct system_ready ready[SYSTEM_POLL_MOST];
    struct entry *head = &poller->entries, *next;
    AcquireSRWLockExclusive(&poller->lock);
    for (struct entry *entry = head->next; entry != head; entry = next) {
        next = entry->next;
        if (entry->watch != NULL) {
            remove_entry(entry);
        }
    }
    ReleaseSRWLockExclusive(&poller->lock);
    for (int i = 0; i < DRAIN_TRIES && head->next != head; i++) {
        system_poller_wait(poller, ready, DRAIN_US);
    }
    timeEndPeriod(1);
    CloseHandle(poller->port);
    WSACleanup();
    if (head->next == head) {
        free(poller);
    }
}
