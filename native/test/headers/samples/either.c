/*
 * A receiver and a sender for either family, in the shape of the samples that resolve the group with
 * getaddrinfo.
 *
 *     either send|receive group port interface-index count
 */
#ifndef UNICODE
#define UNICODE
#endif
#include <WinSock2.h>
#include <Ws2tcpip.h>
#include <Windows.h>
#include <ws2ipdef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MALLOC(x) HeapAlloc(GetProcessHeap(), 0, (x))
#define FREE(x)   HeapFree(GetProcessHeap(), 0, (x))

static int failed(const char *what)
{
    fprintf(stderr, "%s failed with error: %d\n", what, WSAGetLastError());
    WSACleanup();
    return 1;
}

int __cdecl main(int argc, char **argv)
{
    WSADATA wsaData;
    struct addrinfo hints, *result = NULL, *any = NULL;
    GROUP_REQ request;
    SOCKET s = INVALID_SOCKET;
    DWORD index;
    char *buffer;
    int iResult, i, count, level;

    if (argc != 6) {
        fprintf(stderr, "usage: %s send|receive group port interface-index count\n", argv[0]);
        return 2;
    }
    iResult = WSAStartup(MAKEWORD(2, 2), &wsaData);
    if (iResult != NO_ERROR) {
        wprintf(L"WSAStartup failed: %d\n", iResult);
        return 1;
    }
    index = (DWORD)atoi(argv[4]);
    count = atoi(argv[5]);
    ZeroMemory(&hints, sizeof(hints));
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_DGRAM;
    hints.ai_flags = AI_NUMERICHOST;
    if ((iResult = getaddrinfo(argv[2], argv[3], &hints, &result)) != 0) {
        fprintf(stderr, "getaddrinfo failed with error: %d\n", iResult);
        WSACleanup();
        return 1;
    }
    s = socket(result->ai_family, result->ai_socktype, result->ai_protocol);
    if (s == INVALID_SOCKET) {
        return failed("socket");
    }
    level = result->ai_family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP;
    buffer = (char *)MALLOC(2048);
    if (strcmp(argv[1], "send") == 0) {
        DWORD name = level == IPPROTO_IP ? htonl(index) : index;

        if (setsockopt(s, level, level == IPPROTO_IP ? IP_MULTICAST_IF : IPV6_MULTICAST_IF, (char *)&name,
                       sizeof(name)) == SOCKET_ERROR) {
            return failed("IP_MULTICAST_IF");
        }
        for (i = 0; i < count; i++) {
            sprintf(buffer, "datagram %d", i);
            if (sendto(s, buffer, (int)strlen(buffer), 0, result->ai_addr, (int)result->ai_addrlen) ==
                SOCKET_ERROR) {
                return failed("sendto");
            }
            Sleep(50);
        }
    } else {
        hints.ai_family = result->ai_family;
        hints.ai_flags = AI_PASSIVE;
        if (getaddrinfo(NULL, argv[3], &hints, &any) != 0) {
            return failed("getaddrinfo");
        }
        if (bind(s, any->ai_addr, (int)any->ai_addrlen) == SOCKET_ERROR) {
            return failed("bind");
        }
        ZeroMemory(&request, sizeof(request));
        request.gr_interface = index;
        memcpy(&request.gr_group, result->ai_addr, result->ai_addrlen);
        if (setsockopt(s, level, MCAST_JOIN_GROUP, (char *)&request, sizeof(request)) == SOCKET_ERROR) {
            return failed("MCAST_JOIN_GROUP");
        }
        for (i = 0; i < count; i++) {
            SOCKADDR_STORAGE from;
            int length = sizeof(from);
            char host[NI_MAXHOST], port[NI_MAXSERV];
            WSAPOLLFD fds;

            fds.fd = s;
            fds.events = POLLRDNORM;
            if (WSAPoll(&fds, 1, 10000) != 1) {
                return failed("WSAPoll");
            }
            iResult = recvfrom(s, buffer, 2048, 0, (SOCKADDR *)&from, &length);
            if (iResult == SOCKET_ERROR) {
                return failed("recvfrom");
            }
            if (getnameinfo((SOCKADDR *)&from, length, host, sizeof(host), port, sizeof(port),
                            NI_NUMERICHOST | NI_NUMERICSERV) == 0) {
                printf("%.*s from %s\n", iResult, buffer, host);
            }
        }
        freeaddrinfo(any);
    }
    freeaddrinfo(result);
    FREE(buffer);
    closesocket(s);
    WSACleanup();
    return 0;
}
