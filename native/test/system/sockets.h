/* Sockets for tests, on the loopback interface alone. */
#ifndef JOINLEAF_TEST_SYSTEM_SOCKETS_H
#define JOINLEAF_TEST_SYSTEM_SOCKETS_H

#include "system/socket.h"

union system_address loopback_of(uint16_t family, uint16_t port);
/* A listener, and where. */
system_socket listener_on(uint16_t family, union system_address *at);
/* Until a connection is there, 5 seconds at most. */
system_socket accepted_from(system_socket listener);
/* Two ends of one connection. */
void connected_pair(uint16_t family, system_socket *one, system_socket *other);
/* Tries for 5 seconds; 0 or the last code. */
int receive_patiently(system_socket s, void *bytes, size_t room, size_t *done);
/* Gives others the processor for a moment. */
void nap(void);

/* Winsock's numbers. */
enum { CODE_WOULDBLOCK = 10035, CODE_ADDRINUSE = 10048, CODE_NETUNREACH = 10051, CODE_CONNREFUSED = 10061 };

#endif
