/* The clock, the sender and epoll's side of wakeup.c. */
#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "wakeup.h"

static int rounds = 100000, sender, epoll, receivers[MANY];

static double now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static unsigned short epoll_open(int count)
{
    unsigned short port = 0;
    epoll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < count; i++) {
        struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t length = sizeof name;
        receivers[i] = socket(AF_INET, SOCK_DGRAM, 0);
        struct epoll_event interest = {.events = EPOLLIN, .data = {.fd = receivers[i]}};
        if (bind(receivers[i], (struct sockaddr *)&name, length) != 0 ||
            getsockname(receivers[i], (struct sockaddr *)&name, &length) != 0 ||
            epoll_ctl(epoll, EPOLL_CTL_ADD, receivers[i], &interest) != 0)
            exit(2);
        port = i == count / 2 ? ntohs(name.sin_port) : port;
    }
    return port;
}

static void epoll_take(int count)
{
    (void)count;
    struct epoll_event ready[64];
    char byte;
    if (epoll_wait(epoll, ready, 64, -1) != 1 ||
        recvfrom(ready[0].data.fd, &byte, 1, MSG_DONTWAIT, NULL, NULL) != 1)
        exit(6);
}

static void epoll_close(int count)
{
    for (int i = 0; i < count; i++)
        close(receivers[i]);
    close(epoll);
}

static void send_one(void)
{
    if (send(sender, "x", 1, 0) != 1)
        exit(7);
}

/* The datagram is there already. */
static double at_once(void (*take)(int count), int count)
{
    double start = now_ns();
    for (int i = 0; i < rounds; i++) {
        send_one();
        take(count);
    }
    return (now_ns() - start) / rounds;
}

static int pipe_back[2];
static void (*taker)(int count);
static int taker_count, taker_rounds;

static void *take_and_answer(void *unused)
{
    for (int i = 0; i < taker_rounds; i++) {
        taker(taker_count);
        if (write(pipe_back[1], "y", 1) != 1)
            exit(8);
    }
    return unused;
}

/* The taker sleeps when the datagram comes: there and back. */
static double from_sleep(void (*take)(int count), int count)
{
    pthread_t thread;
    char byte;
    taker = take;
    taker_count = count;
    taker_rounds = rounds / 10;
    pthread_create(&thread, NULL, take_and_answer, NULL);
    double start = now_ns();
    for (int i = 0; i < taker_rounds; i++) {
        send_one();
        if (read(pipe_back[0], &byte, 1) != 1)
            exit(9);
    }
    double took = (now_ns() - start) / taker_rounds;
    pthread_join(thread, NULL);
    return took;
}

static void aim(unsigned short port)
{
    struct sockaddr_in name = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (sender != 0)
        close(sender);
    sender = socket(AF_INET, SOCK_DGRAM, 0);
    if (connect(sender, (struct sockaddr *)&name, sizeof name) != 0)
        exit(2);
}

static double least(double (*measure)(void (*take)(int count), int count), void (*take)(int count), int count)
{
    double best = measure(take, count);
    for (int i = 1; i < 5; i++) {
        double one = measure(take, count);
        best = one < best ? one : best;
    }
    return best;
}

int main(int argc, char **argv)
{
    const int counts[] = {1, 10, 100, MANY};
    if (argc > 1)
        rounds = atoi(argv[1]);
    if (pipe(pipe_back) != 0)
        return 2;
    printf("%8s %22s %22s\n%8s %7s %7s %6s %7s %7s %6s\n", "", "ready at once", "asleep", "sockets", "epoll",
           "events", "ratio", "epoll", "events", "ratio");
    for (unsigned i = 0; i < sizeof counts / sizeof *counts; i++) {
        int count = counts[i];
        aim(epoll_open(count));
        double epoll_ready = least(at_once, epoll_take, count),
               epoll_asleep = least(from_sleep, epoll_take, count);
        epoll_close(count);
        aim(winsock_open(count));
        double ready = least(at_once, winsock_take, count), asleep = least(from_sleep, winsock_take, count);
        winsock_close();
        printf("%8d %7.0f %7.0f %6.2f %7.0f %7.0f %6.2f\n", count, epoll_ready, ready, ready / epoll_ready,
               epoll_asleep, asleep, asleep / epoll_asleep);
    }
    return 0;
}
