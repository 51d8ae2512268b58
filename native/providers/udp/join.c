/* WSPJoinLeaf for IP multicast: JL-01 to JL-11 in the order of the rules, then IP-01 to IP-15. */
#include "join.h"

#include <errno.h>

#include "providers/common/directions.h"
#include "system/linux/os_errno.h"
#include "system/linux/os_interface.h"
#include "destination.h"
#include "event.h"
#include "interface.h"
#include "membership.h"
#include "qos.h"

/* JL-04, JL-05: UDP carries no connect data, so there is none to take and none to give back. */
int udp_check_connect_data(const WSABUF *caller, WSABUF *callee)
{
    if (caller != NULL && caller->len > 0) {
        return caller->buf == NULL ? WSAEFAULT : WSAEPROTONOSUPPORT;
    }
    if (callee != NULL) {
        if (callee->len > 0 && callee->buf == NULL) {
            return WSAEFAULT;
        }
        callee->len = 0;
    }
    return 0;
}

static int check_name(const struct udp_socket *socket, const union os_address *group, DWORD directions)
{
    /* A receiver that is bound already has its port; everybody else takes it from the name (JL-02). */
    bool port_needed = (directions & JL_SENDER_ONLY) != 0 || (atomic_load(&socket->state) & UDP_BOUND) == 0;
    if (!os_address_is_multicast(group) || (port_needed && os_address_port(group) == 0)) {
        return WSAEADDRNOTAVAIL;
    }
    return 0;
}

/*
 * A sender's kernel socket can be connected to the group: nothing is ever received on it, so nothing is lost.
 * In IPv6 it is not connected, because the kernel would go on to send from an address that the interface has
 * lost.
 */
static int connect_sender(struct udp_socket *socket, const union os_address *group)
{
    if (socket->family == AF_INET6) {
        return 0;
    }
    int error = udp_interface_connect(socket, group);
    if (error == 0) {
        atomic_fetch_or(&socket->state, UDP_KERNEL_CONNECTED);
    }
    return error;
}

/* A sender's port is the system's choice; a receiver must have the group's (IP-02, JL-07). A socket that
 * does both takes the group's port if it can have it, else a unique one: then it is a sender beside a
 * receiver that does not share its port (IP-02b). */
static int bind_for_join(struct udp_socket *socket, const union os_address *group, DWORD directions)
{
    int error = udp_bind_if_unbound(socket, directions == JL_SENDER_ONLY ? 0 : os_address_port(group));
    bool held = error == WSAEADDRINUSE || error == WSAEACCES;
    return held && directions == (JL_SENDER_ONLY | JL_RECEIVER_ONLY) ? udp_bind_if_unbound(socket, 0) : error;
}

static int join_group(struct udp_socket *socket, const union os_address *group, DWORD directions)
{
    unsigned interface_index;
    int error = udp_choose_interface(socket, group, &interface_index);
    if (error == 0 && directions != JL_RECEIVER_ONLY && !udp_interface_can_send(socket)) {
        error = WSAEADDRNOTAVAIL;
    }
    if (error == 0) {
        error = bind_for_join(socket, group, directions);
    }
    if (error == 0 && directions != JL_RECEIVER_ONLY) {
        error = udp_destination_set(socket, group);
    }
    if (error == 0) {
        error = directions == JL_SENDER_ONLY ? connect_sender(socket, group)
                                             : udp_membership_join(socket, group, interface_index);
    }
    if (error == 0) {
        socket->session.group = *group;
        socket->session.interface_index = directions == JL_SENDER_ONLY ? 0 : interface_index;
    }
    return error;
}

static unsigned outgoing_interface(const struct udp_socket *socket)
{
    return socket->outgoing[udp_version_of(socket->family)].index;
}

bool udp_is_in_session(const struct udp_socket *socket)
{
    if ((atomic_load(&socket->state) & UDP_JOINED) == 0) {
        return false;
    }
    const struct udp_session *session = &socket->session;
    unsigned outgoing = outgoing_interface(socket);
    return session->interface_index != 0
               ? udp_membership_holds(socket, &session->group, session->interface_index)
               : outgoing == 0 || os_interface_is_there(socket->fd, outgoing);
}

unsigned udp_session_interface(const struct udp_socket *socket)
{
    const struct udp_session *session = &socket->session;
    return !udp_is_in_session(socket)      ? 0
           : session->interface_index != 0 ? session->interface_index
                                           : outgoing_interface(socket);
}

/* Returns whether the session has ended because its interface was deleted. A session whose membership the
 * program itself has dropped has not ended (JL-10). */
static bool is_session_lost(const struct udp_socket *socket)
{
    const struct udp_session *session = &socket->session;
    return session->interface_index != 0
               ? udp_membership_is_lost(socket, &session->group, session->interface_index)
               : !udp_is_in_session(socket);
}

int udp_leave(struct udp_socket *socket)
{
    uint32_t state = atomic_load(&socket->state);
    int error = (state & UDP_KERNEL_CONNECTED) != 0 ? udp_kernel_disconnect(socket) : 0;
    if (error == 0 && socket->session.interface_index != 0) {
        error = udp_membership_leave(socket, &socket->session.group, socket->session.interface_index);
    }
    if (error == 0) {
        const uint32_t joined =
            UDP_JOINED | UDP_CONNECTED | UDP_KERNEL_CONNECTED | UDP_NO_SEND | UDP_NO_RECEIVE;
        atomic_fetch_and(&socket->state, ~joined);
    }
    return error;
}

static void take_part(struct udp_socket *socket, DWORD directions)
{
    uint32_t state = UDP_JOINED;
    if (directions == JL_RECEIVER_ONLY) {
        state |= UDP_NO_SEND;
    } else {
        state |= UDP_CONNECTED;
        state |= directions == JL_SENDER_ONLY ? (uint32_t)UDP_NO_RECEIVE : 0;
    }
    atomic_fetch_or_explicit(&socket->state, state, memory_order_release);
}

static int join_locked(struct udp_socket *socket, const union os_address *group, DWORD directions,
                       const QOS *sqos)
{
    bool joined = (atomic_load(&socket->state) & UDP_JOINED) != 0;
    int error = joined && is_session_lost(socket) ? udp_leave(socket) : 0; /* IP-15 */
    if (error != 0 || (atomic_load(&socket->state) & (UDP_CONNECTED | UDP_JOINED)) != 0) {
        return error != 0 ? error : WSAEISCONN; /* JL-10 */
    }
    struct udp_directions flows = {(directions & JL_SENDER_ONLY) != 0, (directions & JL_RECEIVER_ONLY) != 0};
    error = udp_qos_prepare(socket, sqos, flows); /* JL-06 */
    if (error != 0) {
        return error;
    }
    error = join_group(socket, group, directions);
    if (error == 0) {
        udp_qos_commit(socket, sqos, flows);
        take_part(socket, directions);
    }
    if ((atomic_load(&socket->state) & UDP_NONBLOCKING) != 0) {
        udp_event_joined(socket, error); /* JL-09: the handle now, the result as FD_CONNECT (IP-10) */
        return 0;
    }
    return error;
}

SOCKET WSPAPI udp_WSPJoinLeaf(SOCKET s, const struct WS_sockaddr *name, int namelen, LPWSABUF caller,
                              LPWSABUF callee, LPQOS sqos, LPQOS gqos, DWORD flags, LPINT error)
{
    (void)gqos; /* reserved (JL-06) */
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return INVALID_SOCKET;
    }
    if (!udp_is_multipoint(socket)) {
        *error = WSAEINVAL; /* JL-01 */
        return INVALID_SOCKET;
    }
    union os_address group;
    *error = os_address_in(&group, socket->family, name, namelen);
    DWORD wanted = directions_of(flags);
    if (*error == 0) {
        *error = check_name(socket, &group, wanted);
    }
    if (*error == 0 && wanted == 0) {
        *error = WSAEINVAL;
    }
    if (*error == 0) {
        *error = udp_check_connect_data(caller, callee);
    }
    if (*error != 0) {
        return INVALID_SOCKET;
    }
    pthread_mutex_lock(&socket->lock);
    *error = join_locked(socket, &group, wanted, sqos);
    pthread_mutex_unlock(&socket->lock);
    return *error == 0 ? s : INVALID_SOCKET; /* JL-08: a c_leaf joins as itself */
}
