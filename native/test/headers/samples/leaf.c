/*
 * A sender and a receiver in the shape of the best-known samples of WSAJoinLeaf: one program, told by its
 * options what to be.
 *
 *     leaf -r|-s [-m group] [-p port] [-i interface] [-n count] [-t ttl] [-l]
 *
 * The receiver ends after count datagrams, or after ten seconds without one. -l: the sender does not hear
 * itself.
 */
#include <Winsock2.h>
#include <WS2tcpip.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BUFFER 1400

static BOOL bReceiver = TRUE;
static BOOL bLoopback = TRUE;
static DWORD dwGroup, dwInterface;
static short iPort = 5150;
static DWORD dwCount = 5;
static int iTtl = 1;

static void usage(const char *progname)
{
    printf("usage: %s -r|-s [-m group] [-p port] [-i interface] [-n count] [-t ttl] [-l]\n", progname);
    ExitProcess(2);
}

static void ValidateArgs(int argc, char **argv)
{
    int i;

    dwGroup = inet_addr("234.5.6.7");
    dwInterface = INADDR_ANY;
    for (i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";

        if (argv[i][0] != '-' && argv[i][0] != '/') {
            usage(argv[0]);
        }
        switch (argv[i][1]) {
        case 's':
            bReceiver = FALSE;
            break;
        case 'r':
            bReceiver = TRUE;
            break;
        case 'l':
            bLoopback = FALSE;
            break;
        case 'm':
            dwGroup = inet_addr(value);
            i++;
            break;
        case 'p':
            iPort = (short)atoi(value);
            i++;
            break;
        case 'i':
            dwInterface = inet_addr(value);
            i++;
            break;
        case 'n':
            dwCount = (DWORD)atol(value);
            i++;
            break;
        case 't':
            iTtl = atoi(value);
            i++;
            break;
        default:
            usage(argv[0]);
        }
    }
}

int main(int argc, char **argv)
{
    WSADATA wsd;
    SOCKET s, sm;
    SOCKADDR_IN local, remote, from;
    DWORD dwBytes = 0, dwFlags, i;
    BOOL bOn = TRUE;
    int timeout = 10000;
    char sendbuf[MAX_BUFFER], recvbuf[MAX_BUFFER];
    WSABUF wbuf;

    ValidateArgs(argc, argv);
    if (WSAStartup(MAKEWORD(2, 2), &wsd) != 0) {
        printf("WSAStartup failed\n");
        return -1;
    }
    if ((s = WSASocket(AF_INET, SOCK_DGRAM, 0, NULL, 0,
                       WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF | WSA_FLAG_OVERLAPPED)) ==
        INVALID_SOCKET) {
        printf("WSASocket failed with: %d\n", WSAGetLastError());
        WSACleanup();
        return -1;
    }
    memset(&local, 0, sizeof(local));
    local.sin_family = AF_INET;
    local.sin_port = bReceiver ? htons((u_short)iPort) : 0;
    local.sin_addr.S_un.S_addr = htonl(INADDR_ANY);
    if (bind(s, (struct sockaddr *)&local, sizeof(local)) == SOCKET_ERROR) {
        printf("bind failed with: %d\n", WSAGetLastError());
        return -1;
    }
    if (dwInterface != INADDR_ANY && setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, (char *)&dwInterface,
                                                sizeof(dwInterface)) == SOCKET_ERROR) {
        printf("setsockopt(IP_MULTICAST_IF) failed: %d\n", WSAGetLastError());
        return -1;
    }
    if (WSAIoctl(s, SIO_MULTICAST_SCOPE, &iTtl, sizeof(iTtl), NULL, 0, &dwBytes, NULL, NULL) ==
            SOCKET_ERROR ||
        WSAIoctl(s, SIO_MULTIPOINT_LOOPBACK, &bLoopback, sizeof(bLoopback), NULL, 0, &dwBytes, NULL, NULL) ==
            SOCKET_ERROR) {
        printf("WSAIoctl failed: %d\n", WSAGetLastError());
        return -1;
    }
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (const char *)&timeout, sizeof(timeout));
    setsockopt(s, SOL_SOCKET, SO_BROADCAST, (const char *)&bOn, sizeof(bOn));

    memset(&remote, 0, sizeof(remote));
    remote.sin_family = AF_INET;
    remote.sin_port = htons((u_short)iPort);
    remote.sin_addr.s_addr = dwGroup;
    if ((sm = WSAJoinLeaf(s, (SOCKADDR *)&remote, sizeof(remote), NULL, NULL, NULL, NULL,
                          bReceiver ? JL_RECEIVER_ONLY : JL_BOTH)) == INVALID_SOCKET) {
        printf("WSAJoinLeaf() failed: %d\n", WSAGetLastError());
        return -1;
    }
    for (i = 0; i < dwCount; i++) {
        if (bReceiver) {
            int len = sizeof(from);

            wbuf.buf = recvbuf;
            wbuf.len = sizeof(recvbuf);
            dwFlags = 0;
            if (WSARecvFrom(s, &wbuf, 1, &dwBytes, &dwFlags, (SOCKADDR *)&from, &len, NULL, NULL) ==
                SOCKET_ERROR) {
                printf("WSARecvFrom failed with: %d\n", WSAGetLastError());
                return -1;
            }
            printf("RECV: '%.*s' from <%s>\n", (int)dwBytes, recvbuf, inet_ntoa(from.sin_addr));
        } else {
            sprintf(sendbuf, "server 1: This is a test: %u", (unsigned)i);
            if (sendto(s, sendbuf, (int)strlen(sendbuf), 0, (struct sockaddr *)&remote, sizeof(remote)) ==
                SOCKET_ERROR) {
                printf("sendto failed with: %d\n", WSAGetLastError());
                return -1;
            }
            Sleep(50);
        }
    }
    closesocket(sm);
    WSACleanup();
    return 0;
}
