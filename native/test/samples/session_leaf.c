/*
 * A leaf of a multipoint session, as a plain Winsock program: it joins under a name, greets the root, and
 * prints what comes until the session ends.
 *
 *     session_leaf PORT NAME
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(const char *call)
{
    fprintf(stderr, "%s: %d\n", call, WSAGetLastError());
    return 1;
}

int main(int count, char **arguments)
{
    WSADATA data;
    if (count != 3 || WSAStartup(MAKEWORD(2, 2), &data) != 0) {
        fprintf(stderr, "session_leaf PORT NAME\n");
        return 2;
    }
    struct sockaddr_in root;
    memset(&root, 0, sizeof root);
    root.sin_family = AF_INET;
    root.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    root.sin_port = htons((unsigned short)atoi(arguments[1]));
    SOCKET leaf = WSASocketW(AF_INET, SOCK_SEQPACKET, 0, NULL, 0,
                             WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
    if (leaf == INVALID_SOCKET) {
        return fail("WSASocket");
    }
    char answer[100];
    WSABUF caller = {(u_long)strlen(arguments[2]), arguments[2]}, callee = {sizeof answer, answer};
    if (WSAJoinLeaf(leaf, (struct sockaddr *)&root, sizeof root, &caller, &callee, NULL, NULL, JL_BOTH) ==
        INVALID_SOCKET) {
        return fail("WSAJoinLeaf");
    }
    printf("joined: %.*s\n", (int)callee.len, answer);
    send(leaf, arguments[2], (int)strlen(arguments[2]), 0);
    char bytes[1500];
    int size;
    while ((size = recv(leaf, bytes, sizeof bytes, 0)) >= 0) {
        printf("%.*s\n", size, bytes);
        fflush(stdout);
    }
    printf("the session has ended (%d)\n", WSAGetLastError());
    closesocket(leaf);
    WSACleanup();
    return 0;
}
