#include "os_option.h"

#include <errno.h>

#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>

#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_tcpip.h>

#include "os_errno.h"

#ifndef IPV6_UNICAST_IF
#define IPV6_UNICAST_IF 76
#endif

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Linux' default, IP_PMTUDISC_WANT, is what Winsock calls not set. */
static const struct os_choice mtu_discovery[] = {
    {WS_IP_PMTUDISC_NOT_SET, IP_PMTUDISC_WANT},
    {WS_IP_PMTUDISC_DO, IP_PMTUDISC_DO},
    {WS_IP_PMTUDISC_DONT, IP_PMTUDISC_DONT},
    {WS_IP_PMTUDISC_PROBE, IP_PMTUDISC_PROBE},
};
static const struct os_choice dont_fragment[] = {
    {FALSE, IP_PMTUDISC_WANT},
    {TRUE, IP_PMTUDISC_DO},
};

#define FROM(from_level, from_name, for_family)                                                              \
    .ws_level = (from_level), .ws_name = (from_name), .family = (for_family)
#define TO(os_level, os_name) .level = (os_level), .name = (os_name)
#define BOOLEAN               .kind = OS_VALUE_BOOL
#define RANGE(low, high)      .kind = OS_VALUE_INT, .minimum = (low), .maximum = (high)
#define INDEX                 .kind = OS_VALUE_NETWORK_ORDER
#define INDEX_SET             .kind = OS_VALUE_NETWORK_SET
#define CHOICE(table)         .kind = OS_VALUE_CHOICE, .choices = (table), .choice_count = COUNT(table)
#define YES_OR_NO(table)      .kind = OS_VALUE_BOOL_CHOICE, .choices = (table), .choice_count = COUNT(table)
#define BYTE_TOO              .width = OS_WIDTH_ANY
#define BYTE_ONLY             .width = OS_WIDTH_BYTE
#define READ_ONLY             .read_only = true

/* For which options a single byte is enough was seen on Windows; the pages speak of DWORDs. */
static const struct os_option options[] = {
    {FROM(WS_SOL_SOCKET, WS_SO_DONTROUTE, 0), TO(SOL_SOCKET, SO_DONTROUTE), BOOLEAN, BYTE_TOO},

    {FROM(WS_IPPROTO_IP, WS_IP_TTL, AF_INET), TO(IPPROTO_IP, IP_TTL), RANGE(1, 255), BYTE_TOO},
    {FROM(WS_IPPROTO_IP, WS_IP_DONTFRAGMENT, AF_INET), TO(IPPROTO_IP, IP_MTU_DISCOVER),
     YES_OR_NO(dont_fragment), BYTE_TOO},
    {FROM(WS_IPPROTO_IP, WS_IP_MTU_DISCOVER, AF_INET), TO(IPPROTO_IP, IP_MTU_DISCOVER),
     CHOICE(mtu_discovery)},
    {FROM(WS_IPPROTO_IP, WS_IP_MTU, AF_INET), TO(IPPROTO_IP, IP_MTU), RANGE(0, INT32_MAX), READ_ONLY},
    {FROM(WS_IPPROTO_IP, WS_IP_UNICAST_IF, AF_INET), TO(IPPROTO_IP, IP_UNICAST_IF), INDEX_SET},
    {FROM(WS_IPPROTO_IP, WS_IP_PKTINFO, AF_INET), TO(IPPROTO_IP, IP_PKTINFO), BOOLEAN},
    {FROM(WS_IPPROTO_IP, WS_IP_RECVTTL, AF_INET), TO(IPPROTO_IP, IP_RECVTTL), BOOLEAN},
    {FROM(WS_IPPROTO_IP, WS_IP_RECVTOS, AF_INET), TO(IPPROTO_IP, IP_RECVTOS), BOOLEAN},

    {FROM(WS_IPPROTO_IPV6, WS_IPV6_UNICAST_HOPS, AF_INET6), TO(IPPROTO_IPV6, IPV6_UNICAST_HOPS),
     RANGE(-1, 255), BYTE_TOO},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_DONTFRAG, AF_INET6), TO(IPPROTO_IPV6, IPV6_MTU_DISCOVER),
     YES_OR_NO(dont_fragment), BYTE_TOO},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_MTU_DISCOVER, AF_INET6), TO(IPPROTO_IPV6, IPV6_MTU_DISCOVER),
     CHOICE(mtu_discovery)},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_MTU, AF_INET6), TO(IPPROTO_IPV6, IPV6_MTU), RANGE(0, INT32_MAX),
     READ_ONLY},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_UNICAST_IF, AF_INET6), TO(IPPROTO_IPV6, IPV6_UNICAST_IF), INDEX},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_V6ONLY, AF_INET6), TO(IPPROTO_IPV6, IPV6_V6ONLY), BOOLEAN, BYTE_ONLY},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_PKTINFO, AF_INET6), TO(IPPROTO_IPV6, IPV6_RECVPKTINFO), BOOLEAN},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_HOPLIMIT, AF_INET6), TO(IPPROTO_IPV6, IPV6_RECVHOPLIMIT), BOOLEAN},
    {FROM(WS_IPPROTO_IPV6, WS_IPV6_RECVTCLASS, AF_INET6), TO(IPPROTO_IPV6, IPV6_RECVTCLASS), BOOLEAN},

    {FROM(WS_IPPROTO_UDP, UDP_NOCHECKSUM, AF_INET), TO(SOL_SOCKET, SO_NO_CHECK), BOOLEAN},
};

const struct os_option *os_option_find(int family, int ws_level, int ws_name)
{
    for (size_t i = 0; i < COUNT(options); i++) {
        const struct os_option *option = &options[i];
        if (option->ws_level == ws_level && option->ws_name == ws_name &&
            (option->family == 0 || option->family == family)) {
            return option;
        }
    }
    return NULL;
}

int os_number_set(int fd, int level, int name, int value)
{
    return setsockopt(fd, level, name, &value, sizeof value) == 0 ? 0 : os_wsa_error(errno);
}

int os_number_get(int fd, int level, int name, int *value)
{
    socklen_t size = sizeof *value;
    return getsockopt(fd, level, name, value, &size) == 0 ? 0 : os_wsa_error(errno);
}

/* Converts Winsock's value to Linux'. Returns false if it is out of range. */
static bool to_linux(const struct os_option *option, int *value)
{
    switch (option->kind) {
    case OS_VALUE_BOOL:
        *value = *value != 0;
        return true;
    case OS_VALUE_NETWORK_ORDER:
        *value = (int)htonl((uint32_t)*value);
        return true;
    case OS_VALUE_NETWORK_SET:
        return true;
    case OS_VALUE_BOOL_CHOICE:
        *value = *value != 0;
        /* fall through */
    case OS_VALUE_CHOICE:
        for (size_t i = 0; i < option->choice_count; i++) {
            if (option->choices[i].winsock == *value) {
                *value = option->choices[i].linux_value;
                return true;
            }
        }
        return false;
    case OS_VALUE_INT:
        break;
    }
    return *value >= option->minimum && *value <= option->maximum;
}

static int to_winsock(const struct os_option *option, int value)
{
    switch (option->kind) {
    case OS_VALUE_BOOL:
        return value != 0;
    case OS_VALUE_NETWORK_ORDER:
    case OS_VALUE_NETWORK_SET:
        return (int)ntohl((uint32_t)value);
    case OS_VALUE_BOOL_CHOICE:
    case OS_VALUE_CHOICE:
        for (size_t i = 0; i < option->choice_count; i++) {
            if (option->choices[i].linux_value == value) {
                return option->choices[i].winsock;
            }
        }
        return option->choices[0].winsock;
    case OS_VALUE_INT:
        break;
    }
    return value;
}

int os_option_set(int fd, const struct os_option *option, int value)
{
    if (option->read_only) {
        return WSAENOPROTOOPT;
    }
    if (!to_linux(option, &value)) {
        return WSAEINVAL;
    }
    return os_number_set(fd, option->level, option->name, value);
}

int os_option_get(int fd, const struct os_option *option, int *value)
{
    int found = 0;
    int error = os_number_get(fd, option->level, option->name, &found);
    if (error == 0) {
        *value = to_winsock(option, found);
    }
    return error;
}
