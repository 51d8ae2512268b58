/* Leaves that send as fast as they can, and a root that sends those messages on to all: its own messages find
 * room among them, and none of the others is left out. */
#include "session.h"

#include <stdatomic.h>
#include <stdlib.h>

enum { LEAVES = 8, TURNS = 120, BETWEEN = 500, HANG_MS = 20000, SMALL = 64, LONGEST = 65536 };

static struct member {
    SOCKET socket;
    pthread_t sends, reads;
    atomic_ulong from_root; /* messages that are the root's own */
} members[LEAVES];

static SOCKET root;
static atomic_ulong from_leaves;
static atomic_bool over;

static SOCKET open_member(DWORD flags)
{
    return WSASocketW(AF_INET, SOCK_SEQPACKET, (int)JLPROTO_NONROOTED, NULL, 0, flags);
}

static void *send_all_the_time(void *member)
{
    char bytes[SMALL] = "leaf";
    while (!atomic_load(&over) && send(((struct member *)member)->socket, bytes, sizeof bytes, 0) > 0) {
    }
    return NULL;
}

static void *read_as_leaf(void *argument)
{
    struct member *member = argument;
    char *bytes = malloc(LONGEST);
    while (recv(member->socket, bytes, LONGEST, 0) > 0) {
        member->from_root += bytes[0] == 'r';
    }
    free(bytes);
    return NULL;
}

static void *read_as_root(void *unused)
{
    (void)unused;
    char bytes[SMALL];
    while (recv(root, bytes, sizeof bytes, 0) > 0) {
        from_leaves++;
    }
    return NULL;
}

static void begin(void)
{
    root = open_member(WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_LEAF);
    struct sockaddr_in at = listen_at(root, LEAVES);
    for (int i = 0; i < LEAVES; i++) {
        members[i].socket = open_member(WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
        join_blocking(root, &at, members[i].socket);
    }
    for (int i = 0; i < LEAVES; i++) {
        pthread_create(&members[i].reads, NULL, read_as_leaf, &members[i]);
        pthread_create(&members[i].sends, NULL, send_all_the_time, &members[i]);
    }
}

/* Leaves have sent more since. */
static bool go_on(void)
{
    unsigned long before = from_leaves;
    long end = milliseconds_now() + HANG_MS;
    while (from_leaves < before + BETWEEN && milliseconds_now() < end) {
        usleep(100);
    }
    return from_leaves >= before + BETWEEN;
}

static void take_turns(void)
{
    static const int sizes[] = {SMALL, 1000, LONGEST};
    const DWORD limit = HANG_MS;
    char *bytes = calloc(1, LONGEST);
    bytes[0] = 'r';
    CHECK(setsockopt(root, SOL_SOCKET, SO_SNDTIMEO, (const char *)&limit, sizeof limit) == 0);
    bool good = true;
    for (int turn = 0; turn < TURNS && good; turn++) {
        int size = sizes[turn % 3];
        good = go_on() && send(root, bytes, size, 0) == size;
        CHECK_TELLING(good, " turn %d", turn);
    }
    free(bytes);
}

int main(void)
{
    WSADATA data;
    pthread_t reads;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    begin();
    pthread_create(&reads, NULL, read_as_root, NULL);
    take_turns();
    atomic_store(&over, true);
    for (int i = 0; i < LEAVES; i++) {
        pthread_join(members[i].sends, NULL);
    }
    CHECK(shutdown(root, SD_RECEIVE) == 0);
    closesocket(root);
    pthread_join(reads, NULL);
    for (int i = 0; i < LEAVES; i++) {
        pthread_join(members[i].reads, NULL);
        CHECK(members[i].from_root == TURNS);
        closesocket(members[i].socket);
    }
    WSACleanup();
    return failures_told();
}
