/* Batches on provider `rooted`: what comes of them is what single calls make of the same messages. */
#include "session.h"

#include <stdlib.h>
#include <unistd.h>

#include <joinleaf/batch.h>

enum { LARGEST = 65536, MEMORY = 64 * LARGEST, MESSAGES = 200, LEAVES = 3 };

static char data[MEMORY], in[MEMORY];
static struct joinleaf_run runs[MESSAGES];

static void fill(void)
{
    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = (char)(i * 31 + i / 977);
    }
}

/* Sizes as programs send them: rows of one, single odd ones, empty ones, now and then one of many packets. */
static ULONG random_sizes(ULONG *sizes, ULONG *count)
{
    ULONG length = 0;
    *count = 0;
    while (*count < MESSAGES / 2 && length < MEMORY / 8) {
        int kind = rand() % 8;
        ULONG size = (ULONG)(kind == 0 ? 0 : kind == 1 ? rand() % 60000 : 1 + rand() % 1500);
        for (int i = rand() % 3 == 0 ? 1 : rand() % 20; i >= 0 && *count < MESSAGES / 2; i--) {
            sizes[(*count)++] = size;
            length += size;
        }
    }
    return length;
}

/* Compares the messages of a run with those that were sent from this offset on. Returns the offset behind
 * them. */
static ULONG check_run(const struct joinleaf_run *run, const ULONG *sizes, ULONG offset)
{
    ULONG size = 0;
    for (ULONG i = 0; i < run->count; i++) {
        CHECK(sizes[i] == run->each || i == run->count - 1);
        size += sizes[i];
    }
    CHECK(run->size == size && run->lost == 0 && run->each > 0);
    CHECK(memcmp(in + run->offset, data + offset, size) == 0);
    return offset + size;
}

/* Reads so many messages in one way or the other, and compares. */
static void expect(SOCKET s, const ULONG *sizes, ULONG count, const struct sockaddr_in *from, int batched)
{
    ULONG offset = 0;
    for (ULONG done = 0; done < count;) {
        struct sockaddr_in sender;
        int length = sizeof sender, got = 1;
        if (batched) {
            got = joinleaf_receive_batch(s, in, sizeof in, LARGEST, runs, MESSAGES, 0);
        } else {
            int size = recvfrom(s, in, sizeof in, 0, (struct sockaddr *)&sender, &length);
            runs[0] = (struct joinleaf_run){
                .size = (ULONG)size, .each = size > 0 ? (ULONG)size : 1, .count = 1, .fromlen = length};
            memcpy(&runs[0].from, &sender, sizeof sender);
        }
        CHECK(got > 0);
        for (int i = 0; i < got; i++) {
            const struct joinleaf_run *run = &runs[i];
            CHECK(run->count > 0 && run->count <= count - done);
            CHECK(run->fromlen == sizeof *from && memcmp(&run->from, from, sizeof *from) == 0);
            if (run->count > count - done) {
                return;
            }
            offset = check_run(run, &sizes[done], offset);
            done += run->count;
        }
        if (got <= 0) {
            return;
        }
    }
}

/* One leaf's thread. */
struct reader {
    SOCKET s;
    const ULONG *sizes;
    ULONG count;
    unsigned long wrong;
};

/* The window is smaller than a batch: somebody has to read meanwhile. */
static void *receive_single(void *argument)
{
    struct reader *reader = argument;
    static char room[LARGEST];
    ULONG offset = 0;
    for (ULONG i = 0; i < reader->count; i++) {
        int size = recv(reader->s, room, sizeof room, 0);
        reader->wrong += size != (int)reader->sizes[i] || memcmp(room, data + offset, reader->sizes[i]) != 0;
        offset += reader->sizes[i];
    }
    return NULL;
}

static int send_sizes(SOCKET s, const ULONG *sizes, ULONG count, ULONG length)
{
    const struct joinleaf_datagrams batch = {.data = data, .length = length, .sizes = sizes, .count = count};
    return joinleaf_send_batch(s, &batch, 0, NULL, 0);
}

static int send_equal(SOCKET s, ULONG size, ULONG length)
{
    const struct joinleaf_datagrams batch = {.data = data, .length = length, .size = size};
    return joinleaf_send_batch(s, &batch, 0, NULL, 0);
}

/* From the root to leaves that read in both ways, and back. */
static void test_same_as_single_calls(const char *key)
{
    SOCKET root = open_root(), leaves[LEAVES];
    ULONG sizes[MESSAGES], count;
    CHECK(set(root, JLR_WINDOW, 4096) == 0);
    set_key(root, key);
    struct sockaddr_in at = listen_at(root, 5), from[LEAVES];
    for (int i = 0; i < LEAVES; i++) {
        int size = sizeof from[i];
        leaves[i] = open_leaf();
        set_key(leaves[i], key);
        join_blocking(root, &at, leaves[i]);
        CHECK(getsockname(leaves[i], (struct sockaddr *)&from[i], &size) == 0);
    }
    for (int round = 0; round < 40; round++) {
        ULONG length = random_sizes(sizes, &count);
        CHECK(send_sizes(root, sizes, count, length) == (int)count);
        for (int i = 0; i < LEAVES; i++) {
            expect(leaves[i], sizes, count, &at, i != 0);
        }
        for (ULONG i = 0; i < count; i++) { /* a leaf has less under way */
            sizes[i] %= 1000;
        }
        CHECK(send_sizes(leaves[0], sizes, count, MEMORY) == (int)count);
        expect(root, sizes, count, &from[0], round % 2);
    }
    for (ULONG size = 1; size < 40000; size = 2 * size + 1) {
        for (ULONG i = 0; i < 10; i++) {
            sizes[i] = i < 9 ? size : 1;
        }
        CHECK(send_equal(root, size, 9 * size + 1) == 10);
        for (int i = 0; i < LEAVES; i++) {
            expect(leaves[i], sizes, 10, &at, i != 0);
        }
    }
}

/* What one member sends by batches all others get, from the root's relay. */
static void test_relayed(void)
{
    SOCKET root = WSASocketW(AF_INET, SOCK_SEQPACKET, JLPROTO_NONROOTED, NULL, 0,
                             WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_LEAF);
    SOCKET leaves[2] = {open_leaf(), open_leaf()};
    ULONG sizes[MESSAGES];
    struct sockaddr_in at = listen_at(root, 5), from;
    int length = sizeof from;
    join_blocking(root, &at, leaves[0]);
    join_blocking(root, &at, leaves[1]);
    CHECK(getsockname(leaves[0], (struct sockaddr *)&from, &length) == 0);
    for (int i = 0; i < 100; i++) {
        sizes[i] = (ULONG)(rand() % 400);
    }
    CHECK(send_sizes(leaves[0], sizes, 100, MEMORY) == 100);
    expect(leaves[1], sizes, 100, &from, 1);
    expect(root, sizes, 100, &from, 1);
    CHECK(send_equal(root, 5, 15) == 3);
    sizes[0] = sizes[1] = sizes[2] = 5;
    expect(leaves[0], sizes, 3, &at, 1);
    expect(leaves[1], sizes, 3, &at, 1);
}

/* Messages of one size are one run, as many as there are slots for, however large the slots are. */
static void test_runs(void)
{
    SOCKET root = open_root(), leaf = open_leaf();
    const ULONG sizes[] = {50, 50, 50, 50, 50, 7, 7, 0, 0, 50, 9};
    const struct {
        ULONG offset, each, count;
    } expected[] = {{0, 50, 3}, {0, 50, 2}, {100, 7, 2}, {114, 1, 1}, {114, 1, 1}, {114, 50, 1}, {164, 9, 1}};
    enum { RUNS = sizeof expected / sizeof *expected };
    begin_session(root, leaf);
    CHECK(send_sizes(root, sizes, sizeof sizes / sizeof *sizes, MEMORY) == 11); /* in one datagram */
    CHECK(joinleaf_receive_batch(leaf, in, 300, 100, runs, MESSAGES, 0) == 1);
    CHECK(joinleaf_receive_batch(leaf, in + 1000, 2000, 100, runs + 1, MESSAGES - 1, 0) == RUNS - 1);
    for (int i = 0; i < RUNS; i++) {
        CHECK(runs[i].offset == expected[i].offset && runs[i].each == expected[i].each);
        CHECK(runs[i].count == expected[i].count && runs[i].lost == 0);
        CHECK(runs[i].size == (runs[i].each == 1 ? 0 : runs[i].each * runs[i].count));
    }
    CHECK(memcmp(in, data, 150) == 0 && memcmp(in + 1000, data + 150, 173) == 0);
    CHECK(send_sizes(root, sizes, 7, MEMORY) == 7);
    CHECK(joinleaf_receive_batch(leaf, in, 2000, 100, runs, 1, 0) == 1 && runs[0].count == 5);
    CHECK(joinleaf_receive_batch(leaf, in, 2000, 3, runs, 1, 0) == 1 && runs[0].count == 1 &&
          runs[0].size == 3 && runs[0].lost == 4);
    CHECK(joinleaf_receive_batch(leaf, in, 2000, 7, runs, 1, 0) == 1 && runs[0].count == 1 &&
          runs[0].size == 7 && runs[0].lost == 0);
    closesocket(leaf);
    closesocket(root);
}

static void test_what_is_refused(void)
{
    SOCKET root = open_root(), leaf = open_leaf();
    FAILS(send_equal(root, 5, 15), WSAENOTCONN);
    FAILS(joinleaf_receive_batch(leaf, in, 100, 10, runs, 5, 0), WSAENOTCONN);
    SOCKET branch = begin_session(root, leaf);
    CHECK(send_equal(branch, 5, 15) == 3); /* to this leaf alone (RT-06) */
    for (int got = 0; got < 3; got++) {
        CHECK(joinleaf_receive_batch(leaf, in, 100, 10, runs, 1, 0) == 1 && runs[0].flags == JLR_MSG_ASIDE);
    }
    CHECK(shutdown(branch, SD_SEND) == 0);
    FAILS(send_equal(branch, 5, 15), WSAESHUTDOWN);
    const ULONG sizes[] = {5, 0, LARGEST + 1, 6};
    CHECK(send_sizes(root, sizes, 4, MEMORY) == 2); /* what comes before one that cannot be is sent */
    FAILS(send_sizes(root, sizes + 2, 2, MEMORY), WSAEMSGSIZE);
    CHECK(send_sizes(leaf, sizes, 4, MEMORY) == 2);
    FAILS(send_sizes(leaf, sizes + 2, 2, MEMORY), WSAEMSGSIZE);
    CHECK(send_sizes(root, sizes, 2, 4) == SOCKET_ERROR && WSAGetLastError() == WSAEFAULT);
    const struct joinleaf_datagrams one = {.data = data, .length = 1, .size = 1};
    FAILS(joinleaf_send_batch(root, &one, MSG_OOB, NULL, 0), WSAEOPNOTSUPP);
    FAILS(joinleaf_receive_batch(leaf, in, 100, 0, runs, 5, 0), WSAEINVAL);
    FAILS(joinleaf_receive_batch(leaf, in, 100, 101, runs, 5, 0), WSAEINVAL);
    FAILS(joinleaf_receive_batch(leaf, in, 100, 10, runs, 5, MSG_PEEK), WSAEOPNOTSUPP);
    /* A slot that is too short cuts that message alone (IO-01). */
    int got = joinleaf_receive_batch(leaf, in, 8, 4, runs, 5, 0);
    CHECK(got == 2 && runs[0].size == 4 && runs[0].lost == 1 && runs[1].offset == 4 && runs[1].size == 0 &&
          runs[1].lost == 0 && runs[1].each == 1);
    CHECK(closesocket(root) == 0);
    FAILS(joinleaf_receive_batch(leaf, in, 100, 10, runs, 5, 0), WSAESHUTDOWN);
    FAILS(send_equal(leaf, 5, 15), WSAESHUTDOWN);
}

/* Reads so many messages of 1000 bytes. */
static void read_all(SOCKET s, int left)
{
    while (left > 0) {
        int got = joinleaf_receive_batch(s, in, sizeof in, 1000, runs, MESSAGES, 0);
        CHECK(got > 0);
        for (int i = 0; i < got; i++) {
            CHECK(runs[i].each == 1000);
            left -= (int)runs[i].count;
        }
        CHECK(left >= 0);
        left = got > 0 ? left : 0;
    }
}

/* As many as there is room for; then FD_WRITE, when all that was sent has been read. */
static void check_partial(SOCKET from, SOCKET to)
{
    WSAEVENT event = WSACreateEvent();
    CHECK(WSAEventSelect(from, event, FD_WRITE) == 0);
    CHECK(wait_for(from, event, FD_WRITE_BIT, 60000) == 0);
    int sent = 0, more;
    do { /* a root's window fills as fast as the way lets it */
        more = send_equal(from, 1000, 1000 * 1000);
        CHECK(more < 1000 && (more > 0 || WSAGetLastError() == WSAEWOULDBLOCK));
        sent += more > 0 ? more : 0;
    } while (more > 0 || wait_for(from, event, FD_WRITE_BIT, 100) == 0);
    CHECK(sent >= 128);
    read_all(to, sent);
    CHECK(wait_for(from, event, FD_WRITE_BIT, 60000) == 0);
    CHECK(send_equal(from, 1000, 5 * 1000) == 5);
    read_all(to, 5);
}

static void test_partial(void)
{
    SOCKET root = open_root(), leaf = open_leaf();
    CHECK(set(root, JLR_WINDOW, 128) == 0);
    begin_session(root, leaf);
    check_partial(root, leaf);
    SOCKET other = open_root(), second = open_leaf();
    begin_session(other, second);
    check_partial(second, other);
}

/* A blocking socket sends all of a batch that is longer than the window; a time limit ends that. */
static void test_blocking(void)
{
    static ULONG sizes[1000];
    SOCKET root = open_root(), leaf = open_leaf();
    CHECK(set(root, JLR_WINDOW, 128) == 0);
    begin_session(root, leaf);
    ULONG length = 0;
    for (int i = 0; i < 1000; i++) {
        sizes[i] = (ULONG)(rand() % 3000);
        length += sizes[i];
    }
    struct reader reader = {leaf, sizes, 1000, 0};
    pthread_t thread;
    pthread_create(&thread, NULL, receive_single, &reader);
    CHECK(send_sizes(root, sizes, 1000, length) == 1000);
    pthread_join(thread, NULL);
    CHECK(reader.wrong == 0);
    DWORD patience = 100;
    CHECK(setsockopt(root, SOL_SOCKET, SO_SNDTIMEO, (char *)&patience, sizeof patience) == 0);
    int sent = send_sizes(root, sizes, 1000, length);
    CHECK(sent > 0 && sent < 1000);
    /* On a busy machine the time is over before the room is. */
    for (int tries = 0; tries < 100000 && sent > 0; tries++) {
        sent = send_equal(root, 5, 15);
    }
    FAILS(sent, WSAETIMEDOUT);
}

static void test_modes(void)
{
    SOCKET root = open_root(), leaf = open_leaf();
    DWORD modes = 0;
    const DWORD several = JOINLEAF_SENDS_SEVERAL | JOINLEAF_RECEIVES_SEVERAL;
    CHECK(joinleaf_batch_modes(root, 64, &modes) == 0 && modes == several);
    SOCKET branch = begin_session(root, leaf);
    CHECK(joinleaf_batch_modes(root, 64, &modes) == 0 && (modes & several) == several);
    printf("root: modes %u\n", (unsigned)modes);
    CHECK(joinleaf_batch_modes(leaf, 64, &modes) == 0 && modes == several);
    CHECK(joinleaf_batch_modes(branch, 64, &modes) == 0 && modes == several);
}

int main(void)
{
    WSADATA startup;
    CHECK(WSAStartup(MAKEWORD(2, 2), &startup) == 0);
    srand(11);
    fill();
    test_same_as_single_calls("");
    test_same_as_single_calls("a key that all of them have");
    test_relayed();
    test_runs();
    test_what_is_refused();
    test_partial();
    test_blocking();
    test_modes();
    CHECK(WSACleanup() == 0);
    return failures_told();
}
