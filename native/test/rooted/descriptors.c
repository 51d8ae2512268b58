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
#include <sys/wait.h>

enum { DESCRIPTORS = 128, LEAVES = 3 };

struct process {
    pid_t pid;
    int begin; /* where the address of the root is written */
};

/* Joins when it is told where, waits for the end of the session, and ends with 0 if it was a leaf of it. */
static struct process leaf_process(void)
{
    int begin[2];
    CHECK(pipe(begin) == 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct sockaddr_in at;
        WSADATA data;
        char byte;
        close(begin[1]);
        alarm(120);
        if (read(begin[0], &at, sizeof at) != (ssize_t)sizeof at) {
            _exit(1);
        }
        failures = 0;
        CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
        SOCKET leaf = open_leaf();
        CHECK(join(leaf, &at) == leaf);
        FAILS(recv(leaf, &byte, 1, 0), WSAESHUTDOWN);
        WSACleanup();
        _exit(failures != 0);
    }
    close(begin[0]);
    return (struct process){pid, begin[1]};
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

static void tell(const struct process *leaf, const struct sockaddr_in *at)
{
    CHECK(write(leaf->begin, at, sizeof *at) == (ssize_t)sizeof *at);
}

int main(void)
{
    WSADATA data;
    struct process leaves[LEAVES];
    struct rlimit limit;
    int taken[DESCRIPTORS], count = 0, status;
    for (int i = 0; i < LEAVES; i++) {
        leaves[i] = leaf_process();
    }
    CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = DESCRIPTORS;
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET root = open_root();
    struct sockaddr_in at = listen_at(root, 5);
    nonblocking(root);
    tell(&leaves[0], &at); /* with it the root opens what it needs beside connections */
    COMES_TO_HOLD(admitted(root));

    while (count < DESCRIPTORS && (taken[count] = open("/dev/null", O_RDONLY)) >= 0) {
        count++;
    }
    CHECK(count > 2 && count < DESCRIPTORS);
    close(taken[--count]);
    tell(&leaves[1], &at);
    COMES_TO_HOLD(admitted(root));
    CHECK(statistics_of(root).acceptsRefused == 0); /* nobody waits */
    tell(&leaves[2], &at);
    usleep(100000); /* most likely it waits by now; if it comes later, the same is asked of it */
    CHECK(!admitted(root));
    COMES_TO_HOLD(statistics_of(root).acceptsRefused > 0);
    close(taken[--count]);
    COMES_TO_HOLD(admitted(root));
    CHECK(statistics_of(root).halfOpenDropped == 0);
    ask_for_less(root);

    CHECK(closesocket(root) == 0);
    for (int i = 0; i < LEAVES; i++) {
        CHECK(waitpid(leaves[i].pid, &status, 0) == leaves[i].pid && status == 0);
    }
    WSACleanup();
    return failures_told();
}
