/* The entries for what no provider of this library offers. They are in each provider's table, and fail. */
#ifndef JOINLEAF_COMMON_UNSUPPORTED_H
#define JOINLEAF_COMMON_UNSUPPORTED_H

#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_spi.h>

/* They answer WSAEOPNOTSUPP: there are no windows, no blocking hooks (they ended with Winsock 1.1), no
 * sockets of other processes and no named service templates. */
int WSPAPI unsupported_WSPAsyncSelect(SOCKET s, HWND window, unsigned message, long mask, LPINT error);
int WSPAPI unsupported_WSPCancelBlockingCall(LPINT error);
int WSPAPI unsupported_WSPDuplicateSocket(SOCKET s, DWORD process, LPWSAPROTOCOL_INFOW info, LPINT error);
BOOL WSPAPI unsupported_WSPGetQOSByName(SOCKET s, LPWSABUF name, LPQOS qos, LPINT error);

/* IO-13: answers WSAEFAULT for a NULL pointer, else WSA_INVALID_PARAMETER: no call has begun an operation
 * with this structure, since each refuses one. */
BOOL WSPAPI unsupported_WSPGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD transferred,
                                               BOOL wait, LPDWORD flags, LPINT error);

/* IO-12: what the two disconnect calls answer for their data, of which no entry has any
 * (XP1_DISCONNECT_DATA). Returns 0 for NULL: the call is shutdown then. */
int unsupported_disconnect_data(const WSABUF *data);

#endif
