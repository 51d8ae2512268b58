/*
 * native/winsock: the API half: start-up, handles, the last error, the catalogue of providers, and Winsock's
 * functions, each of which finds its socket's provider and calls that.
 *
 * It owns the handle table and the catalogue. Applications call it from any thread. The data calls take no
 * lock: a reference on the handle keeps the socket (handle.h).
 *
 * Here stands what every API entry does around its provider's WSP call: start-up, handle, last error
 * (SPI-03, ER-03).
 */
#ifndef JOINLEAF_API_CALL_H
#define JOINLEAF_API_CALL_H

#include <stdbool.h>

#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_spi.h>

#include "handle.h"

struct call {
    struct handle_slot *slot;
    const WSPPROC_TABLE *procs;
    int error; /* the provider's lpErrno */
};

/* Takes a reference on the socket. Returns false with the last error WSANOTINITIALISED or WSAENOTSOCK. */
bool call_begin(struct call *call, SOCKET s);
/* Gives the reference back and returns `result`. If that is SOCKET_ERROR the last error becomes the
 * provider's code, else 0 (ER-01b). */
int call_end(struct call *call, int result);
/* Returns what a call that has made a socket returns. If the last WSACleanup came in between, the socket is
 * closed and the call fails (SK-03). */
SOCKET call_made(SOCKET made);
/* Sets the last error and returns SOCKET_ERROR. */
int call_fail(int error);
/* Sets the last error and returns it: the functions for names return their code (NA-09b). */
int call_code(int error);
/* For calls that have no socket: returns whether WSAStartup was called; if not, sets WSANOTINITIALISED. */
bool call_started(void);

#endif
