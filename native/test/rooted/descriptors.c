/*
 * A root whose process has few descriptors left: a leaf gets the last one, and another one waits until there
 * is one again. The leaves are other processes. Run it without arguments.
 */
#include "session.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "child.h"

enum { DESCRIPTORS = 128, LEAVES = 3 };

/* Joins, and waits for the end of the session. */
static void be_leaf(const struct sockaddr_in *at, void *unused)
{
    WSADATA data;
    char byte;
    (void)unused;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET leaf = open_leaf();
    CHECK(join(leaf, at) == leaf);
    FAILS(recv(leaf, &byte, 1, 0), WSAESHUTDOWN);
    WSACleanup();
}

static bool admitted(SOCKET root)
{
    return accept(root, NULL, NULL) != INVALID_SOCKET;
}

/* A program that knows the structure as it was before this counter. */
static void ask_for_less(SOCKET root)
{
    JLR_STATISTICS told = {.acceptsRefused = 77};
    const int before = offsetof(JLR_STATISTICS, acceptsRefused);
    int size = before;
    CHECK(getsockopt(root, SOL_JLROOTED, JLR_STATISTICS_NAME, (char *)&told, &size) == 0);
    CHECK(size == before && told.leaves > 0 && told.acceptsRefused == 77);
    size = before - 1;
    FAILS(getsockopt(root, SOL_JLROOTED, JLR_STATISTICS_NAME, (char *)&told, &size), WSAEFAULT);
}

int main(void)
{
    WSADATA data;
    struct child leaves[LEAVES];
    struct rlimit limit;
    int taken[DESCRIPTORS], count = 0;
    for (int i = 0; i < LEAVES; i++) {
        leaves[i] = child_begin(be_leaf, NULL, 0);
    }
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = DESCRIPTORS;
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET root = open_root();
    struct sockaddr_in at = listen_at(root, 5);
    nonblocking(root);
    child_tell(&leaves[0], &at); /* with it the root opens what it needs beside connections */
    COMES_TO_HOLD(admitted(root));

    while (count < DESCRIPTORS && (taken[count] = open("/dev/null", O_RDONLY)) >= 0) {
        count++;
    }
    CHECK(count > 2 && count < DESCRIPTORS);
    close(taken[--count]);
    child_tell(&leaves[1], &at);
    COMES_TO_HOLD(admitted(root));
    CHECK(statistics_of(root).acceptsRefused == 0); /* nobody waits */
    child_tell(&leaves[2], &at);
    usleep(100000); /* most likely it waits by now; if it comes later, the same is asked of it */
    CHECK(!admitted(root));
    COMES_TO_HOLD(statistics_of(root).acceptsRefused > 0);
    close(taken[--count]);
    COMES_TO_HOLD(admitted(root));
    CHECK(statistics_of(root).halfOpenDropped == 0);
    ask_for_less(root);

    CHECK(closesocket(root) == 0);
    for (int i = 0; i < LEAVES; i++) {
        child_end(&leaves[i], NULL, 0);
    }
    WSACleanup();
    return failures_told();
}
