/*
 * A root is closed while one of its leaves is silent and keeps what was accepted last from going out. The silent
 * leaf is given up; the other one, which only waits for that, gets everything. The leaves are processes of their
 * own, and the silent one is stopped.
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <signal.h>
#include <unistd.h>

#include "child.h"

enum {
    SIZE = 1000,
    MOST = 100000, /* messages; what a root takes before it has no room is less */
    FIRST = 10,
    ACKS_MS = 200, /* by then the leaf has acknowledged what it has got */
    FULL_TIMES = 3,
    LINGER_MS = 400
};

struct job {
    int got, end;
};

static SOCKET come_in(const struct sockaddr_in *at)
{
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET leaf = open_leaf();
    CHECK(join(leaf, at) != INVALID_SOCKET);
    return leaf;
}

/* Multicast has come to it, so that the root heeds what it says. */
static void be_silent(const struct sockaddr_in *at, void *unused)
{
    char message[SIZE];
    (void)unused;
    SOCKET leaf = come_in(at);
    for (int i = 0; i < FIRST; i++) {
        CHECK(recv(leaf, message, SIZE, 0) == SIZE);
    }
    usleep(ACKS_MS * 1000);
    raise(SIGSTOP);
}

static void be_healthy(const struct sockaddr_in *at, void *job)
{
    struct job *mine = job;
    char message[SIZE];
    SOCKET leaf = come_in(at);
    while (recv(leaf, message, SIZE, 0) == SIZE) {
        mine->got++;
    }
    mine->end = WSAGetLastError();
    closesocket(leaf);
    WSACleanup();
}

static void send_first(SOCKET root)
{
    char message[SIZE] = {0};
    for (int i = 0; i < FIRST; i++) {
        CHECK(send(root, message, SIZE, 0) == SIZE);
    }
}

/* Until there is no room for a while, so that something has not gone out. Returns how many messages were taken. */
static int send_until_full(SOCKET root)
{
    char message[SIZE] = {0};
    u_long yes = 1;
    int sent = 0;
    CHECK(ioctlsocket(root, (long)FIONBIO, &yes) == 0);
    for (int full = 0; full < FULL_TIMES && sent < MOST; full++) {
        for (; sent < MOST && send(root, message, SIZE, 0) == SIZE; full = 0) {
            sent++;
        }
        CHECK(WSAGetLastError() == WSAEWOULDBLOCK);
        usleep(10000);
    }
    CHECK(sent < MOST);
    return sent;
}

static JLR_UNDELIVERED undelivered(SOCKET s)
{
    JLR_UNDELIVERED got = {0};
    int size = sizeof got;
    CHECK(getsockopt(s, SOL_JLROOTED, JLR_UNDELIVERED_NAME, (char *)&got, &size) == 0);
    return got;
}

int main(void)
{
    int status;
    struct job job = {0};
    struct child silent = child_begin(be_silent, NULL, 0),
                 healthy = child_begin(be_healthy, &job, sizeof job);
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET root = open_root(), other = open_leaf();
    CHECK(set(root, JLR_LINGER_TIMEOUT, LINGER_MS) == 0);
    struct sockaddr_in at = listen_at(root, 5);
    child_tell(&silent, &at);
    CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    child_tell(&healthy, &at);
    CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    send_first(root);
    CHECK(waitpid(silent.process, &status, WUNTRACED) == silent.process && WIFSTOPPED(status));
    if (failures == 0) { /* else a leaf that has failed does not stop */
        int sent = FIRST + send_until_full(root);
        CHECK(closesocket(root) == 0);
        child_end(&healthy, &job, sizeof job);
        CHECK_TELLING(job.got == sent, " (%d)", job.got);
        CHECK_TELLING(job.end == WSAESHUTDOWN, " (%d)", job.end);
        COMES_TO_HOLD(undelivered(other).closing == 0);
        CHECK(undelivered(other).lostLeaves == 1);
    }
    kill(silent.process, SIGKILL);
    waitpid(silent.process, &status, 0);
    CHECK(closesocket(other) == 0 && WSACleanup() == 0);
    return failures_told();
}
