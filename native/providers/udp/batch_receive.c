/* Receives a batch: many messages in one system call, each into a slot of its own. */
#define _GNU_SOURCE /* struct mmsghdr */
#include <errno.h>
#include <poll.h>

#include <joinleaf/ws_ext.h>

#include "batch.h"
#include "system/linux/os_segment.h"
#include "system/linux/os_several.h"
#include "control.h"
#include "data.h"
#include "failure.h"
#include "event.h"
#include "option.h"

enum { MESSAGES = 64 };

struct slots {
    char *data;
    ULONG size;
    int count;
    bool coalesced;
    char *control; /* the caller's room for control data, or NULL */
};

_Static_assert(JOINLEAF_CONTROL_ROOM >= sizeof(union udp_control), "what the kernel tells finds room");

static void prepare_messages(struct udp_socket *socket, const struct slots *slots, struct joinleaf_run *runs,
                             int first, unsigned count, struct mmsghdr *headers, struct iovec *parts,
                             union udp_control *controls)
{
    /* The kernel writes no more than there is room for, so a train's size alone costs what it did. */
    size_t control_room = slots->control != NULL ? sizeof *controls
                          : slots->coalesced     ? sizeof(union os_segment_control)
                                                 : 0;
    for (unsigned i = 0; i < count; i++) {
        parts[i] = (struct iovec){.iov_base = slots->data + ((ULONG)first + i) * (size_t)slots->size,
                                  .iov_len = slots->size};
        headers[i].msg_hdr = (struct msghdr){.msg_name = &runs[(unsigned)first + i].from,
                                             .msg_namelen = os_address_size(socket->family),
                                             .msg_iov = &parts[i],
                                             .msg_iovlen = 1};
        if (control_room > 0) {
            headers[i].msg_hdr.msg_control = &controls[i];
            headers[i].msg_hdr.msg_controllen = control_room;
        }
    }
}

static void describe_message(struct mmsghdr *message, const struct slots *slots, int index, int family,
                             struct joinleaf_run *run)
{
    ULONG whole = message->msg_len;
    ULONG size = whole < slots->size ? whole : slots->size;
    ULONG each = slots->coalesced ? os_segment_size(&message->msg_hdr) : 0;
    bool one = each == 0 || each >= size;
    run->offset = (ULONG)index * slots->size;
    run->size = size;
    run->each = !one ? each : size > 0 ? size : 1;
    run->count = one ? 1 : (size + each - 1) / each;
    run->lost = whole - size;
    run->fromlen = (INT)message->msg_hdr.msg_namelen;
    run->from.sin6_family = (ADDRESS_FAMILY)os_ws_family(family);
    run->flags = run->member = run->control = 0;
}

static void describe_control(const struct mmsghdr *message, uint32_t state, char *room,
                             struct joinleaf_run *run)
{
    WSABUF control = {.len = JOINLEAF_CONTROL_ROOM, .buf = room};
    bool fits = udp_control_out(&message->msg_hdr, state, &control);
    run->control = control.len;
    run->flags = (fits ? 0u : WS_MSG_CTRUNC) | udp_control_cast(&message->msg_hdr);
}

/* Returns how many messages came, or the bitwise complement of the code. */
static int receive_messages(struct udp_socket *socket, uint32_t state, const struct slots *slots,
                            struct joinleaf_run *runs)
{
    struct mmsghdr headers[MESSAGES];
    struct iovec parts[MESSAGES];
    union udp_control controls[MESSAGES];
    int os_flags = (state & UDP_NONBLOCKING) != 0 ? MSG_DONTWAIT : 0;
    DWORD timeout = atomic_load_explicit(&socket->options.receive_timeout, memory_order_relaxed);
    struct udp_patience patience = udp_patience_of(timeout, os_flags);
    /* The kernel reports an ICMP error once, in place of a datagram. If the program wants to be told of it,
     * only one system call is made: a second one could get the error while datagrams of the first are to be
     * returned, and the error would be lost. */
    bool one_call = (state & UDP_REPORT_RESET) != 0;
    int received = 0;
    while (received < slots->count) {
        unsigned asked = (unsigned)(slots->count - received);
        asked = asked < MESSAGES ? asked : MESSAGES;
        if (one_call && !os_has_several()) {
            asked = 1;
        }
        prepare_messages(socket, slots, runs, received, asked, headers, parts, controls);
        int some = os_receive_several(socket->fd, headers, asked,
                                      os_flags | MSG_TRUNC | (received > 0 ? MSG_DONTWAIT : 0));
        if (some < 0 && received > 0 && errno == EAGAIN) {
            break;
        }
        /* A call that is shut down returns one empty datagram. */
        bool nothing = some == 1 && received == 0 && headers[0].msg_len == 0;
        int failed = some < 0 ? errno : nothing ? udp_errno_of_nothing(socket, &state) : 0;
        if (failed != 0) {
            int code = udp_failure(socket, failed, os_flags, patience, POLLIN);
            if (code == 0) {
                continue;
            }
            return received > 0 && code != WSAEINTR ? received : ~code; /* SK-10 */
        }
        for (int i = 0; i < some; i++) {
            describe_message(&headers[i], slots, received + i, socket->family, &runs[received + i]);
        }
        if (slots->control != NULL) {
            state = atomic_load(&socket->state); /* what was asked for while this waited */
            for (int i = 0; i < some; i++) {
                describe_control(&headers[i], state,
                                 slots->control + (size_t)(received + i) * JOINLEAF_CONTROL_ROOM,
                                 &runs[received + i]);
            }
        }
        received += some;
        if ((unsigned)some < asked || one_call) {
            break;
        }
    }
    return received;
}

static int batch_receive(struct udp_socket *socket, char *data, ULONG length, ULONG slot,
                         struct joinleaf_run *runs, int room, char *control, LPINT error)
{
    uint32_t state = atomic_load_explicit(&socket->state, memory_order_acquire);
    struct slots slots = {
        .data = data, .size = slot, .coalesced = (state & UDP_COALESCED) != 0, .control = control};
    if (slots.coalesced && slots.size < JOINLEAF_COALESCED_SLOT) {
        slots.size = JOINLEAF_COALESCED_SLOT;
    }
    *error = slots.size == 0 || slots.size > length ? WSAEINVAL : udp_check_receive(socket, state, 0);
    if (*error != 0) {
        return SOCKET_ERROR;
    }
    ULONG fit = length / slots.size;
    slots.count = fit < (ULONG)room ? (int)fit : room;
    if (control != NULL && (state & UDP_TOLD) == 0) {
        udp_be_told_destinations(socket); /* MSG_MCAST and MSG_BCAST, as WSARecvMsg tells them */
    }
    int received = receive_messages(socket, state, &slots, runs);
    if (received < 0) {
        *error = ~received;
        return SOCKET_ERROR;
    }
    return received;
}

int udp_batch_receive(SOCKET s, char *data, ULONG length, ULONG slot, struct joinleaf_run *runs, int room,
                      char *control, LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    int result = batch_receive(socket, data, length, slot, runs, room, control, error);
    udp_event_received(socket, result == SOCKET_ERROR ? *error : 0);
    return result;
}
