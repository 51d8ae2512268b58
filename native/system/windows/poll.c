/*
 * The poller over an I/O completion port.
 *
 * WSAPoll and select are not used, because with a thousand sockets they examine a thousand for each wake-up,
 * and before Windows 10 2004 WSAPoll did not report a failed connection. With a completion port a wake-up
 * costs the same however many sockets there are.
 *
 * Something to read: for each watch a read of 0 bytes is under way, which ends when there is something to
 * read, and takes nothing (for datagrams with MSG_PEEK). It is started again before the next wait, so that
 * what is still there is reported again. Always the waiting thread starts it, because the reads of a thread
 * that ends may end with it.
 *
 * Everything else (a connection to accept, a connection that was made, room to send) is looked for with
 * select. If there is none yet, WSAEventSelect sets an event of the watch; a wait of the thread pool for this
 * event posts to the port. Few sockets need this at a time.
 */
#include "system/poll.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "ws2.h"

#include <mmsystem.h>

enum { PACKET_READ = 1, PACKET_EVENT, PACKET_WAKE };
enum { LONGEST_MS = 3600000, DRAIN_TRIES = 100, DRAIN_US = 10000, REFUSED_MS = 10 };

enum kind { KIND_STREAM, KIND_LISTENER, KIND_DATAGRAM };

/* The poller's own part of a watch. It outlives the watch for as long as the port may still report it. */
struct entry {
    OVERLAPPED read;  /* the port reports a read by this */
    OVERLAPPED event; /* and the event by this */
    struct entry *next, *previous, *next_to_arm;
    HANDLE port;
    struct system_watch *watch; /* NULL: removed */
    SOCKET socket;
    enum kind kind;
    unsigned interest;
    bool reading;     /* a read is under way */
    bool listed;      /* in the list of those to arm */
    uint64_t told_in; /* the number of the wait that last reported it, and its place in that report */
    int told_at;
    long selected;           /* FD_* bits that are waited for now; 0: none */
    HANDLE signal;           /* the event; NULL: none yet */
    PTP_WAIT wait;           /* of signal */
    _Atomic unsigned posted; /* how often `event` is in the port or about to be posted */
};

/*
 * The lock guards the lists and the entries. Calls on the sockets are made under it, too, so that no call is
 * made on a socket that was removed, and perhaps closed, meanwhile. No callback takes it.
 */
struct system_poller {
    HANDLE port;
    SRWLOCK lock;
    struct entry entries; /* head of the list of all */
    struct entry *to_arm;
    uint64_t waits;
    int found;          /* reported by the wait under way */
    bool waiting;       /* a new entry to arm must wake it */
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

/* Ends the selection; afterwards no callback runs. */
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

/* FD_CLOSE is needed only without a read, which also ends when the connection ends. */
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

/* Returns which of the conditions that events report hold now. To select a connection that could not be made
 * is exceptional. */
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

/* Returns what there is to report now; 0: nothing, and from now on the event waits for it. */
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

/* Starts the read. Returns what there is to report now: 0 or an error. It is no error if the connection is
 * not made yet. */
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
    /* WSAEMSGSIZE: there is a datagram longer than 0 bytes, which the port reports as well. */
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
    /* A socket keeps its port for ever, so ERROR_INVALID_PARAMETER means that it was watched before. */
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
        CancelIoEx((HANDLE)entry->socket, &entry->read); /* the port reports it */
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

/* Adds to the report, in which each watch has one place. There is room. */
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

/* Starts the reads and events of all listed entries. What can be reported already is, and its entry is listed
 * again for the next wait. */
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
        what |= room ? arm_read(entry) : 0; /* after the event, on which it depends */
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

/* Reading the record enables the next one. */
static unsigned what_is_signalled(const struct entry *entry)
{
    WSANETWORKEVENTS events = {0};
    WSAEnumNetworkEvents(entry->socket, NULL, &events);
    return (events.lNetworkEvents & FD_CLOSE) != 0 ? SYSTEM_POLL_ERROR : look_at_entry(entry);
}

/* Returns what one packet of the port reports; 0: nothing of interest. */
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

/* A wait for so long has ended without a packet. If that was no matter of time, a thread that waits again at
 * once would take a whole processor. */
static bool is_refused(DWORD patience)
{
    if (GetLastError() == WAIT_TIMEOUT) {
        return false;
    }
    Sleep(patience < REFUSED_MS ? patience : REFUSED_MS);
    return true;
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
    bool refused = false;
    ULONG room = (ULONG)(SYSTEM_POLL_MOST - poller->found), count = 0;
    DWORD patience = poller->found > 0 ? 0 : milliseconds(microseconds);
    ReleaseSRWLockExclusive(&poller->lock);
    if (room > 0 && !GetQueuedCompletionStatusEx(poller->port, packets, room, &count, patience, FALSE)) {
        refused = is_refused(patience);
        count = 0;
    }
    AcquireSRWLockExclusive(&poller->lock);
    poller->waiting = false;
    take_packets(poller, packets, count, ready);
    int found = poller->found;
    ReleaseSRWLockExclusive(&poller->lock);
    return refused && found == 0 ? -1 : found;
}

void system_poller_wake(struct system_poller *poller)
{
    if (!atomic_exchange(&poller->woken, true) &&
        !PostQueuedCompletionStatus(poller->port, 0, PACKET_WAKE, NULL)) {
        atomic_store(&poller->woken, false);
    }
}

/* Entries of which the system still has a read when the time is over are not freed. */
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
