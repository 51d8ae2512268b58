/*
 * limit.c - what the kernel itself costs: limit WHAT SIZE COUNT MILLISECONDS
 * does what a benchmark does, in C with nothing around it, and prints
 * nanoseconds a datagram (or an operation; for pingpong the 50th and 99th
 * percentile).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

enum { BUFFER = 212992, MOST = 4096, TOGETHER = 65536, SLOTS = 32, ROOM = 2048 };

static struct sockaddr_in group;
static int size, count;
static char data[1 << 20], room[SLOTS * TOGETHER];
static volatile long sink;

static void require(int ok, const char *what)
{
    if (!ok) {
        perror(what);
        exit(1);
    }
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static struct sockaddr_in group_make(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in name = {.sin_family = AF_INET};
    socklen_t length = sizeof name;
    require(bind(fd, (struct sockaddr *)&name, length) == 0, "bind");
    require(getsockname(fd, (struct sockaddr *)&name, &length) == 0, "getsockname");
    close(fd);
    name.sin_addr.s_addr = htonl(0xef420000u + 1 + ntohs(name.sin_port) % 200);
    return name;
}

static int sender_make(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct in_addr loopback = {.s_addr = htonl(INADDR_LOOPBACK)};
    require(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &loopback, sizeof loopback) == 0, "IP_MULTICAST_IF");
    return fd;
}

static int connected_make(const struct sockaddr_in *to)
{
    int fd = sender_make();
    require(connect(fd, (const struct sockaddr *)to, sizeof *to) == 0, "connect");
    return fd;
}

static int member_make(const struct sockaddr_in *of)
{
    int fd = sender_make();
    const int on = 1, buffer = BUFFER;
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = of->sin_port};
    struct ip_mreq membership = {of->sin_addr, {htonl(INADDR_LOOPBACK)}};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    require(bind(fd, (struct sockaddr *)&any, sizeof any) == 0, "bind");
    require(setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership, sizeof membership) == 0, "join");
    return fd;
}

/* ---- sending ---- */

static int sender;

static void send_connected(void)
{
    for (int i = 0; i < count; i++)
        send(sender, data, (size_t)size, 0);
}

static void send_to(void)
{
    for (int i = 0; i < count; i++)
        sendto(sender, data, (size_t)size, 0, (struct sockaddr *)&group, sizeof group);
}

/* As joinleaf's benchmark: each a byte longer than the one before it. */
static void send_many(void)
{
    struct mmsghdr messages[64];
    struct iovec parts[64];
    size_t at = 0;
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < count; i++) {
        int around = i - count / 2;
        parts[i] = (struct iovec){data + at, (size_t)(size + (around < 0 ? around : around + 1))};
        at += parts[i].iov_len;
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    sendmmsg(sender, messages, (unsigned)count, 0);
}

static void segments(int fd, int datagrams)
{
    char control[CMSG_SPACE(sizeof(uint16_t))] = {0};
    struct iovec part = {data, (size_t)size * (size_t)datagrams};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    struct cmsghdr *piece = CMSG_FIRSTHDR(&message);
    piece->cmsg_level = IPPROTO_UDP;
    piece->cmsg_type = UDP_SEGMENT;
    piece->cmsg_len = CMSG_LEN(sizeof(uint16_t));
    uint16_t each = (uint16_t)size;
    memcpy(CMSG_DATA(piece), &each, sizeof each);
    require(sendmsg(fd, &message, 0) > 0, "UDP_SEGMENT");
}

static void send_segments(void)
{
    segments(sender, count);
}

/* ---- receiving ---- */

static int member, train, filler;

static void fill(void)
{
    for (int left = count; left > 0; left -= train)
        segments(filler, left < train ? left : train);
}

static void receive_one(void)
{
    for (int i = 0; i < count; i++)
        sink += recv(member, room, ROOM, 0);
}

static void receive_from(void)
{
    struct sockaddr_in from;
    for (int i = 0; i < count; i++) {
        socklen_t length = sizeof from;
        sink += recvfrom(member, room, ROOM, 0, (struct sockaddr *)&from, &length);
    }
}

static void receive_many(void)
{
    struct mmsghdr messages[64];
    struct iovec parts[64];
    struct sockaddr_in from[64];
    for (int left = count; left > 0;) {
        for (int i = 0; i < 64; i++) {
            parts[i] = (struct iovec){room + i * ROOM, ROOM};
            messages[i].msg_hdr = (struct msghdr){
                .msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &parts[i], .msg_iovlen = 1};
        }
        int some = recvmmsg(member, messages, 64, MSG_WAITFORONE, NULL);
        require(some > 0, "recvmmsg");
        for (int i = 0; i < some; i++)
            sink += messages[i].msg_len;
        left -= some;
    }
}

static void receive_together(void)
{
    struct mmsghdr messages[SLOTS];
    struct iovec parts[SLOTS];
    struct sockaddr_in from[SLOTS];
    char control[SLOTS][CMSG_SPACE(sizeof(int))];
    for (int left = count; left > 0;) {
        for (int i = 0; i < SLOTS; i++) {
            parts[i] = (struct iovec){room + i * TOGETHER, TOGETHER};
            messages[i].msg_hdr = (struct msghdr){.msg_name = &from[i],
                                                  .msg_namelen = sizeof from[i],
                                                  .msg_iov = &parts[i],
                                                  .msg_iovlen = 1,
                                                  .msg_control = control[i],
                                                  .msg_controllen = sizeof control[i]};
        }
        int some = recvmmsg(member, messages, SLOTS, MSG_WAITFORONE, NULL);
        require(some > 0, "recvmmsg");
        for (int i = 0; i < some; i++) {
            struct cmsghdr *piece = CMSG_FIRSTHDR(&messages[i].msg_hdr);
            int whole = (int)messages[i].msg_len, each = whole;
            if (piece != NULL)
                memcpy(&each, CMSG_DATA(piece), sizeof each);
            for (int at = 0; at < whole; at += each, left--)
                sink += whole - at < each ? whole - at : each;
        }
    }
}

/* ---- the rest ---- */

static void join_and_leave(void)
{
    close(member_make(&group));
}

static int epoll, members[1000];
static struct sockaddr_in groups[1000];

static void wake_up(void)
{
    sendto(sender, data, (size_t)size, 0, (struct sockaddr *)&groups[rand() % count], sizeof group);
    struct epoll_event events[64];
    int ready = epoll_wait(epoll, events, 64, -1);
    struct sockaddr_in from;
    for (int i = 0; i < ready; i++) {
        socklen_t length = sizeof from;
        sink += recvfrom(events[i].data.fd, room, ROOM, MSG_DONTWAIT, (struct sockaddr *)&from, &length);
    }
}

static int echo_in, echo_out;

static void *echo(void *unused)
{
    char bytes[64];
    struct sockaddr_in from;
    for (;;) {
        socklen_t length = sizeof from;
        ssize_t got = recvfrom(echo_in, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &length);
        send(echo_out, bytes, (size_t)got, 0);
    }
    return unused;
}

static int compare(const void *a, const void *b)
{
    double difference = *(const double *)a - *(const double *)b;
    return difference < 0 ? -1 : difference > 0;
}

static void ping_pong(double milliseconds)
{
    struct sockaddr_in pong = group_make();
    static double took[1000000];
    int pings = 0;
    echo_in = member_make(&group);
    echo_out = connected_make(&pong);
    member = member_make(&pong);
    sender = connected_make(&group);
    pthread_t thread;
    require(pthread_create(&thread, NULL, echo, NULL) == 0, "thread");
    double begin = now(), start, end = begin;
    while (end - begin < milliseconds * 1e6 && pings < (int)(sizeof took / sizeof *took)) {
        struct sockaddr_in from;
        socklen_t length = sizeof from;
        start = now();
        send(sender, data, 64, 0);
        recvfrom(member, room, ROOM, 0, (struct sockaddr *)&from, &length);
        end = now();
        took[pings++] = end - start;
    }
    qsort(took, (size_t)pings, sizeof *took, compare);
    printf("%.1f %.1f\n", took[pings / 2], took[(long)pings * 99 / 100]);
}

/*
 * Prepares, which is not measured, and does it, again and again. The figure is the quarter-way one of all
 * calls: less than a quarter of them have to be undisturbed.
 */
static void measure(void (*prepare)(void), void (*act)(void), int datagrams, double milliseconds)
{
    static double took[1000000];
    int calls = 0;
    double begin = now(), warm = begin + milliseconds * 0.2e6, end = begin + milliseconds * 1.2e6;
    for (double start = begin; (start < end || calls == 0) && calls < (int)(sizeof took / sizeof *took);
         start = now()) {
        if (prepare != NULL)
            prepare();
        double before = now();
        act();
        if (start > warm)
            took[calls++] = now() - before;
    }
    qsort(took, (size_t)calls, sizeof *took, compare);
    printf("%.2f\n", took[calls / 4] / datagrams);
}

static const struct mode {
    const char *name;
    void (*act)(void);
    enum { SENDS_CONNECTED, SENDS_TO, SENDS_TOGETHER, RECEIVES, COALESCES, JOINS, WAKES, PINGS } kind;
} modes[] = {
    {"send", send_connected, SENDS_CONNECTED},
    {"sendto", send_to, SENDS_TO},
    {"sendmmsg", send_many, SENDS_CONNECTED},
    {"segments", send_segments, SENDS_CONNECTED},
    {"trains", send_segments, SENDS_TOGETHER},
    {"recv", receive_one, RECEIVES},
    {"recvfrom", receive_from, RECEIVES},
    {"recvmmsg", receive_many, RECEIVES},
    {"together", receive_together, COALESCES},
    {"join", join_and_leave, JOINS},
    {"wakeup", wake_up, WAKES},
    {"pingpong", NULL, PINGS},
};

static void run(const struct mode *mode, double milliseconds)
{
    const int on = 1;
    group = group_make();
    switch (mode->kind) {
    case SENDS_CONNECTED:
    case SENDS_TO:
    case SENDS_TOGETHER:
        member = member_make(&group);
        if (mode->kind == SENDS_TOGETHER)
            require(setsockopt(member, IPPROTO_UDP, UDP_GRO, &on, sizeof on) == 0, "UDP_GRO");
        sender = mode->kind == SENDS_TO ? sender_make() : connected_make(&group);
        measure(NULL, mode->act, count, milliseconds);
        break;
    case RECEIVES:
    case COALESCES:
        member = member_make(&group);
        filler = connected_make(&group);
        train = 60000 / size < 64 ? 60000 / size : 64;
        if (mode->kind == COALESCES)
            require(setsockopt(member, IPPROTO_UDP, UDP_GRO, &on, sizeof on) == 0, "UDP_GRO");
        measure(fill, mode->act, count, milliseconds);
        break;
    case JOINS:
        measure(NULL, mode->act, 1, milliseconds);
        break;
    case WAKES:
        epoll = epoll_create1(0);
        for (int i = 0; i < count; i++) {
            groups[i] = group_make();
            members[i] = member_make(&groups[i]);
            struct epoll_event wanted = {.events = EPOLLIN, .data.fd = members[i]};
            require(epoll_ctl(epoll, EPOLL_CTL_ADD, members[i], &wanted) == 0, "epoll");
        }
        sender = sender_make();
        measure(NULL, mode->act, 1, milliseconds);
        break;
    case PINGS:
        ping_pong(milliseconds);
        break;
    }
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: limit WHAT SIZE COUNT MILLISECONDS\n");
        return 2;
    }
    size = atoi(argv[2]);
    count = atoi(argv[3]);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        if (strcmp(modes[i].name, argv[1]) == 0 && size > 0 && size <= ROOM && count > 0 && count <= MOST) {
            run(&modes[i], atof(argv[4]));
            return 0;
        }
    }
    fprintf(stderr, "limit: no such thing\n");
    return 2;
}
