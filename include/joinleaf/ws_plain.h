/*
 * ws_plain.h - makes the headers of this folder declare structures and functions under Winsock's own names.
 *
 * winsock2.h includes it before the others. A file that has it sees a true `struct sockaddr` and a true
 * function `bind`, whose symbol is WS_bind (JOINLEAF_SYMBOL in ws_types.h); only the WS_ names are macros
 * then. So a class may have a method called connect, and a declaration such as `struct sockaddr;` may come
 * before. Names that common headers of the C library have, too, with another meaning, are not here:
 * winsock2.h explains what is done with them.
 */
#ifndef JOINLEAF_WS_PLAIN_H
#define JOINLEAF_WS_PLAIN_H

/* Otherwise -pedantic would warn of a structure of which only unnamed members are seen. */
#pragma GCC system_header

#ifdef JOINLEAF_WS_SOCK_H
#error                                                                                                       \
    "include winsock2.h before joinleaf/ws_sock.h and its kin: both in one file must mean the same structures"
#endif

/* structures, and constants of them */
#define WS_in_addr          in_addr
#define WS_sockaddr         sockaddr
#define WS_sockaddr_in      sockaddr_in
#define WS_sockaddr_storage sockaddr_storage
#define WS_linger           linger
#define WS_hostent          hostent
#define WS_servent          servent
#define WS_protoent         protoent
#define WS_in6_addr         in6_addr
#define WS_sockaddr_in6     sockaddr_in6
#define WS_ip_mreq          ip_mreq
#define WS_ip_mreq_source   ip_mreq_source
#define WS_ip_msfilter      ip_msfilter
#define WS_ipv6_mreq        ipv6_mreq
#define WS_group_req        group_req
#define WS_group_source_req group_source_req
#define WS_group_filter     group_filter
#define WS_in_pktinfo       in_pktinfo
#define WS_in6_pktinfo      in6_pktinfo
#define WS_addrinfo         addrinfo
#define WS_cmsghdr          cmsghdr
#define WS_in6addr_any      in6addr_any
#define WS_in6addr_loopback in6addr_loopback

/* functions */
#define WS_accept              accept
#define WS_bind                bind
#define WS_connect             connect
#define WS_gethostbyaddr       gethostbyaddr
#define WS_gethostbyname       gethostbyname
#define WS_getpeername         getpeername
#define WS_getprotobyname      getprotobyname
#define WS_getprotobynumber    getprotobynumber
#define WS_getservbyname       getservbyname
#define WS_getservbyport       getservbyport
#define WS_getsockname         getsockname
#define WS_getsockopt          getsockopt
#define WS_htonl               htonl
#define WS_htons               htons
#define WS_inet_addr           inet_addr
#define WS_inet_ntoa           inet_ntoa
#define WS_listen              listen
#define WS_ntohl               ntohl
#define WS_ntohs               ntohs
#define WS_recv                recv
#define WS_recvfrom            recvfrom
#define WS_send                send
#define WS_sendto              sendto
#define WS_setsockopt          setsockopt
#define WS_shutdown            shutdown
#define WS_socket              socket
#define WS_getaddrinfo         getaddrinfo
#define WS_freeaddrinfo        freeaddrinfo
#define WS_getnameinfo         getnameinfo
#define WS_inet_pton           inet_pton
#define WS_inet_ntop           inet_ntop
#define WS_setipv4sourcefilter setipv4sourcefilter
#define WS_getipv4sourcefilter getipv4sourcefilter
#define WS_setsourcefilter     setsourcefilter
#define WS_getsourcefilter     getsourcefilter
#endif
