/*
 * blocked.c - a call that blocks already goes on when another thread selects network events, which makes the
 * socket nonblocking: no signal ends it, it keeps its time, and it uses no processor. Closing ends it.
 *
 * Exit status 0: well.
 */
#define _GNU_SOURCE /* gettid */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define MUST(condition) must(condition, #condition, __LINE__)

static void must(int holds, const char *what, int line)
{
    if (!holds) {
        fprintf(stderr, "line %d: %s (last error %d)\n", line, what, WSAGetLastError());
        exit(1);
    }
}

struct receiver {
    pthread_t thread;
    _Atomic int id;
    SOCKET s;
    int result, code;
    long took_ms, processor_ms;
};

static long now_ms(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void *receive_one(void *argument)
{
    struct receiver *r = argument;
    char byte;
    long start = now_ms(CLOCK_MONOTONIC);
    r->id = gettid();
    r->result = recv(r->s, &byte, 1, 0);
    r->code = WSAGetLastError();
    r->took_ms = now_ms(CLOCK_MONOTONIC) - start;
    r->processor_ms = now_ms(CLOCK_THREAD_CPUTIME_ID);
    return NULL;
}

static void nap(long ms)
{
    struct timespec time = {.tv_nsec = ms * 1000000};
    nanosleep(&time, NULL);
}

static void ignore_signal(int number)
{
    (void)number;
}

/* Returns once the thread sleeps, in the call as it does nothing else. */
static void await_sleep(const struct receiver *r)
{
    char path[64], state = 0;
    for (int i = 0; i < 10000 && state != 'S'; i++) {
        nap(1);
        snprintf(path, sizeof path, "/proc/self/task/%d/stat", r->id);
        FILE *stat = r->id == 0 ? NULL : fopen(path, "r");
        if (stat != NULL) {
            MUST(fscanf(stat, "%*d (%*[^)]) %c", &state) == 1);
            fclose(stat);
        }
    }
    MUST(state == 'S');
}

static SOCKET open_ear(struct sockaddr_in *name)
{
    int length = (int)sizeof *name;
    *name = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);
    MUST(bind(s, (struct sockaddr *)name, length) == 0 &&
         getsockname(s, (struct sockaddr *)name, &length) == 0);
    return s;
}

/* A thread blocks in recv, then the socket gets its selection, then come two signals. */
static struct receiver *block(SOCKET s, WSAEVENT event)
{
    struct receiver *r = calloc(1, sizeof *r);
    MUST(r != NULL);
    r->s = s;
    MUST(pthread_create(&r->thread, NULL, receive_one, r) == 0);
    await_sleep(r);
    MUST(WSAEventSelect(s, event, FD_READ) == 0);
    for (int i = 0; i < 2; i++) {
        pthread_kill(r->thread, SIGUSR1);
        nap(20);
    }
    return r;
}

static void join_well(struct receiver *r, int result, int code)
{
    pthread_join(r->thread, NULL);
    MUST(r->result == result && (result >= 0 || r->code == code));
    MUST(r->code != WSAETIMEDOUT || r->took_ms >= 390);
    MUST(r->processor_ms < 20);
    free(r);
}

int main(void)
{
    struct sigaction action = {.sa_handler = ignore_signal}; /* without SA_RESTART: the system call ends */
    sigaction(SIGUSR1, &action, NULL);
    WSADATA data;
    MUST(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    WSAEVENT event = WSACreateEvent();
    struct sockaddr_in name;
    SOCKET mouth = socket(AF_INET, SOCK_DGRAM, 0), ear = open_ear(&name);

    struct receiver *r = block(ear, event);
    nap(100);
    MUST(sendto(mouth, "x", 1, 0, (struct sockaddr *)&name, (int)sizeof name) == 1);
    join_well(r, 1, 0);
    char byte;
    MUST(recv(ear, &byte, 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAEWOULDBLOCK);

    u_long off = 0; /* blocking again */
    MUST(WSAEventSelect(ear, NULL, 0) == 0 && ioctlsocket(ear, FIONBIO, &off) == 0);
    DWORD most = 400;
    MUST(setsockopt(ear, SOL_SOCKET, SO_RCVTIMEO, (char *)&most, sizeof most) == 0);
    r = block(ear, event);
    join_well(r, SOCKET_ERROR, WSAETIMEDOUT);
    closesocket(ear);

    ear = open_ear(&name);
    r = block(ear, event);
    MUST(closesocket(ear) == 0);
    join_well(r, SOCKET_ERROR, WSAEINTR);

    closesocket(mouth);
    WSACloseEvent(event);
    return WSACleanup() == 0 ? 0 : 1;
}
