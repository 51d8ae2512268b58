/*
 * A session whose members' interfaces are deleted and made anew in the midst of it. The root sends all the
 * time, in rounds, after each of which every leaf answers. So it sees, by its statistics, in which round
 * all leaves were reached by multicast.
 *
 *     anew root ADDRESS PORT LEAVES COMMAND [OWN]    COMMAND makes the interfaces anew; STREAM in the environment:
 *                                                    from then on the root waits for the answers at the end only
 *     anew leaf ADDRESS PORT LEAVES [OWN]            so many leaves in one process
 *
 * OWN: the member chooses the interface with this address for the group. Times are in milliseconds.
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "session.h"
#include "test/seconds.h"

enum { ROUND = 100, GAP = 1000 /* us between messages */, HANG = 30000, MOST_LEAVES = 16 };

static const char *port, *own;
static struct addrinfo *at;
static _Atomic bool made; /* the interfaces are there again */

static void choose_interface(SOCKET s)
{
    struct in_addr address;
    if (own != NULL) {
        CHECK(inet_pton(AF_INET, own, &address) == 1);
        CHECK(setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, (const char *)&address, sizeof address) == 0);
    }
}

static SOCKET open_member(DWORD control_plane)
{
    SOCKET s = WSASocketW(at->ai_family, SOCK_SEQPACKET, JLPROTO_ROOTED, NULL, 0,
                          control_plane |
                              (control_plane == WSA_FLAG_MULTIPOINT_C_ROOT ? WSA_FLAG_MULTIPOINT_D_ROOT
                                                                           : WSA_FLAG_MULTIPOINT_D_LEAF));
    CHECK(s != INVALID_SOCKET);
    choose_interface(s);
    return s;
}

static void *make_anew(void *command)
{
    CHECK(system(command) == 0);
    made = true;
    return NULL;
}

static void send_messages(SOCKET root, int *number)
{
    for (int i = 0; i < ROUND; i++, ++*number) {
        CHECK(send(root, (const char *)number, sizeof *number, 0) == sizeof *number);
        usleep(GAP);
    }
}

static void take_answers(SOCKET root, int count)
{
    char answer[16];
    for (int i = 0; i < count; i++) {
        if (recv(root, answer, sizeof answer, 0) <= 0) {
            printf("the session has ended: %d\n", WSAGetLastError());
            exit(1);
        }
    }
}

/* Returns whether all leaves were reached by multicast: a leaf that is not costs a repair for each
 * datagram. */
static bool send_round(SOCKET root, int answers, int *number)
{
    JLR_STATISTICS before = statistics_of(root), after;
    send_messages(root, number);
    take_answers(root, answers);
    after = statistics_of(root);
    return after.unicastLeaves == 0 &&
           2 * (after.repairsSent - before.repairsSent) < after.datagramsSent - before.datagramsSent;
}

static void be_root(int leaves, char *command)
{
    SOCKET root = open_member(WSA_FLAG_MULTIPOINT_C_ROOT);
    pthread_t maker;
    int number = 0;
    long begun;
    CHECK(bind(root, at->ai_addr, (int)at->ai_addrlen) == 0 && listen(root, SOMAXCONN) == 0);
    for (int i = 0; i < leaves; i++) {
        CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    }
    while (!send_round(root, leaves, &number)) {
    }
    pthread_create(&maker, NULL, make_anew, command);
    int begun_at = number, answers = getenv("STREAM") != NULL ? 0 : leaves;
    while (!made) {
        send_round(root, answers, &number);
    }
    begun = milliseconds_now();
    bool reached = false, before = false;
    while (!(reached && before) && milliseconds_now() - begun < HANG) {
        before = reached;
        reached = send_round(root, answers, &number);
    }
    take_answers(root, (number - begun_at) / ROUND * (leaves - answers));
    printf("root: messages %d back %ld\n", number, reached && before ? milliseconds_now() - begun : -1);
    CHECK(reached && before);
    pthread_join(maker, NULL);
    CHECK(closesocket(root) == 0);
}

static void *be_leaf(void *unused)
{
    SOCKET leaf = open_member(WSA_FLAG_MULTIPOINT_C_LEAF);
    int number, expected = 0;
    for (int i = 0; WSAJoinLeaf(leaf, at->ai_addr, (int)at->ai_addrlen, NULL, NULL, NULL, NULL, JL_BOTH) ==
                    INVALID_SOCKET;
         i++) {
        if (i == 1000) {
            printf("no session: %d\n", WSAGetLastError());
            exit(1);
        }
        usleep(50000);
    }
    while (recv(leaf, (char *)&number, sizeof number, 0) == sizeof number) {
        CHECK(number == expected);
        expected++;
        CHECK(expected % ROUND != 0 || send(leaf, "all", 3, 0) == 3);
    }
    CHECK(WSAGetLastError() == WSAESHUTDOWN);
    printf("leaf: messages %d\n", expected);
    CHECK(closesocket(leaf) == 0);
    return unused;
}

int main(int count, char **arguments)
{
    WSADATA data;
    bool root = count >= 6 && strcmp(arguments[1], "root") == 0;
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST};
    pthread_t threads[MOST_LEAVES];
    if (count < 5) {
        return 2;
    }
    port = arguments[3];
    int leaves = atoi(arguments[4]);
    own = arguments[root ? 6 : 5];
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    CHECK(getaddrinfo(arguments[2], port, &hints, &at) == 0);
    if (root) {
        be_root(leaves, arguments[5]);
    } else {
        for (int i = 0; i < leaves; i++) {
            pthread_create(&threads[i], NULL, be_leaf, NULL);
        }
        for (int i = 0; i < leaves; i++) {
            pthread_join(threads[i], NULL);
        }
    }
    freeaddrinfo(at);
    CHECK(WSACleanup() == 0);
    return failures != 0;
}
