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

#include "child.h"
#include "crowd.h"
#include "test/seconds.h"

enum { DESCRIPTORS = 4096 };

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

/* What strangers and leaf are to do, and what they found. */
struct siege {
    enum crowd_deed deed;
    double rate, seconds;
    const char *key;
    struct crowd_strangers strangers;
    struct joins joins;
};

static void attack(const struct sockaddr_in *at, void *job)
{
    struct siege *siege = job;
    CHECK(nice(10) >= 0);
    siege->strangers = crowd_attack(at, siege->deed, siege->rate, siege->seconds, siege->key != NULL);
}

static void ask(const struct sockaddr_in *at, void *job)
{
    struct siege *siege = job;
    siege->joins = join_again_and_again(at, siege->seconds, siege->key);
}

/* Returns how many descriptors were open at most. */
static uint32_t watch_descriptors(double seconds)
{
    uint32_t most = 0;
    for (double end = seconds_now() + seconds; seconds_now() < end; usleep(20000)) {
        uint32_t open = descriptors();
        most = open > most ? open : most;
    }
    return most;
}

static void tell(const struct siege *siege, uint32_t most, JLR_STATISTICS statistics)
{
    const struct crowd_strangers *strangers = &siege->strangers;
    const struct joins *joins = &siege->joins;
    printf(
        "%s%s: %u connections in %.1f s (%.0f/s, %u not made); joined %u, failed %u (%u), at most %.0f ms, "
        "mean %.1f ms; descriptors %u, dropped %llu, refused %llu, bad %llu\n",
        crowd_deeds[siege->deed], siege->key == NULL ? "" : " with key", strangers->made, strangers->seconds,
        strangers->made / strangers->seconds, strangers->failed, joins->good, joins->bad, joins->code,
        joins->longest * 1e3, joins->all * 1e3 / (joins->good + joins->bad + 1), most,
        (unsigned long long)statistics.halfOpenDropped, (unsigned long long)statistics.refused,
        (unsigned long long)statistics.badFrames);
}

static void be_besieged(enum crowd_deed deed, double rate, double seconds, const char *key)
{
    struct siege siege = {.deed = deed, .rate = rate, .seconds = seconds, .key = key}, other = siege;
    struct child crowd = child_begin(attack, &siege, sizeof siege);
    struct child leaf = child_begin(ask, &other, sizeof other);
    WSADATA data;
    pthread_t thread;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET root = open_root();
    set_key(root, key);
    struct sockaddr_in at = listen_at(root, 100);
    pthread_create(&thread, NULL, admit_all, &root);
    child_tell(&crowd, &at);
    child_tell(&leaf, &at);
    uint32_t most = watch_descriptors(seconds);
    child_end(&leaf, &other, sizeof other);
    child_end(&crowd, &siege, sizeof siege);
    siege.joins = other.joins;
    tell(&siege, most, statistics_of(root));
    CHECK(siege.joins.bad == 0 && siege.joins.good > 0);
    CHECK(siege.strangers.made > 0);
    CHECK(most < DESCRIPTORS * 3 / 4);
    closesocket(root);
    pthread_join(thread, NULL);
    CHECK(WSACleanup() == 0);
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
