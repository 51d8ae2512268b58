/*
 * From a handle to its socket, for the time of a call: the session's lock is taken and given back here. What
 * the provider was given at its start stands here too.
 */
#ifndef JOINLEAF_ROOTED_ENTER_H
#define JOINLEAF_ROOTED_ENTER_H

#include <joinleaf/ws_spi.h>

#include "providers/rooted/session/session.h"

/* Both given before the first call. */
extern WSPUPCALLTABLE rooted_upcalls;
extern const struct provider_host *rooted_host;

/* The socket of a handle, with its session's lock taken. NULL with WSAENOTSOCK, or with WSAEINPROGRESS inside
 * its own condition function (AC-09). */
struct rooted_socket *rooted_enter(SOCKET s, int *error);
/* The same, also for a condition function with its own socket. */
struct rooted_socket *rooted_enter_always(SOCKET s, int *error);
void rooted_leave(struct rooted_socket *socket);
/* Leaves. 0, or SOCKET_ERROR with the code unless it is 0. */
int rooted_leave_with(struct rooted_socket *socket, int code, LPINT error);

#endif
