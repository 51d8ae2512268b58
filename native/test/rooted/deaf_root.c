/*
 * A root that sends datagrams all the time and never reads its connection: the leaf still gets every message,
 * and what it says does not fill its memory.
 *
 *     deaf_root MESSAGES
 */
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <joinleaf/rooted.h>
#include <joinleaf/ws_sock.h>

#include "played_root.h"
#include "test/check.h"
#include "test/seconds.h"

enum { GROUP_PORT = 50322, AHEAD = 64, PATIENCE_MS = 120000, MOST_KB = 1000 };

static int listener;
static atomic_uint messages, got;

static void *deaf_root(void *unused)
{
    static uint8_t bytes[WIRE_SMALL_MAX];
    struct wire_frame frame;
    struct wire_start start = {.session = 4711,
                               .first = 1,
                               .credit = 65536,
                               .window = ROOTED_WINDOW_MAX,
                               .datagram = 1, /* an ACK for each */
                               .keep_alive_ms = 1000,
                               .dead_ms = 10000,
                               .member = 1,
                               .group_port = GROUP_PORT,
                               .plane = WIRE_PLANE_ROOTED,
                               .multicast = true,
                               .group = {239, 255, 7, 8}};
    (void)unused;
    int fd = accept(listener, NULL, NULL), sender = played_root_open_sender(&start);
    CHECK(sender >= 0);
    CHECK(played_root_admit(fd, &start));
    CHECK(read_frame(fd, bytes, sizeof bytes, &frame) &&
          frame.type == WIRE_ACK); /* it listens to the group */
    struct sockaddr_in group = {.sin_family = AF_INET, .sin_port = htons(GROUP_PORT)};
    memcpy(&group.sin_addr, start.group, 4);
    long end = milliseconds_now() + PATIENCE_MS;
    for (unsigned i = 0; i < atomic_load(&messages) && milliseconds_now() < end;) {
        if (i >= atomic_load(&got) + AHEAD) {
            sched_yield();
            continue;
        }
        struct wire_datagram header = {.type = WIRE_DATA,
                                       .flags = WIRE_FIRST,
                                       .ack_every = 1,
                                       .session = start.session,
                                       .sequence = start.first + i++,
                                       .rtt = 1};
        size_t size = WIRE_DATAGRAM_HEADER + wire_put_record(bytes + WIRE_DATAGRAM_HEADER, 1, NULL);
        bytes[size++] = 'x';
        header.length = (uint16_t)(size - WIRE_DATAGRAM_HEADER);
        wire_put_datagram(bytes, &header);
        sendto(sender, bytes, size, 0, (struct sockaddr *)&group, sizeof group);
    }
    while (atomic_load(&got) < atomic_load(&messages) && milliseconds_now() < end) {
        usleep(10000);
    }
    close(sender);
    close(fd);
    return NULL;
}

static long resident_kb(void)
{
    long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    CHECK(file != NULL && fscanf(file, "%ld %ld", &pages, &resident) == 2);
    fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

int main(int count, char **arguments)
{
    WSADATA data;
    pthread_t thread;
    struct WS_sockaddr_in name;
    const int small = 4096;
    atomic_store(&messages, count > 1 ? (unsigned)atoi(arguments[1]) : 100000);
    listener = played_root_listen(&name);
    CHECK(listener >= 0 && setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &small, sizeof small) == 0);
    CHECK(WSAStartup(0x0202, &data) == 0);
    SOCKET leaf = WSASocketW(WS_AF_INET, WS_SOCK_SEQPACKET, 0, NULL, 0,
                             WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
    pthread_create(&thread, NULL, deaf_root, NULL);
    CHECK(WSAJoinLeaf(leaf, (const struct WS_sockaddr *)&name, sizeof name, NULL, NULL, NULL, NULL,
                      JL_BOTH) == leaf);
    long begin = 0;
    char byte;
    while (atomic_load(&got) < atomic_load(&messages) && WS_recv(leaf, &byte, 1, 0) == 1) {
        if (atomic_fetch_add(&got, 1) == 1000) {
            begin = resident_kb();
        }
    }
    long more = resident_kb() - begin;
    bool all = atomic_load(&got) == atomic_load(&messages);
    printf("%u of %u messages; %ld KB more than after a thousand\n", atomic_load(&got),
           atomic_load(&messages), more);
    CHECK(all && more <= MOST_KB);
    closesocket(leaf);
    pthread_join(thread, NULL);
    WSACleanup();
    return failures_told();
}
