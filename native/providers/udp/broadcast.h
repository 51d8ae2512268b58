/* SO_BROADCAST, and what connect does without it (ER-02b). The socket's lock is held where one is given. */
#ifndef JOINLEAF_UDP_BROADCAST_H
#define JOINLEAF_UDP_BROADCAST_H

#include "udp.h"

/* Set and get the option's value. They return 0 or the code. */
int udp_broadcast_set(struct udp_socket *socket, int value);
int udp_broadcast_get(struct udp_socket *socket, int *value);

/* Returns whether it is 255.255.255.255, or the same as IPv6 has it. */
bool udp_broadcast_is_limited(const union os_address *address);
/* Returns whether it is, and the kernel socket has not got the option. The kernel looks for a route first. */
bool udp_broadcast_forbids(const struct udp_socket *socket, const union os_address *to);
/* Connects the kernel socket, to a broadcast address too. Returns 0 or the code. */
int udp_broadcast_connect(struct udp_socket *socket, const union os_address *peer);
/* The same by an interface, to 255.255.255.255 where no route leads there. */
int udp_broadcast_connect_by(struct udp_socket *socket, const union os_address *peer, unsigned index);
/* The socket is connected no more. */
void udp_broadcast_end_loan(struct udp_socket *socket);
/* Returns whether nobody may send to this address without the option. Asks the system. */
bool udp_broadcast_refuses(const union os_address *to);

#endif
