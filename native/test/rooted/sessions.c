/*
 * Provider `rooted` beyond the numbered rules: its limits, back-pressure, time-outs, and calls that are
 * woken.
 */
#include "session.h"

#include <stdlib.h>
#include <unistd.h>

/* Whether a request waits for a decision. */
static bool is_asked(SOCKET root)
{
    WSAPOLLFD ready = {.fd = root, .events = POLLRDNORM};
    return WSAPoll(&ready, 1, 0) == 1;
}

static void test_limits(void)
{
    SOCKET root = open_root(), leaves[4];
    CHECK(set(root, JLR_MAX_LEAVES, 2) == 0);
    struct sockaddr_in at = listen_at(root, 10);
    for (int i = 0; i < 3; i++) {
        leaves[i] = open_leaf();
    }
    join_blocking(root, &at, leaves[0]);
    join_blocking(root, &at, leaves[1]);
    FAILS(join(leaves[2], &at), WSAECONNREFUSED);
    CHECK(closesocket(leaves[0]) == 0);
    COMES_TO_HOLD(statistics_of(root).leaves == 1);
    join_blocking(root, &at, leaves[2]); /* there is a place again */
    SOCKET small = open_root();
    at = listen_at(small, 1);
    leaves[3] = open_leaf();
    nonblocking(leaves[3]);
    CHECK(join(leaves[3], &at) == leaves[3]);
    COMES_TO_HOLD(is_asked(small));
    SOCKET late = open_leaf();
    FAILS(join(late, &at), WSAECONNREFUSED); /* the backlog is full */
}

static SOCKET ask_from(const char *address, const struct sockaddr_in *at)
{
    SOCKET leaf = open_leaf();
    struct sockaddr_in from = {.sin_family = AF_INET};
    CHECK(inet_pton(AF_INET, address, &from.sin_addr) == 1);
    CHECK(bind(leaf, (struct sockaddr *)&from, sizeof from) == 0);
    nonblocking(leaf);
    CHECK(join(leaf, at) == leaf);
    return leaf;
}

static int CALLBACK note_caller(LPWSABUF caller, LPWSABUF data, LPQOS sqos, LPQOS gqos, LPWSABUF callee,
                                LPWSABUF callee_data, GROUP *group, DWORD_PTR last_bytes)
{
    (void)data, (void)sqos, (void)gqos, (void)callee, (void)callee_data, (void)group;
    const struct sockaddr_in *from = (const struct sockaddr_in *)(const void *)caller->buf;
    char *next = *(char **)last_bytes;
    *next = (char)('0' + (ntohl(from->sin_addr.s_addr) & 7));
    ++*(char **)last_bytes;
    return CF_REJECT;
}

/* Whether two hosts got in after one had filled the queue of those who wait. Each has so many microseconds to
 * ask. */
static int others_get_into_a_full_backlog(useconds_t time)
{
    SOCKET root = open_root(), leaves[8];
    struct sockaddr_in at = listen_at(root, 4);
    char hosts[9] = {0}, *next = hosts;
    for (int i = 0; i < 6; i++) {
        leaves[i] = ask_from("127.0.0.2", &at);
        usleep(time);
    }
    leaves[6] = ask_from("127.0.0.3", &at);
    usleep(time);
    leaves[7] = ask_from("127.0.0.4", &at);
    usleep(time);
    nonblocking(root);
    while (WSAAccept(root, NULL, NULL, note_caller, (DWORD_PTR)&next) == INVALID_SOCKET &&
           WSAGetLastError() == WSAECONNREFUSED && next < hosts + 8) {
    }
    for (int i = 0; i < 8; i++) {
        closesocket(leaves[i]);
    }
    closesocket(root);
    return strcmp(hosts, "2234") == 0; /* two of the first host had to go */
}

/* One host cannot keep all others out; but one other may share its lot, by chance, or the
 * machine is busy, so there are four tries. */
static void test_one_host_fills_the_backlog(void)
{
    CHECK(others_get_into_a_full_backlog(30000) || others_get_into_a_full_backlog(100000) ||
          others_get_into_a_full_backlog(500000) || others_get_into_a_full_backlog(1500000));
}

static void test_patience(void)
{
    SOCKET root = open_root(), leaf = open_leaf();
    struct sockaddr_in at = listen_at(root, 5);
    CHECK(set(leaf, JLR_JOIN_TIMEOUT, 500) == 0);
    SOCKET branch = root; /* of a root that has not noticed yet that nobody waits any more */
    for (useconds_t time = 50000; branch != INVALID_SOCKET && time < 60000000; time *= 4) {
        FAILS(join(leaf, &at), WSAETIMEDOUT);
        usleep(time);
        branch = accept(root, NULL, NULL);
        CHECK(branch != INVALID_SOCKET ? closesocket(branch) == 0
                                       : WSAGetLastError() == WSAEACCES); /* AC-07 */
    }
    CHECK(branch == INVALID_SOCKET);
    CHECK(set(leaf, JLR_JOIN_TIMEOUT, 10000) == 0);
    join_blocking(root, &at, leaf); /* JL-11 */
}

static void test_messages(void)
{
    static char large[65537], room[65537];
    SOCKET root = open_root(), leaf = open_leaf();
    begin_session(root, leaf);
    for (size_t i = 0; i < sizeof large; i++) {
        large[i] = (char)(i * 31);
    }
    FAILS(send(root, large, 65537, 0), WSAEMSGSIZE);
    CHECK(send(root, large, 65536, 0) == 65536);
    CHECK(send(leaf, large, 65536, 0) == 65536);
    u_long next = 0;
    CHECK(recv(leaf, room, 10, MSG_PEEK) == -1 && WSAGetLastError() == WSAEMSGSIZE &&
          memcmp(room, large, 10) == 0);
    CHECK(ioctlsocket(leaf, (long)FIONREAD, &next) == 0 && next == 65536);
    CHECK(recv(leaf, room, sizeof room, 0) == 65536 && memcmp(room, large, 65536) == 0);
    CHECK(recv(root, room, sizeof room, 0) == 65536 && memcmp(room, large, 65536) == 0);
    CHECK(send(root, large, 100, 0) == 100 && send(root, large + 1, 7, 0) == 7);
    FAILS(recv(leaf, room, 50, 0), WSAEMSGSIZE); /* IO-01: the rest is lost */
    CHECK(recv(leaf, room, 50, 0) == 7 && room[0] == large[1]);
    WSABUF parts[3] = {{3, large}, {0, NULL}, {4, large + 3}};
    DWORD moved = 0, flags = 0;
    CHECK(WSASend(leaf, parts, 3, &moved, 0, NULL, NULL) == 0 && moved == 7);
    WSABUF rooms[2] = {{2, room}, {100, room + 2}};
    CHECK(WSARecv(root, rooms, 2, &moved, &flags, NULL, NULL) == 0 && moved == 7 &&
          memcmp(room, large, 7) == 0);
    DWORD patience = 100;
    CHECK(setsockopt(leaf, SOL_SOCKET, SO_RCVTIMEO, (char *)&patience, sizeof patience) == 0);
    FAILS(recv(leaf, room, 50, 0), WSAETIMEDOUT);
}

/* A leaf that does not read holds the sender; when it reads there is room, and when it never does it is
 * closed. */
static void test_back_pressure(void)
{
    static char bytes[1000], room[1000];
    SOCKET root = open_root(), leaf = open_leaf(), idle = open_leaf();
    CHECK(set(root, JLR_WINDOW, 128) == 0);
    CHECK(set(root, JLR_SLOW_TIMEOUT, 3000) == 0);
    struct sockaddr_in at = listen_at(root, 5);
    join_blocking(root, &at, leaf);
    WSAEVENT event = WSACreateEvent();
    CHECK(WSAEventSelect(root, event, FD_WRITE) == 0);
    CHECK(wait_for(root, event, FD_WRITE_BIT, 60000) == 0);
    int sent = 0;
    do { /* what waits goes out as the leaf acknowledges, until the window is full */
        while (send(root, bytes, sizeof bytes, 0) == sizeof bytes && sent < 10000) {
            sent++;
        }
        CHECK(WSAGetLastError() == WSAEWOULDBLOCK && sent >= 128 && sent < 10000);
    } while (sent < 10000 && wait_for(root, event, FD_WRITE_BIT, 100) == 0);
    for (int i = 0; i < sent; i++) {
        CHECK(recv(leaf, room, sizeof room, 0) == sizeof room);
    }
    CHECK(wait_for(root, event, FD_WRITE_BIT, 60000) == 0);
    CHECK(WSAEventSelect(root, NULL, 0) == 0);
    u_long off = 0;
    CHECK(ioctlsocket(root, (long)FIONBIO, &off) == 0);
    SOCKET branch = join_blocking(root, &at, idle);
    int got = 0;
    for (int i = 0; i < 300; i++) { /* the blocked send goes on once the idle leaf is closed */
        CHECK(send(root, bytes, sizeof bytes, 0) == sizeof bytes);
        got += recv(leaf, room, sizeof room, 0) == sizeof room;
    }
    CHECK(got == 300);
    FAILS(recv(branch, room, 1, 0), WSAECONNABORTED);
    int read = 0;
    while (recv(idle, room, sizeof room, 0) == sizeof room) {
        read++;
    }
    CHECK(WSAGetLastError() == WSAECONNABORTED && read >= 100);
    /* The other way: the root does not read. */
    nonblocking(leaf);
    sent = 0;
    while (send(leaf, bytes, sizeof bytes, 0) == sizeof bytes && sent < 10000) {
        sent++;
    }
    CHECK(WSAGetLastError() == WSAEWOULDBLOCK && sent > 50 && sent < 1000);
    for (int i = 0; i < sent; i++) {
        CHECK(recv(root, room, sizeof room, 0) == sizeof room);
    }
    COMES_TO_HOLD(send(leaf, bytes, sizeof bytes, 0) == sizeof bytes);
}

/* As many messages of 8 bytes as the credit lets a leaf send. */
static unsigned send_all_credit(SOCKET leaf, unsigned first)
{
    unsigned sent = 0;
    char bytes[8] = {0};
    for (;; sent++) {
        unsigned number = first + sent;
        memcpy(bytes, &number, sizeof number);
        if (send(leaf, bytes, sizeof bytes, 0) != sizeof bytes) {
            CHECK(WSAGetLastError() == WSAEWOULDBLOCK);
            return sent;
        }
    }
}

/* What leaves that have left sent to a root that does not read is kept, all of it, but not without bound. */
static void test_leavers(void)
{
    SOCKET root = open_root();
    struct sockaddr_in at = listen_at(root, 5);
    unsigned sent = 0, got = 0, empty = 0;
    char byte[8];
    for (int i = 0; i < 40; i++) {
        SOCKET leaf = open_leaf();
        SOCKET branch = join_blocking(root, &at, leaf);
        nonblocking(leaf);
        unsigned some = send_all_credit(leaf, sent);
        sent += some;
        empty += some == 0;
        CHECK(closesocket(leaf) == 0);
        FAILS(recv(branch, byte, 1, 0), WSAESHUTDOWN); /* until it has left */
        closesocket(branch);
    }
    CHECK(empty > 0 && sent > 4 * 2000);
    CHECK(sent < 50000); /* of 8 bytes, which take more than 80: 4 MiB and a leaf's more */
    SOCKET waiting = open_leaf();
    WSAEVENT event = WSACreateEvent();
    join_blocking(root, &at, waiting);
    CHECK(WSAEventSelect(waiting, event, FD_WRITE) == 0);
    CHECK(send_all_credit(waiting, sent) == 0);
    nonblocking(root);
    for (; got < sent; got++) {
        unsigned number = 0;
        CHECK(recv(root, byte, sizeof byte, 0) == sizeof byte);
        memcpy(&number, byte, sizeof number);
        CHECK(number == got);
    }
    FAILS(recv(root, byte, sizeof byte, 0), WSAEWOULDBLOCK);
    CHECK(wait_for(waiting, event, FD_WRITE_BIT, 60000) == 0); /* there is room again */
    CHECK(send_all_credit(waiting, sent) > 1000);
    CHECK(WSACloseEvent(event));
    closesocket(waiting);
    closesocket(root);
}

static void test_hard_close(void)
{
    SOCKET root = open_root(), leaf = open_leaf();
    SOCKET branch = begin_session(root, leaf);
    struct linger hard = {1, 0};
    char byte;
    CHECK(setsockopt(leaf, SOL_SOCKET, SO_LINGER, (char *)&hard, sizeof hard) == 0);
    CHECK(closesocket(leaf) == 0);
    FAILS(recv(branch, &byte, 1, 0), WSAECONNRESET);
}

enum blocked_call { RECEIVES, ACCEPTS, JOINS, CALLS };
struct blocked {
    enum blocked_call call;
    SOCKET socket;
    struct sockaddr_in at;
    int result, code;
};

static void *block(void *argument)
{
    struct blocked *blocked = argument;
    char byte;
    switch (blocked->call) {
    case RECEIVES:
        blocked->result = recv(blocked->socket, &byte, 1, 0);
        break;
    case ACCEPTS:
        blocked->result = (int)accept(blocked->socket, NULL, NULL);
        break;
    case JOINS:
        blocked->result = (int)join(blocked->socket, &blocked->at);
        break;
    case CALLS:
        break;
    }
    blocked->code = WSAGetLastError();
    return NULL;
}

/* SK-10, SK-03 */
static void test_close_wakes(void)
{
    SOCKET root = open_root(), leaf = open_leaf(), joining = open_leaf();
    struct sockaddr_in at = listen_at(root, 5);
    join_blocking(root, &at, leaf);
    for (int call = 0; call < CALLS; call++) {
        struct blocked blocked = {(enum blocked_call)call,
                                  call == RECEIVES  ? leaf
                                  : call == ACCEPTS ? open_root()
                                                    : joining,
                                  at, 0, 0};
        pthread_t thread;
        if (call == ACCEPTS) {
            listen_at(blocked.socket, 1);
        }
        pthread_create(&thread, NULL, block, &blocked);
        usleep(100000);
        CHECK(closesocket(blocked.socket) == 0);
        pthread_join(thread, NULL);
        CHECK(blocked.result == -1 && (blocked.code == WSAEINTR || blocked.code == WSAENOTSOCK));
    }
    SOCKET last = open_leaf();
    struct blocked blocked = {JOINS, last, at, 0, 0};
    pthread_t thread;
    pthread_create(&thread, NULL, block, &blocked);
    usleep(100000);
    WSACleanup();
    pthread_join(thread, NULL);
    CHECK(blocked.result == -1);
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
}

/* A leaf may leave its window nearly full for as long as it likes, if nobody wants to send. */
static void test_idle_is_not_slow(void)
{
    SOCKET root = open_root(), leaf = open_leaf();
    char byte = 'x';
    CHECK(set(root, JLR_WINDOW, 128) == 0);
    CHECK(set(root, JLR_SLOW_TIMEOUT, 1000) == 0);
    begin_session(root, leaf);
    for (int i = 0; i < 128; i++) {
        CHECK(send(root, &byte, 1, 0) == 1);
    }
    sleep(4);
    for (int i = 0; i < 128; i++) {
        CHECK(recv(leaf, &byte, 1, 0) == 1);
    }
    CHECK(send(root, &byte, 1, 0) == 1);
    CHECK(recv(leaf, &byte, 1, 0) == 1);
}

/* One direction only (JL-03). */
static void test_directions(void)
{
    SOCKET root = open_root(), hears = open_leaf(), speaks = open_leaf();
    struct sockaddr_in at = listen_at(root, 5);
    char byte = 'x';
    nonblocking(hears);
    nonblocking(speaks);
    CHECK(WSAJoinLeaf(hears, (struct sockaddr *)&at, sizeof at, NULL, NULL, NULL, NULL, JL_RECEIVER_ONLY) ==
          hears);
    CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    CHECK(WSAJoinLeaf(speaks, (struct sockaddr *)&at, sizeof at, NULL, NULL, NULL, NULL, JL_SENDER_ONLY) ==
          speaks);
    CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    COMES_TO_HOLD(send(hears, &byte, 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAEOPNOTSUPP);
    COMES_TO_HOLD(recv(speaks, &byte, 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAEOPNOTSUPP);
    CHECK(send(speaks, "y", 1, 0) == 1 && recv(root, &byte, 1, 0) == 1 && byte == 'y');
    for (int i = 0; i < 2000; i++) { /* the speaker holds nobody up */
        CHECK(send(root, "z", 1, 0) == 1);
        for (int tries = 0; recv(hears, &byte, 1, 0) != 1 && tries < 1000000; tries++) {
            usleep(100);
        }
    }
}

/* A thread joins as soon as no other join is pending on the socket. */
struct joiner {
    SOCKET leaf;
    struct sockaddr_in at;
    int code;
};

static void *join_when_possible(void *argument)
{
    struct joiner *joiner = argument;
    do {
        joiner->code = join(joiner->leaf, &joiner->at) == INVALID_SOCKET ? WSAGetLastError() : 0;
    } while (joiner->code == WSAEINPROGRESS || joiner->code == WSAEALREADY);
    return NULL;
}

/* Each of two threads that join on one socket is told how its own join has ended. */
static void test_two_joins(void)
{
    SOCKET root = open_root(), gone = open_root();
    struct sockaddr_in at = listen_at(root, 50), nobody = listen_at(gone, 5);
    CHECK(closesocket(gone) == 0);
    for (int i = 0; i < 10; i++) {
        struct joiner joiners[2] = {{open_leaf(), nobody, 0}, {0, at, 0}};
        joiners[1].leaf = joiners[0].leaf;
        CHECK(set(joiners[0].leaf, JLR_JOIN_TIMEOUT, 100) == 0);
        pthread_t threads[2];
        for (int k = 0; k < 2; k++) {
            pthread_create(&threads[k], NULL, join_when_possible, &joiners[k]);
        }
        for (int k = 0; k < 2; k++) {
            pthread_join(threads[k], NULL);
        }
        CHECK(joiners[0].code == WSAECONNREFUSED && joiners[1].code == WSAETIMEDOUT);
        closesocket(joiners[0].leaf);
    }
    closesocket(root);
}

int main(void)
{
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    test_limits();
    test_one_host_fills_the_backlog();
    test_patience();
    test_two_joins();
    test_messages();
    test_back_pressure();
    test_leavers();
    test_hard_close();
    test_directions();
    test_idle_is_not_slow();
    test_close_wakes();
    CHECK(WSACleanup() == 0);
    return failures_told();
}
