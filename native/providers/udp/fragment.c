/* Sets the options that Linux has, too. Winsock's IP_DONTFRAGMENT and IP_MTU_DISCOVER are one option of
 * Linux's. In Winsock they exclude each other, and so do the two of IPv6 (OP-07b). */
#include "option.h"

int udp_shared_option_set(struct udp_socket *socket, const struct os_option *option, int value)
{
    /* No other options are of these two kinds. */
    bool flag = option->kind == OS_VALUE_BOOL_CHOICE, discovery = option->kind == OS_VALUE_CHOICE;
    struct udp_fragment *set = &socket->options.fragment[option->family == AF_INET6];
    if ((flag && set->discovery) || (discovery && set->flag)) {
        return WSAEINVAL;
    }
    int error = os_option_set(socket->fd, option, value);
    if (error == 0) {
        set->flag = set->flag || flag; /* FALSE counts, too */
        set->discovery = discovery ? value != WS_IP_PMTUDISC_NOT_SET : set->discovery;
    }
    return error;
}
