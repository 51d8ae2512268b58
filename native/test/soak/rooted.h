/* rooted.h - sockets of rooted sessions on loopback, for the soak. */
#ifndef SOAK_ROOTED_H
#define SOAK_ROOTED_H

#include <winsock2.h>

/* A root that listens at 127.0.0.1. */
SOCKET soak_open_root(unsigned short port);
/* A leaf whose joins and receives take at most so many milliseconds. */
SOCKET soak_open_rooted_leaf(DWORD patience);
SOCKET soak_join_root(SOCKET leaf, unsigned short port);

#endif
