/*
 * model.c - random calls on a few sockets and events, each answer compared with that of a model in which
 * every datagram is recorded the moment it comes (EV-02 to EV-15). The library records when somebody looks:
 * nobody may be able to tell. Sending over loopback is done when the call returns, so there is one right
 * answer.
 *
 * Usage: model [steps [seed]]. Exit status 0: all answers agreed.
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <joinleaf/ready.h>

#include <stdio.h>
#include <stdlib.h>

enum { SOCKETS = 5, EVENTS = 3, QUEUE = 12, NONE = -1 };

/* The model. */
static struct {
    SOCKET handle;
    struct sockaddr_in name;
    int queued, event; /* event NONE: not selected; EVENTS: selected on one that was closed */
    long mask, recorded, spent;
    int drained; /* a recv found nothing, and nothing was recorded since */
} sockets[SOCKETS];

static struct {
    WSAEVENT handle;
    int set;
} events[EVENTS];

static SOCKET mouth;
static unsigned seed = 1;
static long step;

static int any(int below)
{
    seed = seed * 1664525u + 1013904223u;
    return (int)((seed >> 8) % (unsigned)below);
}

static void agree(const char *what, long actual, long expected)
{
    if (actual != expected) {
        printf("step %ld: %s is %ld, the model says %ld (last error %d)\n", step, what, actual, expected,
               WSAGetLastError());
        exit(1);
    }
}

static void record(int i, long happened)
{
    long fresh = happened & sockets[i].mask & ~sockets[i].spent;
    sockets[i].recorded |= fresh;
    sockets[i].spent |= fresh;
    sockets[i].drained &= (fresh & FD_READ) == 0;
    if (fresh != 0 && sockets[i].event < EVENTS)
        events[sockets[i].event].set = 1;
}

/* What is recorded, and what is spent, outlives the selection (EV-06b). */
static void end_selection(int i)
{
    sockets[i].event = NONE;
    sockets[i].mask = 0;
}

static long readable(int i)
{
    return sockets[i].recorded & sockets[i].mask;
}

/* The calls. */
static void open_socket(int i)
{
    int length = (int)sizeof sockets[i].name;
    sockets[i].handle = socket(AF_INET, SOCK_DGRAM, 0);
    sockets[i].name = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    agree("bind", bind(sockets[i].handle, (struct sockaddr *)&sockets[i].name, length), 0);
    agree("name", getsockname(sockets[i].handle, (struct sockaddr *)&sockets[i].name, &length), 0);
    sockets[i].queued = 0;
    sockets[i].recorded = sockets[i].spent = 0;
    sockets[i].drained = 0;
    end_selection(i);
}

static void close_and_open(int i)
{
    agree("closesocket", closesocket(sockets[i].handle), 0);
    open_socket(i);
}

static void tell(int i)
{
    if (sockets[i].queued == QUEUE)
        return;
    agree("send", sendto(mouth, "x", 1, 0, (struct sockaddr *)&sockets[i].name, (int)sizeof sockets[i].name),
          1);
    sockets[i].queued++;
    record(i, FD_READ);
}

static void take(int i, int flags)
{
    char byte[2];
    u_long on = 1;
    if (sockets[i].event == NONE)
        ioctlsocket(sockets[i].handle, (long)FIONBIO, &on);
    int had = sockets[i].queued > 0;
    int result = recv(sockets[i].handle, byte, any(4) == 0 ? 0 : 2, flags);
    /* Room for nothing is no excuse: the datagram is cut, and gone. */
    agree("recv", result >= 0 || WSAGetLastError() == WSAEMSGSIZE, had);
    sockets[i].queued -= had && flags == 0;
    sockets[i].spent &= ~FD_READ;
    sockets[i].drained = !had;
    if ((sockets[i].mask & FD_READ) == 0)
        sockets[i].recorded &= ~FD_READ;
    if (sockets[i].queued > 0)
        record(i, FD_READ);
}

static void enumerate(int i)
{
    int given = any(EVENTS + 1);
    WSANETWORKEVENTS read;
    WSAEVENT handle = given == EVENTS ? NULL : events[given].handle;
    agree("enum", WSAEnumNetworkEvents(sockets[i].handle, handle, &read), 0);
    agree("record", read.lNetworkEvents, readable(i));
    sockets[i].recorded &= ~sockets[i].mask;
    if (given < EVENTS)
        events[given].set = 0;
}

static void select_events(int i)
{
    static const long masks[] = {FD_READ, FD_READ, FD_READ | FD_WRITE, FD_WRITE, FD_ALL_EVENTS, 0};
    int e = any(EVENTS);
    long mask = masks[any(6)];
    agree("select", WSAEventSelect(sockets[i].handle, events[e].handle, mask), 0);
    end_selection(i);
    if (mask != 0) {
        sockets[i].event = e;
        sockets[i].mask = mask;
        record(i, FD_WRITE | (sockets[i].queued > 0 ? FD_READ : 0));
        events[e].set |= readable(i) != 0;
    }
}

static void wait_for_some(void)
{
    WSAEVENT handles[2 * EVENTS];
    int which[2 * EVENTS], count = 1 + any(2 * EVENTS), all = any(2), first = NONE, sets = 0;
    for (int k = 0; k < count; k++) {
        which[k] = any(EVENTS);
        handles[k] = events[which[k]].handle;
        sets += events[which[k]].set;
        first = first == NONE && events[which[k]].set ? k : first;
    }
    int twice = 0; /* a wait for all takes no event twice */
    for (int k = 1; k < count && all; k++) {
        for (int j = 0; j < k; j++)
            twice |= which[j] == which[k];
    }
    int over = all ? sets == count : sets > 0;
    DWORD timeout = over && any(2) ? WSA_INFINITE : any(300) == 0 ? 1 : 0;
    DWORD expected = !over ? WSA_WAIT_TIMEOUT : WSA_WAIT_EVENT_0 + (DWORD)(all ? 0 : first);
    if (twice) {
        timeout = any(2) ? WSA_INFINITE : 0;
        expected = WSA_WAIT_FAILED;
    }
    agree("wait", (long)WSAWaitForMultipleEvents((DWORD)count, handles, all, timeout, FALSE), (long)expected);
}

/* What joinleaf_ready_sockets tells. */
static long told(int i)
{
    return readable(i) & ~(sockets[i].drained ? FD_READ : 0);
}

static void read_ready(int e)
{
    SOCKET handles[SOCKETS];
    struct joinleaf_ready ready[SOCKETS];
    int count = 0, recorded = 0, expected = 0;
    for (int i = 0; i < SOCKETS; i++) {
        if (sockets[i].event == e) {
            handles[count++] = sockets[i].handle;
            recorded += readable(i) != 0;
            expected += told(i) != 0;
        }
    }
    if (!events[e].set || recorded == 0)
        return; /* what nobody has looked at may be told by the next wait */
    agree("looked", (long)WSAWaitForMultipleEvents(1, &events[e].handle, FALSE, 0, FALSE), WSA_WAIT_EVENT_0);
    WSAEVENT handle = events[e].handle;
    agree("reset", WSAResetEvent(handle) && WSASetEvent(handle), 1); /* all have recorded */
    agree("ready", joinleaf_ready_sockets(handle, handles, count, ready, SOCKETS), expected);
    for (int k = 0; k < expected; k++) {
        for (int i = 0; i < SOCKETS; i++) {
            if (sockets[i].handle == ready[k].socket)
                agree("ready record", ready[k].events.lNetworkEvents, told(i));
        }
    }
    for (int i = 0; i < SOCKETS; i++) {
        if (sockets[i].event == e)
            sockets[i].recorded &= ~sockets[i].mask;
    }
    events[e].set = 0;
}

static void open_event(int e)
{
    events[e].handle = WSACreateEvent();
    events[e].set = 0;
}

static void close_event(int e)
{
    agree("close event", WSACloseEvent(events[e].handle), TRUE);
    for (int i = 0; i < SOCKETS; i++)
        sockets[i].event = sockets[i].event == e ? EVENTS : sockets[i].event;
    open_event(e);
}

static void one_step(void)
{
    int i = any(SOCKETS), e = any(EVENTS), what = any(100);
    if (what < 25) {
        tell(i);
    } else if (what < 43) {
        take(i, 0);
    } else if (what < 46) {
        take(i, MSG_PEEK);
    } else if (what < 62) {
        enumerate(i);
    } else if (what < 85) {
        wait_for_some();
    } else if (what < 89) {
        agree("reset", WSAResetEvent(events[e].handle), TRUE);
        events[e].set = 0;
    } else if (what < 91) {
        agree("set", WSASetEvent(events[e].handle), TRUE);
        events[e].set = 1;
    } else if (what < 95) {
        select_events(i);
    } else if (what < 98) {
        read_ready(e);
    } else if (what < 99) {
        close_and_open(i);
    } else {
        close_event(e);
    }
}

int main(int argc, char **argv)
{
    WSADATA data;
    long steps = argc > 1 ? atol(argv[1]) : 200000;
    seed = argc > 2 ? (unsigned)atol(argv[2]) : 1;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 2;
    mouth = socket(AF_INET, SOCK_DGRAM, 0);
    for (int e = 0; e < EVENTS; e++)
        open_event(e);
    for (int i = 0; i < SOCKETS; i++)
        open_socket(i);
    for (step = 0; step < steps; step++)
        one_step();
    WSACleanup();
    printf("%ld steps agreed\n", steps);
    return 0;
}
