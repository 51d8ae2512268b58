/*
 * A root that keeps to the protocol up to ADMIT and then ends the session, or says nothing more, instead of
 * sending START: the leaf's join has failed then. It says so with a documented code, in time, and the leaf
 * can join a good root afterwards. Roots that speak an earlier version only are here, too.
 * native/test/model/handshake.pml has all orders of frames; this is the code itself.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <joinleaf/rooted.h>
#include <joinleaf/ws_sock.h>

#include "played_root.h"
#include "test/seconds.h"

enum { JOIN_TIME_MS = 1000, LONGEST_MS = 60000 };

struct ending {
    const char *name;
    enum wire_type frame; /* 0: none */
    int close;            /* whether the connection ends at once, too */
    int expected;
};

static const struct ending endings[] = {
    {"BYE", WIRE_BYE, 0, WSAECONNREFUSED},       {"BYE and the end", WIRE_BYE, 1, WSAECONNREFUSED},
    {"CANCEL", WIRE_CANCEL, 0, WSAECONNREFUSED}, {"ABORT", WIRE_ABORT, 0, WSAECONNREFUSED},
    {"the end", 0, 1, WSAECONNREFUSED},          {"nothing", 0, 0, WSAETIMEDOUT},
};

static int listener, failures, connections;
static atomic_int join_over;

static void *false_root(void *argument)
{
    const struct ending *ending = argument;
    static uint8_t bytes[WIRE_SMALL_MAX];
    struct wire_frame frame;
    struct wire_hello hello;
    const struct wire_request admit = {.planes = WIRE_PLANE_ROOTED};
    int fd = accept(listener, NULL, NULL);
    if (fd >= 0 && read_frame(fd, bytes, sizeof bytes, &frame) &&
        wire_get_hello(bytes, frame.length, &hello)) {
        send(fd, bytes, wire_put_hello(bytes, WIRE_WELCOME, &hello), MSG_NOSIGNAL);
        if (read_frame(fd, bytes, sizeof bytes, &frame) && frame.type == WIRE_REQUEST) {
            size_t size = wire_put_admit(bytes, &admit);
            if (ending->frame == WIRE_BYE) {
                size += wire_put_number(bytes + size, WIRE_BYE, 1);
            } else if (ending->frame != 0) {
                size += wire_put_reason(bytes + size, ending->frame, 1);
            }
            send(fd, bytes, size, MSG_NOSIGNAL);
            const struct timeval patience = {.tv_sec = 2 * LONGEST_MS / 1000}; /* the leaf ends it */
            setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
            while (!ending->close && recv(fd, bytes, sizeof bytes, 0) > 0) {
            }
        }
    }
    close(fd);
    return NULL;
}

/* Ends each connection after HELLO, as a root does to whom strangers come in crowds. */
static void *close_each(void *unused)
{
    static uint8_t bytes[WIRE_SMALL_MAX];
    struct wire_frame frame;
    struct pollfd ready = {.fd = listener, .events = POLLIN};
    (void)unused;
    while (!atomic_load(&join_over)) {
        if (poll(&ready, 1, 10) <= 0) {
            continue;
        }
        int fd = accept(listener, NULL, NULL);
        connections += fd >= 0 && read_frame(fd, bytes, sizeof bytes, &frame) && frame.type == WIRE_HELLO;
        close(fd);
    }
    return NULL;
}

static SOCKET open_leaf(void)
{
    return WSASocketW(WS_AF_INET, WS_SOCK_SEQPACKET, 0, NULL, 0,
                      WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
}

/* Returns 0, or the code if it fails. */
static int join(SOCKET leaf, const struct WS_sockaddr_in *at)
{
    const struct WS_sockaddr *name = (const struct WS_sockaddr *)at;
    SOCKET joined = WSAJoinLeaf(leaf, name, sizeof *at, NULL, NULL, NULL, NULL, JL_BOTH);
    return joined == INVALID_SOCKET ? WSAGetLastError() : 0;
}

static void try_ending(const struct ending *ending, const struct WS_sockaddr_in *at)
{
    pthread_t thread;
    SOCKET leaf = open_leaf();
    DWORD time = ending->expected == WSAETIMEDOUT ? JOIN_TIME_MS : LONGEST_MS;
    WS_setsockopt(leaf, SOL_JLROOTED, JLR_JOIN_TIMEOUT, (const char *)&time, sizeof time);
    pthread_create(&thread, NULL, false_root, (void *)(uintptr_t)ending);
    long begin = milliseconds_now();
    int code = join(leaf, at);
    long took = milliseconds_now() - begin;
    if (code != ending->expected || took > LONGEST_MS) {
        printf("ADMIT, then %s: the join gave %d after %ld ms, not %d\n", ending->name, code, took,
               ending->expected);
        failures++;
    }
    char byte;
    if (WS_recv(leaf, &byte, 1, 0) != SOCKET_ERROR || WSAGetLastError() != WSAENOTCONN) {
        printf("ADMIT, then %s: recv after the join gave %d\n", ending->name, WSAGetLastError());
        failures++;
    }
    closesocket(leaf);
    pthread_join(thread, NULL);
}

/* A leaf asks again when it gets no answer, but not for ever. */
static void try_closing(const struct WS_sockaddr_in *at)
{
    pthread_t thread;
    SOCKET leaf = open_leaf();
    pthread_create(&thread, NULL, close_each, NULL);
    int code = join(leaf, at);
    atomic_store(&join_over, 1);
    closesocket(leaf);
    pthread_join(thread, NULL);
    if (code != WSAECONNREFUSED || connections != ROOTED_JOIN_TRIES) {
        printf("no answer: the join gave %d after %d connections\n", code, connections);
        failures++;
    }
}

/* A root of version 1 as a leaf meets it: either refuses the leaf's version, or says that it speaks 1. */
static void *old_root(void *rejects)
{
    static uint8_t bytes[WIRE_SMALL_MAX];
    struct wire_frame frame;
    struct wire_hello hello = {.version = ROOTED_VERSION - 1};
    int fd = accept(listener, NULL, NULL);
    if (fd >= 0 && read_frame(fd, bytes, sizeof bytes, &frame)) {
        send(fd, bytes,
             rejects != NULL ? wire_put_reason(bytes, WIRE_REJECT, WIRE_REJECT_VERSION)
                             : wire_put_hello(bytes, WIRE_WELCOME, &hello),
             MSG_NOSIGNAL);
        const struct timeval patience = {.tv_sec = 2 * JOIN_TIME_MS / 1000};
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        while (recv(fd, bytes, sizeof bytes, 0) > 0) {
        }
    }
    close(fd);
    return NULL;
}

static void try_version(const struct WS_sockaddr_in *at, bool rejects)
{
    pthread_t thread;
    SOCKET leaf = open_leaf();
    JLR_REFUSAL told = {0};
    int size = sizeof told;
    pthread_create(&thread, NULL, old_root, rejects ? &listener : NULL);
    int code = join(leaf, at);
    if (code != WSAECONNREFUSED ||
        WS_getsockopt(leaf, SOL_JLROOTED, JLR_REFUSAL_NAME, (char *)&told, &size) != 0 ||
        told.cause != JLR_REFUSED_VERSION) {
        printf("a root of version 1 that %s: the join gave %d, its cause is %u\n",
               rejects ? "refuses" : "welcomes", code, (unsigned)told.cause);
        failures++;
    }
    closesocket(leaf);
    pthread_join(thread, NULL);
}

int main(void)
{
    WSADATA data;
    struct WS_sockaddr_in name;
    listener = played_root_listen(&name);
    if (WSAStartup(0x0202, &data) != 0 || listener < 0) {
        perror("false_root");
        return 2;
    }
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        try_ending(&endings[i], &name);
    }
    try_closing(&name);
    try_version(&name, true);
    try_version(&name, false);
    WSACleanup();
    printf("%s\n", failures == 0 ? "ok" : "failed");
    return failures != 0;
}
