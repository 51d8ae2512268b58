/* The ioctls that set and get a whole source filter (OP-04). The socket's lock is held. They return 0 or the
 * code. */
#ifndef JOINLEAF_UDP_SOURCE_FILTER_H
#define JOINLEAF_UDP_SOURCE_FILTER_H

#include "udp.h"

struct request;

int udp_set_filter_v4(struct udp_socket *socket, const struct request *request);
int udp_get_filter_v4(struct udp_socket *socket, const struct request *request);
int udp_set_filter(struct udp_socket *socket, const struct request *request);
int udp_get_filter(struct udp_socket *socket, const struct request *request);

#endif
