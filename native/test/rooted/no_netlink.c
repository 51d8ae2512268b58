/*
 * A process that may open sockets of IPv4, IPv6 and UNIX alone, as a service manager filters them: joins that
 * leave the interface to the system work there as elsewhere. Needs a network of its own with a route for
 * groups.
 */
#include "session.h"

#include <stdlib.h>

#include "test/forbid_netlink.h"

static void test_join(const struct sockaddr *group, int size, int family)
{
    char received[8];
    DWORD ms = 60000;
    SOCKET s =
        WSASocketW(family, SOCK_DGRAM, 0, NULL, 0, WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
    CHECK(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (const char *)&ms, sizeof ms) == 0);
    CHECK(WSAJoinLeaf(s, group, size, NULL, NULL, NULL, NULL, JL_BOTH) == s);
    CHECK(send(s, "hello", 5, 0) == 5);
    CHECK(recv(s, received, sizeof received, 0) == 5);
    CHECK(closesocket(s) == 0);
}

int main(void)
{
    WSADATA data;
    CHECK(forbid_netlink() == 0);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(20401)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(20401)};
    v4.sin_addr.s_addr = htonl(0xef4d0707);
    v6.sin6_addr.s6_addr[0] = 0xff;
    v6.sin6_addr.s6_addr[1] = 0x15;
    v6.sin6_addr.s6_addr[15] = 0x77;
    test_join((struct sockaddr *)&v4, sizeof v4, AF_INET);
    test_join((struct sockaddr *)&v6, sizeof v6, AF_INET6);
    SOCKET root = open_root(), leaf = open_leaf();
    begin_session(root, leaf);
    CHECK(closesocket(leaf) == 0 && closesocket(root) == 0);
    CHECK(WSACleanup() == 0);
    return failures_told();
}
