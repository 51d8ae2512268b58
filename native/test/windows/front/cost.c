/*
 * cost.c [ROUNDS] - what the front costs a socket of the system: sendto and recvfrom of one datagram on
 * loopback, called in ws2_32 itself and through the front, which looks at two bits first. The two take turns,
 * round by round, so that what else the machine does meets both. Prints medians, their
 * ratio, and that of the fastest tenths, which a busy machine disturbs less.
 *
 * The front's names are macros of <winsock2.h>: without them a name is ws2_32's function.
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdio.h>
#include <stdlib.h>

enum { CALLS = 20, MOST_ROUNDS = 100000 };

static double now_us(void)
{
    LARGE_INTEGER count, frequency;
    QueryPerformanceCounter(&count);
    QueryPerformanceFrequency(&frequency);
    return (double)count.QuadPart * 1e6 / (double)frequency.QuadPart;
}

static struct sockaddr_in at;
static char bytes[8];

/* Microseconds for a datagram sent and received, by functions that `send_to` and `receive_from` name. */
#define TIMED(name, send_to, receive_from)                                                                   \
    static double name(SOCKET s)                                                                             \
    {                                                                                                        \
        double begin = now_us();                                                                             \
        for (int i = 0; i < CALLS; i++) {                                                                    \
            struct sockaddr_in from;                                                                         \
            int size = sizeof from;                                                                          \
            if (send_to(s, bytes, 1, 0, (struct sockaddr *)&at, sizeof at) != 1 ||                           \
                receive_from(s, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &size) != 1) {             \
                exit(1);                                                                                     \
            }                                                                                                \
        }                                                                                                    \
        return (now_us() - begin) / CALLS;                                                                   \
    }

TIMED(through_the_front, sendto, recvfrom)

#undef sendto
#undef recvfrom

/* The functions that ws2_32 has by these names. */
TIMED(direct, sendto, recvfrom)

static int compare(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

int main(int count, char **arguments)
{
    static double times[2][MOST_ROUNDS];
    int rounds = count > 1 ? atoi(arguments[1]) : 2000, size = sizeof at;
    WSADATA data;
    if (rounds < 1 || rounds > MOST_ROUNDS || WSAStartup(MAKEWORD(2, 2), &data) != 0) {
        return 2;
    }
    SOCKET s = WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, WSA_FLAG_OVERLAPPED);
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(s, (struct sockaddr *)&at, sizeof at) != 0 ||
        getsockname(s, (struct sockaddr *)&at, &size) != 0) {
        return 1;
    }
    for (int i = 0; i < rounds; i++) {
        times[i % 2][i] = i % 2 == 0 ? direct(s) : through_the_front(s);
        times[1 - i % 2][i] = i % 2 == 0 ? through_the_front(s) : direct(s);
    }
    /* In an odd round the front came first: its time is in row 1 as in the even ones. */
    for (int i = 0; i < 2; i++) {
        qsort(times[i], (size_t)rounds, sizeof times[i][0], compare);
    }
    closesocket(s);
    WSACleanup();
    double median = times[1][rounds / 2] / times[0][rounds / 2],
           tenth = times[1][rounds / 10] / times[0][rounds / 10];
    printf("direct %.2f us, through the front %.2f us, ratio of medians %.3f, of the fastest tenths %.3f\n",
           times[0][rounds / 2], times[1][rounds / 2], median, tenth);
    return 0;
}
