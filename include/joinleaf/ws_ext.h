/*
 * ws_ext.h - Microsoft's extensions: extension functions, connect data options.
 *
 * Follows the pages of mswsock.h (sdk-api).
 */
#ifndef JOINLEAF_WS_EXT_H
#define JOINLEAF_WS_EXT_H

#include "ws_message.h"
#include "ws_sock.h"

/* ---- socket options ---- */

#define WS_SO_CONNDATA               0x7000
#define WS_SO_CONNOPT                0x7001
#define WS_SO_DISCDATA               0x7002
#define WS_SO_DISCOPT                0x7003
#define WS_SO_CONNDATALEN            0x7004
#define WS_SO_CONNOPTLEN             0x7005
#define WS_SO_DISCDATALEN            0x7006
#define WS_SO_DISCOPTLEN             0x7007
#define WS_SO_OPENTYPE               0x7008
#define WS_SO_SYNCHRONOUS_ALERT      0x10
#define WS_SO_SYNCHRONOUS_NONALERT   0x20
#define WS_SO_MAXDG                  0x7009
#define WS_SO_MAXPATHDG              0x700a
#define WS_SO_UPDATE_ACCEPT_CONTEXT  0x700b
#define WS_SO_CONNECT_TIME           0x700c
#define WS_SO_UPDATE_CONNECT_CONTEXT 0x7010
#define WS_TCP_BSDURGENT             0x7000

/* ---- ioctls ---- */

#define SIO_UDP_CONNRESET     _WSAIOW(WS_IOC_VENDOR, 12)
#define SIO_UDP_NETRESET      _WSAIOW(WS_IOC_VENDOR, 15)
#define SIO_BSP_HANDLE        _WSAIOR(WS_IOC_WS2, 27)
#define SIO_BSP_HANDLE_SELECT _WSAIOR(WS_IOC_WS2, 28)
#define SIO_BSP_HANDLE_POLL   _WSAIOR(WS_IOC_WS2, 29)
#define SIO_EXT_SELECT        _WSAIORW(WS_IOC_WS2, 30)
#define SIO_EXT_POLL          _WSAIORW(WS_IOC_WS2, 31)
#define SIO_EXT_SENDMSG       _WSAIORW(WS_IOC_WS2, 32)
#define SIO_BASE_HANDLE       _WSAIOR(WS_IOC_WS2, 34)

/* ---- extension functions, got by SIO_GET_EXTENSION_FUNCTION_POINTER ---- */

typedef INT(WINAPI *LPFN_WSARECVMSG)(SOCKET s, LPWSAMSG lpMsg, LPDWORD lpdwNumberOfBytesRecvd,
                                     LPWSAOVERLAPPED lpOverlapped,
                                     LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
typedef INT(WSAAPI *LPFN_WSASENDMSG)(SOCKET s, LPWSAMSG lpMsg, DWORD dwFlags, LPDWORD lpNumberOfBytesSent,
                                     LPWSAOVERLAPPED lpOverlapped,
                                     LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
typedef INT(WSAAPI *LPFN_WSAPOLL)(LPWSAPOLLFD fdArray, ULONG fds, INT timeout);
typedef BOOL(WINAPI *LPFN_ACCEPTEX)(SOCKET sListenSocket, SOCKET sAcceptSocket, PVOID lpOutputBuffer,
                                    DWORD dwReceiveDataLength, DWORD dwLocalAddressLength,
                                    DWORD dwRemoteAddressLength, LPDWORD lpdwBytesReceived,
                                    LPOVERLAPPED lpOverlapped);
typedef BOOL(WINAPI *LPFN_CONNECTEX)(SOCKET s, const struct WS_sockaddr *name, int namelen,
                                     PVOID lpSendBuffer, DWORD dwSendDataLength, LPDWORD lpdwBytesSent,
                                     LPOVERLAPPED lpOverlapped);
typedef BOOL(WINAPI *LPFN_DISCONNECTEX)(SOCKET s, LPOVERLAPPED lpOverlapped, DWORD dwFlags, DWORD dwReserved);

/* clang-format off */
#define WSAID_WSARECVMSG {0xf689d7c8, 0x6f1f, 0x436b, {0x8a, 0x53, 0xe5, 0x4f, 0xe3, 0x51, 0xc3, 0x22}}
#define WSAID_WSASENDMSG {0xa441e712, 0x754f, 0x43ca, {0x84, 0xa7, 0x0d, 0xee, 0x44, 0xcf, 0x60, 0x6d}}
#define WSAID_WSAPOLL {0x18c76f85, 0xdc66, 0x4964, {0x97, 0x2e, 0x23, 0xc2, 0x72, 0x38, 0x31, 0x2b}}
#define WSAID_ACCEPTEX {0xb5367df1, 0xcbac, 0x11cf, {0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92}}
#define WSAID_CONNECTEX {0x25a207b9, 0xddf3, 0x4660, {0x8e, 0xe9, 0x76, 0xe5, 0x8c, 0x74, 0x06, 0x3e}}
#define WSAID_DISCONNECTEX {0x7fda2e11, 0x8630, 0x436f, {0xa0, 0x31, 0xf5, 0x36, 0xa6, 0xee, 0xc1, 0x57}}
/* clang-format on */

#endif
