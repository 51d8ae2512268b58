/*
 * A root that has fallen silent, and somebody who sends its last datagrams again and again, with the root's
 * own address: the leaf still notices that its root is lost, and hears nothing twice.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <joinleaf/rooted.h>
#include <joinleaf/ws_sock.h>

#include "played_root.h"
#include "test/seconds.h"

enum { DEAD_MS = 600, GROUP_PORT = 50321, LONGEST_MS = 50 * DEAD_MS };

static int listener;
static atomic_int stop;

/* A message of one byte in the first datagram, and a heartbeat that says that there was no other. */
static size_t put_first(uint8_t *bytes, enum wire_datagram_type type, const struct wire_start *start)
{
    struct wire_datagram header = {.type = (uint8_t)type,
                                   .session = start->session,
                                   .sequence = start->first + (type == WIRE_HEARTBEAT)};
    size_t size = WIRE_DATAGRAM_HEADER;
    if (type == WIRE_DATA) {
        header.flags = WIRE_FIRST;
        header.ack_every = 1;
        size += wire_put_record(bytes + size, 1, NULL);
        bytes[size++] = 'x';
        header.length = (uint16_t)(size - WIRE_DATAGRAM_HEADER);
    }
    wire_put_datagram(bytes, &header);
    return size;
}

static void *false_root(void *unused)
{
    static uint8_t bytes[WIRE_SMALL_MAX];
    struct wire_start start = {.session = 4711,
                               .first = 1,
                               .credit = 65536,
                               .window = ROOTED_WINDOW_MIN,
                               .datagram = 1472,
                               .keep_alive_ms = DEAD_MS / 3,
                               .dead_ms = DEAD_MS,
                               .member = 1,
                               .group_port = GROUP_PORT,
                               .plane = WIRE_PLANE_ROOTED,
                               .multicast = true,
                               .group = {239, 255, 7, 7}};
    (void)unused;
    int fd = accept(listener, NULL, NULL), sender = played_root_open_sender(&start);
    if (sender < 0) {
        perror("sender");
    }
    if (!played_root_admit(fd, &start)) {
        return NULL;
    }
    struct sockaddr_in group = {.sin_family = AF_INET, .sin_port = htons(GROUP_PORT)};
    memcpy(&group.sin_addr, start.group, 4);
    for (int ms = 0; ms < LONGEST_MS && !atomic_load(&stop); ms += 20) {
        size_t size = put_first(bytes, ms % 40 == 0 ? WIRE_DATA : WIRE_HEARTBEAT, &start);
        sendto(sender, bytes, size, 0, (struct sockaddr *)&group, sizeof group);
        usleep(20000);
    }
    close(sender);
    close(fd);
    return NULL;
}

int main(void)
{
    WSADATA data;
    pthread_t thread;
    struct WS_sockaddr_in name;
    listener = played_root_listen(&name);
    if (WSAStartup(0x0202, &data) != 0 || listener < 0) {
        perror("replays");
        return 2;
    }
    SOCKET leaf = WSASocketW(WS_AF_INET, WS_SOCK_SEQPACKET, 0, NULL, 0,
                             WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
    pthread_create(&thread, NULL, false_root, NULL);
    SOCKET joined =
        WSAJoinLeaf(leaf, (const struct WS_sockaddr *)&name, sizeof name, NULL, NULL, NULL, NULL, JL_BOTH);
    char byte = 0;
    long begin = milliseconds_now();
    int got = WS_recv(leaf, &byte, 1, 0);
    int again = WS_recv(leaf, &byte, 1, 0), code = WSAGetLastError();
    long took = milliseconds_now() - begin;
    atomic_store(&stop, 1);
    pthread_join(thread, NULL);
    closesocket(leaf);
    WSACleanup();
    printf("joined %d, got %d '%c', then %d (%d) after %ld ms\n", joined == leaf, got, byte, again, code,
           took);
    int good = joined == leaf && got == 1 && byte == 'x' && again == SOCKET_ERROR &&
               code == WSAECONNABORTED && took < LONGEST_MS;
    printf(good ? "ok\n" : "failed\n");
    return !good;
}
