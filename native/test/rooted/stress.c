/*
 * Threads that open, join, admit, send, receive, select and close the same few rooted sockets, for the
 * sanitizers. Nothing is checked but that it ends, with every thread woken by the last WSACleanup.
 *
 *     stress SECONDS
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <joinleaf/batch.h>
#include <joinleaf/rooted.h>

enum { HANDLES = 12, THREADS = 6, EVENTS = 3, ACTIONS = 16 };

static _Atomic SOCKET handles[HANDLES];
static _Atomic unsigned short ports[HANDLES];
static WSAEVENT events[EVENTS];
static _Atomic int stop;
static _Atomic unsigned long calls, joins, accepts, moved;

/* Not negative. Windows has no rand_r, and not every system's rand is one a thread. */
static int draw(unsigned *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (int)(*seed >> 8);
}

static int CALLBACK decide(LPWSABUF caller_id, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
                           LPWSABUF callee_id, LPWSABUF callee_data, GROUP *group, DWORD_PTR decision)
{
    (void)caller_id;
    (void)caller_data;
    (void)sqos;
    (void)gqos;
    (void)callee_id;
    (void)group;
    callee_data->len = 3;
    return (int)(decision % 4 == 3 ? CF_ACCEPT : decision % 4);
}

static struct sockaddr_in loopback(unsigned short port)
{
    struct sockaddr_in name;
    memset(&name, 0, sizeof name);
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    name.sin_port = htons(port);
    return name;
}

/* Puts s in the place of one that is then closed. */
static void replace(unsigned place, SOCKET s)
{
    SOCKET before = atomic_exchange(&handles[place], s);
    if (before != INVALID_SOCKET) {
        closesocket(before);
    }
}

static void open_one(unsigned *seed)
{
    int root = draw(seed) % 3 == 0, size;
    unsigned place = (unsigned)draw(seed) % HANDLES;
    DWORD short_time = 50, join_time = 200;
    SOCKET s = WSASocketW(AF_INET, SOCK_SEQPACKET, JLPROTO_ROOTED, NULL, 0,
                          root ? WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_ROOT
                               : WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
    if (s == INVALID_SOCKET) {
        return;
    }
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&short_time, sizeof short_time);
    setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, (char *)&short_time, sizeof short_time);
    setsockopt(s, SOL_JLROOTED, JLR_JOIN_TIMEOUT, (char *)&join_time, sizeof join_time);
    setsockopt(s, SOL_JLROOTED, JLR_LINGER_TIMEOUT, (char *)&join_time, sizeof join_time);
    setsockopt(s, SOL_JLROOTED, JLR_SLOW_TIMEOUT, (char *)&join_time, sizeof join_time);
    struct sockaddr_in name = loopback(0);
    size = sizeof name;
    if (draw(seed) % 3 != 0) {
        bind(s, (struct sockaddr *)&name, sizeof name);
        getsockname(s, (struct sockaddr *)&name, &size);
        listen(s, 5);
    }
    WSAEventSelect(s, events[draw(seed) % EVENTS], FD_READ | FD_WRITE | FD_ACCEPT | FD_CONNECT | FD_CLOSE);
    if (draw(seed) % 2 != 0) {
        u_long off = 0;
        WSAEventSelect(s, NULL, 0);
        ioctlsocket(s, (long)FIONBIO, &off);
    }
    ports[place] = ntohs(name.sin_port);
    replace(place, s);
}

static void join_one(SOCKET s, unsigned *seed)
{
    struct sockaddr_in name = loopback(ports[draw(seed) % HANDLES]);
    SOCKET joined = WSAJoinLeaf(s, (struct sockaddr *)&name, sizeof name, NULL, NULL, NULL, NULL, JL_BOTH);
    joins += joined != INVALID_SOCKET;
    if (joined != INVALID_SOCKET && joined != s) {
        replace((unsigned)draw(seed) % HANDLES, joined);
    }
}

static void accept_one(SOCKET s, unsigned *seed)
{
    u_long on = 1;
    ioctlsocket(s, (long)FIONBIO, &on);
    SOCKET accepted =
        draw(seed) % 2 ? accept(s, NULL, NULL) : WSAAccept(s, NULL, NULL, decide, (DWORD_PTR)draw(seed));
    if (accepted != INVALID_SOCKET) {
        accepts++;
        replace((unsigned)draw(seed) % HANDLES, accepted);
    }
}

static void look(SOCKET s, unsigned *seed)
{
    WSANETWORKEVENTS happened;
    WSAEnumNetworkEvents(s, events[draw(seed) % EVENTS], &happened);
    WSAWaitForMultipleEvents(EVENTS, events, FALSE, 1, FALSE);
    struct timeval moment = {0, 1000};
    fd_set set;
    FD_ZERO(&set);
    FD_SET(s, &set);
    select(0, &set, &set, NULL, &moment);
}

static void ask(SOCKET s, unsigned *seed)
{
    JLR_STATISTICS statistics;
    int size = sizeof statistics;
    u_long next;
    getsockopt(s, SOL_JLROOTED, JLR_STATISTICS_NAME, (char *)&statistics, &size);
    ioctlsocket(s, (long)FIONREAD, &next);
    shutdown(s, draw(seed) % 30 != 0 ? 7 : draw(seed) % 3);
}

static void send_many(SOCKET s, char *bytes, ULONG length, unsigned *seed)
{
    const struct joinleaf_datagrams batch = {
        .data = bytes, .length = length, .size = 1 + (ULONG)draw(seed) % length};
    int sent = joinleaf_send_batch(s, &batch, 0, NULL, 0);
    moved += sent > 0 ? (unsigned long)sent : 0;
}

static void receive_many(SOCKET s, char *bytes, ULONG length, unsigned *seed)
{
    struct joinleaf_run runs[20];
    DWORD modes;
    int received = joinleaf_receive_batch(s, bytes, length, 1 + (ULONG)draw(seed) % length, runs, 20, 0);
    moved += received > 0 ? (unsigned long)received : 0;
    joinleaf_batch_modes(s, length, &modes);
}

static void *run(void *argument)
{
    unsigned seed = (unsigned)(size_t)argument * 7919 + 1;
    char bytes[3000] = {0};
    while (!stop) {
        SOCKET s = handles[draw(&seed) % HANDLES];
        int action = draw(&seed) % ACTIONS;
        calls++;
        if (action == 0) {
            open_one(&seed);
        } else if (action == 1) {
            if (draw(&seed) % 4 == 0) {
                closesocket(s);
            }
        } else if (action <= 4) {
            join_one(s, &seed);
        } else if (action <= 7) {
            accept_one(s, &seed);
        } else if (action <= 9) {
            moved += send(s, bytes, draw(&seed) % (int)sizeof bytes, 0) >= 0;
        } else if (action <= 11) {
            moved += recv(s, bytes, sizeof bytes, 0) >= 0;
        } else if (action == 12) {
            send_many(s, bytes, sizeof bytes, &seed);
        } else if (action == 13) {
            receive_many(s, bytes, sizeof bytes, &seed);
        } else if (action == 14) {
            look(s, &seed);
        } else {
            ask(s, &seed);
        }
    }
    return NULL;
}

int main(int count, char **arguments)
{
    WSADATA data;
    pthread_t threads[THREADS];
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0) {
        return 1;
    }
    for (int i = 0; i < HANDLES; i++) {
        handles[i] = INVALID_SOCKET;
    }
    for (int i = 0; i < EVENTS; i++) {
        events[i] = WSACreateEvent();
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], NULL, run, (void *)i);
    }
    sleep(count > 1 ? (unsigned)atoi(arguments[1]) : 5);
    stop = 1;
    WSACleanup();
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    printf("calls %lu joins %lu accepts %lu moved %lu\n", calls, joins, accepts, moved);
    return 0;
}
