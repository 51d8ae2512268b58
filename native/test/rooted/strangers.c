/*
 * Those who do not belong to a session (RT-05): everything that somebody on the same network can do without
 * its key.
 *
 *     strangers ROOT PORT GROUP GROUPPORT SECONDS SILENT
 *
 * SILENT connections that say nothing, connections with random, truncated, oversized and misplaced frames,
 * and datagrams: random, of another session, from another source, replayed and forged with the root's own
 * address (if this process may open a raw socket). Peers of an earlier version of the protocol come, too, and
 * are to be told that this is why they are refused.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test/seconds.h"

static uint64_t random_state = 0x2545f4914f6cdd1dull;

static unsigned random32(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)(random_state >> 20);
}

static struct sockaddr_in root, group;

/* A connection to the root, or -1. */
static int call(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&root, sizeof root) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

enum { VERSION = 2, VERSION_AT = 12, KEYED_AT = 13 };

/* A key that is promised and not had is as bad as none. */
static const uint8_t hello[32] = {1, 0, 0, 0, 0, 0, 0, 24, 'J', 'L', 'R', 'P', VERSION, 0};

/* Peers of version 1: how many were answered with REJECT and its reason, and how many with anything else. */
static unsigned long refused, mistaken;

static void old_peer(void)
{
    static const uint8_t reject[10] = {5, 0, 0, 0, 0, 0, 0, 2, 0, 3};
    const struct timeval patience = {2, 0};
    uint8_t bytes[sizeof hello], answer[64];
    int fd = call();
    if (fd < 0) {
        return;
    }
    memcpy(bytes, hello, sizeof bytes);
    bytes[VERSION_AT] = VERSION - 1;
    bytes[KEYED_AT] = (uint8_t)(random32() % 2); /* the version is looked at first */
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    send(fd, bytes, sizeof bytes, MSG_NOSIGNAL);
    ssize_t got = recv(fd, answer, sizeof reject, MSG_WAITALL);
    if (got == sizeof reject && memcmp(answer, reject, sizeof reject) == 0) {
        refused++;
    } else if (got > 0) {
        mistaken++;
    }
    close(fd);
}

static void bad_connection(void)
{
    uint8_t bytes[3000];
    int fd = call();
    if (fd < 0) {
        return;
    }
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)random32();
    }
    switch (random32() % 6) {
    case 0: /* random */
        send(fd, bytes, random32() % sizeof bytes, MSG_NOSIGNAL);
        break;
    case 1: /* a header of a huge frame */
        bytes[0] = (uint8_t)(1 + random32() % 15);
        bytes[1] = bytes[2] = bytes[3] = 0;
        memset(bytes + 4, 0xff, 4);
        send(fd, bytes, 100, MSG_NOSIGNAL);
        break;
    case 2: /* truncated */
        send(fd, hello, 1 + random32() % 31, MSG_NOSIGNAL);
        break;
    case 3: /* HELLO, then a random request */
        send(fd, hello, sizeof hello, MSG_NOSIGNAL);
        memcpy(bytes, "\3\0\0\0\0\0\0\100", 8);
        send(fd, bytes, 72, MSG_NOSIGNAL);
        break;
    case 4: /* HELLO, then what only a member may send */
        send(fd, hello, sizeof hello, MSG_NOSIGNAL);
        memcpy(bytes, "\12\0\0\0\0\0\0\100", 8);
        send(fd, bytes, 72, MSG_NOSIGNAL);
        break;
    default: /* a right request, withdrawn by a reset */
        send(fd, hello, sizeof hello, MSG_NOSIGNAL);
        memcpy(bytes, "\3\0\0\0\0\0\0\14\0\3\3\0\0\0\3\350\0\0\0\0", 20);
        send(fd, bytes, 20, MSG_NOSIGNAL);
        const struct linger none = {1, 0};
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    }
    if (random32() % 2 == 0) {
        recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
    }
    close(fd);
}

/* One of the session's own datagrams, with where it came from. */
static uint8_t captured[8192];
static size_t captured_size;
static struct sockaddr_in captured_from;

static int open_group(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0), on = 1;
    struct ip_mreqn membership = {.imr_multiaddr = group.sin_addr, .imr_address = root.sin_addr};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &membership, sizeof membership);
    if (bind(fd, (struct sockaddr *)&group, sizeof group) != 0 ||
        setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership, sizeof membership) != 0) {
        perror("group");
        exit(1);
    }
    return fd;
}

static void capture(int fd)
{
    uint8_t bytes[sizeof captured];
    struct sockaddr_in from;
    socklen_t size = sizeof from;
    ssize_t got = recvfrom(fd, bytes, sizeof bytes, MSG_DONTWAIT, (struct sockaddr *)&from, &size);
    if (got > 28 && bytes[5] == 1 && random32() % 16 == 0) {
        memcpy(captured, bytes, (size_t)got);
        captured_size = (size_t)got;
        captured_from = from;
    }
}

static void forge(int raw, const uint8_t *payload, size_t size)
{
    uint8_t bytes[sizeof(struct iphdr) + sizeof(struct udphdr) + sizeof captured] = {0};
    struct iphdr *ip = (struct iphdr *)(void *)bytes;
    struct udphdr *udp = (struct udphdr *)(void *)(bytes + sizeof *ip);
    ip->version = 4;
    ip->ihl = 5;
    ip->ttl = 1;
    ip->protocol = IPPROTO_UDP;
    ip->saddr = captured_from.sin_addr.s_addr;
    ip->daddr = group.sin_addr.s_addr;
    udp->source = captured_from.sin_port;
    udp->dest = group.sin_port;
    udp->len = htons((uint16_t)(sizeof *udp + size));
    memcpy(bytes + sizeof *ip + sizeof *udp, payload, size);
    sendto(raw, bytes, sizeof *ip + sizeof *udp + size, 0, (struct sockaddr *)&group, sizeof group);
}

static void bad_datagram(int fd, int raw)
{
    uint8_t bytes[9000];
    size_t size = random32() % sizeof bytes;
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)random32();
    }
    unsigned what = random32() % 6;
    if (what == 0 || captured_size == 0) {
        sendto(fd, bytes, size, 0, (struct sockaddr *)&group, sizeof group);
        return;
    }
    memcpy(bytes, captured, captured_size);
    size = captured_size;
    switch (what) {
    case 1: /* right in all but its source */
        sendto(fd, bytes, size, 0, (struct sockaddr *)&group, sizeof group);
        break;
    case 2: /* another session */
        bytes[8] ^= 1;
        forge(raw, bytes, size);
        break;
    case 3: /* a replay */
        forge(raw, bytes, size);
        break;
    case 4: /* cut, or longer than it says */
        forge(raw, bytes, random32() % 2 ? size - 1 : size + 1);
        break;
    default: /* far outside the window */
        bytes[16] ^= 0x40;
        forge(raw, bytes, size);
    }
}

int main(int count, char **arguments)
{
    if (count < 7) {
        return 2;
    }
    root = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[2]))};
    group = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(arguments[4]))};
    inet_pton(AF_INET, arguments[1], &root.sin_addr);
    inet_pton(AF_INET, arguments[3], &group.sin_addr);
    double seconds = atof(arguments[5]), until = seconds_now() + seconds;
    int silent = atoi(arguments[6]), made = 0;
    struct rlimit most = {65536, 65536};
    setrlimit(RLIMIT_NOFILE, &most);
    int fd = open_group(), raw = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
    struct ip_mreqn way = {.imr_address = root.sin_addr};
    setsockopt(raw, IPPROTO_IP, IP_MULTICAST_IF, &way, sizeof way);
    /* At most half of the time, so that a busy machine sees the bad ones, too. */
    for (int i = 0; i < silent && seconds_now() < until - seconds / 2; i++) {
        made += call() >= 0; /* never closed */
        capture(fd);
        bad_datagram(fd, raw);
    }
    unsigned long connections = 0, datagrams = 0;
    while (seconds_now() < until) {
        capture(fd);
        bad_datagram(fd, raw);
        bad_connection();
        if (connections % 16 == 0) {
            old_peer();
        }
        connections++;
        datagrams++;
        usleep(100);
    }
    printf("strangers: %d silent connections, %lu bad ones, %lu bad datagrams, captured %zu bytes,"
           " version %d refused %lu mistaken %lu\n",
           made, connections, datagrams + (unsigned long)made, captured_size, VERSION - 1, refused, mistaken);
    return 0;
}
