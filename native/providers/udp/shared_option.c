/*
 * The options that Linux has, too.
 *
 * Winsock's IP_DONTFRAGMENT and IP_MTU_DISCOVER are one option of Linux's. In Winsock they exclude each
 * other, and so do the two of IPv6 (OP-07b).
 *
 * WSARecvMsg tells in dwFlags whether a datagram was sent to a group or a broadcast address, whatever options
 * are set (IO-11). The kernel tells that only by IP_PKTINFO. So the first WSARecvMsg turns it on for good,
 * and whether the program has set it is a bit of the state.
 */
#include "option.h"

/* Returns the bit that says whether the program has set this option; 0: it is another one. */
static uint32_t packet_info_bit(const struct os_option *option)
{
    if (option->ws_level == WS_IPPROTO_IP && option->ws_name == WS_IP_PKTINFO) {
        return UDP_PACKET_INFO_V4;
    }
    return option->ws_level == WS_IPPROTO_IPV6 && option->ws_name == WS_IPV6_PKTINFO ? UDP_PACKET_INFO_V6 : 0;
}

static int set_packet_info(struct udp_socket *socket, const struct os_option *option, uint32_t bit, int value)
{
    bool told = (atomic_load(&socket->state) & UDP_TOLD) != 0;
    int error = told ? 0 : os_option_set(socket->fd, option, value);
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

int udp_shared_option_get(struct udp_socket *socket, const struct os_option *option, int *value)
{
    uint32_t bit = packet_info_bit(option);
    if (bit == 0) {
        return os_option_get(socket->fd, option, value);
    }
    *value = (atomic_load(&socket->state) & bit) != 0;
    return 0;
}

int udp_shared_option_set(struct udp_socket *socket, const struct os_option *option, int value)
{
    uint32_t bit = packet_info_bit(option);
    if (bit != 0) {
        return set_packet_info(socket, option, bit, value);
    }
    /* No other options are of these two kinds. */
    bool flag = option->kind == OS_VALUE_BOOL_CHOICE, discovery = option->kind == OS_VALUE_CHOICE;
    struct udp_fragment *set = &socket->options.fragment[udp_version_of(option->family)];
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
