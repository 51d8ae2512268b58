/* Binding, names, listening and shutting down (AC-01, IO-08). */
#include "enter.h"
#include "entries.h"
#include "providers/common/name.h"
#include "providers/rooted/session/aside.h"
#include "providers/rooted/session/connecting.h"
#include "providers/rooted/session/leaf.h"
#include "providers/rooted/session/listener.h"
#include "providers/rooted/session/relay.h"
#include "wait.h"

int WSPAPI rooted_WSPBind(SOCKET s, const struct WS_sockaddr *name, int namelen, LPINT error)
{
    union system_address address;
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    int code = name_read(&address, socket->family, name, namelen);
    if (code == 0 && (socket->kind == ROOTED_LEAF_AT_ROOT || socket->session->listener.bound ||
                      socket->join != ROOTED_NOT_JOINED)) {
        code = WSAEINVAL;
    }
    if (code == 0 && (system_address_is_multicast(&address) || system_address_is_broadcast(&address))) {
        code = WSAEADDRNOTAVAIL; /* ER-02b */
    }
    if (code == 0) {
        code = connecting_bind(socket->session, &address);
    }
    return rooted_leave_with(socket, code, error);
}

/* The local address of the connection, if there is or was one; else the address that was bound. */
static int local_name(const struct rooted_socket *socket, union system_address *address)
{
    if (socket->kind != ROOTED_ROOT && socket->local_known) {
        *address = socket->local;
        return 0;
    }
    if (socket->kind == ROOTED_LEAF_AT_ROOT || !socket->session->listener.bound ||
        socket->session->listener.source.watch.socket == SYSTEM_NO_SOCKET) {
        return WSAEINVAL;
    }
    return system_socket_local(socket->session->listener.source.watch.socket, address);
}

int WSPAPI rooted_WSPGetSockName(SOCKET s, struct WS_sockaddr *name, LPINT namelen, LPINT error)
{
    union system_address address;
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    int code = name == NULL || namelen == NULL ? WSAEFAULT : local_name(socket, &address);
    return rooted_leave_with(socket, code == 0 ? name_write(&address, name, namelen) : code, error);
}

int WSPAPI rooted_WSPGetPeerName(SOCKET s, struct WS_sockaddr *name, LPINT namelen, LPINT error)
{
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    bool has_peer = socket->kind != ROOTED_ROOT && socket->join == ROOTED_JOINED;
    int code = !has_peer ? WSAENOTCONN : name == NULL || namelen == NULL ? WSAEFAULT : 0; /* ER-03b */
    return rooted_leave_with(socket, code == 0 ? name_write(&socket->peer, name, namelen) : code, error);
}

/* ---- listening and shutting down ---- */

int WSPAPI rooted_WSPListen(SOCKET s, int backlog, LPINT error)
{
    struct rooted_socket *socket = rooted_enter(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    int code = 0;
    if (socket->kind == ROOTED_LEAF_AT_ROOT ||
        (socket->kind == ROOTED_LEAF && socket->join != ROOTED_NOT_JOINED)) {
        code = WSAEISCONN; /* AC-08 */
    } else if (!socket->session->listener.bound) {
        code = WSAEINVAL; /* AC-01 */
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
        aside_discard(socket);
        if (socket->kind == ROOTED_ROOT) {
            relay_discard(socket->session);
        } else if (socket->session->leaf.receiving && socket->kind == ROOTED_LEAF) {
            receiver_discard(&socket->session->leaf.receiver, system_clock_now());
            leaf_read(socket->session, system_clock_now());
        }
    }
    rooted_wake(socket);
    return rooted_leave_with(socket, 0, error);
}
