/*
 * A flood of datagrams that are no session's: to the group that a session's leaves listen to, and to the port
 * that its root sends from. A leaf that is there gets every message all the same, and another one joins and
 * leaves all the time: no join may fail.
 *
 *     garbage RATE SECONDS
 *
 * Root, leaves and flood are a process each, in a network of their own; so many datagrams a second.
 */
#include "session.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/wait.h>

#include "garbage.h"
#include "test/seconds.h"

enum { EVERY_US = 2000, SIZE = 100 };

struct found {
    uint64_t got, wrong, strangers;
    uint32_t good, bad, code;
    double longest;
    int end;
};

static struct found found;

static void *listen_to_all(void *argument)
{
    const SOCKET leaf = *(const SOCKET *)argument;
    uint64_t bytes[SIZE / 8 + 1];
    while (recv(leaf, (char *)bytes, sizeof bytes, 0) == SIZE) {
        found.wrong += bytes[0] != found.got++;
    }
    found.end = WSAGetLastError();
    return NULL;
}

/* The steady leaf is there before the first message, and nobody joins any more when the root leaves: `ready`
 * is told both. */
static void be_leaves(const struct sockaddr_in *at, double seconds, int ready)
{
    WSADATA data;
    pthread_t thread;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET steady = open_leaf();
    CHECK(join(steady, at) == steady && write(ready, "", 1) == 1);
    pthread_create(&thread, NULL, listen_to_all, &steady);
    for (double end = seconds_now() + seconds; seconds_now() < end; usleep(5000)) {
        SOCKET leaf = open_leaf();
        double begin = seconds_now();
        if (join(leaf, at) == INVALID_SOCKET) {
            found.bad++;
            found.code = (uint32_t)WSAGetLastError();
        } else {
            found.good++;
        }
        double took = seconds_now() - begin;
        found.longest = took > found.longest ? took : found.longest;
        closesocket(leaf);
    }
    CHECK(write(ready, "", 1) == 1);
    pthread_join(thread, NULL); /* the root leaves */
    found.strangers = statistics_of(steady).strangers;
    closesocket(steady);
    WSACleanup();
}

static atomic_bool over;

static void *admit_all(void *argument)
{
    const SOCKET root = *(const SOCKET *)argument;
    SOCKET steady = INVALID_SOCKET; /* the first one stays */
    while (!atomic_load(&over)) {
        SOCKET branch = accept(root, NULL, NULL);
        if (branch != INVALID_SOCKET && steady == INVALID_SOCKET) {
            steady = branch;
        } else if (branch != INVALID_SOCKET) {
            closesocket(branch);
        } else if (WSAGetLastError() != WSAECONNRESET && WSAGetLastError() != WSAEACCES) {
            break;
        }
    }
    closesocket(steady);
    return NULL;
}

static struct sockaddr_in group_at(int deed)
{
    struct sockaddr_in group;
    memset(&group, 0, sizeof group);
    group.sin_family = AF_INET;
    group.sin_port = htons((u_short)(50400 + deed));
    group.sin_addr.s_addr = htonl(0xefff2a01);
    return group;
}

static void be_flooded(enum garbage_deed deed, double rate, double seconds)
{
    int address[2], ready[2], result[2], flood[2];
    struct sockaddr_in at, group = group_at((int)deed);
    struct garbage garbage = {0};
    WSADATA data;
    pthread_t thread;
    char told;
    found = (struct found){0};
    CHECK(pipe(address) == 0 && pipe(ready) == 0 && pipe(result) == 0 && pipe(flood) == 0);
    fflush(stdout);
    pid_t leaves = fork();
    if (leaves == 0) {
        alarm(120);
        failures = 0;
        if (read(address[0], &at, sizeof at) == (ssize_t)sizeof at) {
            be_leaves(&at, seconds, ready[1]);
        }
        _exit(write(result[1], &found, sizeof found) != (ssize_t)sizeof found || failures != 0);
    }
    pid_t stranger = fork();
    if (stranger == 0) {
        alarm(120);
        failures += nice(10) < 0; /* as if it were elsewhere */
        garbage = garbage_flood(&group, deed, rate, seconds);
        _exit(write(flood[1], &garbage, sizeof garbage) != (ssize_t)sizeof garbage);
    }
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET root = open_root();
    CHECK(setsockopt(root, SOL_JLROOTED, JLR_GROUP, (const char *)&group, sizeof group) == 0);
    at = listen_at(root, 100);
    atomic_store(&over, false);
    pthread_create(&thread, NULL, admit_all, &root);
    CHECK(write(address[1], &at, sizeof at) == (ssize_t)sizeof at && read(ready[0], &told, 1) == 1);
    uint64_t sent = 0, bytes[SIZE / 8 + 1] = {0};
    for (double end = seconds_now() + seconds; seconds_now() < end; usleep(EVERY_US)) {
        bytes[0] = sent++;
        CHECK(send(root, (const char *)bytes, SIZE, 0) == SIZE);
    }
    CHECK(read(ready[0], &told, 1) == 1);
    atomic_store(&over, true);
    closesocket(root);
    pthread_join(thread, NULL);
    CHECK(read(result[0], &found, sizeof found) == (ssize_t)sizeof found);
    CHECK(read(flood[0], &garbage, sizeof garbage) == (ssize_t)sizeof garbage);
    int status = 0;
    CHECK(waitpid(leaves, &status, 0) == leaves && status == 0 && waitpid(stranger, &status, 0) == stranger &&
          status == 0);
    CHECK(WSACleanup() == 0);
    printf(
        "%s: %.0f datagrams a second; joined %u, failed %u (%u), at most %.0f ms; got %llu of %llu messages, "
        "%llu wrong, end %d; strangers %llu\n",
        garbage_deeds[deed], (double)garbage.sent / garbage.seconds, found.good, found.bad, found.code,
        found.longest * 1e3, (unsigned long long)found.got, (unsigned long long)sent,
        (unsigned long long)found.wrong, found.end, (unsigned long long)found.strangers);
    CHECK(garbage.sent > 0 && found.bad == 0 && found.good > 0);
    CHECK(found.got == sent && found.wrong == 0 && found.end == WSAESHUTDOWN);
    CHECK(deed == GARBAGE_TO_ROOT || found.strangers > 0);
    for (int i = 0; i < 2; i++) {
        close(address[i]);
        close(ready[i]);
        close(result[i]);
        close(flood[i]);
    }
}

int main(int count, char **arguments)
{
    if (count < 3) {
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    for (int deed = 0; deed < GARBAGE_DEEDS; deed++) {
        be_flooded((enum garbage_deed)deed, atof(arguments[1]), atof(arguments[2]));
    }
    return failures_told();
}
