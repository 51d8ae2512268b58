/*
 * A root on whose way to its leaf the MTU becomes smaller in the midst of the session, and then may become larger
 * again. It sees by its statistics that its datagrams are fitted to each, and go by multicast.
 *
 *     fitted ADDRESS PORT SMALLER [LARGER]    commands that change the MTU from 1500 and back; one `node leaf` joins
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdlib.h>

#include "session.h"

enum { ROUND = 50, MESSAGE = 2800, GAP = 1000 /* us between messages */, HANG = 60000 };

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

/* Sends messages in rounds until a message takes two datagrams, as with an MTU of 1500, or more, and hardly any repairs. */
static void send_until(SOCKET root, bool more, unsigned long long *number)
{
    static char message[MESSAGE];
    long end = milliseconds_now() + HANG;
    unsigned long long took;
    bool good;
    do {
        JLR_STATISTICS before = statistics_of(root), after;
        for (int i = 0; i < ROUND; i++, ++*number) {
            memset(message, (int)(*number & 0xff), sizeof message);
            memcpy(message, number, sizeof *number); /* as `node` has it, where the low byte comes first */
            CHECK(send(root, message, sizeof message, 0) == sizeof message);
            usleep(GAP);
        }
        after = statistics_of(root);
        took = after.datagramsSent - before.datagramsSent;
        good = (took > 2 * ROUND) == more && after.unicastLeaves == 0 &&
               2 * (after.repairsSent - before.repairsSent) < took;
    } while (!good && milliseconds_now() < end);
    printf("%llu datagrams\n", took);
    CHECK(good);
}

int main(int count, char **arguments)
{
    WSADATA data;
    unsigned long long number = 0;
    if (count < 4 || WSAStartup(MAKEWORD(2, 2), &data) != 0) {
        return 2;
    }
    SOCKET root = open_with_leaf(arguments[1], arguments[2]);
    send_until(root, false, &number);
    CHECK(system(arguments[3]) == 0);
    send_until(root, true, &number);
    if (count > 4) {
        CHECK(system(arguments[4]) == 0);
        send_until(root, false, &number);
    }
    CHECK(closesocket(root) == 0 && WSACleanup() == 0);
    return failures != 0;
}
