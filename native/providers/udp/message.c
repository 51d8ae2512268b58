/*
 * WSARecvMsg and WSASendMsg: datagrams with control data (OP-06, OP-08, OP-09). Applications call
 * them directly, so they do here what an entry of the API half does: start-up, handle, last error.
 */
#include "message.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include <netinet/udp.h>

#include <joinleaf/ws_ext.h>

#include "providers/provider.h"
#include "system/linux/os_errno.h"
#include "control.h"
#include "data.h"
#include "event.h"
#include "failure.h"
#include "option.h"

static int check_message(const struct udp_socket *socket, const WSAMSG *message)
{
    if (message->Control.len > 0 && message->Control.buf == NULL) {
        return WSAEFAULT;
    }
    return message->name != NULL && message->namelen < (int)os_address_size(socket->family) ? WSAEFAULT : 0;
}

static DWORD received_flags(const struct msghdr *os_message, bool cut, bool control_cut)
{
    return (cut ? WS_MSG_TRUNC : 0u) | (control_cut ? WS_MSG_CTRUNC : 0u) | udp_control_cast(os_message);
}

static int receive_message(struct udp_socket *socket, LPWSAMSG message, LPDWORD received,
                           LPWSAOVERLAPPED overlapped, LPINT error)
{
    if (message == NULL) {
        return udp_result(error, WSAEFAULT);
    }
    struct iovec vector[UIO_MAXIOV];
    int code = udp_check_buffers(vector, message->lpBuffers, message->dwBufferCount, received, overlapped);
    uint32_t state = udp_state_for(socket, overlapped);
    if (code == 0) {
        code = check_message(socket, message);
    }
    if (code == 0) {
        code = udp_check_receive(socket, state, message->dwFlags);
    }
    if (code != 0) {
        return udp_result(error, code);
    }
    if ((state & UDP_TOLD) == 0) {
        udp_be_told_destinations(socket);
    }
    int os_flags = ((state & UDP_NONBLOCKING) != 0 ? MSG_DONTWAIT : 0) |
                   ((message->dwFlags & WS_MSG_PEEK) != 0 ? MSG_PEEK : 0);
    struct udp_patience patience = udp_patience_of(atomic_load(&socket->options.receive_timeout), os_flags);
    union os_address sender;
    union udp_control control;
    struct msghdr os_message;
    ssize_t size;
    for (;;) {
        os_message = (struct msghdr){.msg_name = &sender,
                                     .msg_namelen = sizeof sender,
                                     .msg_iov = vector,
                                     .msg_iovlen = message->dwBufferCount,
                                     .msg_control = &control,
                                     .msg_controllen = sizeof control};
        size = recvmsg(socket->fd, &os_message, os_flags | MSG_TRUNC);
        int failed = size < 0 ? errno : size == 0 ? udp_errno_of_nothing(socket, &state) : 0;
        if (failed == 0) {
            break;
        }
        code = udp_failure(socket, failed, os_flags, patience, POLLIN);
        if (code != 0) {
            return udp_result(error, code);
        }
    }
    state = atomic_load(&socket->state);
    if (message->name != NULL) {
        os_address_out(&sender, message->name, &message->namelen);
    }
    size_t room = udp_vector_room(vector, message->dwBufferCount);
    bool cut = (size_t)size > room;
    bool control_cut = !udp_control_out(&os_message, state, &message->Control);
    message->dwFlags = received_flags(&os_message, cut, control_cut);
    *received = (DWORD)(cut ? room : (size_t)size);
    return cut || control_cut ? udp_result(error, WSAEMSGSIZE) : 0; /* IO-11 */
}

static int message_receive(SOCKET s, LPWSAMSG message, LPDWORD received, LPWSAOVERLAPPED overlapped,
                           LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    int result = receive_message(socket, message, received, overlapped, error);
    udp_event_received(socket, result == 0 ? 0 : *error);
    return result;
}

static void bind_all_the_same(struct udp_socket *socket)
{
    pthread_mutex_lock(&socket->lock);
    udp_bind_if_unbound(socket, 0);
    pthread_mutex_unlock(&socket->lock);
}

static int send_message(SOCKET s, LPWSAMSG message, DWORD flags, LPDWORD sent, LPWSAOVERLAPPED overlapped,
                        LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    if (message == NULL) {
        return udp_result(error, WSAEFAULT);
    }
    struct iovec vector[UIO_MAXIOV];
    union os_address to;
    const union os_address *target = NULL; /* NULL: the kernel socket is connected */
    int code = udp_check_buffers(vector, message->lpBuffers, message->dwBufferCount, sent, overlapped);
    if (sent == NULL && overlapped == NULL) {
        bind_all_the_same(socket); /* Windows binds though the call fails (IO-11) */
    }
    uint32_t state = udp_state_for(socket, overlapped);
    if (code == 0) {
        code = check_message(socket, message);
    }
    if (code == 0) {
        code = udp_send_target(socket, state, flags, message->name, message->namelen, &to, &target);
    }
    union udp_control control;
    struct msghdr os_message = {.msg_iov = vector,
                                .msg_iovlen = message->dwBufferCount,
                                .msg_control = &control,
                                .msg_controllen = 0};
    if (code == 0) {
        code = udp_control_in(socket, &message->Control, &os_message);
    }
    if (code == 0) {
        code = udp_send_checked(socket, state, &os_message, flags, target, sent);
    }
    return udp_result(error, code);
}

static INT WINAPI recv_msg(SOCKET s, LPWSAMSG message, LPDWORD received, LPWSAOVERLAPPED overlapped,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    if (overlapped != NULL && overlapped != &provider_no_wait) {
        return udp_host->calls.receive_message(recv_msg, s, message, received, overlapped, routine);
    }
    struct provider_call call;
    if (!udp_host->calls.enter(&call, &udp_provider, s)) {
        return SOCKET_ERROR;
    }
    int error = 0;
    message_receive(s, message, received, overlapped, &error);
    return udp_host->calls.leave(&call, error);
}

static INT WSAAPI send_msg(SOCKET s, LPWSAMSG message, DWORD flags, LPDWORD sent, LPWSAOVERLAPPED overlapped,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    if (overlapped != NULL && overlapped != &provider_no_wait) {
        return udp_host->calls.send_message(send_msg, s, message, flags, sent, overlapped, routine);
    }
    struct provider_call call;
    if (!udp_host->calls.enter(&call, &udp_provider, s)) {
        return SOCKET_ERROR;
    }
    int error = 0;
    send_message(s, message, flags, sent, overlapped, &error);
    return udp_host->calls.leave(&call, error);
}

udp_function udp_extension_function(const GUID *id)
{
    static const GUID receive_id = WSAID_WSARECVMSG, send_id = WSAID_WSASENDMSG;
    if (memcmp(id, &receive_id, sizeof *id) == 0) {
        return (udp_function)recv_msg;
    }
    return memcmp(id, &send_id, sizeof *id) == 0 ? (udp_function)send_msg : NULL;
}
