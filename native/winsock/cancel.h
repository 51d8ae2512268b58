/* Ending the calls that block in a socket before it is closed. Include <winsock2.h> first. */
#ifndef JOINLEAF_API_CANCEL_H
#define JOINLEAF_API_CANCEL_H

/*
 * Ends the calls that block in the socket now; one that begins later blocks. It is for a socket whose handle
 * may be another socket's as soon as it is closed: a call that was on its way would then reach that one.
 * Returns FALSE, and has done nothing, if that cannot happen.
 */
BOOL cancel_calls(SOCKET s);

#endif
