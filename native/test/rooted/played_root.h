/* For a test that plays a root itself, on a socket of the system: leaves that join there meet no provider of
 * ours. */
#ifndef JOINLEAF_TEST_ROOTED_PLAYED_ROOT_H
#define JOINLEAF_TEST_ROOTED_PLAYED_ROOT_H

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include <joinleaf/ws_sock.h>

#include "providers/rooted/wire/wire.h"

/* On loopback, at a port of the system's choice; *name is where. The descriptor, or -1 with errno set. */
static inline int played_root_listen(struct WS_sockaddr_in *name)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&at, size) != 0 || listen(listener, 5) != 0 ||
        getsockname(listener, (struct sockaddr *)&at, &size) != 0) {
        return -1;
    }
    memset(name, 0, sizeof *name);
    name->sin_family = WS_AF_INET;
    name->sin_port = at.sin_port;
    memcpy(&name->sin_addr, &at.sin_addr, 4);
    return listener;
}

/* One whole frame, its body in bytes; 0: none came, or it has more than room. */
static inline int read_frame(int fd, uint8_t *bytes, size_t room, struct wire_frame *frame)
{
    if (recv(fd, bytes, WIRE_HEADER, MSG_WAITALL) != WIRE_HEADER || !wire_get_header(bytes, frame) ||
        frame->length > room) {
        return 0;
    }
    return recv(fd, bytes, frame->length, MSG_WAITALL) == (ssize_t)frame->length;
}

/* Takes a leaf's HELLO and REQUEST, and admits it. Returns 0 if these did not come. */
static inline int played_root_admit(int fd, const struct wire_start *start)
{
    uint8_t bytes[WIRE_SMALL_MAX];
    struct wire_frame frame;
    struct wire_hello hello;
    const struct wire_request admit = {.planes = WIRE_PLANE_ROOTED};
    if (!read_frame(fd, bytes, sizeof bytes, &frame) || !wire_get_hello(bytes, frame.length, &hello)) {
        return 0;
    }
    send(fd, bytes, wire_put_hello(bytes, WIRE_WELCOME, &hello), MSG_NOSIGNAL);
    if (!read_frame(fd, bytes, sizeof bytes, &frame)) {
        return 0;
    }
    size_t size = wire_put_admit(bytes, &admit);
    size += wire_put_start(bytes + size, start);
    return send(fd, bytes, size, MSG_NOSIGNAL) == (ssize_t)size;
}

/* Opens a socket that sends to groups on loopback, and says in START from where. Returns -1 if it fails. */
static inline int played_root_open_sender(struct wire_start *start)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    const struct in_addr loopback = at.sin_addr;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &size) != 0 ||
        setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &loopback, sizeof loopback) != 0) {
        return -1;
    }
    start->sender_port = ntohs(at.sin_port);
    memcpy(start->source, &at.sin_addr, 4);
    return fd;
}

#endif
