/*
 * fork(): a child has none of its parent's handles and descriptors, takes no part in its sessions whatever it
 * does, and can have sessions of its own. Also with threads that are in the middle of everything.
 */
#include "session.h"

#include <dirent.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/wait.h>

#include <joinleaf/ws_spi.h>

enum { CHILDREN = 60, THREADS = 4, CHILD_SECONDS = 120, PATIENCE_MS = 60000 };

/* What the parent has open. */
static SOCKET root, leaf, branch, group;
static WSAEVENT event;
static struct sockaddr_in at;

static int descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;
    while (folder != NULL && readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

static SOCKET open_group(void)
{
    return WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0,
                      WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
}

static void set_time_out(SOCKET s)
{
    DWORD ms = PATIENCE_MS;
    CHECK(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (const char *)&ms, sizeof ms) == 0);
}

/* A message goes over the session, both ways. */
static void talk(SOCKET own_root, SOCKET own_leaf)
{
    static int number;
    char sent[32], received[64];
    int size = snprintf(sent, sizeof sent, "message %d", ++number);
    CHECK(send(own_root, sent, size, 0) == size);
    CHECK(recv(own_leaf, received, sizeof received, 0) == size && memcmp(sent, received, (size_t)size) == 0);
    CHECK(send(own_leaf, sent, size, 0) == size);
    CHECK(recv(own_root, received, sizeof received, 0) == size && memcmp(sent, received, (size_t)size) == 0);
}

static void have_own_session(void)
{
    SOCKET own_root = open_root(), own_leaf = open_leaf(), udp = open_group();
    CHECK(udp != INVALID_SOCKET);
    begin_session(own_root, own_leaf);
    set_time_out(own_leaf);
    set_time_out(own_root);
    talk(own_root, own_leaf);
    CHECK(closesocket(own_leaf) == 0 && closesocket(own_root) == 0 && closesocket(udp) == 0);
}

static void use_old_handles(void)
{
    const SOCKET old[] = {root, leaf, branch, group};
    WSANETWORKEVENTS events;
    char byte = 0;
    for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
        FAILS(send(old[i], &byte, 1, 0), WSAENOTSOCK);
        FAILS(recv(old[i], &byte, 1, 0), WSAENOTSOCK);
        FAILS(set(old[i], JLR_JOIN_TIMEOUT, 100), WSAENOTSOCK);
        FAILS(WSAEnumNetworkEvents(old[i], NULL, &events), WSAENOTSOCK);
        FAILS(shutdown(old[i], SD_BOTH), WSAENOTSOCK);
        FAILS(closesocket(old[i]), WSAENOTSOCK);
    }
    CHECK(!WSASetEvent(event) && WSAGetLastError() == WSA_INVALID_HANDLE);
    CHECK(!WSACloseEvent(event) && WSAGetLastError() == WSA_INVALID_HANDLE);
}

/* In the child. `before` is what the parent had open before its first socket. */
static void be_child(int round, int before)
{
    WSADATA data;
    alarm(CHILD_SECONDS);
    failures = 0; /* those of the parent are told by it */
    CHECK(descriptors() == before);
    use_old_handles();
    if (round % 3 == 0) {
        have_own_session();
    }
    if (round % 2 == 0) {
        CHECK(WSACleanup() == 0);
        FAILS(closesocket(root), WSANOTINITIALISED);
        CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
        use_old_handles();
    }
    have_own_session();
    if (round % 5 == 0) { /* a child's child */
        pid_t child = fork();
        if (child == 0) {
            alarm(CHILD_SECONDS);
            use_old_handles();
            have_own_session();
            _exit(failures != 0);
        }
        int status = -1;
        CHECK(waitpid(child, &status, 0) == child && status == 0);
    }
    CHECK(WSACleanup() == 0);
    _exit(failures != 0);
}

static void expect_good_end(pid_t child)
{
    int status = -1;
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    if (WIFSIGNALED(status)) {
        printf("a child was killed by signal %d\n", WTERMSIG(status));
    }
    CHECK(status == 0);
}

/* As a host of providers starts and ends one; no socket is made. */
static void start_as_host(void)
{
    static WSAPROTOCOL_INFOW entries[16];
    static const WSPUPCALLTABLE upcalls;
    DWORD size = sizeof entries;
    WSPPROC_TABLE procs;
    WSPDATA told;
    int error = 0;
    CHECK(WSAEnumProtocolsW(NULL, entries, &size) > 0);
    CHECK(WSPStartup(MAKEWORD(2, 2), &told, entries, upcalls, &procs) == 0);
    CHECK(procs.lpWSPCleanup(&error) == 0);
}

static _Atomic bool stop;

static void *disturb_as_host(void *unused)
{
    (void)unused;
    while (!atomic_load(&stop)) {
        start_as_host();
    }
    return NULL;
}

/* Sockets, events, joins and a second WSAStartup come and go: some thread holds every lock at some time. */
static void *disturb(void *unused)
{
    (void)unused;
    while (!atomic_load(&stop)) {
        WSADATA data;
        CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
        SOCKET udp = open_group(), other = open_leaf();
        WSAEVENT changed = WSACreateEvent();
        struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        CHECK(bind(udp, (struct sockaddr *)&any, sizeof any) == 0);
        CHECK(WSAEventSelect(udp, changed, FD_READ | FD_WRITE) == 0);
        WSAWaitForMultipleEvents(1, &changed, TRUE, 0, FALSE);
        nonblocking(other);
        join(other, &at);
        CHECK(closesocket(other) == 0 && closesocket(udp) == 0 && WSACloseEvent(changed));
        CHECK(WSACleanup() == 0);
    }
    return NULL;
}

static void open_all(void)
{
    root = open_root();
    leaf = open_leaf();
    group = open_group();
    at = listen_at(root, 50);
    branch = join_blocking(root, &at, leaf);
    set_time_out(leaf);
    set_time_out(root);
    event = WSACreateEvent();
    CHECK(WSAEventSelect(group, event, FD_READ) == 0);
    WSAWaitForMultipleEvents(1, &event, TRUE, 0, FALSE); /* and so opens its epoll instance */
}

static void close_all(void)
{
    CHECK(closesocket(leaf) == 0 && closesocket(branch) == 0 && closesocket(root) == 0 &&
          closesocket(group) == 0 && WSACloseEvent(event));
}

static void test_quiet_parent(int before)
{
    open_all();
    for (int round = 0; round < 6; round++) {
        pid_t child = fork();
        if (child == 0) {
            be_child(round, before);
        }
        expect_good_end(child);
        talk(root, leaf);
    }
    close_all();
}

static void test_busy_parent(int before)
{
    pthread_t threads[THREADS];
    open_all();
    for (int i = 0; i < THREADS; i++) {
        pthread_create(&threads[i], NULL, i == 0 ? disturb_as_host : disturb, NULL);
    }
    for (int round = 0; round < CHILDREN; round++) {
        pid_t child = fork();
        if (child == 0) {
            WSADATA data; /* whatever the threads had counted */
            CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
            while (WSACleanup() == 0) {
            }
            CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
            alarm(CHILD_SECONDS);
            start_as_host();
            be_child(2 * round + 1, before);
        }
        talk(root, leaf);
        expect_good_end(child);
    }
    atomic_store(&stop, true);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    talk(root, leaf);
    close_all();
}

/* A child that lives on, and does nothing, keeps nothing of its parent's open. */
static void test_child_that_sleeps(void)
{
    open_all();
    int ready[2];
    CHECK(pipe(ready) == 0);
    pid_t child = fork();
    if (child == 0) {
        alarm(CHILD_SECONDS);
        CHECK(write(ready[1], "", 1) == 1);
        pause();
    }
    char byte;
    CHECK(read(ready[0], &byte, 1) == 1);
    WSAEVENT ended = WSACreateEvent();
    CHECK(WSAEventSelect(branch, ended, FD_CLOSE) == 0 && closesocket(leaf) == 0);
    CHECK(wait_for(branch, ended, FD_CLOSE_BIT, PATIENCE_MS) == 0 && WSACloseEvent(ended));
    CHECK(closesocket(branch) == 0 && closesocket(root) == 0);
    SOCKET again = open_root(); /* its port is free */
    CHECK(bind(again, (struct sockaddr *)&at, sizeof at) == 0 && listen(again, 5) == 0);
    CHECK(closesocket(again) == 0 && closesocket(group) == 0 && WSACloseEvent(event));
    CHECK(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
    close(ready[0]);
    close(ready[1]);
}

static SOCKET open_root_of_group(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(20771)};
    SOCKET made = open_root();
    CHECK(inet_pton(AF_INET, "239.255.77.71", &to.sin_addr) == 1);
    CHECK(setsockopt(made, SOL_JLROOTED, JLR_GROUP, (char *)&to, sizeof to) == 0);
    return made;
}

/* Whether some message comes without a repair, as it can only by multicast. */
static bool hears_multicast(SOCKET own_root, SOCKET own_leaf)
{
    for (int i = 0; i < PATIENCE_MS / 10; i++) {
        UINT64 before = statistics_of(own_root).repairsSent;
        talk(own_root, own_leaf);
        if (statistics_of(own_root).repairsSent == before) {
            return true;
        }
        usleep(10000);
    }
    return false;
}

static void have_session_of_group(SOCKET sockets[2])
{
    sockets[0] = open_root_of_group();
    sockets[1] = open_leaf();
    begin_session(sockets[0], sockets[1]);
    set_time_out(sockets[0]);
    set_time_out(sockets[1]);
    CHECK(hears_multicast(sockets[0], sockets[1]));
}

/* A child joins a group in which its parent has a leaf. */
static void test_same_group(void)
{
    SOCKET sockets[2], own[2];
    have_session_of_group(sockets);
    pid_t child = fork();
    if (child == 0) {
        alarm(CHILD_SECONDS);
        failures = 0;
        have_session_of_group(own);
        _exit(failures != 0);
    }
    expect_good_end(child);
    CHECK(closesocket(sockets[0]) == 0 && closesocket(sockets[1]) == 0);
}

/* With an argument only what a sanitizer can follow: its own locks do not stand a fork among threads. */
int main(int argc, char **argv)
{
    (void)argv;
    WSADATA data;
    setvbuf(stdout, NULL, _IOLBF, 0);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    int before = descriptors();
    test_quiet_parent(before);
    test_child_that_sleeps();
    test_same_group();
    if (argc == 1) {
        test_busy_parent(before);
    }
    CHECK(WSACleanup() == 0);
    /* A host's cleanup beside open sessions has given up waiting for their end, so the last one does not
     * wait. */
    for (int i = 0; i < PATIENCE_MS / 10 && descriptors() != before; i++) {
        usleep(10000);
    }
    CHECK(descriptors() == before);
    return failures_told();
}
