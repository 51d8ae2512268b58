/*
 * main.c - batches on systems that lack what makes them cheap: batch none|several|segments|both|forbidden|stutter. What
 * arrives is what single calls would have sent, and the modes say what is in force. Exit status 0 if so.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>

#include <joinleaf/batch.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "providers/common/train.h"
#include "test/check_calls.h"
#include "winsock/batch_loop.h"

#include "kernel.h"

enum { MOST = 60, ROOM = 200000, SLOT = 65536, ROUNDS = 60 };

#define GROUP 0xef4d0901

static SOCKET open_member(const struct sockaddr_in *group, DWORD direction)
{
    SOCKET s = WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0,
                          WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
    struct in_addr loopback;
    int on = 1, room = 8 << 20, patience = 60000;
    loopback.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, (const char *)&loopback, sizeof loopback) == 0);
    CHECK(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, (const char *)&on, sizeof on) == 0);
    CHECK(setsockopt(s, SOL_SOCKET, SO_RCVBUF, (const char *)&room, sizeof room) == 0);
    CHECK(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (const char *)&patience, sizeof patience) == 0);
    CHECK(WSAJoinLeaf(s, (const struct sockaddr *)group, sizeof *group, NULL, NULL, NULL, NULL, direction) ==
          s);
    return s;
}

static u_short free_port(void)
{
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in name;
    int size = sizeof name;
    memset(&name, 0, sizeof name);
    name.sin_family = AF_INET;
    CHECK(bind(s, (const struct sockaddr *)&name, size) == 0);
    CHECK(getsockname(s, (struct sockaddr *)&name, &size) == 0);
    closesocket(s);
    return name.sin_port;
}

static char data[ROOM], room[SLOT * 8], plain[SLOT];
static ULONG sizes[MOST];

static ULONG make_sizes(void)
{
    ULONG count = 1 + (ULONG)rand() % MOST, budget = 90000;
    for (ULONG i = 0; i < count; i++) {
        int kind = rand() % 8;
        ULONG size = kind == 0           ? 0
                     : kind == 1         ? (ULONG)rand() % 50000
                     : kind < 5 && i > 0 ? sizes[i - 1]
                                         : 1 + (ULONG)rand() % 1500;
        sizes[i] = size < budget ? size : budget;
        budget -= sizes[i];
    }
    return count;
}

static void send_all(SOCKET s, ULONG count)
{
    struct joinleaf_datagrams datagrams = {data, sizeof data, 0, sizes, count};
    while (datagrams.count > 0) {
        int sent = joinleaf_send_batch(s, &datagrams, 0, NULL, 0);
        CHECK(sent > 0);
        if (sent <= 0)
            return;
        for (int i = 0; i < sent; i++) {
            datagrams.data += datagrams.sizes[i];
            datagrams.length -= datagrams.sizes[i];
        }
        datagrams.sizes += sent;
        datagrams.count -= (ULONG)sent;
    }
}

static void receive_singly(SOCKET s, ULONG count)
{
    const char *expected = data;
    for (ULONG i = 0; i < count; i++) {
        int size = recv(s, plain, sizeof plain, 0);
        CHECK(size == (int)sizes[i] && memcmp(plain, expected, sizes[i]) == 0);
        expected += sizes[i];
    }
}

/* Each run tells the group and the interface that it came by: the only control data asked for, or, in a
 * train, after the train's. */
static void check_control(const struct joinleaf_run *run, const char *control)
{
    ULONG at = 0;
    int told = 0;
    while (run->control - at >= sizeof(WSACMSGHDR)) {
        WSACMSGHDR header;
        memcpy(&header, control + at, sizeof header);
        if (header.cmsg_level == IPPROTO_IP && header.cmsg_type == IP_PKTINFO) {
            IN_PKTINFO info;
            memcpy(&info, control + at + WSA_CMSG_LEN(0), sizeof info);
            told += info.ipi_addr.s_addr == htonl(GROUP) && info.ipi_ifindex != 0;
        }
        at += (ULONG)WSA_CMSGHDR_ALIGN(header.cmsg_len);
    }
    CHECK(told == 1 && run->flags == MSG_MCAST);
}

/* by_loop: as for a provider that has no batches. */
static void receive_batches(SOCKET s, ULONG count, int by_loop)
{
    struct joinleaf_run runs[8];
    _Alignas(8) static char control[8 * JOINLEAF_CONTROL_ROOM];
    const char *expected = data;
    ULONG seen = 0;
    while (seen < count) {
        int filled = by_loop
                         ? batch_loop_receive(s, room, sizeof room, SLOT, runs, 8, control)
                         : joinleaf_receive_batch_control(s, room, sizeof room, SLOT, runs, 8, control, 0);
        CHECK(filled > 0);
        if (filled <= 0)
            return;
        for (int i = 0; i < filled; i++) {
            ULONG left = runs[i].size;
            CHECK(memcmp(room + runs[i].offset, expected, runs[i].size) == 0);
            CHECK(runs[i].fromlen == sizeof(struct sockaddr_in) && runs[i].lost == 0);
            check_control(&runs[i], control + i * JOINLEAF_CONTROL_ROOM);
            for (ULONG j = 0; j < runs[i].count && seen < count; j++) {
                ULONG size = left < runs[i].each ? left : runs[i].each;
                CHECK(size == sizes[seen]);
                seen++;
                left -= size;
            }
            CHECK(left == 0);
            expected += runs[i].size;
        }
    }
    CHECK(seen == count);
}

static ULONG train_of(ULONG first, ULONG second, ULONG most_bytes)
{
    ULONG two[] = {first, second};
    struct joinleaf_datagrams datagrams = {.data = data, .length = first + second, .sizes = two, .count = 2};
    return train_end(&datagrams, (struct train_position){0, 0}, first, most_bytes, MOST).index;
}

static void check_trains(void)
{
    CHECK(train_of(100, 100, 200) == 2);
    CHECK(train_of(100, 100, 199) == 1);
    CHECK(train_of(100, 101, 300) == 1);
    CHECK(train_of(300, 100, 200) == 1);
}

int main(int argc, char **argv)
{
    const char *lack = argc > 1 ? argv[1] : "none";
    forbids = strcmp(lack, "forbidden") == 0;
    lacks_several = forbids || strcmp(lack, "several") == 0 || strcmp(lack, "both") == 0;
    lacks_segments = strcmp(lack, "segments") == 0 || strcmp(lack, "both") == 0;
    stutters = strcmp(lack, "stutter") == 0;
    WSADATA started;
    CHECK(WSAStartup(MAKEWORD(2, 2), &started) == 0);
    struct sockaddr_in group;
    memset(&group, 0, sizeof group);
    group.sin_family = AF_INET;
    group.sin_port = free_port();
    group.sin_addr.s_addr = htonl(GROUP);
    SOCKET one = open_member(&group, JL_RECEIVER_ONLY), many = open_member(&group, JL_RECEIVER_ONLY);
    SOCKET together = open_member(&group, JL_RECEIVER_ONLY), loop = open_member(&group, JL_RECEIVER_ONLY);
    SOCKET mouth = open_member(&group, JL_SENDER_ONLY);
    DWORD most = 65535;
    CHECK(setsockopt(together, IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE, (const char *)&most, sizeof most) ==
          0);
    int on = 1;
    CHECK(setsockopt(many, IPPROTO_IP, IP_PKTINFO, (const char *)&on, sizeof on) == 0);
    CHECK(setsockopt(loop, IPPROTO_IP, IP_PKTINFO, (const char *)&on, sizeof on) == 0);
    CHECK(setsockopt(together, IPPROTO_IP, IP_PKTINFO, (const char *)&on, sizeof on) == 0);
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (char)rand();
    for (int round = 0; round < ROUNDS && failures == 0; round++) {
        ULONG count = make_sizes();
        send_all(mouth, count);
        receive_singly(one, count);
        receive_batches(many, count, 0);
        receive_batches(together, count, 0);
        receive_batches(loop, count, 1);
    }
    check_trains();
    DWORD modes = 0;
    CHECK(joinleaf_batch_modes(mouth, 1000, &modes) == 0);
    CHECK(((modes & JOINLEAF_SENDS_SEVERAL) == 0) == lacks_several);
    CHECK(((modes & JOINLEAF_RECEIVES_SEVERAL) == 0) == lacks_several);
    CHECK(((modes & JOINLEAF_SENDS_SEGMENTS) == 0) == lacks_segments);
    calls = 0;
    for (ULONG i = 0; i < MOST; i++)
        sizes[i] = 8;
    send_all(mouth, MOST);
    printf("%s: %d datagrams with %d system calls, %d failures\n", lack, MOST, calls, failures);
    closesocket(mouth);
    closesocket(one);
    closesocket(many);
    closesocket(together);
    closesocket(loop);
    WSACleanup();
    return failures != 0;
}
