/*
 * What a root has accepted and its leaf has not acknowledged, and what is lost when the lingering ends. The
 * leaf is a process of its own, which is stopped.
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include "child.h"

enum { MESSAGES = 10, SIZE = 64, RECORD = 4, PATIENCE = 300 /* ms */ };

static JLR_UNDELIVERED undelivered(SOCKET s)
{
    JLR_UNDELIVERED got = {0};
    int size = sizeof got;
    CHECK(getsockopt(s, SOL_JLROOTED, JLR_UNDELIVERED_NAME, (char *)&got, &size) == 0 && size == sizeof got);
    return got;
}

/* So many bytes or leaves, and no closed socket delivers, within two minutes. */
static bool becomes(SOCKET s, uint64_t bytes, DWORD leaves)
{
    for (int i = 0; i < 12000; i++) {
        JLR_UNDELIVERED now = undelivered(s);
        if (now.bytes == bytes && now.lostLeaves == leaves && now.closing == 0) {
            return true;
        }
        usleep(10000);
    }
    return false;
}

/* Until it stays the same for a while. */
static void wait_until_settled(SOCKET root)
{
    uint64_t before = undelivered(root).bytes;
    for (int same = 0; same < 10; same++) {
        usleep(30000);
        uint64_t now = undelivered(root).bytes;
        same = now == before ? same : 0;
        before = now;
    }
}

static void send_messages(SOCKET root)
{
    char message[SIZE] = {0};
    for (int i = 0; i < MESSAGES; i++) {
        CHECK(send(root, message, SIZE, 0) == SIZE);
    }
}

/* Joins, gets what was sent first, and stops. */
static void be_leaf(const struct sockaddr_in *at, void *unused)
{
    WSADATA data;
    char message[SIZE];
    (void)unused;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET leaf = open_leaf();
    CHECK(join(leaf, at) != INVALID_SOCKET);
    for (int i = 0; i < MESSAGES; i++) {
        CHECK(recv(leaf, message, SIZE, 0) == SIZE);
    }
    if (failures == 0) {
        raise(SIGSTOP);
    }
}

int main(void)
{
    int status;
    struct child leaf = child_begin(be_leaf, NULL, 0);
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET root = open_root(), other = open_leaf();
    CHECK(set(root, JLR_LINGER_TIMEOUT, PATIENCE) == 0);
    CHECK(undelivered(root).bytes == 0);
    struct sockaddr_in at = listen_at(root, 5);
    child_tell(&leaf, &at);
    CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    send_messages(root);
    CHECK(waitpid(leaf.process, &status, WUNTRACED) == leaf.process && WIFSTOPPED(status));
    if (failures != 0) {
        return failures_told(); /* a leaf that has failed does not stop */
    }
    wait_until_settled(root); /* what it said last has come */
    send_messages(root);
    /* What the leaf got it may not have acknowledged any more. */
    CHECK(undelivered(root).bytes >= MESSAGES * (SIZE + RECORD));
    uint64_t owed = undelivered(root).bytes;
    CHECK(undelivered(other).lostLeaves == 0);
    CHECK(closesocket(root) == 0);
    CHECK(becomes(other, 0, 1));
    CHECK(undelivered(other).lostBytes == owed);
    kill(leaf.process, SIGKILL);
    waitpid(leaf.process, &status, 0);
    CHECK(closesocket(other) == 0 && WSACleanup() == 0);
    return failures_told();
}
