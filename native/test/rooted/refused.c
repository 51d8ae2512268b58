/*
 * The system refuses a call for good: nobody asks again without a pause, and all goes on once the call works.
 * Run it without arguments.
 */
#include "session.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/wait.h>

#include "refused_calls.h"

enum { A_WHILE_MS = 600 };

/* How often a call that is refused now is made in the next milliseconds, of which it tells how many they were. */
static long times_in_a_while(struct refused_call *call, long *milliseconds)
{
    COMES_TO_HOLD(atomic_load(&call->times) > 0);
    long begun = milliseconds_now(), before = atomic_load(&call->times);
    usleep(A_WHILE_MS * 1000);
    long times = atomic_load(&call->times) - before;
    *milliseconds = milliseconds_now() - begun;
    return times;
}

static void refuse(struct refused_call *call, int code)
{
    atomic_store(&call->times, 0);
    atomic_store(&call->code, code);
}

static void allow(struct refused_call *call)
{
    atomic_store(&call->code, 0);
}

struct pair {
    SOCKET root, leaf;
    WSAEVENT joined;
};

/* The leaf asks for a place. */
static struct pair begin(void)
{
    struct pair pair = {open_root(), open_leaf(), WSACreateEvent()};
    struct sockaddr_in at = listen_at(pair.root, 5);
    nonblocking(pair.root);
    CHECK(WSAEventSelect(pair.leaf, pair.joined, FD_CONNECT) == 0);
    CHECK(join(pair.leaf, &at) == pair.leaf);
    return pair;
}

static bool admitted(SOCKET root)
{
    return accept(root, NULL, NULL) != INVALID_SOCKET;
}

static void end(struct pair pair)
{
    COMES_TO_HOLD(admitted(pair.root));
    CHECK(wait_for(pair.leaf, pair.joined, FD_CONNECT_BIT, 120000) == 0);
    CHECK(closesocket(pair.leaf) == 0 && closesocket(pair.root) == 0 && WSACloseEvent(pair.joined));
}

/* A join that is out of time meanwhile. Returns its code, and what it has waited for: JLR_WAITED_FOR_*. */
static int join_in_vain(DWORD *waited_for)
{
    JLR_REFUSAL told = {0};
    int size = sizeof told;
    SOCKET root = open_root(), leaf = open_leaf();
    struct sockaddr_in at = listen_at(root, 5);
    CHECK(set(leaf, JLR_JOIN_TIMEOUT, A_WHILE_MS) == 0);
    CHECK(join(leaf, &at) == INVALID_SOCKET);
    int code = WSAGetLastError();
    getsockopt(leaf, SOL_JLROOTED, JLR_REFUSAL_NAME, (char *)&told, &size);
    *waited_for = told.cause;
    CHECK(closesocket(leaf) == 0 && closesocket(root) == 0);
    return code;
}

/* 64 attempts at once, then a tenth of a second without one. */
static void refuse_accepts(int code)
{
    long ms;
    refuse(&accepts, code);
    struct pair pair = begin();
    long times = times_in_a_while(&accepts, &ms);
    CHECK_TELLING(times <= 64 * (ms / 100 + 1), ": %ld times", times);
    CHECK(statistics_of(pair.root).acceptsRefused > 0);
    allow(&accepts);
    end(pair);
}

/* The leaf's connection is made, and nothing comes on it. */
static void refuse_accepts_for_longer_than_a_join_may_take(int code)
{
    DWORD waited_for;
    refuse(&accepts, code);
    CHECK(join_in_vain(&waited_for) == WSAETIMEDOUT && waited_for == JLR_WAITED_FOR_WELCOME);
    allow(&accepts);
}

static void refuse_waits(int code)
{
    long ms;
    struct pair pair = begin();
    refuse(&waits, code);
    CHECK(closesocket(open_leaf()) == 0); /* wakes the library's thread */
    long times = times_in_a_while(&waits, &ms);
    CHECK_TELLING(times <= ms, ": %ld times", times);
    allow(&waits);
    end(pair);
}

/* Whoever does not see what the other side says does not tell it, or the application, that it was silent. */
static void refuse_waits_for_longer_than_silence_lasts(int code)
{
    SOCKET root = open_root(), leaf = open_leaf();
    char byte = 0;
    int joined;
    DWORD waited_for;
    CHECK(set(root, JLR_DEAD_TIMEOUT, A_WHILE_MS) == 0 && set(leaf, JLR_DEAD_TIMEOUT, A_WHILE_MS) == 0);
    begin_session(root, leaf);
    refuse(&waits, code);
    CHECK(closesocket(open_leaf()) == 0); /* wakes the library's thread */
    usleep(3 * A_WHILE_MS * 1000);
    joined = join_in_vain(&waited_for);
    CHECK_TELLING(joined == WSAENETDOWN && waited_for == 0, ": %d", joined);
    allow(&waits);
    CHECK(send(root, "x", 1, 0) == 1 && recv(leaf, &byte, 1, 0) == 1 && byte == 'x');
    CHECK(send(leaf, "y", 1, 0) == 1 && recv(root, &byte, 1, 0) == 1 && byte == 'y');
    CHECK(closesocket(leaf) == 0 && closesocket(root) == 0);
}

static void *wait_long(void *event)
{
    CHECK(WSAWaitForMultipleEvents(1, event, FALSE, WSA_INFINITE, FALSE) == WSA_WAIT_EVENT_0);
    return NULL;
}

/* A thread of the program. */
static void refuse_the_programs_wait(int code)
{
    long ms;
    pthread_t thread;
    WSAEVENT event = WSACreateEvent();
    refuse(&waits, code);
    pthread_create(&thread, NULL, wait_long, &event);
    long times = times_in_a_while(&waits, &ms);
    CHECK_TELLING(times <= ms, ": %ld times", times);
    CHECK(WSASetEvent(event));
    pthread_join(thread, NULL);
    allow(&waits);
    CHECK(WSACloseEvent(event));
}

/* What is due within 20 ms is waited for finely; without that, in whole milliseconds. */
static void refuse_fine_waits(int code)
{
    refuse(&fine_waits, code);
    struct pair pair = begin();
    SOCKET branch;
    char byte;
    COMES_TO_HOLD((branch = accept(pair.root, NULL, NULL)) != INVALID_SOCKET);
    CHECK(wait_for(pair.leaf, pair.joined, FD_CONNECT_BIT, 120000) == 0);
    for (int i = 0; i < 20; i++) {
        CHECK(send(pair.root, "x", 1, 0) == 1);
        COMES_TO_HOLD(recv(pair.leaf, &byte, 1, 0) == 1);
    }
    CHECK(atomic_load(&fine_waits.times) > 0);
    allow(&fine_waits);
    CHECK(closesocket(pair.leaf) == 0 && closesocket(pair.root) == 0 && WSACloseEvent(pair.joined));
}

static void *receive_one(void *leaf)
{
    char byte = 0;
    CHECK(recv(*(SOCKET *)leaf, &byte, 1, 0) == 1 && byte == 'y');
    return NULL;
}

/* A thread of the program that waits for a session's datagrams itself. */
static void refuse_a_readers_wait(int code)
{
    long ms;
    pthread_t thread;
    SOCKET root = open_root(), leaf = open_leaf();
    begin_session(root, leaf);
    refuse(&fine_waits, code);
    pthread_create(&thread, NULL, receive_one, &leaf);
    long times = times_in_a_while(&fine_waits, &ms);
    CHECK_TELLING(times <= ms, ": %ld times", times);
    CHECK(send(root, "y", 1, 0) == 1);
    pthread_join(thread, NULL);
    allow(&fine_waits);
    CHECK(closesocket(leaf) == 0 && closesocket(root) == 0);
}

/* The datagrams of a group stay where they are. What the root sends comes on the connection. */
static void refuse_datagrams(int code)
{
    long ms;
    char byte;
    SOCKET root = open_root(), leaf = open_leaf();
    begin_session(root, leaf);
    nonblocking(leaf);
    refuse(&receives, code);
    for (int i = 0; i < 3; i++) {
        CHECK(send(root, "x", 1, 0) == 1);
        COMES_TO_HOLD(recv(leaf, &byte, 1, 0) == 1);
    }
    long times = times_in_a_while(&receives, &ms);
    CHECK_TELLING(times <= 2 * ms, ": %ld times", times);
    allow(&receives);
    CHECK(send(root, "y", 1, 0) == 1);
    COMES_TO_HOLD(recv(leaf, &byte, 1, 0) == 1 && byte == 'y');
    CHECK(closesocket(leaf) == 0 && closesocket(root) == 0);
}

/* A root in a process of its own. It tells where it is, and ends at once when its leaf is there and `end` is
 * closed. */
static void be_root(int told, int end)
{
    WSADATA data;
    char nothing;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET root = open_root();
    struct sockaddr_in at = listen_at(root, 5);
    CHECK(write(told, &at, sizeof at) == sizeof at);
    CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    CHECK(read(end, &nothing, 1) == 0);
    _exit(failures != 0);
}

/* The connection is over, and a send has found that before the library's thread: there is no room until that
 * has told why. */
static void send_before_the_end_is_known(void)
{
    int at_pipe[2], end_pipe[2], status, code = 0;
    CHECK(pipe(at_pipe) == 0 && pipe(end_pipe) == 0);
    pid_t child = fork();
    if (child == 0) {
        close(end_pipe[1]);
        be_root(at_pipe[1], end_pipe[0]);
    }
    WSADATA data;
    struct sockaddr_in at;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET leaf = open_leaf();
    CHECK(read(at_pipe[0], &at, sizeof at) == sizeof at);
    CHECK(join(leaf, &at) == leaf);
    nonblocking(leaf);
    refuse(&waits, EPERM);
    CHECK(closesocket(open_leaf()) == 0); /* wakes the library's thread */
    COMES_TO_HOLD(atomic_load(&waits.times) > 0);
    close(end_pipe[1]);
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    for (int i = 0; i < 100 && code == 0; i++) {
        code = send(leaf, "x", 1, 0) == 1 ? 0 : WSAGetLastError();
    }
    CHECK_TELLING(code == WSAEWOULDBLOCK, ": %d", code);
    allow(&waits);
    COMES_TO_HOLD(send(leaf, "x", 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAECONNRESET);
    CHECK(closesocket(leaf) == 0 && WSACleanup() == 0);
    close(at_pipe[0]), close(at_pipe[1]), close(end_pipe[0]);
}

int main(void)
{
    static const int codes[] = {EPERM, ENOSYS, EMFILE, ENFILE, ENOMEM, EIO};
    WSADATA data;
    send_before_the_end_is_known();
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        refuse_accepts(codes[i]);
    }
    refuse_accepts_for_longer_than_a_join_may_take(EMFILE);
    refuse_waits(EPERM);
    refuse_waits(ENOSYS);
    refuse_waits_for_longer_than_silence_lasts(EPERM);
    refuse_the_programs_wait(EPERM);
    refuse_fine_waits(EPERM);
    refuse_fine_waits(ENOSYS);
    refuse_a_readers_wait(EPERM);
    refuse_datagrams(ENOMEM);
    refuse_datagrams(EPERM);
    WSACleanup();
    return failures_told();
}
