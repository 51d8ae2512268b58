/*
 * limit.c - what the system itself costs: each mode does what a benchmark does, in C with nothing around it,
 * and takes its own time. The benchmarks' process loads it (Limit.java), so that C has the same moment and
 * the same caches as the lines that it is compared with.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
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

#include <jni.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

enum {
    BUFFER = 212992,
    MOST = 4096,
    TOGETHER = 65536,
    SLOTS = 32,
    ROOM = 2048,
    MANY = 64,
    TRAIN_BYTES = 60000
};

struct mode;

struct limit {
    const struct mode *mode;
    int size, count; /* of a datagram, in bytes; datagrams a call, or sockets */
    struct sockaddr_in group;
    int sender, member;
    int epoll, *members;
    struct sockaddr_in *groups;
    int echo_in, echo_out;
    pthread_t echo;
};

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

/* ---- sockets ---- */

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

static int socket_make(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct in_addr loopback = {.s_addr = htonl(INADDR_LOOPBACK)};
    require(setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &loopback, sizeof loopback) == 0, "IP_MULTICAST_IF");
    return fd;
}

static int connected_make(const struct sockaddr_in *to)
{
    int fd = socket_make();
    require(connect(fd, (const struct sockaddr *)to, sizeof *to) == 0, "connect");
    return fd;
}

static int member_make(const struct sockaddr_in *of)
{
    int fd = socket_make();
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

static void send_connected(struct limit *limit)
{
    for (int i = 0; i < limit->count; i++)
        send(limit->sender, data, (size_t)limit->size, 0);
}

static void send_to(struct limit *limit)
{
    for (int i = 0; i < limit->count; i++)
        sendto(limit->sender, data, (size_t)limit->size, 0, (struct sockaddr *)&limit->group,
               sizeof limit->group);
}

/* As joinleaf's benchmark: each a byte longer than the one before it. */
static void send_many(struct limit *limit)
{
    struct mmsghdr messages[MANY];
    struct iovec parts[MANY];
    size_t at = 0;
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < limit->count; i++) {
        int around = i - limit->count / 2;
        parts[i] = (struct iovec){data + at, (size_t)(limit->size + (around < 0 ? around : around + 1))};
        at += parts[i].iov_len;
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    sendmmsg(limit->sender, messages, (unsigned)limit->count, 0);
}

static void segments(int fd, int size, int datagrams)
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

static void send_segments(struct limit *limit)
{
    segments(limit->sender, limit->size, limit->count);
}

/* ---- receiving ---- */

/* What there is to receive: by trains, which come in singly where the member does not coalesce. */
static void fill(struct limit *limit)
{
    int train = TRAIN_BYTES / limit->size < MANY ? TRAIN_BYTES / limit->size : MANY;
    for (int left = limit->count; left > 0; left -= train)
        segments(limit->sender, limit->size, left < train ? left : train);
}

static void receive_from(struct limit *limit)
{
    struct sockaddr_in from;
    for (int i = 0; i < limit->count; i++) {
        socklen_t length = sizeof from;
        sink += recvfrom(limit->member, room, ROOM, 0, (struct sockaddr *)&from, &length);
    }
}

static void receive_many(struct limit *limit)
{
    struct mmsghdr messages[MANY];
    struct iovec parts[MANY];
    struct sockaddr_in from[MANY];
    for (int left = limit->count; left > 0;) {
        for (int i = 0; i < MANY; i++) {
            parts[i] = (struct iovec){room + i * ROOM, ROOM};
            messages[i].msg_hdr = (struct msghdr){
                .msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &parts[i], .msg_iovlen = 1};
        }
        int some = recvmmsg(limit->member, messages, MANY, MSG_WAITFORONE, NULL);
        require(some > 0, "recvmmsg");
        for (int i = 0; i < some; i++)
            sink += messages[i].msg_len;
        left -= some;
    }
}

static void receive_together(struct limit *limit)
{
    struct mmsghdr messages[SLOTS];
    struct iovec parts[SLOTS];
    struct sockaddr_in from[SLOTS];
    char control[SLOTS][CMSG_SPACE(sizeof(int))];
    for (int left = limit->count; left > 0;) {
        for (int i = 0; i < SLOTS; i++) {
            parts[i] = (struct iovec){room + i * TOGETHER, TOGETHER};
            messages[i].msg_hdr = (struct msghdr){.msg_name = &from[i],
                                                  .msg_namelen = sizeof from[i],
                                                  .msg_iov = &parts[i],
                                                  .msg_iovlen = 1,
                                                  .msg_control = control[i],
                                                  .msg_controllen = sizeof control[i]};
        }
        int some = recvmmsg(limit->member, messages, SLOTS, MSG_WAITFORONE, NULL);
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

static void join_and_leave(struct limit *limit)
{
    close(member_make(&limit->group));
}

static void wake_up(struct limit *limit)
{
    const struct sockaddr_in *to = &limit->groups[rand() % limit->count];
    sendto(limit->sender, data, (size_t)limit->size, 0, (const struct sockaddr *)to, sizeof *to);
    struct epoll_event events[MANY];
    int ready = epoll_wait(limit->epoll, events, MANY, -1);
    struct sockaddr_in from;
    for (int i = 0; i < ready; i++) {
        socklen_t length = sizeof from;
        sink += recvfrom(events[i].data.fd, room, ROOM, MSG_DONTWAIT, (struct sockaddr *)&from, &length);
    }
}

/* Until an empty datagram comes. */
static void *echo(void *argument)
{
    const struct limit *limit = argument;
    char bytes[ROOM];
    struct sockaddr_in from;
    socklen_t length = sizeof from;
    ssize_t got;
    while ((got = recvfrom(limit->echo_in, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &length)) > 0) {
        send(limit->echo_out, bytes, (size_t)got, 0);
        length = sizeof from;
    }
    return NULL;
}

static void ping_pong(struct limit *limit)
{
    struct sockaddr_in from;
    socklen_t length = sizeof from;
    send(limit->sender, data, (size_t)limit->size, 0);
    recvfrom(limit->member, room, ROOM, 0, (struct sockaddr *)&from, &length);
}

/* ---- modes ---- */

static void open_connected(struct limit *limit)
{
    limit->member = member_make(&limit->group);
    limit->sender = connected_make(&limit->group);
}

static void open_unconnected(struct limit *limit)
{
    limit->member = member_make(&limit->group);
    limit->sender = socket_make();
}

static void open_coalescing(struct limit *limit)
{
    const int on = 1;
    open_connected(limit);
    require(setsockopt(limit->member, IPPROTO_UDP, UDP_GRO, &on, sizeof on) == 0, "UDP_GRO");
}

static void open_nothing(struct limit *limit)
{
    (void)limit;
}

static void open_members(struct limit *limit)
{
    limit->sender = socket_make();
    limit->epoll = epoll_create1(0);
    limit->groups = calloc((size_t)limit->count, sizeof *limit->groups);
    limit->members = calloc((size_t)limit->count, sizeof *limit->members);
    require(limit->groups != NULL && limit->members != NULL, "calloc");
    for (int i = 0; i < limit->count; i++) {
        limit->groups[i] = group_make();
        limit->members[i] = member_make(&limit->groups[i]);
        struct epoll_event wanted = {.events = EPOLLIN, .data.fd = limit->members[i]};
        require(epoll_ctl(limit->epoll, EPOLL_CTL_ADD, limit->members[i], &wanted) == 0, "epoll");
    }
}

static void open_echo(struct limit *limit)
{
    struct sockaddr_in pong = group_make();
    limit->sender = connected_make(&limit->group);
    limit->echo_in = member_make(&limit->group);
    limit->echo_out = connected_make(&pong);
    limit->member = member_make(&pong);
    require(pthread_create(&limit->echo, NULL, echo, limit) == 0, "thread");
}

static const struct mode {
    const char *name;
    void (*open)(struct limit *);
    void (*prepare)(struct limit *); /* before each act, and not measured; or NULL */
    void (*act)(struct limit *);
} modes[] = {
    {"send", open_connected, NULL, send_connected},   {"sendto", open_unconnected, NULL, send_to},
    {"sendmmsg", open_connected, NULL, send_many},    {"segments", open_connected, NULL, send_segments},
    {"trains", open_coalescing, NULL, send_segments}, {"recvfrom", open_connected, fill, receive_from},
    {"recvmmsg", open_connected, fill, receive_many}, {"together", open_coalescing, fill, receive_together},
    {"join", open_nothing, NULL, join_and_leave},     {"wakeup", open_members, NULL, wake_up},
    {"pingpong", open_echo, NULL, ping_pong},
};

static struct limit *limit_open(const char *name, int size, int count)
{
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        if (strcmp(modes[i].name, name) == 0 && size > 0 && size <= ROOM && count > 0 && count <= MOST) {
            struct limit *limit = calloc(1, sizeof *limit);
            require(limit != NULL, "calloc");
            *limit = (struct limit){.mode = &modes[i], .size = size, .count = count, .group = group_make()};
            limit->mode->open(limit);
            return limit;
        }
    }
    return NULL;
}

static double limit_call(struct limit *limit)
{
    if (limit->mode->prepare != NULL)
        limit->mode->prepare(limit);
    double begin = now();
    limit->mode->act(limit);
    return now() - begin;
}

static void limit_close(struct limit *limit)
{
    if (limit->mode->act == ping_pong) {
        send(limit->sender, data, 0, 0);
        pthread_join(limit->echo, NULL);
    }
    for (int i = 0; limit->members != NULL && i < limit->count; i++)
        close(limit->members[i]);
    const int fds[] = {limit->sender, limit->member, limit->epoll, limit->echo_in, limit->echo_out};
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        if (fds[i] > 0)
            close(fds[i]);
    free(limit->members);
    free(limit->groups);
    free(limit);
}

/* ---- org.joinleaf.benchmarks.Limit ---- */

JNIEXPORT jlong JNICALL Java_org_joinleaf_benchmarks_Limit_open(JNIEnv *env, jclass type, jstring mode,
                                                                jint size, jint count)
{
    (void)type;
    const char *name = (*env)->GetStringUTFChars(env, mode, NULL);
    struct limit *limit = name == NULL ? NULL : limit_open(name, size, count);
    if (name != NULL)
        (*env)->ReleaseStringUTFChars(env, mode, name);
    return (jlong)(intptr_t)limit;
}

JNIEXPORT jdouble JNICALL Java_org_joinleaf_benchmarks_Limit_call(JNIEnv *env, jclass type, jlong limit)
{
    (void)env, (void)type;
    return limit_call((struct limit *)(intptr_t)limit);
}

JNIEXPORT void JNICALL Java_org_joinleaf_benchmarks_Limit_close(JNIEnv *env, jclass type, jlong limit)
{
    (void)env, (void)type;
    limit_close((struct limit *)(intptr_t)limit);
}
