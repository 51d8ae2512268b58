/*
 * Sockets that are bound to one address of the host and hear groups (UDP_WIDENED). Windows gives such a
 * socket what is sent to its groups; a Linux socket with an address gets nothing that is sent to another one.
 * So its kernel socket is bound to all addresses; a filter keeps out unicast datagrams for other addresses,
 * and each send names the source.
 *
 * A multipoint socket, and one that has joined a group, are widened when they are bound (socket.c). Another
 * one is when it joins its first group, and since a kernel socket cannot be bound a second time, a new one
 * takes its place then. What was queued in the former is lost. Calls that wait on it are woken, and go on
 * with the new one.
 */
#ifndef JOINLEAF_UDP_WIDEN_H
#define JOINLEAF_UDP_WIDEN_H

#include "udp.h"

/*
 * Called before the socket joins a group. Does nothing if the socket hears groups as it is, or is connected,
 * and so hears its peer alone. Returns 0, or the code, and then the socket is as it was: WSAEADDRINUSE if
 * another process has the port on another address and does not share it. The lock is held.
 */
int udp_widen(struct udp_socket *socket);

#endif
