/*
 * A leaf that sleeps for longer than the dead time, while so much waits on its connection that the root's
 * ABORT finds no room there. When it wakes the root is gone, and the connection is reset: that does not show
 * that the root has died.
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <signal.h>
#include <stdlib.h>

#include "child.h"

enum { SIZE = 60000, MOST = 100, DEAD = 1500 /* ms */, TIMERS_ARE_DUE = 300000 /* us */ };

/* The leaf: says that it is there, and reads until the end, whose code it tells. */
static void be_leaf(const struct sockaddr_in *at, void *job)
{
    static char message[SIZE];
    WSADATA data;
    int *code = job;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET leaf = open_leaf();
    CHECK(join(leaf, at) == leaf && send(leaf, "x", 1, 0) == 1);
    while (recv(leaf, message, SIZE, 0) == SIZE) {
        continue;
    }
    *code = WSAGetLastError();
}

/* The root, a process of its own that ends when it has given its leaf up. */
static void be_root(const struct child *leaf)
{
    static char message[SIZE];
    WSADATA data;
    int sent = 0;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET root = open_root();
    CHECK(set(root, JLR_KEEP_ALIVE, DEAD / 8) == 0 && set(root, JLR_DEAD_TIMEOUT, DEAD) == 0);
    struct sockaddr_in at = listen_at(root, 5);
    child_tell(leaf, &at);
    SOCKET branch = accept(root, NULL, NULL);
    CHECK(recv(root, message, SIZE, 0) == 1);
    CHECK(kill(leaf->process, SIGSTOP) == 0);
    usleep(TIMERS_ARE_DUE); /* so the leaf, when it wakes, says that it lives before it reads */
    nonblocking(branch);
    while (sent < MOST && send(branch, message, SIZE, 0) == SIZE) {
        sent++;
    }
    CHECK(sent > 1 && sent < MOST);
    COMES_TO_HOLD(recv(branch, message, SIZE, 0) == SOCKET_ERROR && WSAGetLastError() == WSAECONNABORTED);
    _exit(failures != 0);
}

int main(void)
{
    int code = 0, status = 0;
    struct child leaf = child_begin(be_leaf, &code, sizeof code);
    pid_t root = fork();
    if (root == 0) {
        be_root(&leaf);
    }
    CHECK(waitpid(root, &status, 0) == root && status == 0);
    CHECK(kill(leaf.process, SIGCONT) == 0);
    child_end(&leaf, &code, sizeof code);
    CHECK_TELLING(code == WSAECONNABORTED, ": %d", code);
    return failures_told();
}
