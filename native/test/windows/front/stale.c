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

enum { SYSTEM_SOCKETS = 64, OWN = 256 };

static int failures;

#define CHECK(what)                                                                                          \
    do {                                                                                                     \
        if (!(what)) {                                                                                       \
            printf("%s:%d: not true: %s (last error %d)\n", __FILE__, __LINE__, #what, WSAGetLastError());   \
            failures++;                                                                                      \
        }                                                                                                    \
    } while (0)
#define FAILS(call) CHECK((int)(call) == -1 && WSAGetLastError() == WSAENOTSOCK)

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
    FAILS(bind(s, (struct sockaddr *)&name, sizeof name));
    FAILS(connect(s, (struct sockaddr *)&name, sizeof name));
    FAILS(listen(s, 1));
    FAILS(accept(s, NULL, NULL));
    FAILS(getsockname(s, (struct sockaddr *)&name, &size));
    FAILS(getpeername(s, (struct sockaddr *)&name, &size));
    FAILS(getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&value, &value_size));
    FAILS(setsockopt(s, SOL_SOCKET, SO_RCVBUF, (char *)&value, sizeof value));
    FAILS(ioctlsocket(s, (long)FIONBIO, &on));
    FAILS(send(s, byte, 1, 0));
    FAILS(sendto(s, byte, 1, 0, (struct sockaddr *)&name, sizeof name));
    FAILS(recv(s, byte, 1, 0));
    FAILS(recvfrom(s, byte, 1, 0, NULL, NULL));
    FAILS(WSASend(s, &buffer, 1, &moved, 0, NULL, NULL));
    FAILS(WSARecv(s, &buffer, 1, &moved, &flags, NULL, NULL));
    FAILS(WSAEventSelect(s, NULL, 0));
    FAILS(WSAEnumNetworkEvents(s, NULL, &events));
    FAILS(WSAJoinLeaf(s, (struct sockaddr *)&name, sizeof name, NULL, NULL, NULL, NULL, JL_BOTH));
    FAILS(select(0, &set, NULL, NULL, &now));
    FAILS(shutdown(s, SD_BOTH));
    FAILS(closesocket(s));
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
    printf(failures == 0 ? "ok\n" : "%d failures\n", failures);
    return failures == 0 ? 0 : 1;
}
