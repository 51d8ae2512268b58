/* Binding, names, listening and shutting down (AC-01, IO-08). */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "system/linux/os_errno.h"
#include "entries.h"
#include "providers/rooted/link/link.h"

int socket_stream(int family)
{
    const int on = 1;
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && family == AF_INET6) {
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    }
    return fd;
}

static int bind_locked(struct rooted_session *session, const union os_address *address)
{
    const int on = 1;
    int family = address->any.sa_family;
    int fd = socket_stream(family);
    if (fd < 0) {
        return os_wsa_error(errno);
    }
    if (session->options.reuse_address) {
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    }
    int code = bind(fd, &address->any, os_address_size(family));
    if (code != 0 && errno == EADDRINUSE && !session->options.exclusive_address) {
        /* Connections of an earlier socket may linger there: those are no obstacle, as they are none on
         * Windows. */
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        code = bind(fd, &address->any, os_address_size(family));
    }
    if (code != 0) {
        code = os_wsa_error(errno);
        close(fd);
        return code;
    }
    session->listener.fd = fd;
    session->bound = true;
    return 0;
}

int rooted_bind_if_unbound(struct rooted_session *session, int family)
{
    if (session->bound) {
        return 0;
    }
    union os_address wildcard;
    memset(&wildcard, 0, sizeof wildcard);
    wildcard.any.sa_family = (sa_family_t)family;
    return bind_locked(session, &wildcard);
}

int WSPAPI rooted_WSPBind(SOCKET s, const struct WS_sockaddr *name, int namelen, LPINT error)
{
    union os_address address;
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    int code = os_address_in(&address, socket->family, name, namelen);
    if (code == 0 &&
        (socket->kind == ROOTED_BRANCH || socket->session->bound || socket->join != ROOTED_NOT_JOINED)) {
        code = WSAEINVAL;
    }
    if (code == 0 && os_address_is_multicast(&address)) {
        code = WSAEADDRNOTAVAIL;
    }
    if (code == 0) {
        code = bind_locked(socket->session, &address);
    }
    return rooted_leave_with(socket, code, error);
}

/* A connection's own end, while there is one; else what was bound. */
static int local_name(const struct rooted_socket *socket, union os_address *address)
{
    socklen_t size = sizeof *address;
    if (socket->kind != ROOTED_ROOT && socket->local_known) {
        *address = socket->local;
        return 0;
    }
    if (socket->kind == ROOTED_BRANCH || !socket->session->bound || socket->session->listener.fd < 0) {
        return WSAEINVAL;
    }
    return getsockname(socket->session->listener.fd, &address->any, &size) == 0 ? 0 : os_wsa_error(errno);
}

int WSPAPI rooted_WSPGetSockName(SOCKET s, struct WS_sockaddr *name, LPINT namelen, LPINT error)
{
    union os_address address;
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    int code = name == NULL || namelen == NULL ? WSAEFAULT : local_name(socket, &address);
    return rooted_leave_with(socket, code == 0 ? os_address_out(&address, name, namelen) : code, error);
}

int WSPAPI rooted_WSPGetPeerName(SOCKET s, struct WS_sockaddr *name, LPINT namelen, LPINT error)
{
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    int code = name == NULL || namelen == NULL                                ? WSAEFAULT
               : socket->kind == ROOTED_ROOT || socket->join != ROOTED_JOINED ? WSAENOTCONN
                                                                              : 0;
    return rooted_leave_with(socket, code == 0 ? os_address_out(&socket->peer, name, namelen) : code, error);
}

/* ---- listening and shutting down ---- */

int WSPAPI rooted_WSPListen(SOCKET s, int backlog, LPINT error)
{
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    int code = 0;
    if (socket->kind == ROOTED_BRANCH || !socket->session->bound) {
        code = WSAEINVAL; /* AC-01, AC-08 */
    } else if (socket->kind == ROOTED_LEAF && socket->join != ROOTED_NOT_JOINED) {
        code = WSAEISCONN;
    } else {
        uint32_t places = backlog <= 0                   ? 1
                          : backlog > ROOTED_BACKLOG_MAX ? ROOTED_BACKLOG_MAX
                                                         : (uint32_t)backlog;
        code = listener_start(socket->session, places);
        rooted_wake(socket); /* a root may now send (EV-07) */
    }
    return rooted_leave_with(socket, code, error);
}

int WSPAPI rooted_WSPShutdown(SOCKET s, int how, LPINT error)
{
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    if (how != SD_RECEIVE && how != SD_SEND && how != SD_BOTH) {
        return rooted_leave_with(socket, WSAEINVAL, error);
    }
    socket->shut_send = socket->shut_send || how != SD_RECEIVE;
    if (how != SD_SEND && !socket->shut_receive) {
        socket->shut_receive = true; /* what comes is thrown away, so that it holds nobody up */
        if (socket->kind == ROOTED_ROOT) {
            root_discard(socket->session);
        } else if (socket->session->receiving && socket->kind == ROOTED_LEAF) {
            receiver_discard(&socket->session->receiver, reactor_now());
            leaf_read(socket->session);
        }
    }
    rooted_wake(socket);
    return rooted_leave_with(socket, 0, error);
}
