/*
 * native/winsock/windows/include/joinleaf: the headers that take the place of those of include/joinleaf in a
 * build for Windows.
 *
 * Here the shared C sources find Winsock in a build for Windows: the system's headers, under the WS_ names of
 * include/joinleaf/ws_sock.h. The functions of the API half have names that ws2_32 has not: joinleaf_send and
 * so on (own.h).
 */
#ifndef JOINLEAF_WS_SOCK_H
#define JOINLEAF_WS_SOCK_H

#include "system/windows/ws2.h"

/* In mingw's headers const PTIMEVAL is not const struct timeval *, as it is on Windows. */
#define PTIMEVAL struct timeval *
#include <ws2spi.h>
#undef PTIMEVAL

#include "winsock/windows/own.h"

/* structures and types */
#define WS_sockaddr         sockaddr
#define WS_sockaddr_in      sockaddr_in
#define WS_sockaddr_in6     sockaddr_in6
#define WS_sockaddr_storage sockaddr_storage
#define WS_linger           linger
#define WS_timeval          timeval
#define WS_fd_set           fd_set
#define WS_u_int            u_int
#define WS_u_long           u_long

/* numbers */
#define WS_FD_SETSIZE            FD_SETSIZE
#define WS_AF_UNSPEC             AF_UNSPEC
#define WS_AF_INET               AF_INET
#define WS_AF_INET6              AF_INET6
#define WS_SOCK_STREAM           SOCK_STREAM
#define WS_SOCK_SEQPACKET        SOCK_SEQPACKET
#define WS_SOCK_STREAM           SOCK_STREAM
#define WS_IPPROTO_IP            IPPROTO_IP
#define WS_IPPROTO_IPV6          IPPROTO_IPV6
#define WS_IPPROTO_TCP           IPPROTO_TCP
#define WS_IPPROTO_UDP           IPPROTO_UDP
#define WS_IPPROTO_ICMP          IPPROTO_ICMP
#define WS_IPPROTO_ICMPV6        IPPROTO_ICMPV6
#define WS_SOL_SOCKET            SOL_SOCKET
#define WS_SO_ACCEPTCONN         SO_ACCEPTCONN
#define WS_SO_CONDITIONAL_ACCEPT SO_CONDITIONAL_ACCEPT
#define WS_SO_DEBUG              SO_DEBUG
#define WS_SO_DONTLINGER         SO_DONTLINGER
#define WS_SO_DONTROUTE          SO_DONTROUTE
#define WS_SO_ERROR              SO_ERROR
#define WS_SO_EXCLUSIVEADDRUSE   SO_EXCLUSIVEADDRUSE
#define WS_SO_GROUP_ID           SO_GROUP_ID
#define WS_SO_KEEPALIVE          SO_KEEPALIVE
#define WS_SO_LINGER             SO_LINGER
#define WS_SO_MAX_MSG_SIZE       SO_MAX_MSG_SIZE
#define WS_SO_OPENTYPE           SO_OPENTYPE
#define WS_SO_PROTOCOL_INFOA     SO_PROTOCOL_INFOA
#define WS_SO_PROTOCOL_INFOW     SO_PROTOCOL_INFOW
#define WS_SO_RCVBUF             SO_RCVBUF
#define WS_SO_RCVTIMEO           SO_RCVTIMEO
#define WS_SO_REUSEADDR          SO_REUSEADDR
#define WS_SO_SNDBUF             SO_SNDBUF
#define WS_SO_SNDTIMEO           SO_SNDTIMEO
#define WS_SO_TYPE               SO_TYPE
#define WS_IP_MULTICAST_IF       IP_MULTICAST_IF
#define WS_IP_MULTICAST_TTL      IP_MULTICAST_TTL
#define WS_IPV6_MULTICAST_IF     IPV6_MULTICAST_IF
#define WS_IPV6_MULTICAST_HOPS   IPV6_MULTICAST_HOPS
#define WS_MSG_PEEK              MSG_PEEK
#define WS_MSG_DONTROUTE         MSG_DONTROUTE
#define WS_MSG_PARTIAL           MSG_PARTIAL
#define WS_MSG_PUSH_IMMEDIATE    MSG_PUSH_IMMEDIATE
#define WS_POLLIN                POLLIN
#define WS_POLLOUT               POLLOUT
#define WS_POLLERR               POLLERR
#define WS_POLLNVAL              POLLNVAL
#define WS_POLLRDNORM            POLLRDNORM
#define WS_POLLRDBAND            POLLRDBAND
#define WS_POLLWRNORM            POLLWRNORM
#define WS_IOC_IN                IOC_IN
#define WS_FIONBIO               FIONBIO
#define WS_FIONREAD              FIONREAD

/* functions */
#define WSAStartup             joinleaf_WSAStartup
#define WSACleanup             joinleaf_WSACleanup
#define WSASocketA             joinleaf_WSASocketA
#define WSASocketW             joinleaf_WSASocketW
#define WSADuplicateSocketA    joinleaf_WSADuplicateSocketA
#define WSADuplicateSocketW    joinleaf_WSADuplicateSocketW
#define WSAConnect             joinleaf_WSAConnect
#define WSAJoinLeaf            joinleaf_WSAJoinLeaf
#define WSAAccept              joinleaf_WSAAccept
#define WSASend                joinleaf_WSASend
#define WSASendTo              joinleaf_WSASendTo
#define WSASendMsg             joinleaf_WSASendMsg
#define WSASendDisconnect      joinleaf_WSASendDisconnect
#define WSARecv                joinleaf_WSARecv
#define WSARecvFrom            joinleaf_WSARecvFrom
#define WSARecvDisconnect      joinleaf_WSARecvDisconnect
#define WSAGetOverlappedResult joinleaf_WSAGetOverlappedResult
#define WSAGetQOSByName        joinleaf_WSAGetQOSByName
#define WSAIoctl               joinleaf_WSAIoctl
#define WSAEventSelect         joinleaf_WSAEventSelect
#define WSAEnumNetworkEvents   joinleaf_WSAEnumNetworkEvents
#define WSAEnumProtocolsA      joinleaf_WSAEnumProtocolsA
#define WSAEnumProtocolsW      joinleaf_WSAEnumProtocolsW
#define WSAPoll                joinleaf_WSAPoll
#define WS_accept              joinleaf_accept
#define WS_bind                joinleaf_bind
#define WS_connect             joinleaf_connect
#define WS_getpeername         joinleaf_getpeername
#define WS_getsockname         joinleaf_getsockname
#define WS_getsockopt          joinleaf_getsockopt
#define WS_listen              joinleaf_listen
#define WS_recv                joinleaf_recv
#define WS_recvfrom            joinleaf_recvfrom
#define WS_select              joinleaf_select
#define WS_send                joinleaf_send
#define WS_sendto              joinleaf_sendto
#define WS_setsockopt          joinleaf_setsockopt
#define WS_shutdown            joinleaf_shutdown
#define WS_socket              joinleaf_socket
#define closesocket            joinleaf_closesocket
#define ioctlsocket            joinleaf_ioctlsocket
#define __WSAFDIsSet           joinleaf_WSAFDIsSet
#define joinleaf_send_batch    joinleaf_own_send_batch
#define joinleaf_receive_batch joinleaf_own_receive_batch
#define joinleaf_batch_modes   joinleaf_own_batch_modes

#define joinleaf_receive_batch_control joinleaf_own_receive_batch_control

#endif
