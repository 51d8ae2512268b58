/* Closing a socket, for closesocket, the last WSACleanup and other hosts of a provider. No state of its own.
 */
#ifndef JOINLEAF_API_CLOSE_H
#define JOINLEAF_API_CLOSE_H

#include <joinleaf/ws_sock.h>

/*
 * Makes the handle unknown to new callers and has the provider close its socket, which returns when no caller
 * is inside (handle.h). Returns 0; WSAENOTSOCK if there is no such socket, or another thread closes it; or
 * the code with which the provider refuses, as in its own condition function (AC-09): then the socket stays
 * open.
 */
int close_socket(SOCKET s);

#endif
