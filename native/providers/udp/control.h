/* Converts the control data of messages between Winsock's WSACMSGHDR and Linux' cmsghdr. Both headers have
 * one layout; the data differ. No state, no lock. */
#ifndef JOINLEAF_UDP_CONTROL_H
#define JOINLEAF_UDP_CONTROL_H

#include "udp.h"

union udp_control {
    struct cmsghdr header;
    char bytes[256]; /* room for all control data of one datagram */
};

/* Writes what the kernel gave and the program has asked for (the socket's state) into the caller's buffer,
 * whose len becomes the size used. Returns false if the buffer was too small. */
bool udp_control_out(const struct msghdr *message, uint32_t state, WSABUF *control);
/*
 * Writes what the caller wants of the kernel into message->msg_control, which points to a udp_control.
 * Returns 0, or WSAEINVAL for control data that are malformed, unknown or too long.
 */
int udp_control_in(const struct udp_socket *socket, const WSABUF *control, struct msghdr *message);
/* Returns the size of the datagrams into which the kernel is told to cut the message (OP-09); 0: it is not
 * told. */
size_t udp_control_segment(const struct msghdr *message);
/* Returns the zone of the group `to` (NULL: none) that the kernel ignores unless control data name it, or 0.
 */
unsigned udp_control_zone(const union os_address *to);
/*
 * Tells the kernel which way a datagram goes: the address to send from, which is the one that a widened
 * socket (UDP_WIDENED) is bound to, and the interface: the way that was found beside the routes (NULL:
 * none), or the zone of the group `to` (NULL: none). Without such a way udp_control_add_way is called only if
 * udp_control_has_way returns true. msg_control points to a udp_control.
 */
bool udp_control_has_way(uint32_t state, const union os_address *to);
void udp_control_add_way(const struct udp_socket *socket, uint32_t state, const union os_address *to,
                         const struct udp_way *beside, struct msghdr *message);
/* Returns MSG_MCAST or MSG_BCAST if the received datagram was sent to a group or a broadcast address, else 0.
 */
DWORD udp_control_cast(const struct msghdr *message);

#endif
