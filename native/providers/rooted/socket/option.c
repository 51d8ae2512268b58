/* getsockopt and setsockopt (OP-06, OP-07) and the provider's own options (joinleaf/rooted.h). */
#include <stddef.h>
#include <string.h>

#include <joinleaf/ws_ip.h>

#include "system/interface.h"
#include "providers/rooted/wire/auth.h"

#include "enter.h"
#include "entries.h"
#include "providers/common/name.h"

/* An option that is one number: where it is kept, and what it may be. */
struct number {
    int level, name;
    size_t offset; /* in struct rooted_options */
    enum { AS_U32, AS_MS, AS_U8, AS_BOOL } kind;
    DWORD least, most;
};

#define OPTION(member) offsetof(struct rooted_options, member)

static const struct number numbers[] = {
    {SOL_JLROOTED, JLR_WINDOW, OPTION(window), AS_U32, ROOTED_WINDOW_MIN, ROOTED_WINDOW_MAX},
    {SOL_JLROOTED, JLR_MAX_LEAVES, OPTION(max_leaves), AS_U32, 1, 1u << 20},
    {SOL_JLROOTED, JLR_MAX_HALF_OPEN, OPTION(max_half_open), AS_U32, 1, 1u << 16},
    {SOL_JLROOTED, JLR_HANDSHAKE_TIMEOUT, OPTION(handshake_time), AS_MS, 10, 600000},
    {SOL_JLROOTED, JLR_JOIN_TIMEOUT, OPTION(join_time), AS_MS, 10, 3600000},
    {SOL_JLROOTED, JLR_KEEP_ALIVE, OPTION(keep_alive), AS_MS, 10, 3600000},
    {SOL_JLROOTED, JLR_DEAD_TIMEOUT, OPTION(dead_time), AS_MS, 50, 3600000},
    {SOL_JLROOTED, JLR_SLOW_TIMEOUT, OPTION(slow_time), AS_MS, 50, 3600000},
    {SOL_JLROOTED, JLR_LINGER_TIMEOUT, OPTION(linger_time), AS_MS, 10, 600000},
    {WS_IPPROTO_IP, WS_IP_MULTICAST_TTL, OPTION(ttl), AS_U8, 0, 255},
    {WS_IPPROTO_IPV6, WS_IPV6_MULTICAST_HOPS, OPTION(ttl), AS_U8, 0, 255},
    {WS_SOL_SOCKET, WS_SO_REUSEADDR, OPTION(reuse_address), AS_BOOL, 0, UINT32_MAX},
    {WS_SOL_SOCKET, WS_SO_EXCLUSIVEADDRUSE, OPTION(exclusive_address), AS_BOOL, 0, UINT32_MAX},
};

static const struct number *find(int level, int name)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (numbers[i].level == level && numbers[i].name == name) {
            return &numbers[i];
        }
    }
    return NULL;
}

static void *place_of(struct rooted_options *options, const struct number *number)
{
    return (char *)options + number->offset;
}

static int set_number(struct rooted_options *options, const struct number *number, DWORD value)
{
    bool window = number->name == JLR_WINDOW && number->level == SOL_JLROOTED;
    if (value < number->least || value > number->most || (window && (value & (value - 1)) != 0)) {
        return WSAEINVAL;
    }
    void *place = place_of(options, number);
    switch (number->kind) {
    case AS_U32:
        *(uint32_t *)place = value;
        break;
    case AS_MS:
        *(int64_t *)place = (int64_t)value * ROOTED_MS;
        break;
    case AS_U8:
        *(uint8_t *)place = (uint8_t)value;
        break;
    case AS_BOOL:
        *(bool *)place = value != 0;
    }
    return 0;
}

static DWORD get_number(struct rooted_options *options, const struct number *number)
{
    const void *place = place_of(options, number);
    switch (number->kind) {
    case AS_U32:
        return *(const uint32_t *)place;
    case AS_MS:
        return (DWORD)(*(const int64_t *)place / ROOTED_MS);
    case AS_U8:
        return *(const uint8_t *)place;
    case AS_BOOL:
        break;
    }
    return *(const bool *)place;
}

static int set_key(struct rooted_options *options, const char *value, int length)
{
    if (length != 0 && (length < ROOTED_KEY_MIN || length > ROOTED_KEY_MAX)) {
        return WSAEINVAL;
    }
    if (length != 0 && !system_hmac_load()) {
        return WSAEOPNOTSUPP; /* there is no libcrypto on this system */
    }
    auth_wipe(options->key, sizeof options->key);
    memcpy(options->key, value, (size_t)length);
    options->key_size = (uint32_t)length;
    return 0;
}

static int set_group(struct rooted_socket *socket, const char *value, int length)
{
    union system_address group;
    int error = name_read(&group, socket->family, (const struct WS_sockaddr *)(const void *)value, length);
    if (error == 0 && !system_address_is_multicast(&group)) {
        error = WSAEADDRNOTAVAIL;
    }
    if (error == 0) {
        socket->session->options.group = group;
    }
    return error;
}

/* Between host order and network order. */
static DWORD swap_bytes(DWORD value)
{
    uint8_t bytes[4];
    memcpy(bytes, &value, sizeof bytes);
    return (DWORD)bytes[0] << 24 | (DWORD)bytes[1] << 16 | (DWORD)bytes[2] << 8 | bytes[3];
}

/* OP-03: an address, or an index in 0.x.x.x; for IPv6 an index. */
static int set_interface(struct rooted_socket *socket, DWORD value)
{
    unsigned index = value;
    if (socket->family == SYSTEM_IPV4 && value != 0) {
        index = swap_bytes(value);
        if (index > 0x00ffffff) {
            uint8_t host[4];
            memcpy(host, &value, sizeof host);
            const union system_address address = system_address_of(SYSTEM_IPV4, host, 0);
            index = system_interface_of(&address);
        }
    }
    if (value != 0 && !system_interface_exists(index)) {
        return WSAEADDRNOTAVAIL;
    }
    socket->session->options.multicast_interface = index;
    return 0;
}

static int set_linger(struct rooted_options *options, const char *value, int length)
{
    struct WS_linger linger;
    if (length < (int)sizeof linger) {
        return WSAEFAULT;
    }
    memcpy(&linger, value, sizeof linger);
    options->abort_on_close = linger.l_onoff != 0 && linger.l_linger == 0;
    if (linger.l_onoff != 0 && linger.l_linger > 0) {
        options->linger_time = linger.l_linger * ROOTED_SECOND;
    }
    return 0;
}

static int set_socket_level(struct rooted_socket *socket, int name, DWORD value)
{
    switch (name) {
    case WS_SO_RCVTIMEO:
        socket->receive_timeout = value;
        return 0;
    case WS_SO_SNDTIMEO:
        socket->send_timeout = value;
        return 0;
    case WS_SO_RCVBUF: /* JLR_WINDOW is what counts: kept to be read back */
    case WS_SO_SNDBUF:
        *(name == WS_SO_RCVBUF ? &socket->receive_buffer : &socket->send_buffer) = (int)value;
        return (int)value < 0 ? WSAEINVAL : 0;
    case WS_SO_DONTLINGER:
        socket->session->options.abort_on_close = false;
        return 0;
    case WS_SO_KEEPALIVE:          /* always kept alive */
    case WS_SO_CONDITIONAL_ACCEPT: /* every accept is */
    case WS_SO_DONTROUTE:
    case WS_SO_DEBUG:
        return 0;
    default:
        return WSAENOPROTOOPT;
    }
}

static bool is_interface_option(int level, int name)
{
    return (level == WS_IPPROTO_IP && name == WS_IP_MULTICAST_IF) ||
           (level == WS_IPPROTO_IPV6 && name == WS_IPV6_MULTICAST_IF);
}

/* What the window, the key and the group are is settled once there is a session. */
static bool is_settled(const struct rooted_session *session, int level, int name)
{
    bool settling = level == SOL_JLROOTED && (name == JLR_KEY || name == JLR_GROUP || name == JLR_WINDOW);
    return settling && (session->started || session->receiving || session->links.first != NULL);
}

static int set_option(struct rooted_socket *socket, int level, int name, const char *value, int length)
{
    struct rooted_options *options = &socket->session->options;
    DWORD number = 0;
    if (value == NULL || length < 0) {
        return WSAEFAULT;
    }
    if (is_settled(socket->session, level, name)) {
        return WSAEISCONN;
    }
    if (level == SOL_JLROOTED && name == JLR_KEY) {
        return set_key(options, value, length);
    }
    if (level == SOL_JLROOTED && name == JLR_GROUP) {
        return set_group(socket, value, length);
    }
    if (level == WS_SOL_SOCKET && name == WS_SO_LINGER) {
        return set_linger(options, value, length);
    }
    const struct number *found = find(level, name);
    bool flag = found != NULL && (found->kind == AS_U8 || found->kind == AS_BOOL);
    if (found == NULL && level != WS_SOL_SOCKET && !is_interface_option(level, name)) {
        return WSAENOPROTOOPT;
    }
    if (length < (flag ? 1 : (int)sizeof number)) {
        return WSAEFAULT;
    }
    memcpy(&number, value, (size_t)length < sizeof number ? (size_t)length : sizeof number);
    if (is_interface_option(level, name)) {
        return set_interface(socket, number);
    }
    return found != NULL ? set_number(options, found, number) : set_socket_level(socket, name, number);
}

int WSPAPI rooted_WSPSetSockOpt(SOCKET s, int level, int name, const char *value, int length, LPINT error)
{
    struct rooted_socket *socket = rooted_enter(s, error);
    return socket == NULL ? SOCKET_ERROR
                          : rooted_leave_with(socket, set_option(socket, level, name, value, length), error);
}

static int give(char *value, int *length, const void *from, size_t size)
{
    if (*length < (int)size) {
        return WSAEFAULT;
    }
    memcpy(value, from, size);
    *length = (int)size;
    return 0;
}

static int get_statistics(struct rooted_session *session, char *value, int *length)
{
    session->statistics.leaves = session->leaves;
    session->statistics.unicastLeaves = session->unicasts;
    return give(value, length, &session->statistics, sizeof session->statistics);
}

static int get_linger(const struct rooted_options *options, char *value, int *length)
{
    const struct WS_linger linger = {.l_onoff = options->abort_on_close};
    return give(value, length, &linger, sizeof linger);
}

static int get_group(const struct rooted_session *session, char *value, int *length)
{
    const union system_address *group = session->started ? &session->group : &session->options.group;
    if (group->family == SYSTEM_NO_FAMILY) {
        return WSAENOTCONN;
    }
    return name_write(group, (struct WS_sockaddr *)(void *)value, length);
}

static int get_socket_level(const struct rooted_socket *socket, int name, DWORD *value)
{
    switch (name) {
    case WS_SO_TYPE:
        *value = (DWORD)socket->info.iSocketType;
        return 0;
    case WS_SO_ERROR:
        *value = 0;
        return 0;
    case WS_SO_ACCEPTCONN:
        *value = socket->kind != ROOTED_LEAF_AT_ROOT && socket->session->listening;
        return 0;
    case WS_SO_MAX_MSG_SIZE:
        *value = ROOTED_MESSAGE_MAX;
        return 0;
    case WS_SO_RCVTIMEO:
        *value = socket->receive_timeout;
        return 0;
    case WS_SO_SNDTIMEO:
        *value = socket->send_timeout;
        return 0;
    case WS_SO_RCVBUF:
        *value = (DWORD)socket->receive_buffer;
        return 0;
    case WS_SO_SNDBUF:
        *value = (DWORD)socket->send_buffer;
        return 0;
    case WS_SO_KEEPALIVE:
    case WS_SO_CONDITIONAL_ACCEPT:
        *value = 1;
        return 0;
    case WS_SO_DONTLINGER:
        *value = !socket->session->options.abort_on_close;
        return 0;
    case WS_SO_DONTROUTE:
    case WS_SO_DEBUG:
    case WS_SO_GROUP_ID:
        *value = 0;
        return 0;
    default:
        return WSAENOPROTOOPT;
    }
}

static int get_option(struct rooted_socket *socket, int level, int name, char *value, int *length)
{
    struct rooted_session *session = socket->session;
    DWORD number = 0;
    if (value == NULL || length == NULL) {
        return WSAEFAULT;
    }
    if (level == SOL_JLROOTED && name == JLR_STATISTICS_NAME) {
        return get_statistics(session, value, length);
    }
    if (level == SOL_JLROOTED && name == JLR_GROUP) {
        return get_group(session, value, length);
    }
    if (level == WS_SOL_SOCKET && name == WS_SO_LINGER) {
        return get_linger(&session->options, value, length);
    }
    if (level == WS_SOL_SOCKET && name == WS_SO_PROTOCOL_INFOW) {
        return give(value, length, &socket->info, sizeof socket->info);
    }
    const struct number *found = find(level, name);
    int code = 0;
    if (found != NULL) {
        number = get_number(&session->options, found);
    } else if (is_interface_option(level, name)) {
        number = socket->family == SYSTEM_IPV4 ? swap_bytes(session->options.multicast_interface)
                                               : session->options.multicast_interface;
    } else {
        code = level == WS_SOL_SOCKET ? get_socket_level(socket, name, &number) : WSAENOPROTOOPT;
    }
    return code == 0 ? give(value, length, &number, sizeof number) : code;
}

int WSPAPI rooted_WSPGetSockOpt(SOCKET s, int level, int name, char *value, LPINT length, LPINT error)
{
    struct rooted_socket *socket = rooted_enter(s, error);
    return socket == NULL ? SOCKET_ERROR
                          : rooted_leave_with(socket, get_option(socket, level, name, value, length), error);
}
