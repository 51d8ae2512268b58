/*
 * native/winsock/windows: what stands between the natives and ws2_32 on Windows.
 *
 * The front: a call on a socket of ours goes to our half (own.h), every other one straight to ws2_32. The two
 * lowest bits of the handle tell which (winsock/handle.h): they are 0 in each handle of Windows, and never 0
 * in one of ours, so that not even a stale one reaches ws2_32 as the handle of another socket. The calls
 * without a socket are in front.c.
 *
 * Whoever includes joinleaf/ws_calls.h calls these by Winsock's names.
 */
#ifndef JOINLEAF_FRONT_H
#define JOINLEAF_FRONT_H

#include "winsock/windows/front_calls.h"
#include "winsock/windows/own.h"

/* ---- calls with a socket ---- */

/* Defines one call: its result, its name, its parameters, and the arguments, of which the socket (s) is the
 * first. */
#define FRONT(result, name, parameters, arguments)                                                           \
    static inline result front_##name parameters                                                             \
    {                                                                                                        \
        return front_is_own(s) ? joinleaf_##name arguments : name arguments;                                 \
    }

FRONT(int, closesocket, (SOCKET s), (s))
FRONT(int, bind, (SOCKET s, const struct sockaddr *name, int size), (s, name, size))
FRONT(int, connect, (SOCKET s, const struct sockaddr *name, int size), (s, name, size))
FRONT(int, listen, (SOCKET s, int backlog), (s, backlog))
FRONT(SOCKET, accept, (SOCKET s, struct sockaddr *name, int *size), (s, name, size))
FRONT(int, getsockname, (SOCKET s, struct sockaddr *name, int *size), (s, name, size))
FRONT(int, getpeername, (SOCKET s, struct sockaddr *name, int *size), (s, name, size))
FRONT(int, shutdown, (SOCKET s, int how), (s, how))
FRONT(int, getsockopt, (SOCKET s, int level, int name, char *value, int *size), (s, level, name, value, size))
FRONT(int, setsockopt, (SOCKET s, int level, int name, const char *value, int size),
      (s, level, name, value, size))
FRONT(int, ioctlsocket, (SOCKET s, long command, u_long *argument), (s, command, argument))
FRONT(int, send, (SOCKET s, const char *bytes, int size, int flags), (s, bytes, size, flags))
FRONT(int, sendto, (SOCKET s, const char *bytes, int size, int flags, const struct sockaddr *to, int to_size),
      (s, bytes, size, flags, to, to_size))
FRONT(int, recv, (SOCKET s, char *bytes, int size, int flags), (s, bytes, size, flags))
FRONT(int, recvfrom, (SOCKET s, char *bytes, int size, int flags, struct sockaddr *from, int *from_size),
      (s, bytes, size, flags, from, from_size))
FRONT(SOCKET, WSAJoinLeaf,
      (SOCKET s, const struct sockaddr *name, int size, LPWSABUF caller, LPWSABUF callee, LPQOS sqos,
       LPQOS gqos, DWORD flags),
      (s, name, size, caller, callee, sqos, gqos, flags))
FRONT(int, WSAConnect,
      (SOCKET s, const struct sockaddr *name, int size, LPWSABUF caller, LPWSABUF callee, LPQOS sqos,
       LPQOS gqos),
      (s, name, size, caller, callee, sqos, gqos))
FRONT(SOCKET, WSAAccept,
      (SOCKET s, struct sockaddr *name, LPINT size, LPCONDITIONPROC condition, DWORD_PTR data),
      (s, name, size, condition, data))
FRONT(int, WSASend,
      (SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, LPWSAOVERLAPPED overlapped,
       LPWSAOVERLAPPED_COMPLETION_ROUTINE routine),
      (s, buffers, count, sent, flags, overlapped, routine))
FRONT(int, WSASendTo,
      (SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, const struct sockaddr *to,
       int to_size, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine),
      (s, buffers, count, sent, flags, to, to_size, overlapped, routine))
FRONT(int, WSASendMsg,
      (SOCKET s, LPWSAMSG message, DWORD flags, LPDWORD sent, LPWSAOVERLAPPED overlapped,
       LPWSAOVERLAPPED_COMPLETION_ROUTINE routine),
      (s, message, flags, sent, overlapped, routine))
FRONT(int, WSARecv,
      (SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, LPWSAOVERLAPPED overlapped,
       LPWSAOVERLAPPED_COMPLETION_ROUTINE routine),
      (s, buffers, count, received, flags, overlapped, routine))
FRONT(int, WSARecvFrom,
      (SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, struct sockaddr *from,
       LPINT from_size, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine),
      (s, buffers, count, received, flags, from, from_size, overlapped, routine))
FRONT(int, WSASendDisconnect, (SOCKET s, LPWSABUF data), (s, data))
FRONT(int, WSARecvDisconnect, (SOCKET s, LPWSABUF data), (s, data))
FRONT(BOOL, WSAGetOverlappedResult,
      (SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD moved, BOOL wait, LPDWORD flags),
      (s, overlapped, moved, wait, flags))
FRONT(BOOL, WSAGetQOSByName, (SOCKET s, LPWSABUF name, LPQOS qos), (s, name, qos))
FRONT(int, WSADuplicateSocketW, (SOCKET s, DWORD process, LPWSAPROTOCOL_INFOW info), (s, process, info))
FRONT(int, WSAIoctl,
      (SOCKET s, DWORD code, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size, LPDWORD returned,
       LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine),
      (s, code, in, in_size, out, out_size, returned, overlapped, routine))
FRONT(int, WSAEventSelect, (SOCKET s, WSAEVENT event, long mask), (s, event, mask))
FRONT(int, WSAEnumNetworkEvents, (SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS events), (s, event, events))

#undef FRONT

#define WSAStartup             front_WSAStartup
#define WSACleanup             front_WSACleanup
#define WSAEnumProtocolsW      front_WSAEnumProtocolsW
#define WSASocketW             front_WSASocketW
#define socket                 front_socket
#define select                 front_select
#define WSAPoll                front_WSAPoll
#define closesocket            front_closesocket
#define bind                   front_bind
#define connect                front_connect
#define listen                 front_listen
#define accept                 front_accept
#define getsockname            front_getsockname
#define getpeername            front_getpeername
#define shutdown               front_shutdown
#define getsockopt             front_getsockopt
#define setsockopt             front_setsockopt
#define ioctlsocket            front_ioctlsocket
#define send                   front_send
#define sendto                 front_sendto
#define recv                   front_recv
#define recvfrom               front_recvfrom
#define WSAJoinLeaf            front_WSAJoinLeaf
#define WSAConnect             front_WSAConnect
#define WSAAccept              front_WSAAccept
#define WSASend                front_WSASend
#define WSASendTo              front_WSASendTo
#define WSASendMsg             front_WSASendMsg
#define WSARecv                front_WSARecv
#define WSARecvFrom            front_WSARecvFrom
#define WSASendDisconnect      front_WSASendDisconnect
#define WSARecvDisconnect      front_WSARecvDisconnect
#define WSAGetOverlappedResult front_WSAGetOverlappedResult
#define WSAGetQOSByName        front_WSAGetQOSByName
#define WSADuplicateSocketW    front_WSADuplicateSocketW
#define WSAIoctl               front_WSAIoctl
#define WSAEventSelect         front_WSAEventSelect
#define WSAEnumNetworkEvents   front_WSAEnumNetworkEvents

#endif
