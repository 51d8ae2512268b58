/*
 * The root of a multipoint session, as a plain Winsock program: it admits leaves that say a name, sends them
 * what it reads from its standard input line by line, and prints what they send.
 *
 *     session_root PORT
 *
 * Windows: cl session_root.c ws2_32.lib (needs a provider with rooted planes, such as ATM)
 * Linux:   gcc -I include session_root.c -L target/native/linux-x86_64 -ljoinleaf -pthread
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEAVES 60 /* with the root's own event, no more than one wait can take */

/* Admits whoever says a name. */
static int CALLBACK admit(LPWSABUF caller_id, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
                          LPWSABUF callee_id, LPWSABUF callee_data, GROUP *group, DWORD_PTR context)
{
    static const char welcome[] = "welcome";
    (void)caller_id;
    (void)sqos;
    (void)gqos;
    (void)callee_id;
    (void)group;
    (void)context;
    if (caller_data == NULL || caller_data->len == 0) {
        return CF_REJECT;
    }
    printf("%.*s asks to join\n", (int)caller_data->len, caller_data->buf);
    if (callee_data != NULL && callee_data->len >= sizeof welcome - 1) {
        memcpy(callee_data->buf, welcome, sizeof welcome - 1);
        callee_data->len = sizeof welcome - 1;
    }
    return CF_ACCEPT;
}

static int fail(const char *call)
{
    fprintf(stderr, "%s: %d\n", call, WSAGetLastError());
    return 1;
}

static void print_messages(SOCKET root)
{
    char bytes[1500];
    int size;
    while ((size = recv(root, bytes, sizeof bytes, 0)) >= 0) {
        printf("heard: %.*s\n", size, bytes);
    }
}

/* The sockets that stand for the leaves share the root's event: each is asked what happened to it. */
static void look_at_leaves(SOCKET *leaves, int *count)
{
    for (int i = 0; i < *count;) {
        WSANETWORKEVENTS events;
        if (WSAEnumNetworkEvents(leaves[i], NULL, &events) == 0 && (events.lNetworkEvents & FD_CLOSE) != 0) {
            printf("a leaf has left (%d)\n", events.iErrorCode[FD_CLOSE_BIT]);
            closesocket(leaves[i]);
            leaves[i] = leaves[--*count];
        } else {
            i++;
        }
    }
}

static int serve(SOCKET root, WSAEVENT event)
{
    SOCKET leaves[LEAVES];
    int count = 0;
    char line[1000];
    while (count == 0 || fgets(line, sizeof line, stdin) != NULL) {
        if (count > 0) {
            line[strcspn(line, "\r\n")] = 0;
            send(root, line, (int)strlen(line), 0);
        }
        while (WSAWaitForMultipleEvents(1, &event, TRUE, count == 0 ? WSA_INFINITE : 50, FALSE) ==
               WSA_WAIT_EVENT_0) {
            WSANETWORKEVENTS events;
            if (WSAEnumNetworkEvents(root, event, &events) != 0) {
                return fail("WSAEnumNetworkEvents");
            }
            if ((events.lNetworkEvents & FD_ACCEPT) != 0 && count < LEAVES) {
                SOCKET leaf = WSAAccept(root, NULL, NULL, admit, 0);
                if (leaf != INVALID_SOCKET) {
                    leaves[count++] = leaf;
                }
            }
            if ((events.lNetworkEvents & FD_READ) != 0) {
                print_messages(root);
            }
            look_at_leaves(leaves, &count);
            fflush(stdout);
        }
    }
    for (int i = 0; i < count; i++) {
        closesocket(leaves[i]);
    }
    return 0;
}

int main(int count, char **arguments)
{
    WSADATA data;
    if (count != 2 || WSAStartup(MAKEWORD(2, 2), &data) != 0) {
        fprintf(stderr, "session_root PORT\n");
        return 2;
    }
    struct sockaddr_in at;
    memset(&at, 0, sizeof at);
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons((unsigned short)atoi(arguments[1]));
    SOCKET root = WSASocketW(AF_INET, SOCK_SEQPACKET, 0, NULL, 0,
                             WSA_FLAG_OVERLAPPED | WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_ROOT);
    if (root == INVALID_SOCKET) {
        return fail("WSASocket");
    }
    WSAEVENT event = WSACreateEvent();
    if (bind(root, (struct sockaddr *)&at, sizeof at) != 0 || listen(root, SOMAXCONN) != 0 ||
        WSAEventSelect(root, event, FD_ACCEPT | FD_READ | FD_CLOSE) != 0) {
        return fail("bind, listen, WSAEventSelect");
    }
    int result = serve(root, event);
    closesocket(root);
    WSACloseEvent(event);
    WSACleanup();
    return result;
}
