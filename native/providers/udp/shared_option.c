/*
 * The options that Linux has, too: one row each, from Winsock's level, name and value to Linux's (OP-01,
 * OP-06).
 *
 * Winsock's IP_DONTFRAGMENT and IP_MTU_DISCOVER are one option of Linux's. In Winsock they exclude each
 * other, and so do the two of IPv6 (OP-07b).
 *
 * WSARecvMsg tells in dwFlags whether a datagram was sent to a group or a broadcast address, whatever options
 * are set (IO-11). The kernel tells that only by IP_PKTINFO. So the first WSARecvMsg turns it on for good,
 * and whether the program has set it is a bit of the state. Likewise IP_RECVTOS and IP_RECVECN are one option
 * of Linux's.
 */
#include "option.h"

#include <netinet/in.h>
#include <netinet/udp.h>

#include <joinleaf/ws_ext.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum value_kind {
    VALUE_BOOL,          /* any value but 0 is 1 */
    VALUE_INT,           /* the same number for both */
    VALUE_NETWORK_ORDER, /* an interface index: in host order for Winsock, in network order for Linux */
    VALUE_NETWORK_SET,   /* an interface index: Winsock sets it in network order, and gets it in host order */
    VALUE_CHOICE,        /* one of `choices` */
    VALUE_BOOL_CHOICE,   /* any value but 0 is 1, then as VALUE_CHOICE */
};

struct choice {
    int winsock;
    int linux_value;
};

struct udp_shared_option {
    struct option_form form; /* Winsock's level and name */
    int level, name;         /* Linux's */
    enum value_kind kind;
    bool read_only;
    const struct choice *choices; /* an unknown value of Linux reads as the first */
    size_t choice_count;
};

/* Linux' default, IP_PMTUDISC_WANT, is what Winsock calls not set. */
static const struct choice mtu_discovery[] = {
    {WS_IP_PMTUDISC_NOT_SET, IP_PMTUDISC_WANT},
    {WS_IP_PMTUDISC_DO, IP_PMTUDISC_DO},
    {WS_IP_PMTUDISC_DONT, IP_PMTUDISC_DONT},
    {WS_IP_PMTUDISC_PROBE, IP_PMTUDISC_PROBE},
};
static const struct choice dont_fragment[] = {
    {FALSE, IP_PMTUDISC_WANT},
    {TRUE, IP_PMTUDISC_DO},
};

#define FROM(level, name, family, width) .form = OPTION_FORM(level, name, family, width, 0, 0)
#define FROM_RANGE(level, name, family, width, least, most)                                                  \
    .form = OPTION_FORM(level, name, family, width, least, most)
#define TO(os_level, os_name) .level = (os_level), .name = (os_name)
#define BOOLEAN               .kind = VALUE_BOOL
#define NUMBER                .kind = VALUE_INT
#define INDEX                 .kind = VALUE_NETWORK_ORDER
#define INDEX_SET             .kind = VALUE_NETWORK_SET
#define CHOICE(table)         .kind = VALUE_CHOICE, .choices = (table), .choice_count = COUNT(table)
#define YES_OR_NO(table)      .kind = VALUE_BOOL_CHOICE, .choices = (table), .choice_count = COUNT(table)
#define READ_ONLY             .read_only = true

/* For which options a single byte is enough was seen on Windows; the pages speak of DWORDs. */
static const struct udp_shared_option shared_options[] = {
    {FROM(WS_SOL_SOCKET, WS_SO_DONTROUTE, 0, ANY), TO(SOL_SOCKET, SO_DONTROUTE), BOOLEAN},

    {FROM_RANGE(WS_IPPROTO_IP, WS_IP_TTL, WS_AF_INET, ANY, 1, 255), TO(IPPROTO_IP, IP_TTL), NUMBER},
    {FROM(WS_IPPROTO_IP, WS_IP_DONTFRAGMENT, WS_AF_INET, ANY), TO(IPPROTO_IP, IP_MTU_DISCOVER),
     YES_OR_NO(dont_fragment)},
    {FROM(WS_IPPROTO_IP, WS_IP_MTU_DISCOVER, WS_AF_INET, INT), TO(IPPROTO_IP, IP_MTU_DISCOVER),
     CHOICE(mtu_discovery)},
    {FROM(WS_IPPROTO_IP, WS_IP_MTU, WS_AF_INET, INT), TO(IPPROTO_IP, IP_MTU), NUMBER, READ_ONLY},
    {FROM(WS_IPPROTO_IP, WS_IP_UNICAST_IF, WS_AF_INET, INT), TO(IPPROTO_IP, IP_UNICAST_IF), INDEX_SET},
    {FROM(WS_IPPROTO_IP, WS_IP_PKTINFO, WS_AF_INET, INT), TO(IPPROTO_IP, IP_PKTINFO), BOOLEAN},
    {FROM(WS_IPPROTO_IP, WS_IP_RECVTTL, WS_AF_INET, INT), TO(IPPROTO_IP, IP_RECVTTL), BOOLEAN},
    {FROM(WS_IPPROTO_IP, WS_IP_RECVTOS, WS_AF_INET, INT), TO(IPPROTO_IP, IP_RECVTOS), BOOLEAN},
    {FROM(WS_IPPROTO_IP, WS_IP_RECVECN, WS_AF_INET, INT), TO(IPPROTO_IP, IP_RECVTOS), BOOLEAN},

    {FROM_RANGE(WS_IPPROTO_IPV6, WS_IPV6_UNICAST_HOPS, WS_AF_INET6, ANY, -1, 255),
     TO(IPPROTO_IPV6, IPV6_UNICAST_HOPS), NUMBER},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_DONTFRAG, WS_AF_INET6, ANY), TO(IPPROTO_IPV6, IPV6_MTU_DISCOVER),
     YES_OR_NO(dont_fragment)},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_MTU_DISCOVER, WS_AF_INET6, INT), TO(IPPROTO_IPV6, IPV6_MTU_DISCOVER),
     CHOICE(mtu_discovery)},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_MTU, WS_AF_INET6, INT), TO(IPPROTO_IPV6, IPV6_MTU), NUMBER, READ_ONLY},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_UNICAST_IF, WS_AF_INET6, INT), TO(IPPROTO_IPV6, IPV6_UNICAST_IF), INDEX},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_V6ONLY, WS_AF_INET6, BYTE), TO(IPPROTO_IPV6, IPV6_V6ONLY), BOOLEAN},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_PKTINFO, WS_AF_INET6, INT), TO(IPPROTO_IPV6, IPV6_RECVPKTINFO), BOOLEAN},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_HOPLIMIT, WS_AF_INET6, INT), TO(IPPROTO_IPV6, IPV6_RECVHOPLIMIT), BOOLEAN},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_RECVTCLASS, WS_AF_INET6, INT), TO(IPPROTO_IPV6, IPV6_RECVTCLASS), BOOLEAN},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_RECVECN, WS_AF_INET6, INT), TO(IPPROTO_IPV6, IPV6_RECVTCLASS), BOOLEAN},

    {FROM(WS_IPPROTO_UDP, UDP_NOCHECKSUM, WS_AF_INET, INT), TO(SOL_SOCKET, SO_NO_CHECK), BOOLEAN},
};

const struct udp_shared_option *udp_shared_option_find(int family, int level, int name)
{
    return option_find(shared_options, COUNT(shared_options), sizeof *shared_options, family, level, name);
}

const struct option_form *udp_shared_option_form(const struct udp_shared_option *option)
{
    return &option->form;
}

/* Converts Winsock's value to Linux'. Returns false if it is no choice. */
static bool to_linux(const struct udp_shared_option *option, int *value)
{
    switch (option->kind) {
    case VALUE_BOOL:
        *value = *value != 0;
        return true;
    case VALUE_NETWORK_ORDER:
        *value = (int)htonl((uint32_t)*value);
        return true;
    case VALUE_NETWORK_SET:
    case VALUE_INT:
        return true;
    case VALUE_BOOL_CHOICE:
        *value = *value != 0;
        break;
    case VALUE_CHOICE:
        break;
    }
    for (size_t i = 0; i < option->choice_count; i++) {
        if (option->choices[i].winsock == *value) {
            *value = option->choices[i].linux_value;
            return true;
        }
    }
    return false;
}

static int to_winsock(const struct udp_shared_option *option, int value)
{
    switch (option->kind) {
    case VALUE_BOOL:
        return value != 0;
    case VALUE_NETWORK_ORDER:
    case VALUE_NETWORK_SET:
        return (int)ntohl((uint32_t)value);
    case VALUE_INT:
        return value;
    case VALUE_BOOL_CHOICE:
    case VALUE_CHOICE:
        break;
    }
    for (size_t i = 0; i < option->choice_count; i++) {
        if (option->choices[i].linux_value == value) {
            return option->choices[i].winsock;
        }
    }
    return option->choices[0].winsock;
}

/* `value` is Winsock's, and in the range of the option's form. Returns 0 or the code. */
static int set_in_kernel(const struct udp_socket *socket, const struct udp_shared_option *option, int value)
{
    if (option->read_only) {
        return WSAENOPROTOOPT;
    }
    if (!to_linux(option, &value)) {
        return WSAEINVAL;
    }
    return os_number_set(socket->fd, option->level, option->name, value);
}

static int get_from_kernel(const struct udp_socket *socket, const struct udp_shared_option *option,
                           int *value)
{
    int found = 0;
    int error = os_number_get(socket->fd, option->level, option->name, &found);
    if (error == 0) {
        *value = to_winsock(option, found);
    }
    return error;
}

/* Options for which a bit of the state says whether the program has set them. */
static const struct asked_option {
    int level, name;
    uint32_t bit, beside; /* the kernel's is on as well for these */
} asked_options[] = {
    {WS_IPPROTO_IP, WS_IP_PKTINFO, UDP_PACKET_INFO_V4, UDP_TOLD},
    {WS_IPPROTO_IPV6, WS_IPV6_PKTINFO, UDP_PACKET_INFO_V6, UDP_TOLD},
    {WS_IPPROTO_IP, WS_IP_RECVTOS, UDP_TOS_V4, UDP_ECN_V4},
    {WS_IPPROTO_IP, WS_IP_RECVECN, UDP_ECN_V4, UDP_TOS_V4},
    {WS_IPPROTO_IPV6, WS_IPV6_RECVTCLASS, UDP_TOS_V6, UDP_ECN_V6},
    {WS_IPPROTO_IPV6, WS_IPV6_RECVECN, UDP_ECN_V6, UDP_TOS_V6},
};

static const struct asked_option *asked_option_find(const struct udp_shared_option *option)
{
    for (size_t i = 0; i < COUNT(asked_options); i++) {
        if (asked_options[i].level == option->form.level && asked_options[i].name == option->form.name) {
            return &asked_options[i];
        }
    }
    return NULL;
}

static int set_asked(struct udp_socket *socket, const struct udp_shared_option *option,
                     const struct asked_option *asked, int value)
{
    const uint32_t bit = asked->bit;
    bool is_on = (atomic_load(&socket->state) & asked->beside) != 0;
    int error = is_on ? 0 : set_in_kernel(socket, option, value);
    if (error == 0 && value != 0) {
        atomic_fetch_or(&socket->state, bit);
    } else if (error == 0) {
        atomic_fetch_and(&socket->state, ~bit);
    }
    return error;
}

void udp_be_told_destinations(struct udp_socket *socket)
{
    int on = 1;
    pthread_mutex_lock(&socket->lock);
    if (socket->family == AF_INET6) {
        setsockopt(socket->fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on, sizeof on);
    }
    setsockopt(socket->fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on); /* a socket of IPv6 may have IPv4, too */
    atomic_fetch_or(&socket->state, UDP_TOLD);
    pthread_mutex_unlock(&socket->lock);
}

int udp_shared_option_get(struct udp_socket *socket, const struct udp_shared_option *option, int *value)
{
    const struct asked_option *asked = asked_option_find(option);
    if (asked == NULL) {
        return get_from_kernel(socket, option, value);
    }
    *value = (atomic_load(&socket->state) & asked->bit) != 0;
    return 0;
}

int udp_shared_option_set(struct udp_socket *socket, const struct udp_shared_option *option, int value)
{
    const struct asked_option *asked = asked_option_find(option);
    if (asked != NULL) {
        return set_asked(socket, option, asked, value);
    }
    /* No other options are of these two kinds. */
    bool flag = option->kind == VALUE_BOOL_CHOICE, discovery = option->kind == VALUE_CHOICE;
    const enum udp_version version = option->form.family == WS_AF_INET6 ? UDP_V6 : UDP_V4;
    struct udp_fragment *set = &socket->options.fragment[version];
    if ((flag && set->discovery) || (discovery && set->flag)) {
        return WSAEINVAL;
    }
    int error = set_in_kernel(socket, option, value);
    if (error == 0) {
        set->flag = set->flag || flag; /* FALSE counts, too */
        set->discovery = discovery ? value != WS_IP_PMTUDISC_NOT_SET : set->discovery;
    }
    return error;
}
