/*
 * What one bad leaf costs the others: a root that sends all it can to two honest leaves, beside a third one
 * that does its worst, which is another process.
 *
 *     bad_leaves SECONDS
 *
 * Whatever the bad one does, the honest ones get every message in its order, and go on when it is gone.
 */
#include "session.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "bad_leaf.h"
#include "child.h"
#include "test/seconds.h"

enum { HONEST = 2, SLOW_MS = 800, MESSAGE = 1000 };

struct honest {
    SOCKET socket;
    uint64_t got, wrong;
    double longest; /* seconds without a message */
    int end;
};

static void *listen_to_all(void *argument)
{
    struct honest *honest = argument;
    char bytes[MESSAGE];
    double last = seconds_now();
    while (recv(honest->socket, bytes, sizeof bytes, 0) == MESSAGE) {
        uint64_t number;
        memcpy(&number, bytes, sizeof number);
        honest->wrong += number != honest->got++;
        double time = seconds_now();
        honest->longest = time - last > honest->longest ? time - last : honest->longest;
        last = time;
    }
    honest->end = WSAGetLastError();
    return NULL;
}

static uint64_t send_for(SOCKET root, double seconds)
{
    uint64_t sent = 0;
    char bytes[MESSAGE] = {0};
    for (double end = seconds_now() + seconds; seconds_now() < end; sent++) {
        memcpy(bytes, &sent, sizeof sent);
        bool all_sent = send(root, bytes, sizeof bytes, 0) == MESSAGE;
        CHECK(all_sent);
        if (!all_sent) {
            break;
        }
    }
    return sent;
}

struct trial {
    enum bad_leaf_deed deed;
    double seconds;
    struct bad_leaf bad; /* what became of it */
};

static void be_bad(const struct sockaddr_in *at, void *job)
{
    struct trial *trial = job;
    trial->bad = bad_leaf_run(at, trial->deed, trial->seconds);
}

/* Each of the honest ones has got all, and is told that the root has left. Returns the longest gap. */
static double honest_ends(pthread_t *threads, struct honest *honest, uint64_t sent)
{
    double longest = 0;
    for (int i = 0; i < HONEST; i++) {
        pthread_join(threads[i], NULL);
        CHECK(honest[i].got == sent && honest[i].wrong == 0 && honest[i].end == WSAESHUTDOWN);
        longest = honest[i].longest > longest ? honest[i].longest : longest;
        closesocket(honest[i].socket);
    }
    return longest;
}

/* Whoever lies or floods is ended, and nobody makes the root send more again than it should. */
static void check_harm(const struct trial *trial, DWORD least_rate, JLR_STATISTICS statistics)
{
    enum bad_leaf_deed deed = trial->deed;
    bool floods = deed == BAD_LEAF_FLOOD || deed == BAD_LEAF_TOGGLE;
    bool lies = deed == BAD_LEAF_FUTURE || deed == BAD_LEAF_BACK || deed == BAD_LEAF_WINDOW ||
                deed == BAD_LEAF_MISER || deed == BAD_LEAF_CLOCK || deed == BAD_LEAF_ECHO;
    CHECK(deed == BAD_LEAF_NONE || trial->bad.joined);
    CHECK(trial->bad.ended || !(lies || floods || deed == BAD_LEAF_STALL || least_rate > 0));
    CHECK(statistics.remulticasts <= statistics.datagramsSent / 2 + 2 * 2048 * (HONEST + 1) / 2);
}

static void try_deed(enum bad_leaf_deed deed, DWORD least_rate, double seconds)
{
    struct trial trial = {.deed = deed, .seconds = seconds};
    struct honest honest[HONEST] = {0};
    pthread_t threads[HONEST];
    WSADATA data;
    struct child child = child_begin(be_bad, &trial, sizeof trial);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET root = open_root();
    CHECK(set(root, JLR_SLOW_TIMEOUT, SLOW_MS) == 0 && set(root, JLR_LEAST_RATE, least_rate) == 0);
    struct sockaddr_in at = listen_at(root, 10);
    for (int i = 0; i < HONEST; i++) {
        honest[i].socket = open_leaf();
        join_blocking(root, &at, honest[i].socket);
    }
    child_tell(&child, &at);
    if (deed != BAD_LEAF_NONE) {
        CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    }
    for (int i = 0; i < HONEST; i++) {
        pthread_create(&threads[i], NULL, listen_to_all, &honest[i]);
    }
    uint64_t sent = send_for(root, seconds);
    JLR_STATISTICS statistics = statistics_of(root);
    closesocket(root);
    child_end(&child, &trial, sizeof trial);
    double longest = honest_ends(threads, honest, sent);
    const struct bad_leaf *bad = &trial.bad;
    printf("%s%s: %.0f messages/s, longest gap %.0f ms; of %llu datagrams %llu again; it sent %.0f kB, got "
           "%.0f kB, repairs %.0f kB; %s after %.2f s\n",
           bad_leaf_deeds[deed], least_rate > 0 ? " with a least rate" : "", (double)sent / seconds,
           longest * 1e3, (unsigned long long)statistics.datagramsSent,
           (unsigned long long)statistics.remulticasts, (double)bad->out / 1e3, (double)bad->in / 1e3,
           (double)bad->repaired / 1e3, bad->ended ? "ended" : "stayed", bad->ended_after);
    check_harm(&trial, least_rate, statistics);
    WSACleanup();
}

/* A closed root does not wait for a leaf that takes a little now and then: with a least rate it gives it up. */
static void try_closing(void)
{
    struct trial trial = {.deed = BAD_LEAF_TRICKLE, .seconds = CHILD_HANGS_AFTER / 2};
    WSADATA data;
    const DWORD limit = 100;
    char bytes[MESSAGE] = {0};
    struct child child = child_begin(be_bad, &trial, sizeof trial);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET root = open_root();
    CHECK(set(root, JLR_LEAST_RATE, 1000000) == 0 && set(root, JLR_LINGER_TIMEOUT, 1000) == 0);
    CHECK(setsockopt(root, SOL_SOCKET, SO_SNDTIMEO, (const char *)&limit, sizeof limit) == 0);
    struct sockaddr_in at = listen_at(root, 10);
    child_tell(&child, &at);
    CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    usleep(500000); /* until then the leaf is honest */
    while (send(root, bytes, sizeof bytes, 0) == MESSAGE) {
    }
    closesocket(root);
    WSACleanup();
    child_end(&child, &trial, sizeof trial);
    CHECK(trial.bad.joined && trial.bad.ended && !trial.bad.done);
}

static void ask_for_too_much(const struct sockaddr_in *at, void *admitted)
{
    *(bool *)admitted = bad_leaf_asks_for_too_much(at);
}

/* Such a request is not shown to the application, which would have it first in its queue again and again. */
static void try_asking(void)
{
    WSADATA data;
    bool admitted = true;
    struct child child = child_begin(ask_for_too_much, &admitted, sizeof admitted);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET root = open_root(), leaf = open_leaf();
    struct sockaddr_in at = listen_at(root, 10);
    child_tell(&child, &at);
    child_end(&child, &admitted, sizeof admitted);
    CHECK(!admitted && statistics_of(root).badFrames == 1);
    join_blocking(root, &at, leaf);
    closesocket(root);
    WSACleanup();
}

int main(int count, char **arguments)
{
    double seconds = count > 1 ? atof(arguments[1]) : 2;
    signal(SIGPIPE, SIG_IGN);
    for (int deed = 0; deed < BAD_LEAF_DEEDS; deed++) {
        try_deed((enum bad_leaf_deed)deed, 0, seconds);
    }
    try_deed(BAD_LEAF_TRICKLE, 1000000, 2 * seconds);
    try_closing();
    try_asking();
    return failures_told();
}
