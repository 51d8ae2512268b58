/*
 * A switch that loses, repeats and reorders frames, for kernels without netem: it floods what comes in on one
 * interface to the others.
 *
 *     lossy_switch LOSS% REPEAT% REORDER% DELAY_US INTERFACE...
 *
 * The first interface's link is clean: each frame's fate is decided for each other link that it crosses. A
 * reordered frame takes five times the delay and a random part of it. Ends with its standard input.
 */
#define _GNU_SOURCE /* ppoll */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PORTS = 32, HELD = 1 << 14, FRAME = 70000, VNET_HEADER = 10 };

struct held {
    int64_t at;
    size_t size;
    int port;
    uint8_t *bytes;
};

static int ports[PORTS], port_count;
static uint8_t macs[PORTS][6];
static struct held held[HELD]; /* a heap, the earliest on top */
static int held_count;
static unsigned loss, repeat, reorder;
static int64_t delay_us;
static uint64_t lost, repeated, reordered, passed;
static uint64_t random_state = 88172645463325252ull;

static unsigned random_below(unsigned most)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)((random_state >> 20) % most);
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int open_port(const char *name)
{
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, htons(ETH_P_ALL));
    const int on = 1, size = 16 << 20;
    struct sockaddr_ll at = {
        .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = (int)if_nametoindex(name)};
    struct packet_mreq all = {.mr_ifindex = at.sll_ifindex, .mr_type = PACKET_MR_PROMISC};
    if (fd < 0 || setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0 ||
        setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all) != 0 ||
        bind(fd, (struct sockaddr *)&at, sizeof at) != 0) {
        perror(name);
        exit(1);
    }
    return fd;
}

static void hold(int port, const uint8_t *bytes, size_t size, int64_t at)
{
    if (held_count == HELD) {
        lost++;
        return;
    }
    uint8_t *copy = malloc(size);
    memcpy(copy, bytes, size);
    int place = held_count++;
    for (; place > 0 && held[(place - 1) / 2].at > at; place = (place - 1) / 2) {
        held[place] = held[(place - 1) / 2];
    }
    held[place] = (struct held){at, size, port, copy};
}

static struct held unhold(void)
{
    struct held top = held[0], last = held[--held_count];
    int place = 0;
    for (int child; (child = 2 * place + 1) < held_count; place = child) {
        child += child + 1 < held_count && held[child + 1].at < held[child].at;
        if (held[child].at >= last.at) {
            break;
        }
        held[place] = held[child];
    }
    held[place] = last;
    return top;
}

/* links: how many lossy links the frame crosses, 1 or 2. */
static void forward(int port, const uint8_t *bytes, size_t size, int links)
{
    int64_t at = now_us() + delay_us;
    for (int i = 0; i < links; i++) {
        if (random_below(100) < loss) {
            lost++;
            return;
        }
    }
    if (random_below(100) < reorder) {
        reordered++;
        at += delay_us + random_below((unsigned)(4 * delay_us) + 1);
    }
    hold(port, bytes, size, at);
    passed++;
    if (random_below(100) < repeat) {
        repeated++;
        hold(port, bytes, size, at + delay_us / 4);
    }
}

static void take(int from)
{
    static uint8_t bytes[FRAME];
    struct sockaddr_ll source;
    for (int i = 0; i < 64; i++) {
        socklen_t length = sizeof source;
        ssize_t size = recvfrom(ports[from], bytes, sizeof bytes, 0, (struct sockaddr *)&source, &length);
        if (size < 0 && (errno == ENETDOWN || errno == ENXIO || errno == ENODEV)) {
            exit(0); /* the interface is gone */
        }
        if (size < VNET_HEADER + 14) {
            return;
        }
        if (source.sll_pkttype == PACKET_OUTGOING) {
            continue; /* what this switch itself sent */
        }
        const uint8_t *to = bytes + VNET_HEADER;
        memcpy(macs[from], to + 6, 6);
        int known = -1;
        for (int port = 0; (to[0] & 1) == 0 && port < port_count; port++) {
            known = memcmp(macs[port], to, 6) == 0 ? port : known;
        }
        for (int port = 0; port < port_count; port++) {
            if (port != from && (known < 0 || known == port)) {
                forward(port, bytes, (size_t)size, (from != 0) + (port != 0));
            }
        }
    }
}

int main(int count, char **arguments)
{
    if (count < 7 || count - 5 > PORTS) {
        return 2;
    }
    loss = (unsigned)atoi(arguments[1]);
    repeat = (unsigned)atoi(arguments[2]);
    reorder = (unsigned)atoi(arguments[3]);
    delay_us = atoi(arguments[4]);
    struct pollfd polled[PORTS + 1];
    for (int i = 5; i < count; i++, port_count++) {
        ports[port_count] = open_port(arguments[i]);
        polled[port_count] = (struct pollfd){.fd = ports[port_count], .events = POLLIN};
    }
    polled[port_count] = (struct pollfd){.fd = 0, .events = POLLIN};
    while ((polled[port_count].revents & (POLLIN | POLLHUP)) == 0) {
        int64_t left = held_count == 0 ? 1000000 : held[0].at - now_us();
        struct timespec patience = {.tv_nsec = left < 0 ? 0 : left > 999999 ? 999999999 : left * 1000};
        ppoll(polled, (nfds_t)port_count + 1, &patience, NULL);
        for (int port = 0; port < port_count; port++) {
            if (polled[port].revents != 0) {
                take(port);
            }
        }
        while (held_count > 0 && held[0].at <= now_us()) {
            struct held due = unhold();
            while (send(ports[due.port], due.bytes, due.size, 0) < 0 && errno == ENOBUFS) {
            }
            free(due.bytes);
        }
    }
    printf("switch: passed %llu lost %llu repeated %llu reordered %llu\n", (unsigned long long)passed,
           (unsigned long long)lost, (unsigned long long)repeated, (unsigned long long)reordered);
    return 0;
}
