/*
 * Sends a batch: many messages in one system call. A message is one datagram or a train: datagrams of one
 * size (the last may be shorter), which the kernel cuts apart at the end of their way through the network
 * stack.
 */
#define _GNU_SOURCE /* struct mmsghdr */
#include <errno.h>
#include <poll.h>

#include "batch.h"
#include "providers/common/train.h"
#include "system/linux/os_segment.h"
#include "system/linux/os_several.h"
#include "control.h"
#include "data.h"
#include "destination.h"
#include "failure.h"
#include "event.h"
#include "interface.h"

enum { MESSAGES = 64 };

struct messages {
    unsigned count;
    struct mmsghdr headers[MESSAGES];
    struct iovec parts[MESSAGES];
    union udp_control controls[MESSAGES];
    struct train_position ends[MESSAGES];
};

static bool may_segment(struct udp_socket *socket)
{
    return atomic_load_explicit(&socket->options.segment_size, memory_order_relaxed) == 0;
}

/* Returns the smallest size of datagrams that are not segmented. */
static ULONG whole_from(struct udp_socket *socket)
{
    uint32_t refused = atomic_load_explicit(&socket->whole_from, memory_order_relaxed);
    return !may_segment(socket) ? 0 : refused != 0 ? refused : UINT16_MAX;
}

/* Returns true if the kernel has refused to cut the first message. From then on only smaller datagrams are
 * segmented, or none. */
static bool note_refusal(struct udp_socket *socket, int errno_value, const struct messages *messages)
{
    ULONG size = (ULONG)udp_control_segment(&messages->headers[0].msg_hdr);
    if (size == 0 || !os_segment_refused(errno_value)) {
        return false;
    }
    atomic_store_explicit(&socket->whole_from, os_segment_refused_size(errno_value) ? size : 1,
                          memory_order_relaxed);
    return true;
}

struct batch {
    const struct joinleaf_datagrams *datagrams;
    const union os_address *target;
    uint32_t state;
    int os_flags;
    struct udp_way beside; /* where no route leads to the group */
};

/* Returns false if the next datagram's size goes beyond the memory. */
static bool add_message(struct udp_socket *socket, const struct batch *batch, struct messages *messages,
                        struct train_position *at, ULONG whole)
{
    ULONG first;
    if (!train_size_at(batch->datagrams, *at, &first)) {
        return false;
    }
    struct train_position end = train_behind(*at, first);
    if (first > 0 && first < whole) {
        end = train_end(batch->datagrams, *at, first, socket->info.dwMessageSize, OS_SEGMENTS_MOST);
    }
    unsigned i = messages->count++;
    messages->parts[i] = (struct iovec){.iov_base = (char *)(uintptr_t)batch->datagrams->data + at->offset,
                                        .iov_len = end.offset - at->offset};
    struct msghdr *header = &messages->headers[i].msg_hdr;
    *header = (struct msghdr){.msg_iov = &messages->parts[i], .msg_iovlen = 1};
    if (batch->target != NULL) {
        header->msg_name = (void *)(uintptr_t)batch->target;
        header->msg_namelen = os_address_size(socket->family);
    }
    bool has_way = batch->beside.index != 0 || udp_control_has_way(batch->state, batch->target);
    bool train = end.index - at->index > 1;
    if (train || has_way) {
        header->msg_control = &messages->controls[i];
    }
    if (train) {
        os_segment_put(header, (uint16_t)first);
    }
    if (has_way) {
        udp_control_add_way(socket, batch->state, batch->target,
                            batch->beside.index != 0 ? &batch->beside : NULL, header);
    }
    messages->ends[i] = end;
    *at = end;
    return true;
}

/* No route leads to the group. Returns whether there is an interface to send by all the same, which was not
 * tried yet. */
static bool finds_way(struct udp_socket *socket, struct batch *batch, int errno_value)
{
    if (errno_value != ENETUNREACH || batch->beside.index != 0) {
        return false;
    }
    const union os_address *to = batch->target != NULL ? batch->target : udp_destination(socket);
    batch->beside = udp_interface_beside_routes_unlocked(socket, to);
    return batch->beside.index != 0;
}

static int send_all(struct udp_socket *socket, struct batch *batch, struct train_position *at)
{
    DWORD timeout = atomic_load_explicit(&socket->options.send_timeout, memory_order_relaxed);
    struct udp_patience patience = udp_patience_of(timeout, batch->os_flags);
    struct messages messages;
    while (!train_at_end(batch->datagrams, *at)) {
        messages.count = 0;
        struct train_position next = *at;
        ULONG whole = whole_from(socket);
        while (messages.count < MESSAGES && !train_at_end(batch->datagrams, next) &&
               add_message(socket, batch, &messages, &next, whole)) {
        }
        if (messages.count == 0) {
            return WSAEFAULT;
        }
        int sent = os_send_several(socket->fd, messages.headers, messages.count, batch->os_flags);
        if (sent > 0) {
            *at = messages.ends[sent - 1];
            continue;
        }
        int errno_value = errno;
        if (finds_way(socket, batch, errno_value)) {
            continue;
        }
        int code = udp_interface_renew(socket, errno_value); /* first: the error may be the interface's */
        if (code == UDP_NOT_RENEWED) {
            code = note_refusal(socket, errno_value, &messages)
                       ? 0
                       : udp_failure(socket, errno_value, batch->os_flags, patience, POLLOUT);
        }
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

/* Sends each datagram by a call of its own, because it has to wait for tokens or may not leave the host. */
static int send_each(SOCKET s, const struct joinleaf_datagrams *datagrams, DWORD flags, const SOCKADDR *to,
                     int tolen, struct train_position *at)
{
    while (!train_at_end(datagrams, *at)) {
        ULONG size;
        if (!train_size_at(datagrams, *at, &size)) {
            return WSAEFAULT;
        }
        WSABUF buffer = {.len = size, .buf = (char *)(uintptr_t)datagrams->data + at->offset};
        DWORD sent;
        int code = 0;
        int result = to == NULL
                         ? udp_WSPSend(s, &buffer, 1, &sent, flags, NULL, NULL, NULL, &code)
                         : udp_WSPSendTo(s, &buffer, 1, &sent, flags, to, tolen, NULL, NULL, NULL, &code);
        if (result != 0) {
            return code;
        }
        *at = train_behind(*at, size);
    }
    return 0;
}

static bool goes_one_by_one(uint32_t state)
{
    return (state & (UDP_SHAPED | UDP_HOST_ONLY)) != 0;
}

bool udp_batch_sends_several(const struct udp_socket *socket)
{
    return os_has_several() && !goes_one_by_one(atomic_load(&socket->state));
}

bool udp_batch_segments(struct udp_socket *socket, ULONG size)
{
    return !goes_one_by_one(atomic_load(&socket->state)) && size > 0 && size < whole_from(socket) &&
           os_segment_known(socket->fd);
}

int udp_batch_send(SOCKET s, const struct joinleaf_datagrams *datagrams, DWORD flags, const SOCKADDR *to,
                   int tolen, LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    uint32_t state = atomic_load_explicit(&socket->state, memory_order_acquire);
    union os_address room;
    struct batch batch = {.datagrams = datagrams, .state = state};
    *error = udp_send_target(socket, state, flags, to, tolen, &room, &batch.target);
    if (*error != 0) {
        return SOCKET_ERROR;
    }
    batch.os_flags = MSG_NOSIGNAL | ((state & UDP_NONBLOCKING) != 0 ? MSG_DONTWAIT : 0) |
                     ((flags & WS_MSG_DONTROUTE) != 0 ? MSG_DONTROUTE : 0);
    struct train_position at = {0, 0};
    bool each = goes_one_by_one(state);
    int code = each ? send_each(s, datagrams, flags, to, tolen, &at) : send_all(socket, &batch, &at);
    if (!each && at.index > 0 && (state & UDP_BOUND) == 0) {
        atomic_fetch_or(&socket->state, UDP_BOUND); /* sending binds (IO-04) */
        udp_event_bound(socket);
    }
    if (!each && code != 0) {
        udp_event_sent(socket, code);
    }
    if (code != 0 && (at.index == 0 || code == WSAEINTR)) { /* SK-10: the socket is being closed */
        *error = code;
        return SOCKET_ERROR;
    }
    return (int)at.index;
}
