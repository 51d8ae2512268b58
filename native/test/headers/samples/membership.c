/*
 * A sender and a receiver in the shape of the best-known samples of IP_ADD_MEMBERSHIP, as code for several
 * systems has it: what belongs to Windows stands under _WIN32.
 *
 *     membership send|receive group port interface count
 */
#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#include <winsock2.h>
#include <windows.h>
#include <ws2tcpip.h>
#pragma comment(lib, "ws2_32.lib")
#define close     closesocket
#define sleep_ms  Sleep
#define last_code WSAGetLastError()
typedef int length_type;
#else
#error "this sample is told -D_WIN32"
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void die(const char *what)
{
    fprintf(stderr, "%s: %d\n", what, (int)last_code);
    exit(1);
}

int main(int argc, char *argv[])
{
    SOCKET fd;
    struct sockaddr_in addr;
    struct ip_mreq mreq;
    u_int yes = 1;
    u_char ttl = 1;
    int i, count;
#ifdef _WIN32
    WSADATA wsaData;

    if (WSAStartup(0x0101, &wsaData)) {
        perror("WSAStartup");
        return 1;
    }
#endif
    if (argc != 6) {
        fprintf(stderr, "usage: %s send|receive group port interface count\n", argv[0]);
        return 2;
    }
    count = atoi(argv[5]);
    if ((fd = socket(AF_INET, SOCK_DGRAM, 0)) == INVALID_SOCKET) {
        die("socket");
    }
    memset(&addr, 0, sizeof(addr));
    addr.sin_family = AF_INET;
    addr.sin_port = htons((u_short)atoi(argv[3]));
    mreq.imr_multiaddr.s_addr = inet_addr(argv[2]);
    mreq.imr_interface.s_addr = inet_addr(argv[4]);
    if (strcmp(argv[1], "send") == 0) {
        addr.sin_addr.s_addr = mreq.imr_multiaddr.s_addr;
        if (setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, (char *)&mreq.imr_interface,
                       sizeof(mreq.imr_interface)) < 0 ||
            setsockopt(fd, IPPROTO_IP, IP_MULTICAST_TTL, (char *)&ttl, sizeof(ttl)) < 0) {
            die("setsockopt");
        }
        for (i = 0; i < count; i++) {
            if (sendto(fd, "Hello, World!", 13, 0, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
                die("sendto");
            }
            sleep_ms(50);
        }
    } else {
        addr.sin_addr.s_addr = htonl(INADDR_ANY);
        if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, (char *)&yes, sizeof(yes)) < 0) {
            die("SO_REUSEADDR");
        }
        if (bind(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
            die("bind");
        }
        if (setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, (char *)&mreq, sizeof(mreq)) < 0) {
            die("IP_ADD_MEMBERSHIP");
        }
        for (i = 0; i < count; i++) {
            char message[256];
            length_type length = sizeof(addr);
            fd_set reads;
            struct timeval patience = {10, 0};
            int got;

            FD_ZERO(&reads);
            FD_SET(fd, &reads);
            if (select((int)fd + 1, &reads, NULL, NULL, &patience) != 1) {
                die("select");
            }
            got = recvfrom(fd, message, sizeof(message) - 1, 0, (struct sockaddr *)&addr, &length);
            if (got < 0) {
                die("recvfrom");
            }
            message[got] = '\0';
            puts(message);
        }
        setsockopt(fd, IPPROTO_IP, IP_DROP_MEMBERSHIP, (char *)&mreq, sizeof(mreq));
    }
    close(fd);
    WSACleanup();
    return 0;
}
