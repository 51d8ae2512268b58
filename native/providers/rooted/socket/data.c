/* Sending and receiving messages (IO-*, RT-04). */
#include "data.h"

#include <string.h>

#include "conditions.h"
#include "enter.h"
#include "entries.h"
#include "providers/common/name.h"
#include "providers/rooted/session/aside.h"
#include "providers/rooted/session/flow_specs.h"
#include "providers/rooted/session/leaf.h"
#include "providers/rooted/session/relay.h"
#include "providers/rooted/session/root.h"
#include "providers/rooted/session/transmit.h"
#include "socket.h"
#include "wait.h"

enum { PARTS_MAX = 1024 };

/* Checks the buffers (IO-07), and puts the WSABUFs into `parts`. *size becomes the number of all bytes. */
static int check_buffers(struct system_buffer *parts, const WSABUF *buffers, DWORD count, const DWORD *moved,
                         const WSAOVERLAPPED *overlapped, size_t *size)
{
    int code = provider_check_buffers(buffers, count, PARTS_MAX, moved, overlapped);
    *size = 0;
    for (DWORD i = 0; code == 0 && i < count; i++) {
        parts[i] = (struct system_buffer){.bytes = buffers[i].buf, .size = buffers[i].len};
        *size += buffers[i].len;
    }
    return code;
}

/* ---- sending ---- */

int rooted_check_sender(const struct rooted_socket *socket)
{
    const struct rooted_session *session = socket->session;
    if (socket->closed) {
        return rooted_closed_code(socket); /* RT-09 */
    }
    if (socket->shut_send) {
        return WSAESHUTDOWN;
    }
    if (socket->kind == ROOTED_ROOT) {
        return session->listener.listening || session->root.started ? 0 : WSAENOTCONN;
    }
    if (socket->join != ROOTED_JOINED) {
        return WSAENOTCONN;
    }
    unsigned needed = socket->kind == ROOTED_LEAF ? WIRE_LEAF_SENDS : WIRE_LEAF_RECEIVES;
    return socket->link != NULL && (socket->link->request.leaf & needed) == 0 ? WSAEOPNOTSUPP : 0;
}

int rooted_check_flags(const struct rooted_socket *socket, DWORD flags)
{
    DWORD known = WS_MSG_DONTROUTE | (socket->kind == ROOTED_ROOT ? 0u : (DWORD)JLR_MSG_ASIDE);
    return (flags & ~known) == 0 ? 0 : WSAEOPNOTSUPP;
}

static int put_message(struct rooted_socket *socket, DWORD flags, const struct system_buffer *parts,
                       size_t count, size_t size)
{
    if (socket->kind == ROOTED_ROOT) {
        return root_put(socket->session, parts, count, size);
    }
    if (socket->link == NULL) {
        return WSAENOTCONN;
    }
    if (socket->kind == ROOTED_LEAF_AT_ROOT) {
        return aside_put(socket, parts, count, size);
    }
    bool aside = (flags & JLR_MSG_ASIDE) != 0;
    /* A leaf that was invited can send once START has come from its root. */
    return socket->link->state == LINK_OPEN ? leaf_put(socket->session, aside, parts, count, size)
                                            : WSAEWOULDBLOCK;
}

int rooted_put(struct rooted_socket *socket, DWORD flags, const struct system_buffer *parts, size_t count,
               size_t size)
{
    if (!socket->flow.shaped) {
        return put_message(socket, flags, parts, count, size);
    }
    int error = flow_specs_take(socket, size); /* QS-03 */
    if (error == 0) {
        error = put_message(socket, flags, parts, count, size);
        if (error != 0) {
            flow_specs_give_back(socket, size);
        }
    }
    return error;
}

void rooted_flush(struct rooted_socket *socket)
{
    if (socket->kind == ROOTED_ROOT) {
        transmit_what_was_put(socket->session);
        return;
    }
    link_flush(socket->link);
    if (socket->kind == ROOTED_LEAF_AT_ROOT) {
        transmit_what_was_put(socket->session);
    }
}

int rooted_wait_for_room(struct rooted_socket *socket, size_t size, int64_t *deadline)
{
    bool shaped = socket->flow.refused_until != 0; /* it waits for tokens, so no leaf holds it up */
    socket->blocked = !shaped;
    socket->blocked_size = size;
    if (socket->nonblocking || *deadline == ROOTED_NO_WAIT) {
        socket->write_armed = true; /* EV-07 */
        return WSAEWOULDBLOCK;
    }
    if (*deadline == 0) {
        *deadline = rooted_deadline(socket->send_timeout);
    }
    if (shaped && socket->flow.refused_until < *deadline) {
        int error = rooted_wait(socket, socket->flow.refused_until);
        return error == WSAETIMEDOUT ? 0 : error;
    }
    return rooted_wait(socket, *deadline);
}

void rooted_unblock(struct rooted_socket *socket)
{
    socket->blocked = false;
    socket->blocked_size = 0;
}

static int send_locked(struct rooted_socket *socket, DWORD flags, const struct system_buffer *parts,
                       size_t count, size_t size, int64_t deadline)
{
    int error = 0;
    while (error == 0) {
        error = rooted_check_sender(socket);
        if (error == 0) {
            error = rooted_put(socket, flags, parts, count, size);
        }
        if (error == 0) {
            rooted_flush(socket);
        }
        if (error != WSAEWOULDBLOCK) {
            rooted_unblock(socket);
            return error;
        }
        error = rooted_wait_for_room(socket, size, &deadline);
    }
    return error;
}

int WSPAPI rooted_WSPSend(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                          LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                          LPWSATHREADID thread, LPINT error)
{
    (void)routine;
    (void)thread;
    struct system_buffer parts[PARTS_MAX]; /* only as much of it is touched as there are buffers */
    size_t size = 0;
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    int code = check_buffers(parts, buffers, count, sent, overlapped, &size);
    if (code == 0) {
        code = rooted_check_flags(socket, flags);
    }
    if (code == 0 && size > ROOTED_MESSAGE_MAX) {
        code = WSAEMSGSIZE; /* IO-01 */
    }
    if (code == 0) {
        code = send_locked(socket, flags, parts, count, size, overlapped == NULL ? 0 : ROOTED_NO_WAIT);
    }
    if (!socket->closing) {
        rooted_enable(socket, FD_WRITE); /* EV-04 */
    }
    if (code == 0) {
        *sent = (DWORD)size;
    }
    return rooted_leave_with(socket, code, error);
}

/* On a connection-oriented protocol the destination is ignored. */
int WSPAPI rooted_WSPSendTo(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                            const struct WS_sockaddr *to, int tolen, LPWSAOVERLAPPED overlapped,
                            LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
{
    (void)to;
    (void)tolen;
    return rooted_WSPSend(s, buffers, count, sent, flags, overlapped, routine, thread, error);
}

/* ---- receiving ---- */

static union system_address origin_address(const struct wire_origin *origin)
{
    return system_address_of(origin->ipv6 ? SYSTEM_IPV6 : SYSTEM_IPV4, origin->address, origin->port);
}

void rooted_look(const struct rooted_socket *socket, struct rooted_waiting *waiting)
{
    const struct rooted_session *session = socket->session;
    waiting->aside = socket->kind == ROOTED_LEAF_AT_ROOT;
    if (socket->kind == ROOTED_LEAF) {
        receiver_head(&session->leaf.receiver, &waiting->in_window);
        waiting->aside = waiting->in_window.aside;
    }
    if (socket->kind == ROOTED_ROOT || waiting->aside) {
        waiting->queued = waiting->aside ? aside_first(socket) : session->root.relay.to_read.first;
        waiting->size = waiting->queued->size;
        waiting->from = waiting->queued->from;
        waiting->member = waiting->queued->origin.member;
        return;
    }
    waiting->size = waiting->in_window.size;
    waiting->from = socket->peer;
    waiting->member = 0;
    if (waiting->in_window.relayed) {
        waiting->member = waiting->in_window.origin.member;
        waiting->from = origin_address(&waiting->in_window.origin);
    }
}

size_t rooted_copy_out(const struct rooted_socket *socket, const struct rooted_waiting *waiting,
                       const struct system_buffer *parts, size_t count)
{
    size_t done = 0;
    for (size_t i = 0; i < count && done < waiting->size; i++) {
        size_t here = waiting->size - done < parts[i].size ? waiting->size - done : parts[i].size;
        if (here == 0) {
            continue;
        }
        if (waiting->queued != NULL) {
            memcpy(parts[i].bytes, waiting->queued->bytes + done, here);
        } else {
            receiver_copy(&socket->session->leaf.receiver, &waiting->in_window, done, parts[i].bytes, here);
        }
        done += here;
    }
    return done;
}

void rooted_take(struct rooted_socket *socket, const struct rooted_waiting *waiting, int64_t now)
{
    struct rooted_session *session = socket->session;
    session->statistics.messagesReceived +=
        socket->kind == ROOTED_LEAF; /* those of a root are counted when they come */
    if (waiting->aside) {
        aside_read(socket);
    } else if (socket->kind == ROOTED_ROOT) {
        relay_read(session);
    }
    if (socket->kind != ROOTED_LEAF) {
        return;
    }
    receiver_take(&session->leaf.receiver, &waiting->in_window, now);
}

uint32_t rooted_take_run(struct rooted_socket *socket, void *out, size_t room, uint32_t most, uint32_t *size,
                         int64_t now)
{
    struct rooted_session *session = socket->session;
    if (socket->kind != ROOTED_LEAF) {
        return 0;
    }
    uint32_t count = receiver_take_run(&session->leaf.receiver, out, room, most, size, now);
    session->statistics.messagesReceived += count;
    return count;
}

void rooted_taken(struct rooted_socket *socket, int64_t now)
{
    if (socket->kind == ROOTED_LEAF) {
        leaf_read(socket->session, now);
    }
}

/* There is nothing to read. Returns why nothing will come, or 0 if something may come. */
static int why_empty(const struct rooted_socket *socket)
{
    const struct rooted_session *session = socket->session;
    if (socket->shut_receive) {
        return WSAESHUTDOWN;
    }
    if (socket->closed) {
        return rooted_closed_code(socket); /* RT-09 */
    }
    if (socket->kind == ROOTED_ROOT) {
        return session->listener.listening || session->root.started ? 0 : WSAENOTCONN;
    }
    if (socket->join != ROOTED_JOINED) {
        return WSAENOTCONN;
    }
    unsigned needed = socket->kind == ROOTED_LEAF ? WIRE_LEAF_RECEIVES : WIRE_LEAF_SENDS;
    return socket->link != NULL && (socket->link->request.leaf & needed) == 0 ? WSAEOPNOTSUPP : 0;
}

int rooted_wait_for_message(struct rooted_socket *socket, bool waits)
{
    int64_t deadline = ROOTED_NEVER;
    bool timed = false;
    while (!rooted_readable(socket)) {
        int error = why_empty(socket);
        if (error == 0 && (socket->nonblocking || !waits)) {
            error = WSAEWOULDBLOCK;
        }
        if (error == 0) {
            if (!timed) {
                deadline = rooted_deadline(socket->receive_timeout);
                timed = true;
            }
            error = rooted_wait_for_data(socket, deadline);
        }
        if (error != 0) {
            return error;
        }
    }
    return 0;
}

int WSPAPI rooted_WSPRecvFrom(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                              struct WS_sockaddr *from, LPINT fromlen, LPWSAOVERLAPPED overlapped,
                              LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
{
    (void)routine;
    (void)thread;
    struct system_buffer parts[PARTS_MAX];
    struct rooted_waiting waiting = {.queued = NULL};
    size_t room = 0;
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    int code = check_buffers(parts, buffers, count, received, overlapped, &room);
    if (code == 0 &&
        (flags == NULL ||
         (from != NULL && (fromlen == NULL || *fromlen < (int)system_address_size(socket->family))))) {
        code = WSAEFAULT;
    }
    if (code == 0 && (*flags & ~(DWORD)(WS_MSG_PEEK | WS_MSG_PARTIAL | WS_MSG_PUSH_IMMEDIATE)) != 0) {
        code = WSAEOPNOTSUPP;
    }
    if (code == 0) {
        code = rooted_wait_for_message(socket, overlapped == NULL);
    }
    if (code == 0) {
        rooted_look(socket, &waiting);
        *received = (DWORD)rooted_copy_out(socket, &waiting, parts, count);
        if (from != NULL) {
            name_write(&waiting.from, from, fromlen);
        }
        if ((*flags & WS_MSG_PEEK) == 0) {
            int64_t now = system_clock_now();
            rooted_take(socket, &waiting, now);
            rooted_taken(socket, now);
        }
        *flags = waiting.aside ? JLR_MSG_ASIDE : 0;
        code = waiting.size > room ? WSAEMSGSIZE : 0; /* IO-01 */
    }
    if (!socket->closing) {
        rooted_enable(socket, FD_READ); /* EV-04 */
    }
    return rooted_leave_with(socket, code, error);
}

int WSPAPI rooted_WSPRecv(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                          LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                          LPWSATHREADID thread, LPINT error)
{
    return rooted_WSPRecvFrom(s, buffers, count, received, flags, NULL, NULL, overlapped, routine, thread,
                              error);
}

DWORD rooted_next_size(const struct rooted_socket *socket)
{
    struct rooted_waiting waiting = {.queued = NULL};
    if (!rooted_readable(socket)) {
        return 0;
    }
    rooted_look(socket, &waiting);
    return (DWORD)waiting.size;
}
