/*
 * A root whose interface gets a smaller MTU in the midst of the session, and then the old one again. It sees by
 * its statistics that its datagrams are fitted to each.
 *
 *     fitted ADDRESS PORT INTERFACE    waits for one leaf; `node leaf` will do
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdlib.h>

#include "session.h"

enum { ROUND = 50, MESSAGE = 2800, GAP = 1000 /* us between messages */, HANG = 30000 };

static SOCKET open_with_leaf(const char *address, const char *port)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST}, *at;
    CHECK(getaddrinfo(address, port, &hints, &at) == 0);
    SOCKET root = WSASocketW(at->ai_family, SOCK_SEQPACKET, JLPROTO_ROOTED, NULL, 0,
                             WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_ROOT);
    CHECK(bind(root, at->ai_addr, (int)at->ai_addrlen) == 0 && listen(root, 1) == 0);
    CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    freeaddrinfo(at);
    return root;
}

static void set_mtu(const char *interface, int mtu)
{
    char command[100];
    snprintf(command, sizeof command, "ip link set %s mtu %d", interface, mtu);
    CHECK(system(command) == 0);
}

/* Sends messages in rounds until a message takes two datagrams, as with an MTU of 1500, or more. */
static void send_until(SOCKET root, bool more, unsigned long long *number)
{
    static char message[MESSAGE];
    long end = milliseconds_now() + HANG;
    unsigned long long took;
    do {
        unsigned long long before = statistics_of(root).datagramsSent;
        for (int i = 0; i < ROUND; i++, ++*number) {
            memset(message, (int)(*number & 0xff), sizeof message);
            memcpy(message, number, sizeof *number); /* as `node` has it, where the low byte comes first */
            CHECK(send(root, message, sizeof message, 0) == sizeof message);
            usleep(GAP);
        }
        took = statistics_of(root).datagramsSent - before;
    } while ((took > 2 * ROUND) != more && milliseconds_now() < end);
    printf("%llu datagrams\n", took);
    CHECK((took > 2 * ROUND) == more);
}

int main(int count, char **arguments)
{
    WSADATA data;
    unsigned long long number = 0;
    if (count != 4 || WSAStartup(MAKEWORD(2, 2), &data) != 0) {
        return 2;
    }
    SOCKET root = open_with_leaf(arguments[1], arguments[2]);
    send_until(root, false, &number);
    set_mtu(arguments[3], 1280);
    send_until(root, true, &number);
    set_mtu(arguments[3], 1500);
    send_until(root, false, &number);
    CHECK(closesocket(root) == 0 && WSACleanup() == 0);
    return failures != 0;
}
