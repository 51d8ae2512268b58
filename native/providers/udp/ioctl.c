/* WSAIoctl (OP-08). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sys/ioctl.h>

#include <joinleaf/ws_ext.h>

#include "providers/common/request.h"
#include "system/linux/os_errno.h"
#include "system/linux/os_interface.h"
#include "change.h"
#include "interface.h"
#include "message.h"
#include "option.h"
#include "qos.h"
#include "source_filter.h"

static int set_nonblocking(struct udp_socket *socket, const struct request *request)
{
    WS_u_long on;
    if (!request_read(request, &on, sizeof on)) {
        return WSAEFAULT;
    }
    if (on != 0) {
        atomic_fetch_or(&socket->state, UDP_NONBLOCKING);
    } else if ((atomic_load(&socket->state) & UDP_SELECTED) != 0) {
        return WSAEINVAL; /* EV-03 */
    } else {
        atomic_fetch_and(&socket->state, ~(uint32_t)UDP_NONBLOCKING);
        udp_set_os_nonblocking(socket, false);
    }
    return 0;
}

/* Linux, too, tells the size of the next datagram (IO-06). */
static int count_readable(struct udp_socket *socket, const struct request *request)
{
    int size = 0;
    if (ioctl(socket->fd, FIONREAD, &size) != 0) {
        return os_wsa_error(errno);
    }
    return request_write_readable(request, (WS_u_long)size);
}

/* The two ioctls are the options under other names (OP-01, OP-02). */
static int set_option(struct udp_socket *socket, const struct request *request, int name_v4, int name_v6)
{
    DWORD value;
    if (!request_read_number(request, &value)) {
        return WSAEFAULT;
    }
    bool v4 = socket->family == AF_INET;
    return udp_option_set(socket, v4 ? WS_IPPROTO_IP : WS_IPPROTO_IPV6, v4 ? name_v4 : name_v6,
                          (const char *)&value, sizeof value);
}

static int ioctl_set_loopback(struct udp_socket *socket, const struct request *request)
{
    return set_option(socket, request, WS_IP_MULTICAST_LOOP, WS_IPV6_MULTICAST_LOOP);
}

static int ioctl_set_scope(struct udp_socket *socket, const struct request *request)
{
    return set_option(socket, request, WS_IP_MULTICAST_TTL, WS_IPV6_MULTICAST_HOPS);
}

/* Linux reports ICMP errors to an unconnected socket only if IP_RECVERR is set; to one of IPv6 those of IPv4
 * only by the option of IPv4. */
static int set_report_reset(struct udp_socket *socket, const struct request *request)
{
    BOOL wanted;
    if (!request_read(request, &wanted, sizeof wanted)) {
        return WSAEFAULT;
    }
    int on = wanted != 0;
    if (!on && (atomic_load(&socket->state) & UDP_REPORT_RESET) == 0) {
        return 0; /* as it is from the beginning */
    }
    if (setsockopt(socket->fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on) != 0 ||
        (socket->family == AF_INET6 &&
         setsockopt(socket->fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on) != 0)) {
        return os_wsa_error(errno);
    }
    if (on) {
        atomic_fetch_or(&socket->state, UDP_REPORT_RESET);
    } else {
        atomic_fetch_and(&socket->state, ~(uint32_t)(UDP_REPORT_RESET | UDP_RESET_HELD));
    }
    return 0;
}

/* No receive tells that a datagram's time to live ran out. */
static int leave_net_reset(struct udp_socket *socket, const struct request *request)
{
    (void)socket;
    BOOL wanted;
    if (!request_read(request, &wanted, sizeof wanted)) {
        return WSAEFAULT;
    }
    return wanted ? WSAEOPNOTSUPP : 0;
}

/* The addresses stand behind the list, which points to them. */
static size_t address_list_size(size_t count, int family)
{
    return offsetof(SOCKET_ADDRESS_LIST, Address) +
           count * (sizeof(SOCKET_ADDRESS) + os_address_size(family));
}

static int write_address_list(const struct request *request, const union os_address *addresses, size_t count,
                              int family)
{
    size_t size = address_list_size(count, family);
    if (size < sizeof(SOCKET_ADDRESS_LIST)) {
        size = sizeof(SOCKET_ADDRESS_LIST);
    }
    if (request->out != NULL && request->out_size > 0 &&
        request->out_size < offsetof(SOCKET_ADDRESS_LIST, Address)) {
        return WSAEINVAL; /* OP-08b: less than the list's header */
    }
    if (!request_has_room(request, size)) {
        return WSAEFAULT;
    }
    SOCKET_ADDRESS_LIST *list = request->out;
    SOCKET_ADDRESS *entries = list->Address; /* `count` of them, not the one declared */
    char *names = (char *)(entries + count);
    list->iAddressCount = (INT)count;
    for (size_t i = 0; i < count; i++) {
        int length = (int)os_address_size(family);
        struct WS_sockaddr *name = (struct WS_sockaddr *)(void *)(names + i * (size_t)length);
        os_address_out(&addresses[i], name, &length);
        entries[i] = (SOCKET_ADDRESS){.lpSockaddr = name, .iSockaddrLength = length};
    }
    return 0;
}

static int ioctl_list_addresses(struct udp_socket *socket, const struct request *request)
{
    long found = os_interface_addresses(socket->family, NULL, 0);
    if (found < 0) {
        return os_wsa_error(errno);
    }
    union os_address *addresses = calloc((size_t)found + 1, sizeof *addresses);
    if (addresses == NULL) {
        return WSAENOBUFS;
    }
    /* One that came up in between is left for the next query. */
    long now = os_interface_addresses(socket->family, addresses, (size_t)found);
    int error =
        now < 0 ? os_wsa_error(errno)
                : write_address_list(request, addresses, (size_t)(now < found ? now : found), socket->family);
    free(addresses);
    return error;
}

/* Tells the address that the system would send from; for a group, that of the interface which IP-02 would
 * choose. */
static int query_routing_interface(struct udp_socket *socket, const struct request *request)
{
    union os_address remote, local;
    int error = os_address_in(&remote, socket->family, request->in, (int)request->in_size);
    if (error == WSAEFAULT || (error == 0 && os_address_is_wildcard(&remote))) {
        return WSAEINVAL; /* OP-08b */
    }
    if (error == 0 && request->out == NULL) {
        error = WSAEFAULT;
    }
    if (error != 0) {
        return error;
    }
    int errno_value = os_interface_towards(&remote, &local);
    /* A route by loopback for groups has no source: its address is good for this host only. */
    if (errno_value == 0 && os_address_is_wildcard(&local)) {
        errno_value = ENETUNREACH;
    }
    if (errno_value != 0 && os_address_is_multicast(&remote)) {
        unsigned index = socket->family == AF_INET6 ? remote.v6.sin6_scope_id : 0;
        bool chosen = (index != 0 || udp_interface_by_route(socket, &remote, &index) == 0) &&
                      os_interface_address(socket->fd, index, socket->family, &local);
        errno_value = chosen ? 0 : errno_value;
    }
    if (errno_value != 0) {
        return os_wsa_error(errno_value);
    }
    int length = (int)request->out_size;
    error = os_address_out(&local, request->out, &length);
    *request->returned = (DWORD)os_address_size(socket->family);
    return error;
}

/* The kernel gives every received datagram its time, on each interface. When a datagram was sent, it does not
 * tell this way. */
static int set_timestamping(struct udp_socket *socket, const struct request *request)
{
    TIMESTAMPING_CONFIG wanted;
    if (!request_read(request, &wanted, sizeof wanted)) {
        return WSAEFAULT;
    }
    if ((wanted.Flags & ~(ULONG)TIMESTAMPING_FLAG_RX) != 0) {
        return wanted.Flags == (wanted.Flags & (TIMESTAMPING_FLAG_RX | TIMESTAMPING_FLAG_TX)) ? WSAEOPNOTSUPP
                                                                                              : WSAEINVAL;
    }
    int on = (wanted.Flags & TIMESTAMPING_FLAG_RX) != 0;
    return setsockopt(socket->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) == 0 ? 0 : os_wsa_error(errno);
}

/* There is no provider below this one, so the base handle is the socket itself (OP-08b). */
static int get_base_handle(struct udp_socket *socket, const struct request *request)
{
    return request_write(request, &socket->handle, sizeof socket->handle);
}

/* Succeeds without any effect: the kernel always drops the newest datagram if the queue is full, and cannot
 * be told to drop the oldest. */
static int enable_circular_queueing(struct udp_socket *socket, const struct request *request)
{
    (void)socket;
    (void)request;
    return 0;
}

static struct WS_sockaddr_in winsock_v4(struct in_addr address)
{
    struct WS_sockaddr_in name = {.sin_family = WS_AF_INET};
    memcpy(&name.sin_addr, &address, sizeof address);
    return name;
}

/* Only IPv4 has it, as on Windows: the structure has no room for an IPv6 address with its scope. */
static int list_interfaces(struct udp_socket *socket, const struct request *request)
{
    if (socket->family != AF_INET) {
        return WSAEOPNOTSUPP;
    }
    enum { MOST = 256 };
    struct os_interface_v4 found[MOST];
    long count = os_interface_list_v4(found, MOST);
    if (count < 0) {
        return os_wsa_error(errno);
    }
    count = count > MOST ? MOST : count;
    if (!request_has_room(request, (size_t)count * sizeof(INTERFACE_INFO))) {
        *request->returned = 0;
        return WSAEFAULT;
    }
    for (long i = 0; i < count; i++) {
        INTERFACE_INFO entry = {
            .iiFlags = found[i].flags,
            .iiAddress = {.AddressIn = winsock_v4(found[i].address)},
            .iiNetmask = {.AddressIn = winsock_v4(found[i].netmask)},
        };
        if ((found[i].flags & WS_IFF_BROADCAST) != 0) { /* Windows tells no subnet's (OP-08b) */
            const struct in_addr limited = {.s_addr = htonl(INADDR_BROADCAST)};
            entry.iiBroadcastAddress.AddressIn = winsock_v4(limited);
        }
        memcpy((char *)request->out + (size_t)i * sizeof entry, &entry, sizeof entry);
    }
    return 0;
}

/* The address is good on every wire; Windows, too, tells no subnet's. */
static int get_broadcast_address(struct udp_socket *socket, const struct request *request)
{
    const struct in_addr limited = {.s_addr = htonl(INADDR_BROADCAST)};
    struct WS_sockaddr_in name = winsock_v4(limited);
    return socket->family == AF_INET ? request_write(request, &name, sizeof name) : WSAENOPROTOOPT;
}

static int refuse_for_streams(struct udp_socket *socket, const struct request *request)
{
    (void)socket;
    (void)request;
    return WSAENOPROTOOPT;
}

static int get_extension_function(struct udp_socket *socket, const struct request *request)
{
    (void)socket;
    GUID id;
    if (!request_read(request, &id, sizeof id)) {
        return WSAEFAULT;
    }
    udp_function function = udp_extension_function(&id);
    return function == NULL ? WSAEINVAL : request_write(request, &function, sizeof function);
}

static int set_qos(struct udp_socket *socket, const struct request *request)
{
    QOS wanted;
    if (!request_read(request, &wanted, sizeof wanted)) {
        return WSAEFAULT;
    }
    struct udp_directions flows = udp_qos_directions(socket);
    int error = udp_qos_prepare(socket, &wanted, flows);
    if (error == 0) {
        udp_qos_commit(socket, &wanted, flows);
    }
    return error;
}

static int get_qos(struct udp_socket *socket, const struct request *request)
{
    QOS qos = udp_qos_in_force(socket);
    return request_write(request, &qos, sizeof qos);
}

/* These two may block, and so must not hold the lock. */
static int await_address_change(struct udp_socket *socket, const struct request *request)
{
    (void)request;
    return udp_change_await(socket, OS_CHANGE_ADDRESSES, NULL);
}

static int await_route_change(struct udp_socket *socket, const struct request *request)
{
    union os_address remote;
    int error = os_address_in(&remote, socket->family, request->in, (int)request->in_size);
    return error != 0 ? error : udp_change_await(socket, OS_CHANGE_ROUTE, &remote);
}

enum {
    UNLOCKED = 1,  /* without the socket's lock */
    QUIET = 1 << 1 /* where it is refused the size returned is not touched; else it is 0 (OP-08b) */
};

/* This provider knows these ioctls. */
static const struct {
    DWORD code;
    int (*handle)(struct udp_socket *socket, const struct request *request);
    unsigned flags;
} rows[] = {
    {WS_FIONBIO, set_nonblocking, 0},
    {WS_FIONREAD, count_readable, QUIET},
    {SIO_MULTIPOINT_LOOPBACK, ioctl_set_loopback, 0},
    {SIO_MULTICAST_SCOPE, ioctl_set_scope, 0},
    {SIO_UDP_CONNRESET, set_report_reset, 0},
    {SIO_UDP_NETRESET, leave_net_reset, 0},
    {SIO_ADDRESS_LIST_QUERY, ioctl_list_addresses, 0},
    {SIO_ADDRESS_LIST_CHANGE, await_address_change, UNLOCKED},
    {SIO_ROUTING_INTERFACE_QUERY, query_routing_interface, QUIET},
    {SIO_ROUTING_INTERFACE_CHANGE, await_route_change, UNLOCKED},
    {SIO_GET_INTERFACE_LIST, list_interfaces, 0},
    {SIO_GET_BROADCAST_ADDRESS, get_broadcast_address, 0},
    {SIO_KEEPALIVE_VALS, refuse_for_streams, 0},
    {SIO_SET_MULTICAST_FILTER, udp_set_filter_v4, 0},
    {SIO_GET_MULTICAST_FILTER, udp_get_filter_v4, 0},
    {WS_SIOCSMSFILTER, udp_set_filter, 0},
    {WS_SIOCGMSFILTER, udp_get_filter, 0},
    {SIO_BASE_HANDLE, get_base_handle, 0},
    {SIO_BSP_HANDLE, get_base_handle, 0},
    {SIO_BSP_HANDLE_SELECT, get_base_handle, 0},
    {SIO_BSP_HANDLE_POLL, get_base_handle, 0},
    {SIO_TIMESTAMPING, set_timestamping, 0},
    {SIO_ENABLE_CIRCULAR_QUEUEING, enable_circular_queueing, 0},
    {SIO_SET_QOS, set_qos, 0},
    {SIO_GET_QOS, get_qos, 0},
    {SIO_GET_EXTENSION_FUNCTION_POINTER, get_extension_function, 0},
};

static int dispatch_ioctl(struct udp_socket *socket, DWORD code, const struct request *request)
{
    size_t i = 0;
    while (i < sizeof rows / sizeof *rows && rows[i].code != code) {
        i++;
    }
    bool known = i < sizeof rows / sizeof *rows;
    if (!known || (rows[i].flags & QUIET) == 0) {
        *request->returned = 0;
    }
    if (!known) {
        return WSAEOPNOTSUPP;
    }
    if ((rows[i].flags & UNLOCKED) != 0) {
        return rows[i].handle(socket, request);
    }
    pthread_mutex_lock(&socket->lock);
    int error = rows[i].handle(socket, request);
    pthread_mutex_unlock(&socket->lock);
    return error;
}

int WSPAPI udp_WSPIoctl(SOCKET s, DWORD code, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size,
                        LPDWORD returned, LPWSAOVERLAPPED overlapped,
                        LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error)
{
    (void)routine;
    (void)thread;
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    if (overlapped != NULL || returned == NULL) {
        *error = returned == NULL ? WSAEFAULT : WSAEOPNOTSUPP;
        return SOCKET_ERROR;
    }
    struct request request = {in, in_size, out, out_size, returned};
    return udp_result(error, dispatch_ioctl(socket, code, &request));
}
