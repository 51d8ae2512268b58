#include "batch.h"

#include "providers/common/train.h"

#include "conditions.h"
#include "data.h"
#include "enter.h"
#include "providers/common/name.h"
#include "providers/rooted/link/group_sender.h"

/* ---- sending ---- */

/* Puts the message at `at`, and moves `at` behind it. Returns 0, or why it cannot be put now. */
static int put_next(struct rooted_socket *socket, DWORD flags, const struct joinleaf_datagrams *messages,
                    struct train_position *at, ULONG *size)
{
    if (!train_size_at(messages, *at, size)) {
        return WSAEFAULT;
    }
    if (*size > ROOTED_MESSAGE_MAX) {
        return WSAEMSGSIZE; /* IO-01 */
    }
    const struct system_buffer part = {(char *)(uintptr_t)messages->data + at->offset, *size};
    int error = rooted_put(socket, flags, &part, 1, *size);
    if (error == 0) {
        *at = train_behind(*at, *size);
    }
    return error;
}

/* Puts as many messages as there is room for, and sends them together. Returns 0 when all are put; otherwise
 * *size is the size of the first one that is not. */
static int put_some(struct rooted_socket *socket, DWORD flags, const struct joinleaf_datagrams *messages,
                    struct train_position *at, ULONG *size)
{
    ULONG before = at->index;
    int error = rooted_check_sender(socket);
    while (error == 0 && !train_at_end(messages, *at)) {
        error = put_next(socket, flags, messages, at, size);
    }
    if (at->index > before) {
        rooted_flush(socket);
    }
    return error;
}

static int put_all(struct rooted_socket *socket, DWORD flags, const struct joinleaf_datagrams *messages,
                   struct train_position *at)
{
    int64_t deadline = 0;
    int error = 0;
    while (error == 0) {
        ULONG size = 0, before = at->index;
        error = put_some(socket, flags, messages, at, &size);
        if (error != WSAEWOULDBLOCK) {
            rooted_unblock(socket);
            return error;
        }
        if (at->index > before) {
            deadline = 0; /* each message has its own time */
            error = 0;    /* what went out may have made room on a leaf's connection */
        } else {
            error = rooted_wait_for_room(socket, size, &deadline);
        }
    }
    return error;
}

/* On a connection-oriented protocol the destination is ignored. */
static int send_batch(SOCKET s, const struct joinleaf_datagrams *messages, DWORD flags,
                      const struct WS_sockaddr *to, int tolen, LPINT error)
{
    (void)to;
    (void)tolen;
    struct train_position at = {0, 0};
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    int code = rooted_check_flags(socket, flags);
    code = code != 0 ? code : put_all(socket, flags, messages, &at);
    if (!socket->closing) {
        rooted_enable(socket, FD_WRITE); /* EV-04 */
    }
    bool failed =
        code != 0 && (at.index == 0 || code == WSAEINTR); /* SK-10: a close during it is no success */
    return rooted_leave_with(socket, failed ? code : 0, error) != 0 ? SOCKET_ERROR : (int)at.index;
}

/* ---- receiving ---- */

static void receive_one(struct rooted_socket *socket, char *data, ULONG slot, struct joinleaf_run *run,
                        int64_t now)
{
    struct rooted_waiting waiting = {.queued = NULL};
    const struct system_buffer part = {data, slot};
    rooted_look(socket, &waiting);
    ULONG size = (ULONG)rooted_copy_out(socket, &waiting, &part, 1);
    *run = (struct joinleaf_run){.size = size,
                                 .each = size > 0 ? size : 1,
                                 .count = 1,
                                 .lost = (ULONG)waiting.size - size,
                                 .flags = waiting.aside ? JLR_MSG_ASIDE : 0,
                                 .member = waiting.member,
                                 .fromlen = sizeof run->from};
    name_write(&waiting.from, (struct WS_sockaddr *)&run->from, &run->fromlen);
    rooted_take(socket, &waiting, now);
}

/* Messages of one size that a leaf has got from its root are one run. False: the next message is none that
 * this can take. */
static bool receive_row(struct rooted_socket *socket, char *data, ULONG slot, ULONG most,
                        struct joinleaf_run *run, int64_t now)
{
    uint32_t size, count = rooted_take_run(socket, data, slot, most, &size, now);
    if (count == 0) {
        return false;
    }
    *run = (struct joinleaf_run){
        .size = count * size, .each = size > 0 ? size : 1, .count = count, .fromlen = sizeof run->from};
    name_write(&socket->peer, (struct WS_sockaddr *)&run->from, &run->fromlen);
    return true;
}

/* The messages lie one behind the other; none takes more than a slot. */
static int receive_all(struct rooted_socket *socket, char *data, ULONG slot, ULONG messages,
                       struct joinleaf_run *runs, int room)
{
    int64_t now = system_clock_now();
    ULONG offset = 0;
    int received = 0;
    for (; messages > 0 && received < room && rooted_readable(socket); received++) {
        struct joinleaf_run *run = &runs[received];
        if (!receive_row(socket, data + offset, slot, messages, run, now)) {
            receive_one(socket, data + offset, slot, run, now);
        }
        run->offset = offset;
        offset += run->size;
        messages -= run->count;
    }
    rooted_taken(socket, now);
    return received;
}

static int receive_batch(SOCKET s, char *data, ULONG length, ULONG slot, struct joinleaf_run *runs, int room,
                         char *control, LPINT error)
{
    (void)control; /* a message is no datagram, and has none */
    int received = 0;
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    int code = slot == 0 || slot > length ? WSAEINVAL : rooted_wait_for_message(socket, true);
    if (code == 0) {
        received = receive_all(socket, data, slot, length / slot, runs, room);
    }
    if (!socket->closing) {
        rooted_enable(socket, FD_READ); /* EV-04 */
    }
    return rooted_leave_with(socket, code, error) != 0 ? SOCKET_ERROR : received;
}

/* ---- which modes are in force ---- */

/* Whether a root's messages of this size leave as trains: one datagram each, or several of which all but the
 * last are full. */
static bool sends_segments(const struct rooted_session *session, ULONG size)
{
    if (!session->root.started) {
        return false;
    }
    const struct sender *window = &session->root.sender;
    uint32_t headers = WIRE_DATAGRAM_HEADER + window->tag;
    uint32_t datagram = size < window->datagram - headers ? headers + (uint32_t)size : window->datagram;
    const struct group_sender *sender = session->root.senders;
    for (; sender != NULL; sender = sender->next) {
        if (group_sender_cuts(sender, datagram)) {
            return true;
        }
    }
    return false;
}

static int batch_modes(SOCKET s, ULONG size, LPDWORD in_force, LPINT error)
{
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    bool segments = socket->kind != ROOTED_LEAF_AT_ROOT && sends_segments(socket->session, size);
    *in_force =
        JOINLEAF_SENDS_SEVERAL | JOINLEAF_RECEIVES_SEVERAL | (segments ? JOINLEAF_SENDS_SEGMENTS : 0u);
    return rooted_leave_with(socket, 0, error);
}

const struct batch_procs rooted_batch = {send_batch, receive_batch, batch_modes};
