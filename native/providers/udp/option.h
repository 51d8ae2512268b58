/* The options, for whoever is inside the provider. The socket's lock is held. */
#ifndef JOINLEAF_IP_OPTION_H
#define JOINLEAF_IP_OPTION_H

#include "ip.h"

/* By Winsock's level, name and value. 0 or the code (OP-07). */
int ip_option_set(struct ip_socket *socket, int level, int name, const char *bytes, int length);
int ip_option_get(struct ip_socket *socket, int level, int name, char *bytes, int *length);

#endif
