/*
 * hammer.c - threads that do everything to the same sockets and events at once: send, wait, enumerate,
 * receive, select anew, set, reset, close and open again. For the sanitizers; and in the end every thread
 * must have come back, and a fresh pair of socket and event must still work.
 *
 * Usage: hammer [seconds]. Exit status 0: well.
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <joinleaf/ready.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SOCKETS = 12, EVENTS = 3 };

static _Atomic SOCKET sockets[SOCKETS];
static _Atomic unsigned short ports[SOCKETS];
static _Atomic WSAEVENT events[EVENTS];
static _Atomic int over;
static _Atomic long done[8];

static unsigned next(unsigned *seed, unsigned below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

static struct sockaddr_in loopback(unsigned short port)
{
    struct sockaddr_in name = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    return name;
}

static void open_socket(unsigned i, unsigned e)
{
    struct sockaddr_in name = loopback(0);
    int length = (int)sizeof name;
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);
    bind(s, (struct sockaddr *)&name, length);
    getsockname(s, (struct sockaddr *)&name, &length);
    WSAEventSelect(s, events[e], FD_READ | FD_WRITE);
    ports[i] = ntohs(name.sin_port);
    sockets[i] = s;
}

static void speak(unsigned *seed)
{
    static _Thread_local SOCKET mouth;
    if (mouth == 0)
        mouth = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in name = loopback(ports[next(seed, SOCKETS)]);
    sendto(mouth, "x", 1, 0, (struct sockaddr *)&name, (int)sizeof name);
}

static void receive_some(SOCKET s)
{
    char byte[4];
    WSANETWORKEVENTS read;
    if (WSAEnumNetworkEvents(s, NULL, &read) == 0 && (read.lNetworkEvents & FD_READ) != 0) {
        while (recv(s, byte, (int)sizeof byte, 0) > 0) {
        }
    }
}

static void wait_for_one(unsigned *seed)
{
    WSAEVENT event = events[next(seed, EVENTS)];
    if (WSAWaitForMultipleEvents(1, &event, FALSE, 20, FALSE) != WSA_WAIT_EVENT_0)
        return;
    WSAResetEvent(event);
    for (unsigned i = 0; i < SOCKETS; i++)
        receive_some(sockets[i]);
}

static void wait_for_several(unsigned *seed)
{
    WSAEVENT some[EVENTS + 1];
    for (unsigned e = 0; e < EVENTS; e++)
        some[e] = events[e];
    some[EVENTS] = some[0];
    WSAWaitForMultipleEvents(EVENTS + 1, some, (BOOL)next(seed, 2), next(seed, 20), FALSE);
    SOCKET s = sockets[next(seed, SOCKETS)];
    WSANETWORKEVENTS read;
    WSAEnumNetworkEvents(s, some[next(seed, EVENTS)], &read);
    receive_some(s);
}

static void read_ready(unsigned *seed)
{
    struct joinleaf_ready ready[SOCKETS];
    WSAEVENT event = events[next(seed, EVENTS)];
    WSAWaitForMultipleEvents(1, &event, FALSE, 5, FALSE);
    int count = joinleaf_ready_sockets(event, NULL, 0, ready, 1 + (int)next(seed, SOCKETS));
    for (int i = 0; i < count; i++) {
        char byte;
        recv(ready[i].socket, &byte, 1, 0);
    }
}

static void select_anew(unsigned *seed)
{
    static const long masks[] = {FD_READ, FD_READ | FD_WRITE, FD_ALL_EVENTS, 0};
    WSAEventSelect(sockets[next(seed, SOCKETS)], events[next(seed, EVENTS)], masks[next(seed, 4)]);
    unsigned i = next(seed, 16), e = next(seed, EVENTS);
    if (i < SOCKETS) {
        closesocket(sockets[i]);
        open_socket(i, e);
    }
}

static void change_events(unsigned *seed)
{
    unsigned e = next(seed, EVENTS);
    if (next(seed, 2)) {
        WSASetEvent(events[e]);
    } else {
        WSAResetEvent(events[e]);
    }
    if (next(seed, 8) == 0) {
        WSACloseEvent(atomic_exchange(&events[e], WSACreateEvent()));
    }
}

static void call_select(unsigned *seed)
{
    struct timeval patience = {0, (int)next(seed, 3000)};
    fd_set read, write;
    FD_ZERO(&read);
    FD_ZERO(&write);
    for (unsigned i = 0; i < SOCKETS; i++) {
        FD_SET(sockets[i], &read);
    }
    if (next(seed, 4) == 0)
        FD_SET(sockets[0], &write);
    select(0, &read, &write, NULL, &patience);
}

static void (*const works[])(unsigned *seed) = {speak,       wait_for_one,  wait_for_several, read_ready,
                                                select_anew, change_events, call_select,      wait_for_one};

static void *work(void *which)
{
    size_t index = (size_t)which;
    unsigned seed = (unsigned)index * 977u + 1;
    while (!over) {
        works[index](&seed);
        atomic_fetch_add_explicit(&done[index], 1, memory_order_relaxed);
    }
    return NULL;
}

static int still_works(void)
{
    struct sockaddr_in name = loopback(0);
    int length = (int)sizeof name;
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);
    WSAEVENT event = WSACreateEvent();
    return bind(s, (struct sockaddr *)&name, length) == 0 &&
           getsockname(s, (struct sockaddr *)&name, &length) == 0 && WSAEventSelect(s, event, FD_READ) == 0 &&
           sendto(s, "x", 1, 0, (struct sockaddr *)&name, length) == 1 &&
           WSAWaitForMultipleEvents(1, &event, FALSE, 60000, FALSE) == WSA_WAIT_EVENT_0;
}

int main(int argc, char **argv)
{
    enum { THREADS = sizeof works / sizeof *works };
    pthread_t threads[THREADS];
    WSADATA data;
    struct timespec patience = {argc > 1 ? atol(argv[1]) : 2, 0};
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 2;
    for (unsigned e = 0; e < EVENTS; e++)
        events[e] = WSACreateEvent();
    for (unsigned i = 0; i < SOCKETS; i++)
        open_socket(i, i % EVENTS);
    for (size_t i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, work, (void *)i);
    nanosleep(&patience, NULL);
    over = 1;
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < THREADS; i++)
        printf("%ld ", done[i]);
    int well = still_works();
    for (unsigned e = 0; e < EVENTS; e++)
        WSACloseEvent(events[e]);
    WSACleanup();
    puts(well ? "well" : "broken");
    return well ? 0 : 1;
}
