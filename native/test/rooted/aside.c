/* Messages aside (JLR_MSG_ASIDE): between the root and one leaf, in order with the others of the same side.
 */
#include "session.h"

#include <stdlib.h>

#include <joinleaf/batch.h>

enum { ROUNDS = 600, LARGEST = 65536, SLOTS = 16 };

static char bytes[LARGEST];

/* Its size, or -1; *flags as WSARecv tells. */
static int receive(SOCKET s, char *room, DWORD *flags)
{
    WSABUF buffer = {LARGEST, room};
    DWORD moved = 0;
    *flags = 0;
    return WSARecv(s, &buffer, 1, &moved, flags, NULL, NULL) == 0 ? (int)moved : -1;
}

static int send_aside(SOCKET s, int size)
{
    WSABUF buffer = {(ULONG)size, bytes};
    DWORD moved = 0;
    return WSASend(s, &buffer, 1, &moved, JLR_MSG_ASIDE, NULL, NULL) == 0 ? (int)moved : -1;
}

static void set_patience(SOCKET s, DWORD ms)
{
    CHECK(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (char *)&ms, sizeof ms) == 0);
}

/* ---- order ---- */

static int is_aside(int n)
{
    return n % 3 == 1;
}

/* Message number n: its number, and some more bytes. */
static int fill(int n)
{
    static const int sizes[] = {4, 10, 300, 1433, 9000, 40000};
    memcpy(bytes, &n, sizeof n);
    return sizes[n % 40 == 0 ? 4 + n % 2 : n * 7 % 4];
}

struct reader {
    SOCKET leaf;
    int aside; /* it is the leaf to whom is spoken aside */
    int batches;
};

/* All that are for this leaf, in the order in which they were sent. */
static void *read_all(void *argument)
{
    const struct reader *reader = argument;
    char *memory = malloc(SLOTS * LARGEST);
    struct joinleaf_run runs[SLOTS];
    for (int n = 0; n < ROUNDS;) {
        int got = 1;
        if (reader->batches) {
            got = joinleaf_receive_batch(reader->leaf, memory, SLOTS * LARGEST, LARGEST, runs, SLOTS, 0);
        } else {
            DWORD flags;
            int size = receive(reader->leaf, memory, &flags);
            runs[0] = (struct joinleaf_run){.size = (ULONG)size, .flags = flags};
            got = size < 0 ? -1 : 1;
        }
        CHECK(got > 0);
        for (int i = 0; i < got; i++) {
            int number;
            memcpy(&number, memory + runs[i].offset, sizeof number);
            CHECK(number == n && runs[i].flags == (is_aside(n) ? (ULONG)JLR_MSG_ASIDE : 0u));
            do {
                n++;
            } while (n < ROUNDS && !reader->aside && is_aside(n));
        }
        n = got > 0 ? n : ROUNDS;
    }
    free(memory);
    return NULL;
}

static void test_order(DWORD window, int plane, int batches)
{
    DWORD data = plane == JLPROTO_ROOTED ? WSA_FLAG_MULTIPOINT_D_ROOT : WSA_FLAG_MULTIPOINT_D_LEAF;
    SOCKET root = WSASocketW(AF_INET, SOCK_SEQPACKET, plane, NULL, 0, WSA_FLAG_MULTIPOINT_C_ROOT | data);
    struct reader readers[2] = {{open_leaf(), 1, batches}, {open_leaf(), 0, batches}};
    pthread_t threads[2];
    CHECK(set(root, JLR_WINDOW, window) == 0);
    struct sockaddr_in at = listen_at(root, 5);
    SOCKET branch = join_blocking(root, &at, readers[0].leaf);
    join_blocking(root, &at, readers[1].leaf);
    for (int i = 0; i < 2; i++) {
        set_patience(readers[i].leaf, 60000);
        pthread_create(&threads[i], NULL, read_all, &readers[i]);
    }
    for (int n = 0; n < ROUNDS; n++) {
        int size = fill(n);
        CHECK(send(is_aside(n) ? branch : root, bytes, size, 0) == size);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    closesocket(root);
    closesocket(readers[0].leaf);
    closesocket(readers[1].leaf);
}

/* What is said aside last comes before the end, and before what is said to all after it. */
static void test_end(void)
{
    static char room[LARGEST];
    SOCKET root = open_root(), leaf = open_leaf();
    SOCKET branch = begin_session(root, leaf);
    DWORD flags;
    set_patience(leaf, 60000);
    CHECK(send(root, "all", 3, 0) == 3 && send(branch, "you", 3, 0) == 3 && send(branch, "", 0, 0) == 0);
    CHECK(closesocket(root) == 0);
    CHECK(receive(leaf, room, &flags) == 3 && memcmp(room, "all", 3) == 0 && flags == 0);
    CHECK(recv(leaf, room, 2, MSG_PEEK) == -1 && WSAGetLastError() == WSAEMSGSIZE);
    u_long next = 0;
    CHECK(ioctlsocket(leaf, (long)FIONREAD, &next) == 0 && next == 3);
    CHECK(receive(leaf, room, &flags) == 3 && memcmp(room, "you", 3) == 0 && flags == JLR_MSG_ASIDE);
    CHECK(receive(leaf, room, &flags) == 0 && flags == JLR_MSG_ASIDE);
    FAILS(receive(leaf, room, &flags), WSAESHUTDOWN);
    FAILS(send_aside(leaf, 1), WSAESHUTDOWN);
    FAILS(send(branch, bytes, 1, 0), WSAESHUTDOWN);
    closesocket(leaf);
    closesocket(branch);
}

/* ---- the other way ---- */

/* Only the root gets it, on the leaf's own socket, whatever the data plane is. */
static void test_to_root(void)
{
    static char room[LARGEST];
    SOCKET root = WSASocketW(AF_INET, SOCK_SEQPACKET, JLPROTO_NONROOTED, NULL, 0,
                             WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_LEAF);
    SOCKET leaf = open_leaf(), other = open_leaf();
    struct sockaddr_in at = listen_at(root, 5), from, own;
    int size = sizeof from, own_size = sizeof own;
    SOCKET branch = join_blocking(root, &at, leaf);
    join_blocking(root, &at, other);
    set_patience(branch, 60000);
    set_patience(root, 60000);
    set_patience(other, 60000);
    memcpy(bytes, "psst", 4);
    CHECK(send_aside(leaf, 4) == 4 && send(leaf, "all", 3, 0) == 3 && send_aside(leaf, LARGEST) == LARGEST);
    CHECK(recvfrom(branch, room, sizeof room, 0, (struct sockaddr *)&from, &size) == 4 &&
          memcmp(room, "psst", 4) == 0);
    CHECK(getsockname(leaf, (struct sockaddr *)&own, &own_size) == 0 && from.sin_port == own.sin_port);
    DWORD flags;
    CHECK(receive(branch, room, &flags) == LARGEST && flags == JLR_MSG_ASIDE);
    CHECK(receive(root, room, &flags) == 3 && flags == 0);
    CHECK(receive(other, room, &flags) == 3 && flags == 0);
    set_patience(root, 100);
    FAILS(receive(root, room, &flags), WSAETIMEDOUT);
    set_patience(other, 100);
    FAILS(receive(other, room, &flags), WSAETIMEDOUT);
    /* What a leaf said before it left can still be read. */
    CHECK(send_aside(leaf, 4) == 4 && closesocket(leaf) == 0);
    CHECK(receive(branch, room, &flags) == 4);
    FAILS(receive(branch, room, &flags), WSAESHUTDOWN);
    closesocket(root);
    closesocket(other);
}

static void test_what_is_refused(void)
{
    static char room[LARGEST];
    DWORD flags;
    SOCKET root = open_root(), receiver = open_leaf(), sender = open_leaf();
    struct sockaddr_in at = listen_at(root, 5);
    FAILS(send_aside(root, 1), WSAEOPNOTSUPP);
    FAILS(send_aside(receiver, 1), WSAENOTCONN);
    nonblocking(receiver);
    nonblocking(sender);
    const struct sockaddr *to = (const struct sockaddr *)&at;
    CHECK(WSAJoinLeaf(receiver, to, sizeof at, NULL, NULL, NULL, NULL, JL_RECEIVER_ONLY) == receiver);
    SOCKET branch = accept(root, NULL, NULL);
    FAILS(recv(branch, room, 1, 0), WSAEOPNOTSUPP);
    CHECK(send(branch, bytes, 1, 0) == 1);
    CHECK(WSAJoinLeaf(sender, to, sizeof at, NULL, NULL, NULL, NULL, JL_SENDER_ONLY) == sender);
    SOCKET other = accept(root, NULL, NULL);
    FAILS(send(other, bytes, 1, 0), WSAEOPNOTSUPP);
    FAILS(send(branch, bytes, LARGEST, MSG_OOB), WSAEOPNOTSUPP);
    for (int i = 0; i < 12000 && receive(receiver, room, &flags) != 1; i++) {
        CHECK(WSAGetLastError() == WSAEWOULDBLOCK);
        WSASetLastError(0);
        Sleep(10);
    }
    FAILS(send_aside(receiver, 1), WSAEOPNOTSUPP);
    closesocket(root);
    closesocket(receiver);
    closesocket(sender);
}

/* ---- back-pressure and events ---- */

static void check_pressure(SOCKET from, SOCKET to, DWORD flags)
{
    static char room[LARGEST];
    WSABUF buffer = {1000, bytes};
    WSAEVENT written = WSACreateEvent(), read = WSACreateEvent();
    DWORD moved, told;
    int sent = 0;
    CHECK(WSAEventSelect(from, written, FD_WRITE | FD_CLOSE) == 0);
    CHECK(wait_for(from, written, FD_WRITE_BIT, 60000) == 0);
    while (sent < 10000 && WSASend(from, &buffer, 1, &moved, flags, NULL, NULL) == 0) {
        sent++;
    }
    CHECK(WSAGetLastError() == WSAEWOULDBLOCK && sent == 3 * 65536 / 1064);
    CHECK(wait_for(from, written, FD_WRITE_BIT, 100) == -1);
    CHECK(WSAEventSelect(to, read, FD_READ | FD_CLOSE) == 0);
    for (int i = 0; i < sent; i++) {
        CHECK(wait_for(to, read, FD_READ_BIT, 60000) == 0);
        CHECK(receive(to, room, &told) == 1000 && told == JLR_MSG_ASIDE);
    }
    CHECK(wait_for(from, written, FD_WRITE_BIT, 60000) == 0);
    CHECK(WSASend(from, &buffer, 1, &moved, flags, NULL, NULL) == 0);
    CHECK(wait_for(to, read, FD_READ_BIT, 60000) == 0);
    CHECK(receive(to, room, &told) == 1000);
    CHECK(WSAEventSelect(from, NULL, 0) == 0 && WSAEventSelect(to, NULL, 0) == 0);
    WSACloseEvent(written);
    WSACloseEvent(read);
}

static void test_pressure(void)
{
    SOCKET root = open_root(), leaf = open_leaf();
    SOCKET branch = begin_session(root, leaf);
    check_pressure(branch, leaf, 0);
    check_pressure(leaf, branch, JLR_MSG_ASIDE);
    /* A leaf whose application does not listen any more holds nobody up. */
    u_long off = 0;
    CHECK(ioctlsocket(branch, (long)FIONBIO, &off) == 0);
    CHECK(shutdown(leaf, SD_RECEIVE) == 0);
    for (int i = 0; i < 1000; i++) {
        CHECK(send(branch, bytes, 1000, 0) == 1000);
    }
    CHECK(shutdown(branch, SD_SEND) == 0);
    FAILS(send(branch, bytes, 1, 0), WSAESHUTDOWN);
    closesocket(root);
    closesocket(leaf);
}

struct counter {
    SOCKET branch;
    long count; /* messages */
};

/* Counts the messages of one byte that the root gets aside. */
static void *count_asides(void *argument)
{
    struct counter *counter = argument;
    char *memory = malloc(LARGEST);
    struct joinleaf_run runs[SLOTS];
    for (int got = 0; got >= 0;) {
        got = joinleaf_receive_batch(counter->branch, memory, SLOTS * 16, 16, runs, SLOTS, 0);
        for (int i = 0; i < got; i++) {
            counter->count += (long)runs[i].count;
        }
    }
    CHECK(WSAGetLastError() == WSAESHUTDOWN);
    free(memory);
    return NULL;
}

/* A leaf that says much aside to a root that reads it is no flooder, whatever it says in a millisecond. */
static void test_many(void)
{
    SOCKET root = open_root(), leaf = open_leaf();
    CHECK(set(root, JLR_KEEP_ALIVE, 40) == 0); /* so the root looks at its leaf often */
    struct counter counter = {begin_session(root, leaf), 0};
    const struct joinleaf_datagrams datagrams = {.data = bytes, .length = 1000, .size = 1};
    pthread_t thread;
    pthread_create(&thread, NULL, count_asides, &counter);
    long sent = 0, begin = milliseconds_now();
    for (int done = 1; done > 0 && milliseconds_now() < begin + 2000;) {
        done = joinleaf_send_batch(leaf, &datagrams, JLR_MSG_ASIDE, NULL, 0);
        CHECK(done > 0);
        sent += done > 0 ? done : 0;
    }
    CHECK(closesocket(leaf) == 0);
    pthread_join(thread, NULL);
    CHECK(counter.count == sent);
    closesocket(root);
}

/* A message that finds no tokens of the branch's own flow specification finds them later. */
static void test_tokens(void)
{
    SOCKET root = open_root(), leaf = open_leaf();
    SOCKET branch = begin_session(root, leaf);
    FLOWSPEC none;
    memset(&none, 0xff, sizeof none); /* QOS_NOT_SPECIFIED */
    none.ServiceType = SERVICETYPE_NOTRAFFIC;
    QOS qos = {.SendingFlowspec = none, .ReceivingFlowspec = none};
    qos.SendingFlowspec.ServiceType = SERVICETYPE_GUARANTEED;
    qos.SendingFlowspec.TokenRate = 2000;
    qos.SendingFlowspec.TokenBucketSize = 1000;
    DWORD told;
    CHECK(WSAIoctl(branch, SIO_SET_QOS, &qos, sizeof qos, NULL, 0, &told, NULL, NULL) == 0);
    WSAEVENT event = WSACreateEvent();
    CHECK(WSAEventSelect(branch, event, FD_WRITE) == 0);
    CHECK(wait_for(branch, event, FD_WRITE_BIT, 60000) == 0);
    for (int i = 0; i < 3; i++) {
        int sent = 0;
        while (sent < 100 && send(branch, bytes, 1000, 0) == 1000) {
            sent++;
        }
        CHECK(WSAGetLastError() == WSAEWOULDBLOCK && sent > 0 && sent < 100);
        CHECK(wait_for(branch, event, FD_WRITE_BIT, 60000) == 0);
    }
    WSAPOLLFD ready = {.fd = branch, .events = POLLWRNORM};
    while (send(branch, bytes, 1000, 0) == 1000) {
    }
    CHECK(WSAPoll(&ready, 1, 60000) == 1 && (ready.revents & POLLWRNORM) != 0);
    WSACloseEvent(event);
    closesocket(root);
    closesocket(leaf);
}

int main(void)
{
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    test_order(128, JLPROTO_ROOTED, 0);
    test_order(2048, JLPROTO_ROOTED, 1);
    test_order(2048, JLPROTO_NONROOTED, 0);
    test_end();
    test_to_root();
    test_what_is_refused();
    test_pressure();
    test_tokens();
    test_many();
    CHECK(WSACleanup() == 0);
    return failures_told();
}
