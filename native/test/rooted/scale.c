/*
 * Many leaves on one root, all in this process: joins a second, memory a leaf, and the time from send to the
 * last leaf.
 *
 *     scale LEAVES [ROUNDS]
 *
 * Memory is this process' resident set; the kernel's socket memory is not in it. One thread joins, one
 * admits, and the time to the last leaf is that until every leaf's FD_READ has come and its message was read
 * by one thread.
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <joinleaf/rooted.h>

#include "test/seconds.h"

enum { HANDSHAKE_MS = 60000, MESSAGE = 100 };

static long resident_kb(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file != NULL) {
        if (fscanf(file, "%*d %ld", &pages) != 1) {
            pages = 0;
        }
        fclose(file);
    }
    return pages * 4;
}

static SOCKET root;
static int leaves;
static SOCKET *branches, *members;

static void *admit(void *unused)
{
    (void)unused;
    for (int i = 0; i < leaves; i++) {
        branches[i] = accept(root, NULL, NULL);
    }
    return NULL;
}

static int compare(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return one < other ? -1 : one > other;
}

static void fail(const char *what)
{
    printf("failed: %s: %d\n", what, WSAGetLastError());
    exit(1);
}

static struct sockaddr_in listen_as_root(void)
{
    struct sockaddr_in at;
    int size = sizeof at;
    /* How long a busy machine takes for one handshake is not what is measured. */
    DWORD patience = HANDSHAKE_MS;
    root = WSASocketW(AF_INET, SOCK_SEQPACKET, JLPROTO_ROOTED, NULL, 0,
                      WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_ROOT);
    setsockopt(root, SOL_JLROOTED, JLR_HANDSHAKE_TIMEOUT, (char *)&patience, sizeof patience);
    memset(&at, 0, sizeof at);
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(root, (struct sockaddr *)&at, sizeof at) != 0 ||
        getsockname(root, (struct sockaddr *)&at, &size) != 0 || listen(root, SOMAXCONN) != 0) {
        fail("root");
    }
    return at;
}

/* Returns how many seconds it took until all had joined. */
static double join_all(const struct sockaddr_in *at)
{
    pthread_t admitting;
    double begin = seconds_now();
    pthread_create(&admitting, NULL, admit, NULL);
    for (int i = 0; i < leaves; i++) {
        members[i] = WSASocketW(AF_INET, SOCK_SEQPACKET, JLPROTO_ROOTED, NULL, 0,
                                WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
        if (WSAJoinLeaf(members[i], (const struct sockaddr *)at, sizeof *at, NULL, NULL, NULL, NULL,
                        JL_BOTH) != members[i]) {
            fail("join");
        }
    }
    pthread_join(admitting, NULL);
    return seconds_now() - begin;
}

/* Returns how many microseconds it took until the last leaf had the message. */
static double send_one(void)
{
    char message[MESSAGE] = "message", got[MESSAGE];
    usleep(50000); /* so that no answer to the message before is under way */
    double begin = seconds_now();
    if (send(root, message, sizeof message, 0) != sizeof message) {
        fail("send");
    }
    for (int i = 0; i < leaves; i++) {
        if (recv(members[i], got, sizeof got, 0) != sizeof message) {
            fail("recv");
        }
    }
    return (seconds_now() - begin) * 1e6;
}

/* Returns how many seconds it took until all leaves knew that the session is over. */
static double end_all(void)
{
    char got[MESSAGE];
    double begin = seconds_now();
    closesocket(root);
    for (int i = 0; i < leaves; i++) {
        if (recv(members[i], got, sizeof got, 0) != SOCKET_ERROR || WSAGetLastError() != WSAESHUTDOWN) {
            fail("end");
        }
    }
    double ended = seconds_now() - begin;
    for (int i = 0; i < leaves; i++) {
        closesocket(members[i]);
        closesocket(branches[i]);
    }
    return ended;
}

int main(int count, char **arguments)
{
    WSADATA data;
    leaves = count > 1 ? atoi(arguments[1]) : 1000;
    int rounds = count > 2 ? atoi(arguments[2]) : 200;
    WSAStartup(MAKEWORD(2, 2), &data);
    struct sockaddr_in at = listen_as_root();
    branches = calloc((size_t)leaves, sizeof *branches);
    members = calloc((size_t)leaves, sizeof *members);
    double *times = calloc((size_t)rounds, sizeof *times);
    long before = resident_kb();
    double joined = join_all(&at);
    long after = resident_kb();
    for (int round = 0; round < rounds; round++) {
        times[round] = send_one();
    }
    qsort(times, (size_t)rounds, sizeof *times, compare);
    long used = resident_kb();
    double ended = end_all();
    WSACleanup();
    printf("%d leaves: %.0f joins/s, %.1f KiB a leaf joined, %.1f KiB in use, last leaf p50 %.0f us p99 %.0f "
           "us, all ended in %.1f ms\n",
           leaves, leaves / joined, (double)(after - before) / leaves, (double)(used - before) / leaves,
           times[rounds / 2], times[rounds * 99 / 100], ended * 1e3);
    return 0;
}
