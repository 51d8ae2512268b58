/*
 * From a handle to its socket, for the time of a call: the session's lock is taken and given back here. Any
 * thread may call these functions. What the provider was given at its start is here too.
 */
#ifndef JOINLEAF_ROOTED_ENTER_H
#define JOINLEAF_ROOTED_ENTER_H

#include <joinleaf/ws_spi.h>

#include "providers/rooted/session/session.h"

/* Both are set before the first call, and do not change then. */
extern WSPUPCALLTABLE rooted_upcalls;
extern const struct provider_host *rooted_host;

/* The socket of a handle, with its session's lock taken. NULL with WSAENOTSOCK, or with WSAEINPROGRESS inside
 * its own condition function (AC-09). */
struct rooted_socket *rooted_enter(SOCKET s, int *error);
/* The same, but a condition function may enter its own socket. */
struct rooted_socket *rooted_enter_always(SOCKET s, int *error);
/* Gives the session's lock back. */
void rooted_leave(struct rooted_socket *socket);
/* Gives the lock back, and sets *error to the code. Returns 0 if the code is 0, and SOCKET_ERROR
 * otherwise. */
int rooted_leave_with(struct rooted_socket *socket, int code, LPINT error);

#endif
