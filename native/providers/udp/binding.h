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
/* The socket gives its port back. Called before its descriptor is closed. */
void udp_binding_forget(struct udp_socket *socket);

/* In the child of a fork, where nothing is bound (system/fork.h). */
void udp_binding_reset_child(void);

#endif
