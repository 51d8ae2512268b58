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

#include <sys/wait.h>

#include "bad_leaf.h"
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

/* Returns messages a second. */
static double try_deed(enum bad_leaf_deed deed, DWORD least_rate, double seconds)
{
    int address[2], result[2];
    struct sockaddr_in at;
    struct bad_leaf bad = {0};
    struct honest honest[HONEST] = {0};
    pthread_t threads[HONEST];
    fflush(stdout);
    CHECK(pipe(address) == 0 && pipe(result) == 0);
    pid_t child = fork();
    if (child == 0) {
        alarm(60);
        if (read(address[0], &at, sizeof at) == (ssize_t)sizeof at) {
            bad = bad_leaf_run(&at, deed, seconds);
        }
        _exit(write(result[1], &bad, sizeof bad) != (ssize_t)sizeof bad);
    }
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET root = open_root();
    CHECK(set(root, JLR_SLOW_TIMEOUT, SLOW_MS) == 0 && set(root, JLR_LEAST_RATE, least_rate) == 0);
    at = listen_at(root, 10);
    for (int i = 0; i < HONEST; i++) {
        honest[i].socket = open_leaf();
        join_blocking(root, &at, honest[i].socket);
    }
    CHECK(write(address[1], &at, sizeof at) == (ssize_t)sizeof at);
    if (deed != BAD_LEAF_NONE) {
        CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    }
    for (int i = 0; i < HONEST; i++) {
        pthread_create(&threads[i], NULL, listen_to_all, &honest[i]);
    }
    uint64_t sent = send_for(root, seconds);
    int status = 0;
    JLR_STATISTICS statistics = statistics_of(root);
    closesocket(root);
    CHECK(read(result[0], &bad, sizeof bad) == (ssize_t)sizeof bad);
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    double longest = 0;
    for (int i = 0; i < HONEST; i++) {
        pthread_join(threads[i], NULL);
        CHECK(honest[i].got == sent && honest[i].wrong == 0 && honest[i].end == WSAESHUTDOWN);
        longest = honest[i].longest > longest ? honest[i].longest : longest;
        closesocket(honest[i].socket);
    }
    CHECK(deed == BAD_LEAF_NONE || bad.joined);
    printf("%s%s: %.0f messages/s, longest gap %.0f ms; of %llu datagrams %llu again; it sent %.0f kB, got "
           "%.0f kB, "
           "repairs %.0f kB; %s after %.2f s\n",
           bad_leaf_deeds[deed], least_rate > 0 ? " with a least rate" : "", (double)sent / seconds,
           longest * 1e3, (unsigned long long)statistics.datagramsSent,
           (unsigned long long)statistics.remulticasts, (double)bad.out / 1e3, (double)bad.in / 1e3,
           (double)bad.repaired / 1e3, bad.ended ? "ended" : "stayed", bad.ended_after);
    bool floods = deed == BAD_LEAF_FLOOD || deed == BAD_LEAF_TOGGLE;
    bool lies = deed == BAD_LEAF_FUTURE || deed == BAD_LEAF_BACK || deed == BAD_LEAF_WINDOW ||
                deed == BAD_LEAF_MISER || deed == BAD_LEAF_CLOCK || deed == BAD_LEAF_ECHO;
    CHECK(bad.ended || !(lies || floods || deed == BAD_LEAF_STALL || least_rate > 0));
    CHECK(statistics.remulticasts <= statistics.datagramsSent / 2 + 2 * 2048 * (HONEST + 1) / 2);
    WSACleanup();
    for (int i = 0; i < 2; i++) {
        close(address[i]);
        close(result[i]);
    }
    return (double)sent / seconds;
}

int main(int count, char **arguments)
{
    double seconds = count > 1 ? atof(arguments[1]) : 2;
    signal(SIGPIPE, SIG_IGN);
    for (int deed = 0; deed < BAD_LEAF_DEEDS; deed++) {
        try_deed((enum bad_leaf_deed)deed, 0, seconds);
    }
    try_deed(BAD_LEAF_TRICKLE, 1000000, 2 * seconds);
    return failures_told();
}
