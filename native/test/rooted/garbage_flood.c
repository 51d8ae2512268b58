#define _GNU_SOURCE /* sendmmsg */
#include "garbage.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "test/seconds.h"

enum { AT_ONCE = 32, SIZE = 64 };

const char *const garbage_deeds[GARBAGE_DEEDS] = {
    "random bytes to the group", "another session's to the group", "random bytes to the root's port"};

/* Waits for a datagram of the session. Returns where it came from. */
static bool find_root(const struct sockaddr_in *group, struct sockaddr_in *root)
{
    struct ip_mreqn membership = {.imr_multiaddr = group->sin_addr,
                                  .imr_address.s_addr = htonl(INADDR_LOOPBACK)};
    const struct timeval patience = {60, 0};
    socklen_t size = sizeof *root;
    char byte;
    int on = 1, fd = socket(AF_INET, SOCK_DGRAM, 0);
    bool good = setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
                bind(fd, (const struct sockaddr *)group, sizeof *group) == 0 &&
                setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership, sizeof membership) == 0 &&
                setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0 &&
                recvfrom(fd, &byte, 1, 0, (struct sockaddr *)root, &size) >= 0;
    close(fd);
    return good;
}

static void fill(uint8_t *bytes, enum garbage_deed deed)
{
    static const uint8_t header[] = {'J', 'L', 'R', 'D', 2, 1, 1, 1};
    for (size_t i = 0; i < SIZE; i++) {
        bytes[i] = (uint8_t)rand();
    }
    if (deed == GARBAGE_SESSION) {
        memcpy(bytes, header, sizeof header);
        bytes[24] = 0;
        bytes[25] = SIZE - 28; /* the length of its payload */
    }
}

struct garbage garbage_flood(const void *group, enum garbage_deed deed, double rate, double seconds,
                             int begun)
{
    static uint8_t bytes[AT_ONCE][SIZE];
    struct mmsghdr messages[AT_ONCE];
    struct iovec parts[AT_ONCE];
    struct sockaddr_in root, to = *(const struct sockaddr_in *)group;
    struct in_addr loopback = {htonl(INADDR_LOOPBACK)};
    struct garbage garbage = {0};
    if (!find_root(&to, &root) || write(begun, "", 1) != 1) {
        return garbage;
    }
    to = deed == GARBAGE_TO_ROOT ? root : to;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &loopback, sizeof loopback);
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < AT_ONCE; i++) {
        fill(bytes[i], deed);
        parts[i] = (struct iovec){bytes[i], SIZE};
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
        messages[i].msg_hdr.msg_name = &to;
        messages[i].msg_hdr.msg_namelen = sizeof to;
    }
    double begin = seconds_now();
    while (seconds_now() - begin < seconds) {
        if (rate > 0 && (double)garbage.sent >= (seconds_now() - begin) * rate) {
            usleep(100);
            continue;
        }
        int sent = sendmmsg(fd, messages, AT_ONCE, 0);
        garbage.sent += sent > 0 ? (uint64_t)sent : 0;
    }
    garbage.seconds = seconds_now() - begin;
    close(fd);
    return garbage;
}
