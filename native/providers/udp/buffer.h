/* SO_RCVBUF and SO_SNDBUF, which tell what was set and not what Linux makes of it (OP-06). The socket's lock
 * is held. Sizes are in bytes. They return 0 or the code. */
#ifndef JOINLEAF_UDP_BUFFER_H
#define JOINLEAF_UDP_BUFFER_H

#include "udp.h"

int udp_buffer_set_receive(struct udp_socket *socket, int size);
int udp_buffer_get_receive(struct udp_socket *socket, int *size);
int udp_buffer_set_send(struct udp_socket *socket, int size);
int udp_buffer_get_send(struct udp_socket *socket, int *size);

#endif
