/* Which sockets may have one port: the table of "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE" (IP-13). */
#ifndef JOINLEAF_UDP_BINDING_H
#define JOINLEAF_UDP_BINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "system/linux/os_address.h"

struct udp_socket;

enum udp_sharing { UDP_SHARING_DEFAULT, UDP_SHARING_REUSE, UDP_SHARING_EXCLUSIVE };

/* A bound socket's place in the list of those with its port; guarded by binding.c's lock. */
struct udp_binding {
    struct udp_socket *next;
    union os_address address; /* the kernel socket's; port 0: not in the list */
    enum udp_sharing sharing; /* when it was bound */
};

/*
 * Binds the kernel socket. 0; WSAEADDRINUSE or WSAEACCES as the table says for sockets of this process. Of
 * other processes' sockets only Linux' own rule is known: they conflict unless both sides set SO_REUSEADDR.
 * The socket's lock is held.
 */
int udp_binding_bind(struct udp_socket *socket, const union os_address *address);
/* Before the descriptor is closed. */
void udp_binding_forget(struct udp_socket *socket);

#endif
