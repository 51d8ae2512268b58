/* getsockopt and setsockopt (OP-01 to OP-07, OP-09): what the socket itself answers; shared_option.c has
 * the rest. */
#include "option.h"

#include <errno.h>
#include <string.h>

#include <netinet/udp.h>
#include <sys/time.h>

#include <joinleaf/udp.h>
#include <joinleaf/ws_ext.h>

#include "system/linux/os_errno.h"
#include "broadcast.h"
#include "buffer.h"
#include "membership_option.h"
#include "multicast_option.h"
#include "qos.h"

/* The kernel coalesces up to this size and cannot be told a smaller one: a socket that asks for less gets
 * no coalescing (OP-09). */
enum { MOST_COALESCED = 65507 };

/* SO_REUSEADDR and SO_EXCLUSIVEADDRUSE exclude each other (OP-06). To Linux every socket without SO_REUSEADDR
 * is exclusive. */
static int set_reuse_address(struct udp_socket *socket, int value)
{
    if (value != 0 && socket->options.exclusive_address) {
        return WSAEINVAL;
    }
    int error = os_number_set(socket->fd, SOL_SOCKET, SO_REUSEADDR, value != 0);
    if (error == 0) {
        socket->options.reuse_address = value != 0;
    }
    return error;
}

static int set_exclusive_address(struct udp_socket *socket, int value)
{
    bool bound = (atomic_load(&socket->state) & UDP_BOUND) != 0;
    if (value != 0 && (socket->options.reuse_address || bound)) {
        return WSAEINVAL;
    }
    socket->options.exclusive_address = value != 0;
    return 0;
}

/* `kept` is what a program reads back. */
static int set_timeout(const struct udp_socket *socket, int name, DWORD milliseconds, _Atomic DWORD *kept)
{
    struct timeval timeout = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000};
    if (setsockopt(socket->fd, SOL_SOCKET, name, &timeout, sizeof timeout) != 0) {
        return os_wsa_error(errno);
    }
    atomic_store(kept, milliseconds);
    return 0;
}

static int set_receive_timeout(struct udp_socket *socket, int value)
{
    return set_timeout(socket, SO_RCVTIMEO, (DWORD)value, &socket->options.receive_timeout);
}

static int get_receive_timeout(struct udp_socket *socket, int *value)
{
    *value = (int)atomic_load(&socket->options.receive_timeout);
    return 0;
}

static int set_send_timeout(struct udp_socket *socket, int value)
{
    return set_timeout(socket, SO_SNDTIMEO, (DWORD)value, &socket->options.send_timeout);
}

static int get_send_timeout(struct udp_socket *socket, int *value)
{
    *value = (int)atomic_load(&socket->options.send_timeout);
    return 0;
}

/* What a program stores is read back, unless the kernel socket has an error pending. */
static int get_error(struct udp_socket *socket, int *value)
{
    int pending = 0;
    int error = os_number_get(socket->fd, SOL_SOCKET, SO_ERROR, &pending);
    bool refused = pending == ECONNREFUSED; /* IO-10 */
    if (refused && (atomic_load(&socket->state) & UDP_REPORT_RESET) != 0) {
        atomic_fetch_or(&socket->state, UDP_RESET_HELD);
    }
    *value = pending == 0 || refused ? socket->options.stored_error : os_wsa_error(pending);
    return error;
}

static int refuse_to_set(struct udp_socket *socket, int value)
{
    (void)socket;
    (void)value;
    return WSAEINVAL;
}

static int refuse_to_get(struct udp_socket *socket, int *value)
{
    (void)socket;
    (void)value;
    return WSAEINVAL;
}

static int get_type(struct udp_socket *socket, int *value)
{
    *value = socket->info.iSocketType;
    return 0;
}

/* A datagram socket has no connection whose seconds could be told. */
static int get_connect_time(struct udp_socket *socket, int *value)
{
    (void)socket;
    *value = -1;
    return 0;
}

static int get_message_size(struct udp_socket *socket, int *value)
{
    *value = (int)socket->info.dwMessageSize;
    return 0;
}

static int set_coalesced_size(struct udp_socket *socket, int value)
{
    int error = os_number_set(socket->fd, IPPROTO_UDP, UDP_GRO, (DWORD)value >= MOST_COALESCED);
    if (error == 0) {
        socket->options.coalesced_size = (DWORD)value;
    }
    if (error == 0 && (DWORD)value >= MOST_COALESCED) {
        atomic_fetch_or(&socket->state, UDP_COALESCED);
    }
    return error;
}

static int set_segment_size(struct udp_socket *socket, int value)
{
    int error = os_number_set(socket->fd, IPPROTO_UDP, UDP_SEGMENT, value);
    if (error == 0) {
        atomic_store(&socket->options.segment_size, (DWORD)value);
    }
    return error;
}

static int get_segment_size(struct udp_socket *socket, int *value)
{
    *value = (int)atomic_load(&socket->options.segment_size);
    return 0;
}

struct own_option {
    struct option_form form;
    /* NULL: as it is kept. If it is not kept and has no set, it is read only. */
    int (*set)(struct udp_socket *socket, int value);
    int (*get)(struct udp_socket *socket, int *value);
};

#define KEPT(level, name, family, width, least, most, as, member)                                            \
    .form = OPTION_KEPT_FORM(level, name, family, width, least, most, as, struct udp_socket, member)
#define NOT_KEPT(level, name, family, width, least, most)                                                    \
    .form = OPTION_FORM(level, name, family, width, least, most)

/* Windows stores the value of SO_DEBUG, and of IPV6_V6ONLY on a socket of IPv4, and does nothing else with it.
 * The last four are for raw sockets. */
// clang-format off
static const struct own_option own_options[] = {
    {KEPT(WS_SOL_SOCKET, WS_SO_REUSEADDR, 0, ANY, 0, 0, BOOL, options.reuse_address), .set = set_reuse_address},
    {KEPT(WS_SOL_SOCKET, WS_SO_EXCLUSIVEADDRUSE, 0, ANY, 0, 0, BOOL, options.exclusive_address),
        .set = set_exclusive_address},
    {NOT_KEPT(WS_SOL_SOCKET, WS_SO_BROADCAST, 0, ANY, 0, 0), .set = udp_broadcast_set, .get = udp_broadcast_get},
    {NOT_KEPT(WS_SOL_SOCKET, WS_SO_RCVBUF, 0, INT, 0, INT32_MAX),
        .set = udp_buffer_set_receive, .get = udp_buffer_get_receive},
    {NOT_KEPT(WS_SOL_SOCKET, WS_SO_SNDBUF, 0, INT, 0, INT32_MAX),
        .set = udp_buffer_set_send, .get = udp_buffer_get_send},
    {NOT_KEPT(WS_SOL_SOCKET, WS_SO_RCVTIMEO, 0, INT, 0, 0), .set = set_receive_timeout, .get = get_receive_timeout},
    {NOT_KEPT(WS_SOL_SOCKET, WS_SO_SNDTIMEO, 0, INT, 0, 0), .set = set_send_timeout, .get = get_send_timeout},
    {KEPT(WS_SOL_SOCKET, WS_SO_ERROR, 0, INT, 0, 0, U32, options.stored_error), .get = get_error},
    {NOT_KEPT(WS_SOL_SOCKET, WS_SO_TYPE, 0, INT, 0, 0), .set = refuse_to_set, .get = get_type},
    {NOT_KEPT(WS_SOL_SOCKET, WS_SO_CONNECT_TIME, 0, INT, 0, 0), .get = get_connect_time},
    {NOT_KEPT(WS_SOL_SOCKET, WS_SO_MAX_MSG_SIZE, 0, INT, 0, 0), .get = get_message_size},
    {NOT_KEPT(WS_IPPROTO_IP, WS_IP_MULTICAST_IF, WS_AF_INET, INT, 0, 0),
        .set = udp_set_interface_v4, .get = udp_get_interface_v4},
    {KEPT(WS_IPPROTO_IP, WS_IP_MULTICAST_LOOP, WS_AF_INET, ANY, 0, 0, BOOL, options.multicast[UDP_V4].loopback),
        .set = udp_set_loopback_v4},
    {NOT_KEPT(WS_IPPROTO_IP, WS_IP_MULTICAST_TTL, WS_AF_INET, ANY, 0, UINT8_MAX),
        .set = udp_set_scope_v4, .get = udp_get_scope_v4},
    {KEPT(WS_IPPROTO_IP, WS_IP_TOS, WS_AF_INET, ANY, 0, UINT8_MAX, U32, options.marks[UDP_V4]),
        .set = udp_qos_set_mark_v4},
    {KEPT(WS_IPPROTO_IPV6, WS_IPV6_TCLASS, WS_AF_INET6, INT, 0, UINT8_MAX, U32, options.marks[UDP_V6]),
        .set = udp_qos_set_mark_v6},
    {KEPT(WS_IPPROTO_IPV6, WS_IPV6_MULTICAST_IF, WS_AF_INET6, INT, 0, 0, U32,
          options.multicast[UDP_V6].interface_index),
        .set = udp_set_interface_v6},
    {KEPT(WS_IPPROTO_IPV6, WS_IPV6_MULTICAST_LOOP, WS_AF_INET6, ANY, 0, 0, BOOL, options.multicast[UDP_V6].loopback),
        .set = udp_set_loopback_v6},
    {NOT_KEPT(WS_IPPROTO_IPV6, WS_IPV6_MULTICAST_HOPS, WS_AF_INET6, ANY, 0, UINT8_MAX),
        .set = udp_set_scope_v6, .get = udp_get_scope_v6},
    {NOT_KEPT(SOL_JLUDP, JLU_DROPPED, 0, INT, 0, 0), .get = udp_told_dropped},
    {NOT_KEPT(SOL_JLUDP, JLU_JOINED, 0, INT, 0, 0), .get = udp_told_joined},
    {NOT_KEPT(SOL_JLUDP, JLU_INTERFACE, 0, INT, 0, 0), .get = udp_told_interface},
    {NOT_KEPT(WS_IPPROTO_UDP, UDP_SEND_MSG_SIZE, 0, INT, 0, UINT16_MAX),
        .set = set_segment_size, .get = get_segment_size},
    {KEPT(WS_IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE, 0, INT, 0, 0, U32, options.coalesced_size),
        .set = set_coalesced_size},
    {KEPT(WS_SOL_SOCKET, WS_SO_DEBUG, 0, ANY, 0, 0, BOOL, options.debug)},
    {KEPT(WS_IPPROTO_IPV6, WS_IPV6_V6ONLY, WS_AF_INET, BYTE, 0, 0, BOOL, options.v6_only)},
    {NOT_KEPT(WS_IPPROTO_IP, WS_IP_HDRINCL, 0, INT, 0, 0), .set = refuse_to_set, .get = refuse_to_get},
    {NOT_KEPT(WS_IPPROTO_IPV6, WS_IPV6_HDRINCL, WS_AF_INET6, INT, 0, 0), .get = refuse_to_get},
    {NOT_KEPT(WS_IPPROTO_IP, WS_IP_GET_IFLIST, WS_AF_INET, INT, 0, 0), .get = refuse_to_get},
    {NOT_KEPT(WS_IPPROTO_IPV6, WS_IPV6_GET_IFLIST, WS_AF_INET6, INT, 0, 0), .get = refuse_to_get},
};
// clang-format on

/* Returns whether the socket is one of IPv6 that has the options of IPv4, too (OP-13). */
static bool has_other_level(const struct udp_socket *socket, int level)
{
    return level == WS_IPPROTO_IP && socket->family == AF_INET6 && udp_takes_v4(socket);
}

/* Returns the family, in Winsock's number, of the options of this level on this socket. */
static int family_of_options(const struct udp_socket *socket, int level)
{
    return has_other_level(socket, level) ? WS_AF_INET : os_ws_family(socket->family);
}

static const struct own_option *own_option_find(const struct udp_socket *socket, int level, int name)
{
    return option_find(own_options, sizeof own_options / sizeof *own_options, sizeof *own_options,
                       family_of_options(socket, level), level, name);
}

/* The code for an option that neither table has. Where a socket of IPv6 takes no IPv4, that is WSAEINVAL for
 * all of IPv4's, as the page on dual-stack sockets says of a host without IPv4. */
static int unknown(const struct udp_socket *socket, int level)
{
    bool refused = level == WS_IPPROTO_IP && socket->family == AF_INET6 && !udp_takes_v4(socket);
    return refused ? WSAEINVAL : option_unknown(level);
}

int udp_option_set(struct udp_socket *socket, int level, int name, const char *bytes, int length)
{
    int error, value;
    if (udp_membership_option(socket, level, name, bytes, length, &error)) {
        return error;
    }
    const struct own_option *own = own_option_find(socket, level, name);
    const struct udp_shared_option *shared =
        own == NULL ? udp_shared_option_find(family_of_options(socket, level), level, name) : NULL;
    if (own == NULL && shared == NULL) {
        return unknown(socket, level);
    }
    const struct option_form *form = own != NULL ? &own->form : udp_shared_option_form(shared);
    error = option_read(form, bytes, length, &value);
    if (error != 0) {
        return error;
    }
    if (own == NULL) {
        return udp_shared_option_set(socket, shared, value);
    }
    if (own->set == NULL && own->form.kept == OPTION_KEPT_NOT) {
        return WSAENOPROTOOPT;
    }
    if (own->set != NULL) {
        return own->set(socket, value);
    }
    option_keep(&own->form, socket, value);
    return 0;
}

static int get_own(struct udp_socket *socket, const struct own_option *own, int *value)
{
    if (own->get != NULL) {
        return own->get(socket, value);
    }
    *value = option_kept(&own->form, socket);
    return 0;
}

static int get_protocol_info(const struct udp_socket *socket, char *bytes, int *length)
{
    if (*length < (int)sizeof socket->info) {
        return WSAEFAULT;
    }
    memcpy(bytes, &socket->info, sizeof socket->info);
    *length = sizeof socket->info;
    return 0;
}

static int get_option(struct udp_socket *socket, int level, int name, char *bytes, int *length)
{
    if (level == WS_SOL_SOCKET && name == WS_SO_PROTOCOL_INFOW) {
        return get_protocol_info(socket, bytes, length);
    }
    if (level == SOL_JLUDP && name == JLU_MEMBER) {
        return udp_membership_question(socket, bytes, *length);
    }
    const struct own_option *own = own_option_find(socket, level, name);
    const struct udp_shared_option *shared =
        own == NULL ? udp_shared_option_find(family_of_options(socket, level), level, name) : NULL;
    if (own == NULL && shared == NULL) {
        return unknown(socket, level);
    }
    const struct option_form *form = own != NULL ? &own->form : udp_shared_option_form(shared);
    if (!option_has_room(form, length)) {
        bool buffer = level == WS_SOL_SOCKET && (name == WS_SO_RCVBUF || name == WS_SO_SNDBUF);
        if (buffer && *length > 0) {
            memset(bytes, 0, (size_t)*length); /* as Windows does (OP-07b) */
        }
        return WSAEFAULT;
    }
    int value = 0;
    int error = own != NULL ? get_own(socket, own, &value) : udp_shared_option_get(socket, shared, &value);
    return error != 0 ? error : option_write(form, value, bytes, length);
}

int WSPAPI udp_WSPSetSockOpt(SOCKET s, int level, int name, const char *value, int length, LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    *error = WSAEFAULT;
    if (value != NULL) {
        pthread_mutex_lock(&socket->lock);
        *error = udp_option_set(socket, level, name, value, length);
        pthread_mutex_unlock(&socket->lock);
    }
    return *error == 0 ? 0 : SOCKET_ERROR;
}

int WSPAPI udp_WSPGetSockOpt(SOCKET s, int level, int name, char *value, LPINT length, LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    *error = WSAEFAULT;
    if (value != NULL && length != NULL) {
        pthread_mutex_lock(&socket->lock);
        *error = get_option(socket, level, name, value, length);
        pthread_mutex_unlock(&socket->lock);
    }
    return *error == 0 ? 0 : SOCKET_ERROR;
}
