/* A socket's life: made, bound, named, connected, shut down, closed (SK-*, IP-06, IP-09). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/ioctl.h>

#include "system/linux/os_descriptor.h"
#include "system/linux/os_errno.h"
#include "system/linux/os_interface.h"
#include "binding.h"
#include "broadcast.h"
#include "change.h"
#include "control.h"
#include "destination.h"
#include "event.h"
#include "filter.h"
#include "interface.h"
#include "join.h"
#include "membership.h"
#include "qos.h"

struct udp_socket *udp_socket_of(SOCKET s, int *error)
{
    DWORD_PTR context = 0;
    if (udp_upcalls.lpWPUQuerySocketHandleContext(s, &context, error) == SOCKET_ERROR) {
        return NULL;
    }
    return (struct udp_socket *)context;
}

/* If it fails, which the kernel knows no reason for, the mode stays, and with it only what calls cost. */
void udp_set_os_nonblocking(struct udp_socket *socket, bool on)
{
    int value = on;
    if (on != socket->os_nonblocking && ioctl(socket->fd, FIONBIO, &value) == 0) {
        socket->os_nonblocking = on;
    }
}

/* An old kernel may lack IPV6_MULTICAST_ALL. */
void udp_set_winsock_defaults(int fd, int family)
{
    const int off = 0, on = 1;
    setsockopt(fd, IPPROTO_IP, IP_MULTICAST_ALL, &off, sizeof off); /* IP-06 */
    if (family == AF_INET6) {
        setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, &off, sizeof off);
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on); /* OP-06 */
    }
}

bool udp_is_dual(const struct udp_socket *socket)
{
    int v6_only = 1;
    socklen_t size = sizeof v6_only;
    return socket->family == AF_INET6 &&
           getsockopt(socket->fd, IPPROTO_IPV6, IPV6_V6ONLY, &v6_only, &size) == 0 && v6_only == 0;
}

bool udp_takes_v4(const struct udp_socket *socket)
{
    if (socket->family == AF_INET) {
        return true;
    }
    bool v6_alone =
        !os_address_is_wildcard(&socket->local) && !IN6_IS_ADDR_V4MAPPED(&socket->local.v6.sin6_addr);
    return !v6_alone && udp_is_dual(socket);
}

static void free_socket(struct udp_socket *socket)
{
    udp_membership_free(socket);
    udp_destination_free(socket);
    udp_qos_free(socket);
    udp_change_free(socket);
    selection_destroy(&socket->selection);
    pthread_mutex_destroy(&socket->lock);
    udp_binding_forget(socket);
    os_close(socket->fd);
    if (socket->former_fd >= 0) {
        os_close(socket->former_fd);
    }
    free(socket);
}

/* SK-05 for a caller who named an entry and then asked for something else. */
static int check_against_entry(const WSAPROTOCOL_INFOW *info, int af, int type, int protocol)
{
    if (af != WS_AF_UNSPEC && af != info->iAddressFamily) {
        return WSAEAFNOSUPPORT;
    }
    if (type != 0 && type != info->iSocketType) {
        return WSAESOCKTNOSUPPORT;
    }
    return protocol == 0 || protocol == info->iProtocol ? 0 : WSAEPROTONOSUPPORT;
}

SOCKET WSPAPI udp_WSPSocket(int af, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP g, DWORD flags,
                            LPINT error)
{
    (void)g;
    *error = info == NULL ? WSAEFAULT : check_against_entry(info, af, type, protocol);
    if (*error != 0) {
        return INVALID_SOCKET;
    }
    struct udp_socket *made = calloc(1, sizeof *made);
    if (made == NULL) {
        *error = WSAENOBUFS;
        return INVALID_SOCKET;
    }
    made->family = os_family(info->iAddressFamily);
    made->info = *info;
    made->flags = flags;
    made->options.v6_only = true;
    made->options.multicast[UDP_V4].loopback = true;
    made->options.multicast[UDP_V6].loopback = true;
    made->former_fd = -1;
    made->change_wake = -1;
    made->groups_fd = -1;
    made->local.any.sa_family = (sa_family_t)made->family;
    made->fd = os_socket(made->family, SOCK_DGRAM, 0); /* close-on-exec: SK-12 */
    if (made->fd < 0) {
        *error = os_wsa_error(errno);
        free(made);
        return INVALID_SOCKET;
    }
    pthread_mutex_init(&made->lock, NULL);
    udp_event_init(made);
    udp_set_winsock_defaults(made->fd, made->family);
    /* From here on WSACleanup may close it (SK-03): it first waits for this lock, in selection_end. */
    pthread_mutex_lock(&made->selection.lock);
    SOCKET handle = udp_upcalls.lpWPUCreateSocketHandle(info->dwCatalogEntryId, (DWORD_PTR)made, error);
    made->handle = handle;
    selection_set_handle(&made->selection, handle);
    pthread_mutex_unlock(&made->selection.lock);
    if (handle == INVALID_SOCKET) {
        free_socket(made);
    }
    return handle;
}

int WSPAPI udp_WSPCloseSocket(SOCKET s, LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    atomic_fetch_or(&socket->state, UDP_CLOSING);
    selection_end(&socket->selection); /* SK-11 */
    /* Wakes whoever is blocked, also on a socket that is not connected (SK-10). */
    shutdown(socket->fd, SHUT_RDWR);
    udp_qos_wake(socket);
    udp_change_wake(socket);
    udp_upcalls.lpWPUCloseSocketHandle(s, error); /* returns when no caller is inside */
    free_socket(socket);                          /* the kernel leaves the groups (SK-11) */
    return 0;
}

/* Returns 0 if this host has the address, else the code. Asks the kernel, which also knows all of 127/8. */
static int check_local(const union os_address *address)
{
    union os_address any_port = *address;
    os_address_set_port(&any_port, 0);
    int fd = os_socket(address->any.sa_family, SOCK_DGRAM, 0);
    if (fd < 0) {
        return os_wsa_error(errno);
    }
    int error =
        bind(fd, &any_port.any, os_address_size(address->any.sa_family)) == 0 ? 0 : os_wsa_error(errno);
    os_close(fd);
    return error;
}

/* A multipoint socket that is bound to one address, or one that has groups already, is widened: see widen.h. */
static int bind_kernel_socket(struct udp_socket *socket, const union os_address *address)
{
    bool widened =
        (udp_is_multipoint(socket) || udp_membership_count(socket) > 0) && !os_address_is_wildcard(address);
    union os_address kernel = *address, wildcard = *address;
    os_address_make_wildcard(&wildcard);
    int error = 0;
    if (widened) {
        kernel = wildcard;
        error = check_local(address);
    }
    if (error == 0) {
        socket->local = *address;
        error = widened ? udp_filter_prepare(socket, socket->fd) : 0;
    }
    if (error == 0) {
        error = udp_binding_bind(socket, &kernel);
    }
    if (error != 0) {
        socket->local = wildcard;
        if (widened) {
            udp_filter_update(socket);
        }
        return error;
    }
    uint32_t state = UDP_BOUND | (widened ? (uint32_t)UDP_WIDENED : 0);
    atomic_fetch_or_explicit(&socket->state, state, memory_order_release);
    udp_event_bound(socket);
    return 0;
}

int udp_bind_if_unbound(struct udp_socket *socket, uint16_t port)
{
    if ((atomic_load(&socket->state) & UDP_BOUND) != 0) {
        return 0;
    }
    union os_address wildcard;
    memset(&wildcard, 0, sizeof wildcard);
    wildcard.any.sa_family = (sa_family_t)socket->family;
    os_address_set_port(&wildcard, port);
    return bind_kernel_socket(socket, &wildcard);
}

/* An own IPv6 address with a scope must be an address of that interface. A link-local address without one
 * gets that of its interface (ER-02b). */
static int settle_scope(const struct udp_socket *socket, union os_address *address)
{
    bool v6 = socket->family == AF_INET6 && !os_address_is_wildcard(address);
    bool link_local = v6 && IN6_IS_ADDR_LINKLOCAL(&address->v6.sin6_addr);
    if (link_local && address->v6.sin6_scope_id == 0) {
        address->v6.sin6_scope_id = os_interface_of(socket->fd, address);
        return address->v6.sin6_scope_id != 0 ? 0 : WSAEADDRNOTAVAIL;
    }
    bool told = v6 && !link_local && address->v6.sin6_scope_id != 0;
    return told && !os_interface_has(address->v6.sin6_scope_id, address) ? WSAEADDRNOTAVAIL : 0;
}

/* Returns whether the address is no host's: a group, or the limited broadcast. */
static bool is_nobodys(const union os_address *address)
{
    const union os_address own = os_address_unmapped(address);
    return os_address_is_multicast(&own) || udp_broadcast_is_limited(&own);
}

int WSPAPI udp_WSPBind(SOCKET s, const struct WS_sockaddr *name, int namelen, LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    union os_address address;
    int code = os_address_in(&address, socket->family, name, namelen);
    if (code != 0) {
        return udp_result(error, code);
    }
    pthread_mutex_lock(&socket->lock);
    if ((atomic_load(&socket->state) & UDP_BOUND) != 0) {
        code = WSAEINVAL;
    } else if (is_nobodys(&address)) {
        code = WSAEADDRNOTAVAIL; /* IP-09, ER-02b */
    } else {
        code = settle_scope(socket, &address);
        code = code != 0 ? code : bind_kernel_socket(socket, &address);
    }
    pthread_mutex_unlock(&socket->lock);
    return udp_result(error, code);
}

int WSPAPI udp_WSPGetSockName(SOCKET s, struct WS_sockaddr *name, LPINT namelen, LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    if (name == NULL || namelen == NULL || *namelen < (int)os_address_size(socket->family)) {
        return udp_result(error, WSAEFAULT);
    }
    if ((atomic_load(&socket->state) & UDP_BOUND) == 0) {
        return udp_result(error, WSAEINVAL);
    }
    union os_address address;
    socklen_t size = sizeof address;
    if (getsockname(socket->fd, &address.any, &size) != 0) {
        return udp_result(error, os_wsa_error(errno));
    }
    pthread_mutex_lock(&socket->lock);
    if (!os_address_is_wildcard(&socket->local)) {
        uint16_t port = os_address_port(&address);
        address = socket->local; /* the address that the caller bound, not the wildcard that the kernel has */
        os_address_set_port(&address, port);
    }
    pthread_mutex_unlock(&socket->lock);
    return udp_result(error, os_address_out(&address, name, namelen));
}

int WSPAPI udp_WSPGetPeerName(SOCKET s, struct WS_sockaddr *name, LPINT namelen, LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    pthread_mutex_lock(&socket->lock);
    bool connected = (atomic_load(&socket->state) & UDP_CONNECTED) != 0;
    const union os_address *destination = udp_destination(socket);
    pthread_mutex_unlock(&socket->lock);
    return udp_result(error,
                      connected ? os_address_out(destination, name, namelen) : WSAENOTCONN); /* ER-03b */
}

/* An address of the family AF_UNSPEC also ends the association (ER-02b). It may be as short as its family. */
static bool is_unspecified(const struct WS_sockaddr *name, int namelen)
{
    ADDRESS_FAMILY family = WS_AF_INET;
    if (name != NULL && namelen >= (int)sizeof family) {
        memcpy(&family, name, sizeof family);
    }
    return family == WS_AF_UNSPEC;
}

/* Takes the default destination away; a socket in a session leaves it (IP-15). */
static int disconnect_locked(struct udp_socket *socket)
{
    if ((atomic_load(&socket->state) & UDP_JOINED) != 0) {
        return udp_leave(socket);
    }
    int error = udp_kernel_disconnect(socket);
    if (error == 0) {
        udp_broadcast_end_loan(socket);
        atomic_fetch_and(&socket->state, ~(uint32_t)(UDP_CONNECTED | UDP_KERNEL_CONNECTED));
    }
    return error;
}

/* Connects the kernel socket, which has no peer. */
static int associate(struct udp_socket *socket, const union os_address *peer)
{
    unsigned zone = udp_control_zone(peer);
    int error =
        zone != 0 ? udp_interface_connect_by(socket, peer, zone) : udp_broadcast_connect(socket, peer);
    if (error == WSAENETUNREACH) {
        unsigned beside = udp_interface_beside_routes(socket, peer).index;
        error = beside == 0                      ? error
                : udp_broadcast_is_limited(peer) ? udp_broadcast_connect_by(socket, peer, beside)
                                                 : udp_interface_connect_by(socket, peer, beside);
    }
    return error;
}

static int associate_and_keep(struct udp_socket *socket, const union os_address *peer)
{
    int error = associate(socket, peer);
    if (error != 0) {
        return error;
    }
    error = udp_destination_set(socket, peer);
    if (error != 0) {
        udp_kernel_disconnect(socket);
        udp_broadcast_end_loan(socket);
    }
    return error;
}

/* The kernel sends to a further peer from the address that it has chosen for the one before, which need not
 * lead there. So that association is dissolved first, and made again if there is none with the further peer.
 * Who sends meanwhile waits for the lock (udp_interface_renew). */
static int associate_anew(struct udp_socket *socket, const union os_address *peer)
{
    const union os_address *before = udp_destination(socket);
    bool connected = (atomic_load(&socket->state) & UDP_KERNEL_CONNECTED) != 0;
    int error = connected ? udp_kernel_disconnect(socket) : 0;
    if (error != 0) {
        return error;
    }
    error = associate_and_keep(socket, peer);
    if (error != 0 && connected && associate(socket, before) != 0) {
        atomic_fetch_and(&socket->state, ~(uint32_t)UDP_KERNEL_CONNECTED); /* each send names it */
    }
    return error;
}

/* Returns whether the socket sends to this group already, by its session. */
static bool is_session_group(const struct udp_socket *socket, const union os_address *peer)
{
    const union os_address *group = &socket->session.group;
    unsigned zone = udp_control_zone(peer);
    return (atomic_load(&socket->state) & UDP_CONNECTED) != 0 && os_address_equal_host(group, peer) &&
           os_address_port(group) == os_address_port(peer) && (zone == 0 || zone == udp_control_zone(group));
}

static int connect_locked(struct udp_socket *socket, const union os_address *peer)
{
    if (peer->any.sa_family == AF_UNSPEC) {
        return disconnect_locked(socket);
    }
    if ((atomic_load(&socket->state) & UDP_JOINED) != 0) {
        if (!is_session_group(socket, peer)) {
            return WSAEISCONN;
        }
        udp_event_joined(socket, 0); /* IP-04 */
        return 0;
    }
    if (os_address_is_nobody(peer)) {
        return WSAEADDRNOTAVAIL; /* ER-02b */
    }
    int error = associate_anew(socket, peer);
    if (error != 0) {
        return error;
    }
    atomic_fetch_or(&socket->state, UDP_BOUND | UDP_CONNECTED | UDP_KERNEL_CONNECTED);
    udp_event_joined(socket, 0); /* FD_CONNECT, before FD_WRITE (EV-07b) */
    udp_event_bound(socket);
    return 0;
}

int WSPAPI udp_WSPConnect(SOCKET s, const struct WS_sockaddr *name, int namelen, LPWSABUF caller,
                          LPWSABUF callee, LPQOS sqos, LPQOS gqos, LPINT error)
{
    (void)gqos;
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    union os_address peer = {.any = {.sa_family = AF_UNSPEC}};
    int code = is_unspecified(name, namelen) ? 0 : os_address_in(&peer, socket->family, name, namelen);
    if (code == 0) {
        code = udp_check_connect_data(caller, callee);
    }
    if (code == 0) {
        pthread_mutex_lock(&socket->lock);
        struct udp_directions flows = udp_qos_directions(socket);
        code = udp_qos_prepare(socket, sqos, flows);
        code = code != 0 ? code : connect_locked(socket, &peer);
        if (code == 0) {
            udp_qos_commit(socket, sqos, flows);
        }
        pthread_mutex_unlock(&socket->lock);
    }
    return udp_result(error, code);
}

int WSPAPI udp_WSPShutdown(SOCKET s, int how, LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    if (how != SD_RECEIVE && how != SD_SEND && how != SD_BOTH) {
        return udp_result(error, WSAEINVAL);
    }
    uint32_t shut =
        (how != SD_SEND ? (uint32_t)UDP_SHUT_RECEIVE : 0) | (how != SD_RECEIVE ? (uint32_t)UDP_SHUT_SEND : 0);
    atomic_fetch_or(&socket->state, shut);
    udp_qos_wake(socket);
    /* SD_* have the values of SHUT_*. The call wakes a blocked thread even if it fails with ENOTCONN. */
    shutdown(socket->fd, how);
    return 0;
}
