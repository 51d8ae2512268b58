/*
 * A process that leaves its network namespace while it has sockets there: they go on in the namespace that
 * they were made in, and what is made from then on belongs to the new one. A namespace belongs to a thread,
 * so the library's own thread stays behind, and multicast does not reach leaves of the new one: they get all
 * messages on their connections. Needs a network of its own with a route for groups.
 */
#define _GNU_SOURCE
#include "session.h"

#include <sched.h>
#include <stdlib.h>

enum { PATIENCE_MS = 60000, PORT = 20402 };

static void set_patience(SOCKET s)
{
    DWORD ms = PATIENCE_MS;
    CHECK(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (const char *)&ms, sizeof ms) == 0);
}

static SOCKET join_group(int last)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((u_short)(PORT + last))};
    at.sin_addr.s_addr = htonl(0xef4d0700 + (unsigned)last);
    SOCKET s =
        WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
    set_patience(s);
    CHECK(WSAJoinLeaf(s, (struct sockaddr *)&at, sizeof at, NULL, NULL, NULL, NULL, JL_BOTH) == s);
    return s;
}

static void talk(SOCKET from, SOCKET to, int times)
{
    char bytes[8];
    for (int i = 0; i < times; i++) {
        CHECK(send(from, "hello", 5, 0) == 5);
        CHECK(recv(to, bytes, sizeof bytes, 0) == 5);
    }
}

/* Only lo, up, with the route that groups need. */
static void go_to_new_network(void)
{
    CHECK(unshare(CLONE_NEWNET) == 0);
    CHECK(system("ip link set lo up && ip route add 224.0.0.0/4 dev lo") == 0);
}

struct pair {
    SOCKET root, branch, leaf;
    struct sockaddr_in at;
};

static void begin(struct pair *pair)
{
    pair->root = open_root();
    pair->leaf = open_leaf();
    set_patience(pair->leaf);
    set_patience(pair->root);
    pair->at = listen_at(pair->root, 5);
    pair->branch = join_blocking(pair->root, &pair->at, pair->leaf);
}

static void end(struct pair *pair)
{
    CHECK(closesocket(pair->leaf) == 0 && closesocket(pair->branch) == 0 && closesocket(pair->root) == 0);
}

int main(void)
{
    WSADATA data;
    struct pair before, after;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET group_before = join_group(7);
    begin(&before);
    talk(before.root, before.leaf, 100);
    go_to_new_network();
    talk(group_before, group_before, 10);
    talk(before.root, before.leaf, 100);
    talk(before.leaf, before.root, 100);
    SOCKET late = open_leaf(), group_after = join_group(8);
    FAILS(join(late, &before.at), WSAECONNREFUSED); /* nobody listens in this network */
    talk(group_after, group_after, 10);
    begin(&after);
    talk(after.root, after.leaf, 1000);
    talk(after.leaf, after.root, 100);
    end(&after);
    end(&before);
    CHECK(closesocket(group_before) == 0 && closesocket(group_after) == 0 && closesocket(late) == 0);
    CHECK(WSACleanup() == 0);
    return failures_told();
}
