/*
 * A leaf asks a host that does not answer ARP: late ADDRESS PORT MILLISECONDS. Prints the code of the one
 * join that it makes, and after how long. late.sh has the hosts.
 */
#include <joinleaf/rooted.h>
#include <joinleaf/ws_ip.h>
#include <joinleaf/ws_sock.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test/seconds.h"

int main(int count, char **arguments)
{
    WSADATA data;
    struct WS_sockaddr_in at;
    memset(&at, 0, sizeof at);
    at.sin_family = WS_AF_INET;
    if (count != 4 || WSAStartup(0x0202, &data) != 0 || inet_pton(AF_INET, arguments[1], &at.sin_addr) != 1) {
        return 2;
    }
    at.sin_port = htons((uint16_t)atoi(arguments[2]));
    DWORD patience = (DWORD)atoi(arguments[3]);
    SOCKET leaf = WSASocketW(WS_AF_INET, WS_SOCK_SEQPACKET, 0, NULL, 0,
                             WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
    WS_setsockopt(leaf, SOL_JLROOTED, JLR_JOIN_TIMEOUT, (const char *)&patience, sizeof patience);
    long begin = milliseconds_now();
    SOCKET joined = WSAJoinLeaf(leaf, (const struct WS_sockaddr *)(const void *)&at, sizeof at, NULL, NULL,
                                NULL, NULL, JL_BOTH);
    printf("code %d after %ld ms\n", joined == INVALID_SOCKET ? WSAGetLastError() : 0,
           milliseconds_now() - begin);
    WSACleanup();
    return 0;
}
