/* link.c - see link.h. */
#define _GNU_SOURCE
#include "link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SNAP = 512, CAPTURE_BUFFER = 64 << 20 };

struct capture {
    int fd;
};

static int near_space, far_space;

static void give_up(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(2);
}

static void run(const char *format, ...)
{
    char command[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    if (system(command) != 0) {
        errno = ECHILD;
        give_up(command);
    }
}

static int new_space(void)
{
    if (unshare(CLONE_NEWNET) != 0)
        give_up("a network namespace");
    int fd = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        give_up("/proc/thread-self/ns/net");
    run("ip link set lo up");
    return fd;
}

static void enter(int space)
{
    if (setns(space, CLONE_NEWNET) != 0)
        give_up("setns");
}

void link_enter_near(void)
{
    enter(near_space);
}

void link_enter_far(void)
{
    enter(far_space);
}

static unsigned index_in(int space, const char *name)
{
    enter(space);
    unsigned index = if_nametoindex(name);
    enter(near_space);
    return index;
}

unsigned link_near_index(void)
{
    return index_in(near_space, "near");
}

unsigned link_far_index(void)
{
    return index_in(far_space, "far");
}

int64_t capture_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* A datagram socket of the packet family leaves the link's own header out, so that lo and veth look alike. */
static struct capture *capture_open(int space, const char *interface)
{
    enter(space);
    struct capture *capture = calloc(1, sizeof *capture);
    const int on = 1, size = CAPTURE_BUFFER;
    struct sockaddr_ll name = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
    name.sll_ifindex = (int)if_nametoindex(interface);
    if (capture == NULL ||
        (capture->fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons(ETH_P_ALL))) < 0 ||
        bind(capture->fd, (struct sockaddr *)&name, sizeof name) != 0 ||
        setsockopt(capture->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0 ||
        setsockopt(capture->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) != 0)
        give_up("a packet socket");
    enter(near_space);
    return capture;
}

struct capture *capture_far(void)
{
    return capture_open(far_space, "far");
}

struct capture *capture_lo(void)
{
    return capture_open(near_space, "lo");
}

void capture_close(struct capture *capture)
{
    close(capture->fd);
    free(capture);
}

static int64_t time_of(struct msghdr *message)
{
    for (struct cmsghdr *piece = CMSG_FIRSTHDR(message); piece != NULL; piece = CMSG_NXTHDR(message, piece)) {
        if (piece->cmsg_level == SOL_SOCKET && piece->cmsg_type == SO_TIMESTAMPNS) {
            struct timespec stamp;
            memcpy(&stamp, CMSG_DATA(piece), sizeof stamp);
            return (int64_t)stamp.tv_sec * 1000000000 + stamp.tv_nsec;
        }
    }
    return capture_now();
}

/* On lo each packet passes twice: only its arrival counts. */
static int take(struct capture *capture, struct packet *packet)
{
    unsigned char bytes[SNAP], control[128];
    struct sockaddr_ll from;
    struct iovec vector = {bytes, sizeof bytes};
    struct msghdr message = {.msg_name = &from,
                             .msg_namelen = sizeof from,
                             .msg_iov = &vector,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof control};
    ssize_t size = recvmsg(capture->fd, &message, MSG_DONTWAIT);
    if (size < 0 && errno != EAGAIN && errno != EINTR)
        give_up("capture");
    if (size < 0 || from.sll_pkttype == PACKET_OUTGOING)
        return size < 0 ? -1 : 0;
    packet_read(packet, bytes, (size_t)size);
    packet->time = time_of(&message);
    return 1;
}

int capture_next(struct capture *capture, struct packet *packet, int64_t until)
{
    for (;;) {
        int taken = take(capture, packet);
        if (taken > 0)
            return 1;
        int64_t left = until - capture_now();
        if (taken == 0 && left > 0)
            continue;
        if (left <= 0)
            return 0;
        struct pollfd ready = {.fd = capture->fd, .events = POLLIN};
        poll(&ready, 1, (int)(left / 1000000 + 1));
    }
}

/* Until the system has brought the link up it drops what is sent on it: sends until something arrives. */
static void await_link(void)
{
    struct capture *capture = capture_far();
    struct sockaddr_in target = {
        .sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = inet_addr(FAR_IPV4)};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct packet packet;
    int arrived = 0;
    for (int i = 0; i < 1000 && !arrived; i++) {
        sendto(fd, "", 1, 0, (struct sockaddr *)&target, sizeof target);
        arrived = capture_next(capture, &packet, capture_now() + 50000000) && packet.kind == PACKET_UDP;
    }
    close(fd);
    capture_close(capture);
    if (!arrived) {
        errno = ENETDOWN;
        give_up("the link between the namespaces");
    }
}

void link_number_near(const char *address)
{
    run("ip -4 addr flush dev near && ip addr add %s/24 dev near && ip addr add " SECOND_IPV4 "/24 dev near",
        address);
}

void link_make(void)
{
    far_space = new_space();
    near_space = new_space();
    run("ip link add near address 02:00:00:78:00:01 type veth peer name far address 02:00:00:78:00:02");
    run("ip link set far netns /proc/%d/fd/%d", getpid(), far_space);
    enter(far_space);
    run("ip link set far addrgenmode none && ip link set far up && ip addr add " FAR_IPV4 "/24 dev far && "
        "ip addr add " FAR_IPV6 "/64 dev far nodad && ip addr add fe80::78:2/64 dev far nodad");
    enter(near_space);
    run("ip link set near addrgenmode none && ip link set near up && ip addr add " NEAR_IPV6
        "/64 dev near nodad && "
        "ip addr add " NEAR_LINK_LOCAL "/64 dev near nodad");
    link_number_near(NEAR_IPV4);
    run("ip -6 route add local ff00::/8 dev lo"); /* without it IPv6 groups are unreachable through lo */
    run("ip neigh replace " FAR_IPV4 " lladdr 02:00:00:78:00:02 dev near");
    await_link();
}
