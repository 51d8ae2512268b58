/*
 * Leaves that multicast stops reaching in the midst of a session, and reaches again later: when the root
 * finds that, and how long each leaf waits. The leaves talk meanwhile, so the root has something to say on
 * their connections.
 *
 *     reach root ADDRESS PORT LEAVES LOST CUT MEND    CUT and MEND are commands for LOST leaves
 *     reach leaf ADDRESS PORT                         prints the longest time without a message
 *
 * Times are in milliseconds. `took` is what the slower command took: meanwhile the root sends nothing. `late` is
 * how much a thread that only sleeps woke up late at worst: so much of a wait is the machine's own.
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "session.h"
#include "test/seconds.h"

enum { MESSAGES = 4000, CUT_AT = 1000, MEND_AT = 2500, GAP = 1000 /* us between messages */ };

static double worst_late;

static void *sleep_and_look(void *unused)
{
    (void)unused;
    for (;;) {
        double before = seconds_now() * 1e3;
        usleep(GAP);
        double late = seconds_now() * 1e3 - before - GAP / 1e3;
        worst_late = late > worst_late ? late : worst_late;
    }
    return NULL;
}

static void *listen_to_leaves(void *root)
{
    char message[16];
    while (recv(*(SOCKET *)root, message, sizeof message, 0) > 0) {
    }
    return NULL;
}

static void *talk(void *leaf)
{
    while (send(*(SOCKET *)leaf, "talk", 4, 0) == 4) {
        usleep(5 * GAP);
    }
    return NULL;
}

static void be_root(const struct sockaddr_in *at, int leaves, unsigned lost, const char *cut,
                    const char *mend)
{
    static SOCKET root;
    pthread_t listening;
    double changed = 0, took = 0, found = -1, back = -1;
    root = open_root();
    CHECK(bind(root, (const struct sockaddr *)at, sizeof *at) == 0 && listen(root, SOMAXCONN) == 0);
    for (int i = 0; i < leaves; i++) {
        CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    }
    pthread_create(&listening, NULL, listen_to_leaves, &root);
    for (int i = 0; i < MESSAGES; i++) {
        if (i == CUT_AT || i == MEND_AT) {
            CHECK(statistics_of(root).unicastLeaves == (i == MEND_AT ? lost : 0));
            double before = seconds_now() * 1e3;
            CHECK(system(i == CUT_AT ? cut : mend) == 0);
            changed = seconds_now() * 1e3;
            took = changed - before > took ? changed - before : took;
        }
        CHECK(send(root, (const char *)&i, sizeof i, 0) == sizeof i);
        if (i >= CUT_AT && i < MEND_AT && found < 0 && statistics_of(root).unicastLeaves == lost) {
            found = seconds_now() * 1e3 - changed;
        }
        if (i >= MEND_AT && back < 0 && statistics_of(root).unicastLeaves == 0) {
            back = seconds_now() * 1e3 - changed;
        }
        usleep(GAP);
    }
    printf("root: found %.0f back %.0f took %.0f late %.0f\n", found, back, took, worst_late);
    CHECK(closesocket(root) == 0);
    pthread_join(listening, NULL);
}

static void be_leaf(const struct sockaddr_in *at)
{
    static SOCKET leaf;
    pthread_t talking;
    double last = 0, longest = 0;
    leaf = open_leaf();
    int number, expected = 0;
    for (int i = 0; join(leaf, at) == INVALID_SOCKET; i++) {
        if (i == 1000) {
            printf("no session: %d\n", WSAGetLastError());
            exit(1);
        }
        usleep(50000);
    }
    pthread_create(&talking, NULL, talk, &leaf);
    while (recv(leaf, (char *)&number, sizeof number, 0) == sizeof number) {
        double time = seconds_now() * 1e3, gap = last == 0 ? 0 : time - last;
        longest = gap > longest ? gap : longest;
        last = time;
        CHECK(number == expected);
        expected++;
    }
    CHECK(WSAGetLastError() == WSAESHUTDOWN);
    printf("leaf: messages %d longest %.0f late %.0f\n", expected, longest, worst_late);
    CHECK(closesocket(leaf) == 0);
    pthread_join(talking, NULL);
}

int main(int count, char **arguments)
{
    WSADATA data;
    pthread_t thread;
    struct sockaddr_in at = {.sin_family = AF_INET};
    bool root = count == 8 && strcmp(arguments[1], "root") == 0;
    if (!root && (count != 4 || strcmp(arguments[1], "leaf") != 0)) {
        return 2;
    }
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    CHECK(inet_pton(AF_INET, arguments[2], &at.sin_addr) == 1);
    at.sin_port = htons((unsigned short)atoi(arguments[3]));
    pthread_create(&thread, NULL, sleep_and_look, NULL);
    if (root) {
        be_root(&at, atoi(arguments[4]), (unsigned)atoi(arguments[5]), arguments[6], arguments[7]);
    } else {
        be_leaf(&at);
    }
    CHECK(WSACleanup() == 0);
    return failures != 0;
}
