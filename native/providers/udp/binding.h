/* Which sockets may have one port: the table of "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE" (IP-13). */
#ifndef JOINLEAF_UDP_BINDING_H
#define JOINLEAF_UDP_BINDING_H

#include "udp.h"

/*
 * Binds the kernel socket. Returns 0, or WSAEADDRINUSE or WSAEACCES as the table says for sockets of this
 * process. For sockets of other processes Linux' own rule holds: they conflict unless both sides have set
 * SO_REUSEADDR. The socket's lock is held.
 */
int udp_binding_bind(struct udp_socket *socket, const union os_address *address);
/* Binds the kernel socket with this descriptor, which is to take the place of the socket's own, to all
 * addresses and the same port. The table still goes by the socket's own address. Returns 0 or the code, which
 * is WSAEADDRINUSE if another process has the port on any address and does not share it. The socket's lock is
 * held. */
int udp_binding_widen(struct udp_socket *socket, int fd);
/* The socket gives its port back. Called before its descriptor is closed. */
void udp_binding_forget(struct udp_socket *socket);

/* In the child of a fork, where nothing is bound (system/fork.h). */
void udp_binding_reset_child(void);

#endif
