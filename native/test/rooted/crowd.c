/*
 * A crowd of strangers at a root's door, and an honest leaf that wants to get in meanwhile: each a process.
 *
 *     crowd RATE SECONDS
 *
 * For each thing that strangers do, without and with a key, so many connections a second for so long; they
 * close none of the last 8,192. The root may have 4,096 descriptors. The crowd gives way to the others for
 * the processor, as if it were elsewhere. The leaf joins and leaves all the time, from the same address as
 * the strangers: no join may fail.
 */
#include "session.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <sys/wait.h>

#include "crowd.h"
#include "test/seconds.h"

enum { DESCRIPTORS = 4096 };

static void set_key(SOCKET s, const char *key)
{
    CHECK(key == NULL || setsockopt(s, SOL_JLROOTED, JLR_KEY, key, (int)strlen(key)) == 0);
}

/* What the leaf found. */
struct joins {
    uint32_t good, bad, code;
    double longest, all;
};

static struct joins join_again_and_again(const struct sockaddr_in *at, double seconds, const char *key)
{
    struct joins joins = {0};
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    double end = seconds_now() + seconds;
    while (seconds_now() < end) {
        SOCKET leaf = open_leaf();
        set_key(leaf, key);
        double begin = seconds_now();
        if (join(leaf, at) == INVALID_SOCKET) {
            joins.bad++;
            joins.code = (uint32_t)WSAGetLastError();
        } else {
            joins.good++;
        }
        double took = seconds_now() - begin;
        joins.longest = took > joins.longest ? took : joins.longest;
        joins.all += took;
        closesocket(leaf);
        usleep(2000);
    }
    WSACleanup();
    return joins;
}

static void *admit_all(void *argument)
{
    const SOCKET root = *(const SOCKET *)argument;
    for (;;) {
        SOCKET branch = accept(root, NULL, NULL);
        if (branch != INVALID_SOCKET) {
            closesocket(branch);
        } else if (WSAGetLastError() != WSAECONNRESET && WSAGetLastError() != WSAEACCES) {
            return NULL;
        }
    }
}

static uint32_t descriptors(void)
{
    uint32_t count = 0;
    for (int fd = 0; fd < DESCRIPTORS; fd++) {
        count += crowd_is_open(fd);
    }
    return count;
}

/* Only these two processes, before this one has a thread. */
static void be_besieged(enum crowd_deed deed, double rate, double seconds, const char *key)
{
    int address[2], result[2], attack[2];
    struct crowd_strangers strangers = {0};
    struct joins joins = {0};
    struct sockaddr_in at;
    CHECK(pipe(address) == 0 && pipe(result) == 0 && pipe(attack) == 0);
    fflush(stdout);
    pid_t crowd = fork();
    if (crowd == 0) {
        alarm(120);
        failures += nice(10) < 0;
        close(address[1]);
        if (read(address[0], &at, sizeof at) == (ssize_t)sizeof at) {
            strangers = crowd_attack(&at, deed, rate, seconds, key != NULL);
        }
        _exit(write(attack[1], &strangers, sizeof strangers) != (ssize_t)sizeof strangers);
    }
    pid_t leaf = fork();
    if (leaf == 0) {
        alarm(120);
        failures = 0;
        close(address[1]);
        if (read(address[0], &at, sizeof at) == (ssize_t)sizeof at) {
            joins = join_again_and_again(&at, seconds, key);
        }
        _exit(write(result[1], &joins, sizeof joins) != (ssize_t)sizeof joins || failures != 0);
    }
    WSADATA data;
    pthread_t thread;
    int status = 0;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET root = open_root();
    set_key(root, key);
    at = listen_at(root, 100);
    pthread_create(&thread, NULL, admit_all, &root);
    for (int i = 0; i < 2; i++) {
        CHECK(write(address[1], &at, sizeof at) == (ssize_t)sizeof at);
    }
    uint32_t most = 0;
    for (double end = seconds_now() + seconds; seconds_now() < end; usleep(20000)) {
        uint32_t open = descriptors();
        most = open > most ? open : most;
    }
    CHECK(read(result[0], &joins, sizeof joins) == (ssize_t)sizeof joins);
    CHECK(read(attack[0], &strangers, sizeof strangers) == (ssize_t)sizeof strangers);
    CHECK(waitpid(crowd, &status, 0) == crowd && status == 0 && waitpid(leaf, &status, 0) == leaf &&
          status == 0);
    JLR_STATISTICS statistics = statistics_of(root);
    printf(
        "%s%s: %u connections in %.1f s (%.0f/s, %u not made); joined %u, failed %u (%u), at most %.0f ms, "
        "mean %.1f ms; descriptors %u, dropped %llu, refused %llu, bad %llu\n",
        crowd_deeds[deed], key == NULL ? "" : " with key", strangers.made, strangers.seconds,
        strangers.made / strangers.seconds, strangers.failed, joins.good, joins.bad, joins.code,
        joins.longest * 1e3, joins.all * 1e3 / (joins.good + joins.bad + 1), most,
        (unsigned long long)statistics.halfOpenDropped, (unsigned long long)statistics.refused,
        (unsigned long long)statistics.badFrames);
    CHECK(joins.bad == 0 && joins.good > 0);
    CHECK(strangers.made > 0);
    CHECK(most < DESCRIPTORS * 3 / 4);
    closesocket(root);
    pthread_join(thread, NULL);
    CHECK(WSACleanup() == 0);
    for (int i = 0; i < 2; i++) {
        close(address[i]);
        close(result[i]);
        close(attack[i]);
    }
}

int main(int count, char **arguments)
{
    if (count < 3) {
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    crowd_limit_descriptors(DESCRIPTORS);
    for (int deed = 0; deed < CROWD_DEEDS; deed++) {
        be_besieged((enum crowd_deed)deed, atof(arguments[1]), atof(arguments[2]), NULL);
        be_besieged((enum crowd_deed)deed, atof(arguments[1]), atof(arguments[2]), "known_to_the_members");
    }
    return failures_told();
}
