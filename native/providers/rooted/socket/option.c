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

/* How the number of an option is kept, at its offset. */
enum kept {
    KEPT_NOT, /* the option has functions for it */
    /* in struct rooted_options: */
    KEPT_U32,
    KEPT_U8,
    KEPT_BOOL, /* any value but 0 is true */
    KEPT_MS,   /* in microseconds */
    /* in struct rooted_socket, because it is the socket's and not the session's: */
    KEPT_IN_SOCKET
};

/* An option that is one number. */
struct number_option {
    struct option_form form;
    enum kept kept;
    size_t offset;
    /* NULL: as `kept` says; KEPT_NOT without set: the option is read only */
    int (*set)(struct rooted_socket *socket, const struct number_option *option, DWORD value);
    DWORD (*get)(const struct rooted_socket *socket, const struct number_option *option);
};

static void keep_number(struct rooted_socket *socket, const struct number_option *option, DWORD value)
{
    void *place = (char *)socket->options + option->offset;
    switch (option->kept) {
    case KEPT_U32:
        *(uint32_t *)place = value;
        break;
    case KEPT_U8:
        *(uint8_t *)place = (uint8_t)value;
        break;
    case KEPT_BOOL:
        *(bool *)place = value != 0;
        break;
    case KEPT_MS:
        *(int64_t *)place = (int64_t)value * ROOTED_MS;
        break;
    case KEPT_IN_SOCKET:
        memcpy((char *)socket + option->offset, &value, sizeof value);
        break;
    case KEPT_NOT:
        break;
    }
}

static DWORD kept_number(const struct rooted_socket *socket, const struct number_option *option)
{
    const void *place = (const char *)socket->options + option->offset;
    DWORD value = 0;
    switch (option->kept) {
    case KEPT_U32:
        return *(const uint32_t *)place;
    case KEPT_U8:
        return *(const uint8_t *)place;
    case KEPT_BOOL:
        return *(const bool *)place;
    case KEPT_MS:
        return (DWORD)(*(const int64_t *)place / ROOTED_MS);
    case KEPT_IN_SOCKET:
        memcpy(&value, (const char *)socket + option->offset, sizeof value);
        break;
    case KEPT_NOT:
        break;
    }
    return value;
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

/* Between host order and network order. */
static DWORD swap_bytes(DWORD value)
{
    uint8_t bytes[4];
    memcpy(bytes, &value, sizeof bytes);
    return (DWORD)bytes[0] << 24 | (DWORD)bytes[1] << 16 | (DWORD)bytes[2] << 8 | bytes[3];
}

/* OP-03: an address, or an index in 0.x.x.x; for IPv6 an index. */
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

/* OP-07b */
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

static DWORD get_largest_message(const struct rooted_socket *socket, const struct number_option *option)
{
    (void)socket;
    (void)option;
    return ROOTED_MESSAGE_MAX;
}

#define OF_SESSION(member) offsetof(struct rooted_options, member)
#define OF_SOCKET(member)  offsetof(struct rooted_socket, member)

#define NUMBER(level, name, width, least, most)                                                              \
    {                                                                                                        \
        level, name, 0, width, least, most                                                                   \
    }

/* JLR_WINDOW is what counts: SO_RCVBUF and SO_SNDBUF are kept to be read back. */
// clang-format off
static const struct number_option numbers[] = {
    {NUMBER(SOL_JLROOTED, JLR_WINDOW, OPTION_INT, ROOTED_WINDOW_MIN, ROOTED_WINDOW_MAX),
        KEPT_U32, OF_SESSION(window), set_window, NULL},
    {NUMBER(SOL_JLROOTED, JLR_MAX_LEAVES, OPTION_INT, 1, 1 << 20),           KEPT_U32, OF_SESSION(max_leaves), NULL, NULL},
    {NUMBER(SOL_JLROOTED, JLR_MAX_HALF_OPEN, OPTION_INT, 1, 1 << 16),        KEPT_U32, OF_SESSION(max_half_open), NULL, NULL},
    {NUMBER(SOL_JLROOTED, JLR_HANDSHAKE_TIMEOUT, OPTION_INT, 10, 600000),    KEPT_MS, OF_SESSION(handshake_time), NULL, NULL},
    {NUMBER(SOL_JLROOTED, JLR_JOIN_TIMEOUT, OPTION_INT, 10, 3600000),        KEPT_MS, OF_SESSION(join_time), NULL, NULL},
    {NUMBER(SOL_JLROOTED, JLR_KEEP_ALIVE, OPTION_INT, 10, 3600000),          KEPT_MS, OF_SESSION(keep_alive), NULL, NULL},
    {NUMBER(SOL_JLROOTED, JLR_DEAD_TIMEOUT, OPTION_INT, 50, 3600000),        KEPT_MS, OF_SESSION(dead_time), NULL, NULL},
    {NUMBER(SOL_JLROOTED, JLR_SLOW_TIMEOUT, OPTION_INT, 50, 3600000),        KEPT_MS, OF_SESSION(slow_time), NULL, NULL},
    {NUMBER(SOL_JLROOTED, JLR_LEAST_RATE, OPTION_INT, 0, INT32_MAX),         KEPT_U32, OF_SESSION(least_rate), NULL, NULL},
    {NUMBER(SOL_JLROOTED, JLR_LINGER_TIMEOUT, OPTION_INT, 10, 600000),       KEPT_MS, OF_SESSION(linger_time), NULL, NULL},
    {NUMBER(WS_IPPROTO_IP, WS_IP_MULTICAST_TTL, OPTION_ANY, 0, UINT8_MAX),   KEPT_U8, OF_SESSION(ttl), NULL, NULL},
    {NUMBER(WS_IPPROTO_IPV6, WS_IPV6_MULTICAST_HOPS, OPTION_ANY, 0, UINT8_MAX), KEPT_U8, OF_SESSION(ttl), NULL, NULL},
    {NUMBER(WS_IPPROTO_IP, WS_IP_MULTICAST_IF, OPTION_INT, 0, 0),     KEPT_U32, OF_SESSION(multicast_interface),
        set_interface, get_interface},
    {NUMBER(WS_IPPROTO_IPV6, WS_IPV6_MULTICAST_IF, OPTION_INT, 0, 0), KEPT_U32, OF_SESSION(multicast_interface),
        set_interface, get_interface},
    {NUMBER(WS_SOL_SOCKET, WS_SO_REUSEADDR, OPTION_ANY, 0, 0),          KEPT_BOOL, OF_SESSION(reuse_address), NULL, NULL},
    {NUMBER(WS_SOL_SOCKET, WS_SO_EXCLUSIVEADDRUSE, OPTION_ANY, 0, 0),   KEPT_BOOL, OF_SESSION(exclusive_address), NULL, NULL},
    {NUMBER(WS_SOL_SOCKET, WS_SO_RCVTIMEO, OPTION_INT, 0, 0),           KEPT_IN_SOCKET, OF_SOCKET(receive_timeout), NULL, NULL},
    {NUMBER(WS_SOL_SOCKET, WS_SO_SNDTIMEO, OPTION_INT, 0, 0),           KEPT_IN_SOCKET, OF_SOCKET(send_timeout), NULL, NULL},
    {NUMBER(WS_SOL_SOCKET, WS_SO_RCVBUF, OPTION_INT, 0, INT32_MAX),     KEPT_IN_SOCKET, OF_SOCKET(receive_buffer), NULL, NULL},
    {NUMBER(WS_SOL_SOCKET, WS_SO_SNDBUF, OPTION_INT, 0, INT32_MAX),     KEPT_IN_SOCKET, OF_SOCKET(send_buffer), NULL, NULL},
    {NUMBER(WS_SOL_SOCKET, WS_SO_ERROR, OPTION_INT, 0, 0),              KEPT_IN_SOCKET, OF_SOCKET(stored_error), NULL, NULL},
    {NUMBER(WS_SOL_SOCKET, WS_SO_DEBUG, OPTION_ANY, 0, 0),              KEPT_BOOL, OF_SESSION(debug), NULL, NULL},
    {NUMBER(WS_SOL_SOCKET, WS_SO_DONTLINGER, OPTION_ANY, 0, 0),         KEPT_NOT, 0, set_dont_linger, get_dont_linger},
    {NUMBER(WS_SOL_SOCKET, WS_SO_KEEPALIVE, OPTION_ANY, 0, 0),          KEPT_NOT, 0, set_nothing, get_one},
    {NUMBER(WS_SOL_SOCKET, WS_SO_CONDITIONAL_ACCEPT, OPTION_ANY, 0, 0), KEPT_NOT, 0, set_nothing, get_one},
    {NUMBER(WS_SOL_SOCKET, WS_SO_DONTROUTE, OPTION_ANY, 0, 0),          KEPT_NOT, 0, set_nothing, get_zero},
    {NUMBER(WS_SOL_SOCKET, WS_SO_TYPE, OPTION_INT, 0, 0),               KEPT_NOT, 0, refuse_to_set, get_type},
    {NUMBER(WS_SOL_SOCKET, WS_SO_GROUP_ID, OPTION_INT, 0, 0),           KEPT_NOT, 0, NULL, get_zero},
    {NUMBER(WS_SOL_SOCKET, WS_SO_ACCEPTCONN, OPTION_INT, 0, 0),         KEPT_NOT, 0, NULL, get_accepts},
    {NUMBER(WS_SOL_SOCKET, WS_SO_MAX_MSG_SIZE, OPTION_INT, 0, 0),       KEPT_NOT, 0, NULL, get_largest_message},
};
// clang-format on

static bool is_read_only(const struct number_option *option)
{
    return option->kept == KEPT_NOT && option->set == NULL;
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

_Static_assert(sizeof(((struct rooted_options *)0)->multicast_interface) == sizeof(uint32_t),
               "kept as a number");

/* ---- options that are more than a number ---- */

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
    {{SOL_JLROOTED, JLR_KEY, 0, OPTION_INT, 0, 0}, set_key, NULL},
    {{SOL_JLROOTED, JLR_GROUP, 0, OPTION_INT, 0, 0}, set_group, get_group},
    {{SOL_JLROOTED, JLR_STATISTICS_NAME, 0, OPTION_INT, 0, 0}, NULL, told_get_statistics},
    {{SOL_JLROOTED, JLR_REFUSAL_NAME, 0, OPTION_INT, 0, 0}, told_set_refusal, told_get_refusal},
    {{SOL_JLROOTED, JLR_MEMBER, 0, OPTION_INT, 0, 0}, NULL, told_get_member},
    {{SOL_JLROOTED, JLR_BEHIND_NAME, 0, OPTION_INT, 0, 0}, NULL, told_get_behind},
    {{SOL_JLROOTED, JLR_UNDELIVERED_NAME, 0, OPTION_INT, 0, 0}, NULL, get_undelivered},
    {{WS_SOL_SOCKET, WS_SO_LINGER, 0, OPTION_INT, 0, 0}, set_linger, get_linger},
    {{WS_SOL_SOCKET, WS_SO_PROTOCOL_INFOW, 0, OPTION_INT, 0, 0}, NULL, get_protocol},
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
        int size = length < 0 && level == WS_SOL_SOCKET ? INT32_MAX : length; /* OP-07b */
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
