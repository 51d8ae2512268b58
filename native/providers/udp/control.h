/* Control data of messages, between Winsock's WSACMSGHDR and Linux's cmsghdr: of one layout, with other
 * contents. */
#ifndef JOINLEAF_UDP_CONTROL_H
#define JOINLEAF_UDP_CONTROL_H

#include "udp.h"

union udp_control {
    struct cmsghdr header;
    char bytes[256]; /* all that a socket can be told of one datagram */
};

/* What the kernel told, into the caller's buffer, whose len becomes what is used. False when it was too
 * small. */
bool udp_control_out(const struct msghdr *message, WSABUF *control);
/*
 * What the caller wants of the kernel, into message->msg_control, which is an udp_control. 0; WSAEINVAL for
 * what is malformed, unknown or too much.
 */
int udp_control_in(int family, const WSABUF *control, struct msghdr *message);
/* The size of the datagrams that the kernel is told to make of the message (OP-09); 0: it is not told. */
size_t udp_control_segment(const struct msghdr *message);
/*
 * Adds what the kernel is to be told of the way that a datagram goes: the address that a widened socket
 * (UDP_WIDENED) is bound to, as the one to send from, and the zone of the group `to` (NULL: none), if there
 * is any such. msg_control is an udp_control.
 */
bool udp_control_has_way(uint32_t state, const union os_address *to);
void udp_control_add_way(const struct udp_socket *socket, uint32_t state, const union os_address *to,
                         struct msghdr *message);
/* Whether the kernel told that the datagram was sent to a group. */
bool udp_control_is_multicast(const struct msghdr *message);

#endif
