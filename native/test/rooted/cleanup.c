/*
 * The last WSACleanup waits as long as some leaf gets on, and not long for one that does not. The leaf is a
 * process of its own, which says so seldom what it has that the root needs longer than WSACleanup waits
 * without progress.
 */
#include "session.h"
#include "test/seconds.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "bad_leaf.h"
#include "child.h"

enum {
    MESSAGES = 80,
    SIZE = 1000,
    HONEST = 2000000, /* us: ten times as long as a leaf that gets on slowly does not yet */
    ALL = 4500,       /* ms: the leaf that gets on has said that it has all: 20 datagrams a second */
    NOTHING = 2000,   /* ms: how long WSACleanup waits where nothing gets on */
    BUSY = 20000,     /* ms: what else a busy machine may take */
    LINGERING = 60000 /* ms: a root whose process lives on waits longer than all of these */
};

struct job {
    enum bad_leaf_deed deed;
    struct bad_leaf did;
};

static void be_leaf(const struct sockaddr_in *at, void *argument)
{
    struct job *job = argument;
    job->did = bad_leaf_run(at, job->deed, 30);
}

static JLR_UNDELIVERED undelivered(SOCKET s)
{
    JLR_UNDELIVERED got = {0};
    int size = sizeof got;
    CHECK(getsockopt(s, SOL_JLROOTED, JLR_UNDELIVERED_NAME, (char *)&got, &size) == 0);
    return got;
}

/* How long the last WSACleanup takes after all is sent to such a leaf, in ms. */
static int clean_up_after(struct job *job, struct child *leaf)
{
    static const char message[SIZE];
    WSADATA data;
    *leaf = child_begin(be_leaf, job, sizeof *job);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET root = open_root();
    CHECK(set(root, JLR_LINGER_TIMEOUT, LINGERING) == 0);
    struct sockaddr_in at = listen_at(root, 5);
    child_tell(leaf, &at);
    CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    usleep(HONEST);
    for (int i = 0; i < MESSAGES; i++) {
        CHECK(send(root, message, SIZE, 0) == SIZE);
    }
    CHECK(undelivered(root).bytes > MESSAGES / 2 * SIZE && closesocket(root) == 0);
    CHECK(undelivered(open_leaf()).closing == 1);
    int begin = (int)milliseconds_now();
    CHECK(WSACleanup() == 0);
    return (int)milliseconds_now() - begin;
}

int main(void)
{
    WSADATA data;
    struct job trickle = {.deed = BAD_LEAF_TRICKLE}, stall = {.deed = BAD_LEAF_STALL};
    struct child leaf;
    int slow = clean_up_after(&trickle, &leaf);
    child_end(&leaf, &trickle, sizeof trickle);
    /* It was waited for until it had all, which it was told (BYE). */
    CHECK(slow > ALL / 2 + NOTHING / 2 && slow < ALL + BUSY && trickle.did.done);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET other = open_leaf();
    CHECK(undelivered(other).lostLeaves == 0 && closesocket(other) == 0 && WSACleanup() == 0);
    int stalled = clean_up_after(&stall, &leaf);
    kill(leaf.process, SIGKILL); /* it does not see that the session is over */
    CHECK(stalled >= NOTHING && stalled < NOTHING + BUSY);
    printf("%d ms, %d ms\n", slow, stalled);
    return failures_told();
}
