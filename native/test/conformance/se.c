/* se.c - select and WSAPoll. */
#include "conformance.h"

#include <mswsock.h>

static struct timeval seconds(int count)
{
    struct timeval value = {count, 0};
    return value;
}

/* select on s alone; -1, or how many of the three sets had it, after checking that the sets agree. */
static int ready(SOCKET s, int timeout, int *readable, int *writable)
{
    fd_set read, write, except;
    struct timeval patience = seconds(timeout);
    FD_ZERO(&read);
    FD_ZERO(&write);
    FD_ZERO(&except);
    FD_SET(s, &read);
    if (writable)
        FD_SET(s, &write);
    FD_SET(s, &except);
    int count = select(0, &read, &write, &except, &patience);
    *readable = FD_ISSET(s, &read);
    if (writable)
        *writable = FD_ISSET(s, &write);
    CHECK(count < 0 || count == (int)(read.fd_count + write.fd_count + except.fd_count));
    CHECK(count < 0 || !FD_ISSET(s, &except));
    return count;
}

static void tells(int family)
{
    struct name name = name_loopback(family, 0);
    SOCKET s = plain_open(family), mouth = plain_open(family);
    int readable, writable;
    CHECK_SUCCEEDS(socket_bind(s, &name));
    name = name_of(s);
    CHECK_EQ(ready(s, 0, &readable, NULL), 0);
    CHECK(!readable);
    CHECK_EQ(ready(s, 0, &readable, &writable), 1);
    CHECK(!readable && writable);
    CHECK_EQ(say_to(mouth, "select", &name), 6);
    CHECK_EQ(ready(s, 2, &readable, &writable), 2);
    CHECK(readable && writable);
    CHECK_HEARS(s, "select");
    CHECK_EQ(ready(s, 0, &readable, NULL), 0);
    unsigned long long start = host_now_ms();
    CHECK_EQ(ready(s, 1, &readable, NULL), 0);
    CHECK(host_now_ms() - start >= 900);
}

/* Nothing exceptional comes to the socket, and waiting for it uses no processor. */
static void rests(SOCKET s)
{
    struct timeval patience = seconds(1);
    fd_set except;
    FD_ZERO(&except);
    FD_SET(s, &except);
    unsigned long long used = host_processor_ms();
    CHECK_EQ(select(0, NULL, NULL, &except, &patience), 0);
    CHECK(host_processor_ms() - used < 50);
}

static void nothing_exceptional(int family)
{
    struct name name = name_loopback(family, 0), closed = name_loopback(family, port_free(family));
    SOCKET s = plain_open(family);
    BOOL report = TRUE;
    DWORD moved = 0;
    CHECK_SUCCEEDS(socket_bind(s, &name));
    rests(s);
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_UDP_CONNRESET, &report, sizeof report, NULL, 0, &moved, NULL, NULL));
    CHECK_EQ(say_to(s, "nobody", &closed), 6);
    rests(s); /* with an error pending */
    CHECK_SUCCEEDS(shutdown(s, SD_BOTH));
    rests(s);
}

RULE(SE_01, "select: readable, writable, time out")
{
    each_family(tells);
    each_family(nothing_exceptional);
}

RULE(SE_02, "select: more sockets than FD_SETSIZE, the ready ones stay in their order")
{
    enum { COUNT = 100 };
    static struct {
        u_int fd_count;
        SOCKET fd_array[COUNT];
    } many;
    static SOCKET sockets[COUNT];
    struct timeval none = seconds(0);
    SOCKET mouth = plain_open(AF_INET);
    many.fd_count = COUNT;
    for (int i = 0; i < COUNT; i++) {
        struct name name = name_loopback(AF_INET, 0);
        many.fd_array[i] = sockets[i] = plain_open(AF_INET);
        CHECK_SUCCEEDS(socket_bind(sockets[i], &name));
        name = name_of(sockets[i]);
        if (i % 30 == 7)
            CHECK_EQ(say_to(mouth, "x", &name), 1);
    }
    CHECK_EQ(select(0, (fd_set *)(void *)&many, NULL, NULL, &none), 4);
    MUST(CHECK_EQ(many.fd_count, 4));
    for (int i = 0; i < 4; i++)
        CHECK_EQ(many.fd_array[i], sockets[7 + 30 * i]);
}

RULE(SE_03, "select: what is refused")
{
    struct timeval none = seconds(0), negative = seconds(-1);
    SOCKET s = plain_open(AF_INET), closed = plain_open(AF_INET);
    fd_set set;
    FD_ZERO(&set);
    CHECK_FAILS(select(0, NULL, NULL, NULL, &none), WSAEINVAL);
    CHECK_FAILS(select(0, &set, NULL, NULL, &none), WSAEINVAL);
    FD_SET(s, &set);
    CHECK_FAILS(select(0, &set, NULL, NULL, &negative), WSAEINVAL);
    CHECK_SUCCEEDS(closesocket(closed));
    FD_SET(closed, &set);
    CHECK_FAILS(select(0, &set, NULL, NULL, &none), WSAENOTSOCK);
    CHECK_FAILS(select(0, NULL, NULL, &set, &none), WSAENOTSOCK);
    FD_ZERO(&set); /* what a failed call leaves in it is nobody's business */
    FD_SET(s, &set);
    CHECK_EQ(select(0, &set, NULL, NULL, &none), 0);
    CHECK_EQ(set.fd_count, 0);
}

static SOCKET bound_open(void)
{
    struct name any = name_loopback(AF_INET, 0);
    SOCKET s = plain_open(AF_INET);
    CHECK_SUCCEEDS(socket_bind(s, &any));
    return s;
}

RULE(SE_04, "select: closesocket wakes it, and another socket does not take its place (SK-10)")
{
    struct ended_wait ended = closed_under_select(bound_open(), 1, HANG_MS);
    CHECK(ended.result == SOCKET_ERROR || ended.result == 1); /* which of them: SE-04b */
}

/* WSAPoll on one socket. */
static int polled(SOCKET s, SHORT events, INT timeout, SHORT *revents)
{
    WSAPOLLFD one = {s, events, 0x7f};
    int count = WSAPoll(&one, 1, timeout);
    CHECK(count < 0 || count == (one.revents != 0));
    *revents = one.revents;
    return count;
}

static void polls(int family)
{
    struct name name = name_loopback(family, 0);
    SOCKET s = plain_open(family), mouth = plain_open(family);
    SHORT told;
    CHECK_SUCCEEDS(socket_bind(s, &name));
    name = name_of(s);
    CHECK_EQ(polled(s, POLLIN, 0, &told), 0);
    CHECK_EQ(told, 0);
    CHECK_EQ(polled(s, POLLIN | POLLOUT, -1, &told), 1);
    CHECK_EQ(told, POLLOUT);
    CHECK_EQ(say_to(mouth, "poll", &name), 4);
    CHECK_EQ(polled(s, POLLIN, RECEIVE_MS, &told), 1);
    CHECK_EQ(told, POLLRDNORM);
    CHECK_EQ(polled(s, POLLRDNORM | POLLWRNORM, 0, &told), 1);
    CHECK_EQ(told, POLLRDNORM | POLLWRNORM);
    CHECK_EQ(polled(s, POLLWRNORM, 0, &told), 1); /* what was not asked for is not told */
    CHECK_EQ(told, POLLWRNORM);
    CHECK_HEARS(s, "poll");
    unsigned long long start = host_now_ms();
    CHECK_EQ(polled(s, POLLIN, 300, &told), 0);
    CHECK(host_now_ms() - start >= 250);
}

RULE(SE_05, "WSAPoll: readable, writable, time out [wsapoll]")
{
    each_family(polls);
}

RULE(SE_06, "WSAPoll: many sockets, and sockets that are none [wsapoll]")
{
    enum { COUNT = 100 };
    static WSAPOLLFD all[COUNT];
    SOCKET mouth = plain_open(AF_INET), gone = plain_open(AF_INET);
    for (int i = 0; i < COUNT; i++) {
        struct name name = name_loopback(AF_INET, 0);
        all[i] = (WSAPOLLFD){plain_open(AF_INET), POLLIN, 0x7f};
        MUST(CHECK_SUCCEEDS(socket_bind(all[i].fd, &name)));
        name = name_of(all[i].fd);
        if (i % 7 == 0)
            CHECK_EQ(say_to(mouth, "one of seven", &name), 12);
    }
    all[0].fd = all[99].fd = INVALID_SOCKET;
    CHECK_EQ(WSAPoll(all, COUNT, RECEIVE_MS), 14);
    CHECK_EQ(all[0].revents, POLLNVAL);
    for (int i = 1; i < 99; i++)
        CHECK_EQ(all[i].revents, i % 7 == 0 ? POLLRDNORM : 0);
    WSAPOLLFD twice[3] = {{mouth, POLLOUT, 0x7f}, {all[2].fd, POLLIN, 0x7f}, {mouth, POLLOUT, 0x7f}};
    CHECK_EQ(WSAPoll(twice, 3, 0), 2);
    CHECK_EQ(twice[2].revents, POLLWRNORM);
    CHECK_SUCCEEDS(closesocket(gone));
    all[1].fd = gone;
    CHECK_EQ(WSAPoll(&all[1], 2, 0), 0);
    CHECK_EQ(all[1].revents, POLLNVAL);
    CHECK_EQ(all[2].revents, 0);
    CHECK_FAILS(WSAPoll(&all[1], 1, 0), WSAENOTSOCK);
    CHECK_FAILS(WSAPoll(all, 0, 0), WSAEINVAL);
    CHECK_FAILS_EITHER(WSAPoll(NULL, 1, 0), WSAEFAULT, WSAEINVAL);
    static const SHORT refused[] = {POLLPRI, POLLWRBAND, POLLERR, POLLHUP, POLLNVAL, 0x4000};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        all[2].events = refused[i];
        CHECK_FAILS(WSAPoll(&all[2], 1, 0), WSAEINVAL);
    }
}

static void block_in_poll(void *argument)
{
    struct ended_wait *waiting = argument;
    WSAPOLLFD one = {waiting->s, POLLIN, 0};
    waiting->result = WSAPoll(&one, 1, 6000);
    waiting->code = one.revents;
}

RULE(SE_07, "WSAPoll: closesocket wakes it (SK-10)")
{
    static struct ended_wait waiting; /* the thread may outlive the rule, if it fails */
    waiting.s = bound_open();
    MUST(close_while(block_in_poll, &waiting, HANG_MS));
    CHECK(waiting.result == SOCKET_ERROR || (waiting.result == 1 && (waiting.code & POLLNVAL) != 0));
}

AREA(SE, &rule_SE_01, &rule_SE_02, &rule_SE_03, &rule_SE_04, &rule_SE_05, &rule_SE_06, &rule_SE_07);
