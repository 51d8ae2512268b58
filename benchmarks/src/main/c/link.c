/*
 * A bottleneck between Ethernet ports, each a packet socket. What the first port sends crosses one link, with
 * a rate, a queue that drops what does not fit, and a delay, and then fans out to the other ports, where each
 * copy may be lost. What the others send crosses a second such link to the first.
 *
 *     link MBIT QUEUE_BYTES DELAY_US LOSS_PERCENT SECONDS PORT PORT...
 *
 * At the end it prints how many frames of multicast data, and of everything else, went in and were dropped.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { PORTS = 32, RING = 1 << 15, FRAME = 2048, TURN = 32, SOCKET_BUFFER = 32 << 20, MAC = 6 };

/* Before each frame: what is left to the card, here its checksum. It is handed on as it came. */
enum { HEAD = sizeof(struct virtio_net_hdr) };

struct frame {
    int64_t due;
    int size, port;
    uint8_t bytes[FRAME];
};

struct queue {
    struct frame *frames; /* a ring */
    unsigned first, end;
    double busy; /* until then the link sends what is queued */
};

struct port {
    int fd;
    uint8_t mac[MAC];
};

static double bits, queue_bytes, loss;
static int64_t delay;
static struct port ports[PORTS];
static struct pollfd polled[PORTS];
static int port_count;
static struct queue down, up;
static unsigned long in[2], dropped[2]; /* of multicast data, of the rest */
static volatile sig_atomic_t stopped;

static void stop(int signal)
{
    (void)signal;
    stopped = 1;
}

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static void put(struct queue *queue, int port, const uint8_t *bytes, int size)
{
    bool rest = (bytes[HEAD] & 1) == 0 || queue == &up;
    double time = (double)now(), waits = queue->busy > time ? queue->busy - time : 0;
    in[rest]++;
    int wire = size - HEAD;
    if (waits * bits / 8e6 + wire > queue_bytes || queue->end - queue->first == RING) {
        dropped[rest]++;
        return;
    }
    queue->busy = time + waits + wire * 8e6 / bits;
    struct frame *frame = &queue->frames[queue->end++ % RING];
    frame->due = (int64_t)queue->busy + delay;
    frame->size = size;
    frame->port = port;
    memcpy(frame->bytes, bytes, (size_t)size);
}

static void give(int port, const struct frame *frame)
{
    if (frame->port == 0 && loss > 0 && drand48() * 100 < loss) {
        return;
    }
    for (int tries = 0; tries < 20 && send(ports[port].fd, frame->bytes, (size_t)frame->size, 0) < 0;
         tries++) {
    }
}

static void give_all(const struct frame *frame)
{
    if (frame->port != 0) {
        give(0, frame);
        return;
    }
    bool group = (frame->bytes[HEAD] & 1) != 0;
    for (int port = 1; port < port_count; port++) {
        if (group || memcmp(ports[port].mac, frame->bytes + HEAD, MAC) == 0) {
            give(port, frame);
        }
    }
}

static void drain(struct queue *queue)
{
    for (; queue->first != queue->end && queue->frames[queue->first % RING].due <= now(); queue->first++) {
        give_all(&queue->frames[queue->first % RING]);
    }
}

static void take(int port)
{
    uint8_t bytes[FRAME];
    for (int i = 0; i < TURN; i++) {
        struct sockaddr_ll from;
        socklen_t room = sizeof from;
        ssize_t size =
            recvfrom(ports[port].fd, bytes, sizeof bytes, MSG_DONTWAIT, (struct sockaddr *)&from, &room);
        if (size < HEAD + 2 * MAC) {
            return;
        }
        if (from.sll_pkttype != PACKET_OUTGOING) {
            memcpy(ports[port].mac, bytes + HEAD + MAC, MAC);
            put(port == 0 ? &down : &up, port, bytes, (int)size);
        }
    }
}

static void open_port(const char *name)
{
    const int size = SOCKET_BUFFER, on = 1;
    int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL));
    struct sockaddr_ll at = {
        .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = (int)if_nametoindex(name)};
    struct packet_mreq all = {.mr_ifindex = at.sll_ifindex, .mr_type = PACKET_MR_PROMISC};
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on);
    setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all);
    if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0) {
        perror(name);
        exit(1);
    }
    polled[port_count] = (struct pollfd){.fd = fd, .events = POLLIN};
    ports[port_count++].fd = fd;
}

static int64_t next_due(const struct queue *queue, int64_t most)
{
    int64_t due = queue->first == queue->end ? most : queue->frames[queue->first % RING].due;
    return due < most ? due : most;
}

int main(int count, char **arguments)
{
    if (count < 8) {
        return 2;
    }
    bits = atof(arguments[1]) * 1e6;
    queue_bytes = atof(arguments[2]);
    delay = atoll(arguments[3]);
    loss = atof(arguments[4]);
    int64_t end = now() + atoll(arguments[5]) * 1000000;
    down.frames = calloc(RING, sizeof *down.frames);
    up.frames = calloc(RING, sizeof *up.frames);
    if (down.frames == NULL || up.frames == NULL) {
        return 1;
    }
    signal(SIGTERM, stop);
    for (int i = 6; i < count && port_count < PORTS; i++) {
        open_port(arguments[i]);
    }
    while (!stopped && now() < end) {
        int64_t time = now(), until = next_due(&up, next_due(&down, time + 100000)) - time;
        struct timespec wait = {0, until > 0 ? (long)until * 1000 : 0};
        ppoll(polled, (nfds_t)port_count, &wait, NULL);
        for (int port = 0; port < port_count; port++) {
            if (polled[port].revents != 0) {
                take(port);
            }
        }
        drain(&down);
        drain(&up);
    }
    printf("multicast %lu dropped %lu other %lu dropped %lu\n", in[0], dropped[0], in[1], dropped[1]);
    return 0;
}
