/* Sending and receiving datagrams (IO-01 to IO-10). Each is one system call, without a lock or an allocation,
 * unless the socket has a flow specification, a hop limit of 0 or a selection of network events. */
#include "data.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/uio.h>

#include "providers/common/in_place.h"
#include "system/linux/os_errno.h"
#include "broadcast.h"
#include "control.h"
#include "destination.h"
#include "event.h"
#include "failure.h"
#include "interface.h"
#include "qos.h"
#include "scope.h"

/* The code is WSAEINVAL for no buffers, or for more than the kernel takes at once. */
int udp_check_buffers(struct iovec *vector, const WSABUF *buffers, DWORD count, const DWORD *moved,
                      const WSAOVERLAPPED *overlapped)
{
    int code = provider_check_buffers(buffers, count, UIO_MAXIOV, moved, overlapped);
    for (DWORD i = 0; code == 0 && i < count; i++) {
        vector[i] = (struct iovec){.iov_base = buffers[i].buf, .iov_len = buffers[i].len};
    }
    return code;
}

/* Returns why a socket in this state cannot send, or 0. addressed: the call names a destination. */
static int check_send(uint32_t state, DWORD flags, bool addressed)
{
    if ((flags & ~(DWORD)WS_MSG_DONTROUTE) != 0 || (state & UDP_NO_SEND) != 0) {
        return WSAEOPNOTSUPP; /* IP-07 for a receiver */
    }
    if ((state & UDP_SHUT_SEND) != 0) {
        return WSAESHUTDOWN; /* IO-08 */
    }
    return addressed || (state & UDP_CONNECTED) != 0 ? 0 : WSAENOTCONN; /* IO-03 */
}

/* No route leads to the group. Returns whether there is an interface that the message is to be sent by all
 * the same; then the message says so. */
static bool send_beside_routes(struct udp_socket *socket, uint32_t state, const union os_address *target,
                               struct msghdr *message)
{
    const union os_address *to = target != NULL ? target : udp_destination(socket);
    struct udp_way way = udp_interface_beside_routes_unlocked(socket, to);
    if (way.index != 0) {
        udp_control_add_way(socket, state, to, &way, message);
    }
    return way.index != 0;
}

IN_PLACE ssize_t send_datagram(const struct udp_socket *socket, const struct msghdr *message, int os_flags)
{
    const struct iovec *first = message->msg_iov;
    return message->msg_iovlen == 1 && message->msg_controllen == 0
               ? sendto(socket->fd, first->iov_base, first->iov_len, os_flags, message->msg_name,
                        message->msg_namelen)
               : sendmsg(socket->fd, message, os_flags);
}

/* Returns why a datagram was not sent, by errno, or 0 if it is to be tried again. *beside: whether it was
 * tried beside the routes, which is done once: if that fails too, it is the interface that cannot send. */
static int send_failure(struct udp_socket *socket, uint32_t state, const union os_address *target,
                        struct msghdr *message, int os_flags, struct udp_patience patience, bool *beside)
{
    int errno_value = errno;
    if (errno_value == ENETUNREACH && !*beside) {
        *beside = true;
        if (send_beside_routes(socket, state, target, message)) {
            return 0;
        }
    }
    int code = udp_failure(socket, errno_value, os_flags, patience, POLLOUT);
    bool forbidden = code == WSAENETUNREACH && target != NULL && udp_broadcast_forbids(socket, target);
    return forbidden ? WSAEACCES : code;
}

IN_PLACE int send_checked(struct udp_socket *socket, uint32_t state, struct msghdr *message, DWORD flags,
                          const union os_address *target, LPDWORD sent)
{
    if (target != NULL) {
        message->msg_name = (void *)(uintptr_t)target;
        message->msg_namelen = os_address_size(socket->family);
    }
    if (udp_control_has_way(state, target)) {
        udp_control_add_way(socket, state, target, NULL, message);
    }
    int os_flags = MSG_NOSIGNAL | ((state & UDP_NONBLOCKING) != 0 ? MSG_DONTWAIT : 0) |
                   ((flags & WS_MSG_DONTROUTE) != 0 ? MSG_DONTROUTE : 0);
    DWORD timeout = atomic_load_explicit(&socket->options.send_timeout, memory_order_relaxed);
    struct udp_patience patience = udp_patience_of(timeout, os_flags);
    bool host_only = (state & UDP_HOST_ONLY) != 0, shaped = (state & UDP_SHAPED) != 0;
    size_t whole = host_only || shaped ? udp_vector_room(message->msg_iov, (DWORD)message->msg_iovlen) : 0;
    if (host_only && udp_scope_swallows(socket, target, whole)) {
        *sent = (DWORD)whole;
        return 0;
    }
    int code = shaped ? udp_qos_admit(socket, whole, udp_control_segment(message), os_flags, patience) : 0;
    if (code != 0) {
        return code;
    }
    bool beside = false;
    ssize_t size;
    while ((size = send_datagram(socket, message, os_flags)) < 0) {
        code = send_failure(socket, state, target, message, os_flags, patience, &beside);
        if (code != 0) {
            if (shaped) {
                udp_qos_give_back(socket, whole);
            }
            udp_event_sent(socket, code);
            return code;
        }
        if (host_only && udp_scope_swallows(socket, target, whole)) {
            *sent = (DWORD)whole; /* the interface has another address by now */
            return 0;
        }
    }
    *sent = (DWORD)size;
    if ((state & UDP_BOUND) == 0) {
        atomic_fetch_or(&socket->state, UDP_BOUND); /* sending binds (IO-04) */
        udp_event_bound(socket);
    }
    return 0;
}

int udp_send_checked(struct udp_socket *socket, uint32_t state, struct msghdr *message, DWORD flags,
                     const union os_address *target, LPDWORD sent)
{
    return send_checked(socket, state, message, flags, target, sent);
}

/* A connected kernel socket sends to the group whose zone it ignores by whatever interface is chosen: so each
 * send names the group, and with it the zone. */
static const union os_address *default_target(const struct udp_socket *socket, uint32_t state)
{
    const union os_address *destination = udp_destination(socket);
    return (state & UDP_KERNEL_CONNECTED) != 0 && udp_control_zone(destination) == 0 ? NULL : destination;
}

int udp_send_target(const struct udp_socket *socket, uint32_t state, DWORD flags,
                    const struct WS_sockaddr *to, int tolen, union os_address *room,
                    const union os_address **target)
{
    int code = to == NULL ? 0 : os_address_in(room, socket->family, to, tolen);
    if (code == 0) {
        code = check_send(state, flags, to != NULL);
    }
    if (code == 0 && to != NULL && (os_address_is_nobody(room) || os_address_port(room) == 0)) {
        code = WSAEADDRNOTAVAIL;
    }
    if (code == 0 && to != NULL && (state & UDP_LENT_BROADCAST) != 0 && udp_broadcast_refuses(room)) {
        code = WSAEACCES; /* ER-02b */
    }
    *target = to != NULL ? room : default_target(socket, state);
    return code;
}

IN_PLACE int send_to(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, bool addressed,
                     const struct WS_sockaddr *to, int tolen, const WSAOVERLAPPED *overlapped, LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    struct iovec vector[UIO_MAXIOV]; /* only as much of it is touched as there are buffers */
    union os_address room;
    const union os_address *target;
    int code = udp_check_buffers(vector, buffers, count, sent, overlapped);
    uint32_t state = udp_state_for(socket, overlapped);
    if (code == 0 && addressed && to == NULL && (state & UDP_CONNECTED) == 0) {
        code = WSAEDESTADDRREQ; /* IO-03 */
    }
    if (code == 0) {
        code = udp_send_target(socket, state, flags, to, tolen, &room, &target);
    }
    if (code == 0) {
        union udp_control control;
        struct msghdr message = {
            .msg_iov = vector, .msg_iovlen = count, .msg_control = &control, .msg_controllen = 0};
        code = send_checked(socket, state, &message, flags, target, sent);
    }
    return udp_result(error, code);
}

int WSPAPI udp_WSPSend(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                       LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                       LPWSATHREADID thread, LPINT error)
{
    (void)routine;
    (void)thread;
    return send_to(s, buffers, count, sent, flags, false, NULL, 0, overlapped, error);
}

int WSPAPI udp_WSPSendTo(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                         const struct WS_sockaddr *to, int tolen, LPWSAOVERLAPPED overlapped,
                         LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
{
    (void)routine;
    (void)thread;
    return send_to(s, buffers, count, sent, flags, true, to, tolen, overlapped, error);
}

int udp_check_receive(struct udp_socket *socket, uint32_t state, DWORD flags)
{
    if ((flags & ~(DWORD)(WS_MSG_PEEK | WS_MSG_PARTIAL | WS_MSG_PUSH_IMMEDIATE)) != 0) {
        return WSAEOPNOTSUPP;
    }
    if ((state & UDP_NO_RECEIVE) != 0) {
        return WSAEOPNOTSUPP; /* IP-07 */
    }
    if ((state & UDP_SHUT_RECEIVE) != 0) {
        return WSAESHUTDOWN;
    }
    if ((state & UDP_BOUND) == 0) {
        return WSAEINVAL; /* IO-04 */
    }
    return (state & UDP_RESET_HELD) == 0 ? 0 : udp_take_reset(socket, (flags & WS_MSG_PEEK) != 0);
}

size_t udp_vector_room(const struct iovec *vector, DWORD count)
{
    size_t room = 0;
    for (DWORD i = 0; i < count; i++) {
        room += vector[i].iov_len;
    }
    return room;
}

/* MSG_TRUNC makes the kernel return the datagram's whole size, so that one system call also tells of a loss
 * (IO-01). */
IN_PLACE ssize_t receive_datagram(const struct udp_socket *socket, struct iovec *vector, DWORD count,
                                  int os_flags, union os_address *sender)
{
    socklen_t size = sizeof *sender;
    if (count == 1) {
        return recvfrom(socket->fd, vector[0].iov_base, vector[0].iov_len, os_flags | MSG_TRUNC,
                        sender == NULL ? NULL : &sender->any, sender == NULL ? NULL : &size);
    }
    struct msghdr message = {
        .msg_name = sender, .msg_namelen = sender == NULL ? 0 : size, .msg_iov = vector, .msg_iovlen = count};
    return recvmsg(socket->fd, &message, os_flags | MSG_TRUNC);
}

IN_PLACE int receive_from(struct udp_socket *socket, LPWSABUF buffers, DWORD count, LPDWORD received,
                          LPDWORD flags, struct WS_sockaddr *from, LPINT fromlen, LPWSAOVERLAPPED overlapped,
                          LPINT error)
{
    struct iovec vector[UIO_MAXIOV]; /* only as much of it is touched as there are buffers */
    int code = udp_check_buffers(vector, buffers, count, received, overlapped);
    if (code == 0 && (flags == NULL || (from != NULL && (fromlen == NULL ||
                                                         *fromlen < (int)os_address_size(socket->family))))) {
        code = WSAEFAULT;
    }
    uint32_t state = udp_state_for(socket, overlapped);
    if (code == 0) {
        code = udp_check_receive(socket, state, *flags);
    }
    if (code != 0) {
        return udp_result(error, code);
    }
    int os_flags =
        ((state & UDP_NONBLOCKING) != 0 ? MSG_DONTWAIT : 0) | ((*flags & WS_MSG_PEEK) != 0 ? MSG_PEEK : 0);
    DWORD timeout = atomic_load_explicit(&socket->options.receive_timeout, memory_order_relaxed);
    struct udp_patience patience = udp_patience_of(timeout, os_flags);
    union os_address sender;
    ssize_t size;
    while ((size = receive_datagram(socket, vector, count, os_flags, from == NULL ? NULL : &sender)) <= 0) {
        int failed = size < 0 ? errno : udp_errno_of_nothing(socket, &state);
        if (failed == 0) {
            break;
        }
        code = udp_failure(socket, failed, os_flags, patience, POLLIN);
        if (code != 0) {
            return udp_result(error, code);
        }
    }
    if (from != NULL) {
        os_address_out(&sender, from, fromlen);
    }
    size_t room = udp_vector_room(vector, count);
    *flags = 0;
    if ((size_t)size > room) {
        *received = (DWORD)room;
        return udp_result(error, WSAEMSGSIZE);
    }
    *received = (DWORD)size;
    return 0;
}

IN_PLACE int receive(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                     struct WS_sockaddr *from, LPINT fromlen, LPWSAOVERLAPPED overlapped, LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    int result = receive_from(socket, buffers, count, received, flags, from, fromlen, overlapped, error);
    udp_event_received(socket, result == 0 ? 0 : *error);
    return result;
}

int WSPAPI udp_WSPRecvFrom(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                           struct WS_sockaddr *from, LPINT fromlen, LPWSAOVERLAPPED overlapped,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
{
    (void)routine;
    (void)thread;
    return receive(s, buffers, count, received, flags, from, fromlen, overlapped, error);
}

int WSPAPI udp_WSPRecv(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                       LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                       LPWSATHREADID thread, LPINT error)
{
    (void)routine;
    (void)thread;
    return receive(s, buffers, count, received, flags, NULL, NULL, overlapped, error);
}
