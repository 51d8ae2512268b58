/*
 * A rooted session that sends as fast as it may, and a TCP flow.
 *
 *     flow root ADDRESS LEAVES SIZE WINDOW SECONDS      WINDOW 0: the default
 *     flow leaf ADDRESS SECONDS                         prints Mbit/s after the first 5 s
 *     flow send ADDRESS CONTROL SECONDS                 TCP with this congestion control
 *     flow take ADDRESS SECONDS                         prints Mbit/s after the first 5 s
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <joinleaf/rooted.h>

#include "tcp.h"

enum { PORT = 7720, WARM = 5 };

static char bytes[1 << 17];

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int fail(const char *what)
{
    fprintf(stderr, "%s: %d\n", what, WSAGetLastError());
    return 1;
}

static SOCKET open_socket(DWORD control, DWORD data)
{
    return WSASocketW(AF_INET, SOCK_SEQPACKET, JLPROTO_ROOTED, NULL, 0, control | data);
}

static int be_root(const struct sockaddr_in *at, char **arguments)
{
    int leaves = atoi(arguments[0]), size = atoi(arguments[1]);
    DWORD window = (DWORD)atoi(arguments[2]);
    SOCKET root = open_socket(WSA_FLAG_MULTIPOINT_C_ROOT, WSA_FLAG_MULTIPOINT_D_ROOT);
    if (window != 0 && setsockopt(root, SOL_JLROOTED, JLR_WINDOW, (char *)&window, sizeof window) != 0) {
        return fail("window");
    }
    if (bind(root, (const struct sockaddr *)at, sizeof *at) != 0 || listen(root, SOMAXCONN) != 0) {
        return fail("listen");
    }
    for (int i = 0; i < leaves; i++) {
        if (accept(root, NULL, NULL) == INVALID_SOCKET) {
            return fail("accept");
        }
    }
    for (double end = now() + atof(arguments[3]); now() < end;) {
        if (send(root, bytes, size, 0) != size) {
            return fail("send");
        }
    }
    return closesocket(root);
}

/* What came after the first seconds; further() says how many bytes, or that there are no more. */
static void count(int (*further)(void *), void *from, double seconds)
{
    double begin = now(), warm = begin + WARM, end = begin + seconds, last = warm;
    uint64_t counted = 0;
    for (int size; now() < end && (size = further(from)) > 0;) {
        if (now() > warm) {
            counted += (uint64_t)size;
            last = now();
        }
    }
    printf("%.2f\n", last > warm ? (double)counted * 8 / 1e6 / (last - warm) : 0);
}

static int from_session(void *socket)
{
    return recv(*(SOCKET *)socket, bytes, sizeof bytes, 0);
}

static int be_leaf(const struct sockaddr_in *at, double seconds)
{
    SOCKET leaf = open_socket(WSA_FLAG_MULTIPOINT_C_LEAF, WSA_FLAG_MULTIPOINT_D_LEAF);
    for (int i = 0; WSAJoinLeaf(leaf, (const struct sockaddr *)at, sizeof *at, NULL, NULL, NULL, NULL,
                                JL_BOTH) == INVALID_SOCKET;
         i++) {
        if (i == 100) {
            return fail("join");
        }
        usleep(50000);
    }
    count(from_session, &leaf, seconds);
    return 0;
}

int main(int many, char **arguments)
{
    WSADATA data;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    if (many < 4 || inet_pton(AF_INET, arguments[2], &at.sin_addr) != 1 ||
        WSAStartup(MAKEWORD(2, 2), &data) != 0) {
        return 2;
    }
    const char *what = arguments[1];
    if (strcmp(what, "root") == 0 && many == 7) {
        return be_root(&at, arguments + 3);
    }
    if (strcmp(what, "leaf") == 0) {
        return be_leaf(&at, atof(arguments[3]));
    }
    if (strcmp(what, "send") == 0 && many == 5) {
        return tcp_send(arguments[2], arguments[3], atof(arguments[4]));
    }
    struct tcp_taker taker;
    if (strcmp(what, "take") != 0 || !tcp_take(&taker, arguments[2])) {
        return 2;
    }
    count(tcp_taken, &taker, atof(arguments[3]));
    return 0;
}
