/* Options as getsockopt and setsockopt have them, for the provider's own files. The socket's lock is held
 * unless it says otherwise. */
#ifndef JOINLEAF_UDP_OPTION_H
#define JOINLEAF_UDP_OPTION_H

#include "providers/common/option_table.h"
#include "system/linux/os_option.h"
#include "udp.h"

/* Level, name and value are Winsock's. Returns 0 or the code (OP-07). */
int udp_option_set(struct udp_socket *socket, int level, int name, const char *bytes, int length);

/*
 * shared_option.c: an option that Linux has, too. Setting and getting it return 0 or the code. The value to
 * be set is one that the form allows; it is WSAEINVAL where another option forbids it.
 */
struct udp_shared_option;
/* `family` is Winsock's. Returns NULL if there is no such option for it. */
const struct udp_shared_option *udp_shared_option_find(int family, int level, int name);
const struct option_form *udp_shared_option_form(const struct udp_shared_option *option);
int udp_shared_option_set(struct udp_socket *socket, const struct udp_shared_option *option, int value);
int udp_shared_option_get(struct udp_socket *socket, const struct udp_shared_option *option, int *value);

/* shared_option.c: from now on the kernel tells where a received datagram was sent to, though the program may
 * not have asked for it. Takes the lock. */
void udp_be_told_destinations(struct udp_socket *socket);

/* told_option.c: what joinleaf/udp.h has beyond Winsock. They return 0 or the code. */
int udp_told_dropped(struct udp_socket *socket, int *value);
int udp_told_joined(struct udp_socket *socket, int *value);
int udp_told_interface(struct udp_socket *socket, int *value);

#endif
