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

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "child.h"
#include "garbage.h"
#include "test/seconds.h"

enum { EVERY_US = 2000, SIZE = 100 };

/* What the leaves are to do, and what they found. */
struct leaves {
    double seconds;
    int ready, begun;
    uint64_t got, wrong, strangers;
    uint32_t good, bad, code;
    double longest;
    int end;
};

struct flood {
    struct sockaddr_in group;
    enum garbage_deed deed;
    double rate, seconds;
    int begun;
    struct garbage garbage;
};

static struct leaves found;

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
 * is told both. The other one joins from when the flood has begun. */
static void be_leaves(const struct sockaddr_in *at, void *job)
{
    WSADATA data;
    pthread_t thread;
    found = *(struct leaves *)job;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET steady = open_leaf();
    CHECK(join(steady, at) == steady && write(found.ready, "", 1) == 1);
    pthread_create(&thread, NULL, listen_to_all, &steady);
    char byte;
    CHECK(read(found.begun, &byte, 1) == 1);
    for (double end = seconds_now() + found.seconds; seconds_now() < end; usleep(5000)) {
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
    CHECK(write(found.ready, "", 1) == 1);
    pthread_join(thread, NULL); /* the root leaves */
    found.strangers = statistics_of(steady).strangers;
    closesocket(steady);
    WSACleanup();
    *(struct leaves *)job = found;
}

static void flood(const struct sockaddr_in *at, void *job)
{
    struct flood *flood = job;
    (void)at;
    CHECK(nice(10) >= 0); /* as if it were elsewhere */
    flood->garbage = garbage_flood(&flood->group, flood->deed, flood->rate, flood->seconds, flood->begun);
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

static void tell(const struct flood *flood, const struct leaves *leaves, uint64_t sent)
{
    printf(
        "%s: %.0f datagrams a second; joined %u, failed %u (%u), at most %.0f ms; got %llu of %llu messages, "
        "%llu wrong, end %d; strangers %llu\n",
        garbage_deeds[flood->deed], (double)flood->garbage.sent / flood->garbage.seconds, leaves->good,
        leaves->bad, leaves->code, leaves->longest * 1e3, (unsigned long long)leaves->got,
        (unsigned long long)sent, (unsigned long long)leaves->wrong, leaves->end,
        (unsigned long long)leaves->strangers);
}

static void be_flooded(enum garbage_deed deed, double rate, double seconds)
{
    int ready[2], begun[2], flooded[2];
    WSADATA data;
    pthread_t thread;
    char told;
    CHECK(pipe(ready) == 0 && pipe(begun) == 0 && pipe(flooded) == 0);
    CHECK(fcntl(flooded[0], F_SETFL, O_NONBLOCK) == 0);
    struct leaves leaves = {.seconds = seconds, .ready = ready[1], .begun = begun[0]};
    struct flood flooding = {
        .group = group_at((int)deed), .deed = deed, .rate = rate, .seconds = seconds, .begun = flooded[1]};
    struct child others = child_begin(be_leaves, &leaves, sizeof leaves);
    struct child stranger = child_begin(flood, &flooding, sizeof flooding);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET root = open_root();
    CHECK(setsockopt(root, SOL_JLROOTED, JLR_GROUP, (const char *)&flooding.group, sizeof flooding.group) ==
          0);
    struct sockaddr_in at = listen_at(root, 100);
    atomic_store(&over, false);
    pthread_create(&thread, NULL, admit_all, &root);
    child_tell(&stranger, &at);
    child_tell(&others, &at);
    CHECK(read(ready[0], &told, 1) == 1);
    uint64_t sent = 0, bytes[SIZE / 8 + 1] = {0};
    for (double end = seconds_now() + CHILD_HANGS_AFTER; seconds_now() < end; usleep(EVERY_US)) {
        bytes[0] = sent++;
        CHECK(send(root, (const char *)bytes, SIZE, 0) == SIZE);
        if (read(flooded[0], &told, 1) == 1) {
            CHECK(write(begun[1], "", 1) == 1);
            end = seconds_now() + seconds;
        }
    }
    CHECK(read(ready[0], &told, 1) == 1);
    atomic_store(&over, true);
    closesocket(root);
    pthread_join(thread, NULL);
    child_end(&others, &leaves, sizeof leaves);
    child_end(&stranger, &flooding, sizeof flooding);
    CHECK(WSACleanup() == 0);
    tell(&flooding, &leaves, sent);
    CHECK(flooding.garbage.sent > 0 && leaves.bad == 0 && leaves.good > 0);
    CHECK(leaves.got == sent && leaves.wrong == 0 && leaves.end == WSAESHUTDOWN);
    CHECK(deed == GARBAGE_TO_ROOT || leaves.strangers > 0);
    for (int i = 0; i < 2; i++) {
        close(ready[i]);
        close(begun[i]);
        close(flooded[i]);
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
