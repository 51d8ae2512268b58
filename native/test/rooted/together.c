/* Several leaves of one process, which share one socket of the group: one thread that waits reads for all of
 * them, while others join and leave. */
#include "session.h"
enum { GUESTS = 60, MESSAGES = 20, MEMBERS = 4, TIMES = 300 };

struct reader {
    SOCKET leaf;
    pthread_t thread;
    int expected; /* the number of the next message */
    int end;      /* why there are no more */
};

static void send_number(SOCKET root, int number)
{
    CHECK(send(root, (const char *)&number, sizeof number, 0) == (int)sizeof number);
}

static bool read_number(struct reader *reader)
{
    int number = -1, got = recv(reader->leaf, (char *)&number, sizeof number, 0);
    if (got < 0) {
        reader->end = WSAGetLastError();
        return false;
    }
    CHECK(got == (int)sizeof number && number == reader->expected);
    reader->expected = number + 1;
    return true;
}

static void *read_all(void *argument)
{
    while (read_number(argument)) {
    }
    return NULL;
}

static void start(struct reader *reader, SOCKET leaf)
{
    *reader = (struct reader){.leaf = leaf};
    CHECK(pthread_create(&reader->thread, NULL, read_all, reader) == 0);
}

/* Its thread waits nearly all the time, and so has the socket when a guest comes or goes. */
static void test_guests(void)
{
    SOCKET root = open_root(), leaf = open_leaf();
    struct sockaddr_in at = listen_at(root, 5);
    struct reader reader;
    int sent = 0;
    join_blocking(root, &at, leaf);
    start(&reader, leaf);
    for (int i = 0; i < GUESTS; i++) {
        struct reader guest = {.leaf = open_leaf(), .expected = sent};
        SOCKET branch = join_blocking(root, &at, guest.leaf);
        for (int k = 0; k < MESSAGES; k++) {
            send_number(root, sent++);
            usleep(i % 2 == 0 ? 0 : 300);
        }
        for (int k = 0; k < (i % 3 == 0 ? 0 : MESSAGES); k++) { /* some leave with messages unread */
            CHECK(read_number(&guest));
        }
        CHECK(closesocket(guest.leaf) == 0);
        char byte;
        CHECK(recv(branch, &byte, 1, 0) == -1 && WSAGetLastError() == WSAESHUTDOWN);
        CHECK(closesocket(branch) == 0);
    }
    CHECK(closesocket(root) == 0);
    pthread_join(reader.thread, NULL);
    CHECK(reader.end == WSAESHUTDOWN && reader.expected == GUESTS * MESSAGES);
    CHECK(closesocket(leaf) == 0);
}

/* Each has a thread, and each of them is now the one that reads for all, now one that is told. */
static void test_each_waits(void)
{
    SOCKET root = open_root();
    struct sockaddr_in at = listen_at(root, 5);
    struct reader readers[MEMBERS];
    SOCKET leaves[MEMBERS];
    for (int i = 0; i < MEMBERS; i++) {
        leaves[i] = open_leaf();
        join_blocking(root, &at, leaves[i]);
    }
    for (int i = 0; i < MEMBERS; i++) {
        start(&readers[i], leaves[i]);
    }
    for (int i = 0; i < TIMES; i++) {
        send_number(root, i);
        usleep(300);
    }
    CHECK(closesocket(root) == 0);
    for (int i = 0; i < MEMBERS; i++) {
        pthread_join(readers[i].thread, NULL);
        CHECK(readers[i].end == WSAESHUTDOWN && readers[i].expected == TIMES);
        CHECK(closesocket(leaves[i]) == 0);
    }
}

/* One thread receives at one leaf after the other. It finds what it has read for the others. */
static void test_in_turn(void)
{
    SOCKET root = open_root();
    struct sockaddr_in at = listen_at(root, 5);
    struct reader readers[MEMBERS];
    for (int i = 0; i < MEMBERS; i++) {
        readers[i] = (struct reader){.leaf = open_leaf()};
        join_blocking(root, &at, readers[i].leaf);
    }
    for (int i = 0; i < TIMES; i++) {
        send_number(root, i);
        for (int k = 0; k < MEMBERS; k++) {
            CHECK(read_number(&readers[k]));
        }
    }
    for (int i = 0; i < MEMBERS; i++) {
        CHECK(closesocket(readers[i].leaf) == 0);
    }
    CHECK(closesocket(root) == 0);
}

int main(void)
{
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    test_guests();
    test_each_waits();
    test_in_turn();
    CHECK(WSACleanup() == 0);
    return failures_told();
}
