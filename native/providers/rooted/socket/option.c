/* getsockopt and setsockopt (OP-06, OP-07) and the provider's own options (joinleaf/rooted.h). */
#include <stddef.h>
#include <string.h>

#include <joinleaf/ws_ip.h>

#include "conflicts.h"
#include "enter.h"
#include "entries.h"
#include "providers/common/name.h"
#include "providers/common/option_table.h"
#include "providers/rooted/session/delivery.h"
#include "providers/rooted/wire/auth.h"
#include "system/interface.h"
#include "told.h"

/* An option that is one number. */
struct number_option {
    struct option_form form; /* if it is kept: in struct rooted_options, or in the socket if in_socket */
    bool in_socket;          /* it is the socket's and not the session's */
    /* NULL: as it is kept. If it is not kept and has no set, it is read only. */
    int (*set)(struct rooted_socket *socket, const struct number_option *option, DWORD value);
    DWORD (*get)(const struct rooted_socket *socket, const struct number_option *option);
};

static void keep_number(struct rooted_socket *socket, const struct number_option *option, DWORD value)
{
    option_keep(&option->form, option->in_socket ? (void *)socket : (void *)socket->options, (int)value);
}

static DWORD kept_number(const struct rooted_socket *socket, const struct number_option *option)
{
    return (DWORD)option_kept(&option->form,
                              option->in_socket ? (const void *)socket : (const void *)socket->options);
}

/* ---- numbers that have a meaning of their own ---- */

static int set_window(struct rooted_socket *socket, const struct number_option *option, DWORD value)
{
    if ((value & (value - 1)) != 0) { /* not a power of two */
        return WSAEINVAL;
    }
    keep_number(socket, option, value);
    return 0;
}

/* Converts between host order and network order. */
static DWORD swap_bytes(DWORD value)
{
    uint8_t bytes[4];
    memcpy(bytes, &value, sizeof bytes);
    return (DWORD)bytes[0] << 24 | (DWORD)bytes[1] << 16 | (DWORD)bytes[2] << 8 | bytes[3];
}

/* For IPv4 the value is an address, or an index as 0.x.x.x; for IPv6 it is an index (OP-03). */
static int set_interface(struct rooted_socket *socket, const struct number_option *option, DWORD value)
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
    keep_number(socket, option, index);
    return 0;
}

static DWORD get_interface(const struct rooted_socket *socket, const struct number_option *option)
{
    DWORD index = kept_number(socket, option);
    return socket->family == SYSTEM_IPV4 ? swap_bytes(index) : index;
}

/* SO_DONTLINGER on is SO_LINGER off, and the other way round. */
static int set_dont_linger(struct rooted_socket *socket, const struct number_option *option, DWORD value)
{
    (void)option;
    socket->options->linger = value == 0;
    return 0;
}

static DWORD get_dont_linger(const struct rooted_socket *socket, const struct number_option *option)
{
    (void)option;
    return !socket->options->linger;
}

/* For options that change nothing here: sessions are always kept alive, for example, and every accept is
 * conditional. */
static int set_nothing(struct rooted_socket *socket, const struct number_option *option, DWORD value)
{
    (void)socket;
    (void)option;
    (void)value;
    return 0;
}

/* The option can be read only, which setting answers with this code (OP-07b). */
static int refuse_to_set(struct rooted_socket *socket, const struct number_option *option, DWORD value)
{
    (void)socket;
    (void)option;
    (void)value;
    return WSAEINVAL;
}

static DWORD get_one(const struct rooted_socket *socket, const struct number_option *option)
{
    (void)socket;
    (void)option;
    return 1;
}

static DWORD get_zero(const struct rooted_socket *socket, const struct number_option *option)
{
    (void)socket;
    (void)option;
    return 0;
}

static DWORD get_type(const struct rooted_socket *socket, const struct number_option *option)
{
    (void)option;
    return (DWORD)socket->info.iSocketType;
}

static DWORD get_accepts(const struct rooted_socket *socket, const struct number_option *option)
{
    (void)option;
    return socket->kind != ROOTED_LEAF_AT_ROOT && socket->session->listener.listening;
}

/* The room that the session has by itself: that of its window for what the root sends to all, and the credit
 * of one leaf for what goes the other way or aside. */
static uint32_t room_in_force(const struct rooted_socket *socket, bool sends)
{
    const struct rooted_session *session = socket->session;
    const struct receiver *receiver = &session->leaf.receiver;
    if (socket->kind == ROOTED_LEAF_AT_ROOT || sends != (socket->kind == ROOTED_ROOT)) {
        return ROOTED_CREDIT;
    }
    return session->root.started     ? session->root.sender.window * session->root.sender.datagram
           : session->leaf.receiving ? receiver->window * receiver->datagram
                                     : session->options.window * ROOTED_DATAGRAM_MAX;
}

static DWORD get_receive_buffer(const struct rooted_socket *socket, const struct number_option *option)
{
    bool given = (socket->options->given & ROOTED_GIVEN_RECEIVE_BUFFER) != 0;
    return given ? kept_number(socket, option) : room_in_force(socket, false);
}

static DWORD get_send_buffer(const struct rooted_socket *socket, const struct number_option *option)
{
    bool given = (socket->options->given & ROOTED_GIVEN_SEND_BUFFER) != 0;
    return given ? kept_number(socket, option) : room_in_force(socket, true);
}

static DWORD get_largest_message(const struct rooted_socket *socket, const struct number_option *option)
{
    (void)socket;
    (void)option;
    return ROOTED_MESSAGE_MAX;
}

/* A number of the session, one of the socket, and one that is kept nowhere. */
#define OF_SESSION(level, name, width, least, most, as, member)                                              \
    .form = OPTION_KEPT_FORM(level, name, 0, width, least, most, as, struct rooted_options, member)
#define OF_SOCKET(level, name, most, member)                                                                 \
    .in_socket = true,                                                                                       \
    .form = OPTION_KEPT_FORM(level, name, 0, INT, 0, most, U32, struct rooted_socket, member)
#define NOT_KEPT(level, name, width) .form = OPTION_FORM(level, name, 0, width, 0, 0)

/* JLR_WINDOW is what counts: SO_RCVBUF and SO_SNDBUF are kept to be read back, and tell the room in force as
 * long as nobody has set them. */
// clang-format off
static const struct number_option numbers[] = {
    {OF_SESSION(SOL_JLROOTED, JLR_WINDOW, INT, ROOTED_WINDOW_MIN, ROOTED_WINDOW_MAX, U32, window), .set = set_window},
    {OF_SESSION(SOL_JLROOTED, JLR_MAX_LEAVES, INT, 1, 1 << 20, U32, max_leaves)},
    {OF_SESSION(SOL_JLROOTED, JLR_MAX_HALF_OPEN, INT, 1, 1 << 16, U32, max_half_open)},
    {OF_SESSION(SOL_JLROOTED, JLR_HANDSHAKE_TIMEOUT, INT, 10, 600000, MS, handshake_time)},
    {OF_SESSION(SOL_JLROOTED, JLR_JOIN_TIMEOUT, INT, 10, 3600000, MS, join_time)},
    {OF_SESSION(SOL_JLROOTED, JLR_KEEP_ALIVE, INT, 10, 3600000, MS, keep_alive)},
    {OF_SESSION(SOL_JLROOTED, JLR_DEAD_TIMEOUT, INT, 50, 3600000, MS, dead_time)},
    {OF_SESSION(SOL_JLROOTED, JLR_SLOW_TIMEOUT, INT, 50, 3600000, MS, slow_time)},
    {OF_SESSION(SOL_JLROOTED, JLR_LEAST_RATE, INT, 0, INT32_MAX, U32, least_rate)},
    {OF_SESSION(SOL_JLROOTED, JLR_LINGER_TIMEOUT, INT, 10, 600000, MS, linger_time)},
    {OF_SESSION(WS_IPPROTO_IP, WS_IP_MULTICAST_TTL, ANY, 0, UINT8_MAX, U8, ttl)},
    {OF_SESSION(WS_IPPROTO_IPV6, WS_IPV6_MULTICAST_HOPS, ANY, 0, UINT8_MAX, U8, ttl)},
    {OF_SESSION(WS_IPPROTO_IP, WS_IP_MULTICAST_IF, INT, 0, 0, U32, multicast_interface),
        .set = set_interface, .get = get_interface},
    {OF_SESSION(WS_IPPROTO_IPV6, WS_IPV6_MULTICAST_IF, INT, 0, 0, U32, multicast_interface),
        .set = set_interface, .get = get_interface},
    {OF_SESSION(WS_SOL_SOCKET, WS_SO_REUSEADDR, ANY, 0, 0, BOOL, reuse_address)},
    {OF_SESSION(WS_SOL_SOCKET, WS_SO_EXCLUSIVEADDRUSE, ANY, 0, 0, BOOL, exclusive_address)},
    {OF_SOCKET(WS_SOL_SOCKET, WS_SO_RCVTIMEO, 0, receive_timeout)},
    {OF_SOCKET(WS_SOL_SOCKET, WS_SO_SNDTIMEO, 0, send_timeout)},
    {OF_SOCKET(WS_SOL_SOCKET, WS_SO_RCVBUF, INT32_MAX, receive_buffer), .get = get_receive_buffer},
    {OF_SOCKET(WS_SOL_SOCKET, WS_SO_SNDBUF, INT32_MAX, send_buffer), .get = get_send_buffer},
    {OF_SOCKET(WS_SOL_SOCKET, WS_SO_ERROR, 0, stored_error)},
    {OF_SESSION(WS_SOL_SOCKET, WS_SO_DEBUG, ANY, 0, 0, BOOL, debug)},
    {NOT_KEPT(WS_SOL_SOCKET, WS_SO_DONTLINGER, ANY), .set = set_dont_linger, .get = get_dont_linger},
    {NOT_KEPT(WS_SOL_SOCKET, WS_SO_KEEPALIVE, ANY), .set = set_nothing, .get = get_one},
    {NOT_KEPT(WS_SOL_SOCKET, WS_SO_CONDITIONAL_ACCEPT, ANY), .set = set_nothing, .get = get_one},
    {NOT_KEPT(WS_SOL_SOCKET, WS_SO_DONTROUTE, ANY), .set = set_nothing, .get = get_zero},
    {NOT_KEPT(WS_SOL_SOCKET, WS_SO_TYPE, INT), .set = refuse_to_set, .get = get_type},
    {NOT_KEPT(WS_SOL_SOCKET, WS_SO_GROUP_ID, INT), .get = get_zero},
    {NOT_KEPT(WS_SOL_SOCKET, WS_SO_ACCEPTCONN, INT), .get = get_accepts},
    {NOT_KEPT(WS_SOL_SOCKET, WS_SO_MAX_MSG_SIZE, INT), .get = get_largest_message},
};
// clang-format on

static bool is_read_only(const struct number_option *option)
{
    return option->form.kept == OPTION_KEPT_NOT && option->set == NULL;
}

static int set_number(struct rooted_socket *socket, const struct number_option *option, DWORD value)
{
    if (option->set != NULL) {
        return option->set(socket, option, value);
    }
    keep_number(socket, option, value);
    return 0;
}

static DWORD get_number(const struct rooted_socket *socket, const struct number_option *option)
{
    return option->get != NULL ? option->get(socket, option) : kept_number(socket, option);
}

_Static_assert(sizeof(((struct rooted_options *)0)->multicast_interface) == sizeof(uint32_t) &&
                   sizeof(((struct rooted_socket *)0)->receive_buffer) == sizeof(uint32_t) &&
                   sizeof(((struct rooted_socket *)0)->receive_timeout) == sizeof(uint32_t),
               "kept as a number");

/* ---- options that are more than a number ---- */

_Static_assert(JLR_KEY_MIN == ROOTED_KEY_MIN && JLR_KEY_MAX == ROOTED_KEY_MAX, "one number each");

static int set_key(struct rooted_socket *socket, const char *value, int length)
{
    struct rooted_options *options = socket->options;
    if (length != 0 && (length < ROOTED_KEY_MIN || length > ROOTED_KEY_MAX)) {
        return WSAEINVAL;
    }
    if (length != 0 && !system_hmac_load()) {
        return WSAEOPNOTSUPP; /* this system has nothing to make the tags with */
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
        socket->options->group = group;
    }
    return error;
}

static int get_group(struct rooted_socket *socket, char *value, int *length)
{
    const struct rooted_session *session = socket->session;
    const union system_address *group =
        session->root.started ? &session->root.group : &session->options.group;
    if (group->family == SYSTEM_NO_FAMILY) {
        return WSAENOTCONN;
    }
    return name_write(group, (struct WS_sockaddr *)(void *)value, length);
}

static int set_linger(struct rooted_socket *socket, const char *value, int length)
{
    struct rooted_options *options = socket->options;
    struct WS_linger linger;
    if (length < (int)sizeof linger) {
        return WSAEFAULT;
    }
    memcpy(&linger, value, sizeof linger);
    options->linger = linger.l_onoff != 0;
    options->linger_seconds = linger.l_linger;
    if (options->linger && linger.l_linger > 0) {
        options->linger_time = linger.l_linger * ROOTED_SECOND;
    }
    return 0;
}

static int get_linger(struct rooted_socket *socket, char *value, int *length)
{
    const struct WS_linger linger = {.l_onoff = socket->options->linger,
                                     .l_linger = socket->options->linger_seconds};
    return told_bytes(value, length, &linger, sizeof linger);
}

static int get_undelivered(struct rooted_socket *socket, char *value, int *length)
{
    JLR_UNDELIVERED undelivered;
    delivery_look(socket->session, &undelivered);
    return told_bytes(value, length, &undelivered, sizeof undelivered);
}

static int get_protocol(struct rooted_socket *socket, char *value, int *length)
{
    return told_bytes(value, length, &socket->info, sizeof socket->info);
}

struct bytes_option {
    struct option_form form;
    int (*set)(struct rooted_socket *socket, const char *value, int length); /* NULL: read only */
    int (*get)(struct rooted_socket *socket, char *value, int *length);      /* NULL: a secret */
};

static const struct bytes_option structures[] = {
    {OPTION_FORM(SOL_JLROOTED, JLR_KEY, 0, INT, 0, 0), set_key, NULL},
    {OPTION_FORM(SOL_JLROOTED, JLR_GROUP, 0, INT, 0, 0), set_group, get_group},
    {OPTION_FORM(SOL_JLROOTED, JLR_STATISTICS_NAME, 0, INT, 0, 0), NULL, told_get_statistics},
    {OPTION_FORM(SOL_JLROOTED, JLR_REFUSAL_NAME, 0, INT, 0, 0), told_set_refusal, told_get_refusal},
    {OPTION_FORM(SOL_JLROOTED, JLR_MEMBER, 0, INT, 0, 0), NULL, told_get_member},
    {OPTION_FORM(SOL_JLROOTED, JLR_BEHIND_NAME, 0, INT, 0, 0), NULL, told_get_behind},
    {OPTION_FORM(SOL_JLROOTED, JLR_UNDELIVERED_NAME, 0, INT, 0, 0), NULL, get_undelivered},
    {OPTION_FORM(WS_SOL_SOCKET, WS_SO_LINGER, 0, INT, 0, 0), set_linger, get_linger},
    {OPTION_FORM(WS_SOL_SOCKET, WS_SO_PROTOCOL_INFOW, 0, INT, 0, 0), NULL, get_protocol},
};

/* ---- the calls ---- */

static const struct bytes_option *find_bytes(const struct rooted_socket *socket, int level, int name)
{
    return option_find(structures, sizeof structures / sizeof *structures, sizeof *structures, socket->family,
                       level, name);
}

static const struct number_option *find_number(const struct rooted_socket *socket, int level, int name)
{
    return option_find(numbers, sizeof numbers / sizeof *numbers, sizeof *numbers, socket->family, level,
                       name);
}

static int unknown_option(int level)
{
    return level == SOL_JLROOTED ? WSAENOPROTOOPT : option_unknown(level);
}

/* Whether the option may not be changed any more: the window, the key and the group once there is a session
 * or a connection. */
static bool is_settled(const struct rooted_session *session, int level, int name)
{
    bool settling = level == SOL_JLROOTED && (name == JLR_KEY || name == JLR_GROUP || name == JLR_WINDOW);
    return settling && (session->root.started || session->leaf.receiving || session->links.first != NULL);
}

static int set_option(struct rooted_socket *socket, int level, int name, const char *value, int length)
{
    int number;
    if (value == NULL) {
        return WSAEFAULT;
    }
    if (is_settled(socket->session, level, name)) {
        return WSAEISCONN;
    }
    const struct bytes_option *bytes = find_bytes(socket, level, name);
    if (bytes != NULL) {
        int size =
            length < 0 && level == WS_SOL_SOCKET
                ? INT32_MAX
                : length; /* The option can be read only, which setting answers with this code (OP-07b). */
        return bytes->set == NULL ? WSAENOPROTOOPT : size < 0 ? WSAEFAULT : bytes->set(socket, value, size);
    }
    const struct number_option *found = find_number(socket, level, name);
    if (found == NULL || is_read_only(found)) {
        return found == NULL ? unknown_option(level) : WSAENOPROTOOPT;
    }
    int error = option_read(&found->form, value, length, &number);
    if (error == 0 && conflicts_with(socket, level, name, (DWORD)number)) {
        error = WSAEINVAL;
    }
    error = error == 0 ? set_number(socket, found, (DWORD)number) : error;
    if (error == 0) {
        conflicts_note(socket, level, name);
    }
    return error;
}

static int get_option(struct rooted_socket *socket, int level, int name, char *value, int *length)
{
    if (value == NULL || length == NULL) {
        return WSAEFAULT;
    }
    const struct bytes_option *bytes = find_bytes(socket, level, name);
    if (bytes != NULL) {
        return bytes->get == NULL ? WSAENOPROTOOPT : bytes->get(socket, value, length);
    }
    const struct number_option *found = find_number(socket, level, name);
    return found == NULL ? unknown_option(level)
                         : option_write(&found->form, (int)get_number(socket, found), value, length);
}

/* A condition function may set JLR_REFUSAL on its own socket, to say what its refusal tells. */
int WSPAPI rooted_WSPSetSockOpt(SOCKET s, int level, int name, const char *value, int length, LPINT error)
{
    bool refusal = level == SOL_JLROOTED && name == JLR_REFUSAL_NAME;
    struct rooted_socket *socket = (refusal ? rooted_enter_always : rooted_enter)(s, error);
    return socket == NULL ? SOCKET_ERROR
                          : rooted_leave_with(socket, set_option(socket, level, name, value, length), error);
}

int WSPAPI rooted_WSPGetSockOpt(SOCKET s, int level, int name, char *value, LPINT length, LPINT error)
{
    struct rooted_socket *socket = rooted_enter(s, error);
    return socket == NULL ? SOCKET_ERROR
                          : rooted_leave_with(socket, get_option(socket, level, name, value, length), error);
}
