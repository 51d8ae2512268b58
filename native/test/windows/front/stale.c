/*
 * stale.c - a handle of ours that is closed, or never was one, reaches ws2_32 as nobody's socket: every call
 * through the front answers WSAENOTSOCK, and the system's sockets that are open meanwhile are not touched.
 * ws2_32 would take a socket's handle with its two lowest bits set for the socket; the front never gives it
 * such a one.
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdio.h>

#include <joinleaf/rooted.h>

#include "test/check_calls.h"

enum { SYSTEM_SOCKETS = 64, OWN = 256 };

#define IS_STALE(call) FAILS(call, WSAENOTSOCK)

static void try_all(SOCKET s)
{
    struct sockaddr_in name = {.sin_family = AF_INET};
    int size = sizeof name, value = 0, value_size = sizeof value;
    u_long on = 1;
    DWORD moved = 0, flags = 0;
    char byte[4] = {0};
    WSABUF buffer = {sizeof byte, byte};
    WSANETWORKEVENTS events;
    fd_set set = {1, {s}};
    struct timeval now = {0, 0};
    IS_STALE(bind(s, (struct sockaddr *)&name, sizeof name));
    IS_STALE(connect(s, (struct sockaddr *)&name, sizeof name));
    IS_STALE(listen(s, 1));
    IS_STALE(accept(s, NULL, NULL));
    IS_STALE(getsockname(s, (struct sockaddr *)&name, &size));
    IS_STALE(getpeername(s, (struct sockaddr *)&name, &size));
    IS_STALE(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&value, &value_size));
    IS_STALE(setsockopt(s, SOL_SOCKET, SO_RCVBUF, (char *)&value, sizeof value));
    IS_STALE(ioctlsocket(s, (long)FIONBIO, &on));
    IS_STALE(send(s, byte, 1, 0));
    IS_STALE(sendto(s, byte, 1, 0, (struct sockaddr *)&name, sizeof name));
    IS_STALE(recv(s, byte, 1, 0));
    IS_STALE(recvfrom(s, byte, 1, 0, NULL, NULL));
    IS_STALE(WSASend(s, &buffer, 1, &moved, 0, NULL, NULL));
    IS_STALE(WSARecv(s, &buffer, 1, &moved, &flags, NULL, NULL));
    IS_STALE(WSAEventSelect(s, NULL, 0));
    IS_STALE(WSAEnumNetworkEvents(s, NULL, &events));
    IS_STALE(WSAJoinLeaf(s, (struct sockaddr *)&name, sizeof name, NULL, NULL, NULL, NULL, JL_BOTH));
    IS_STALE(select(0, &set, NULL, NULL, &now));
    IS_STALE(shutdown(s, SD_BOTH));
    IS_STALE(closesocket(s));
}

int main(void)
{
    static SOCKET own[OWN], system_sockets[SYSTEM_SOCKETS];
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0) {
        return 2;
    }
    for (int i = 0; i < OWN; i++) {
        own[i] = WSASocketW(AF_INET, SOCK_SEQPACKET, 0, NULL, 0,
                            WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
        CHECK(own[i] != INVALID_SOCKET && closesocket(own[i]) == 0);
    }
    for (int i = 0; i < SYSTEM_SOCKETS; i++) {
        system_sockets[i] = socket(AF_INET, SOCK_DGRAM, 0);
        CHECK(system_sockets[i] != INVALID_SOCKET && system_sockets[i] % 4 == 0);
    }
    for (int i = 0; i < OWN; i += 16) {
        try_all(own[i]);
    }
    for (int i = 0; i < SYSTEM_SOCKETS; i += 8) {
        try_all(system_sockets[i] | 1); /* as if a handle of ours had this number */
    }
    for (int i = 0; i < SYSTEM_SOCKETS; i++) {
        CHECK(closesocket(system_sockets[i]) == 0);
    }
    WSACleanup();
    return failures_told();
}
