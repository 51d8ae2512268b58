/*
 * winsock2.h - Winsock 2 for Linux: the plain names of winsock2.h on top of those in joinleaf/.
 *
 * A program written for Windows compiles unchanged with this folder on its include path, and links with
 * libjoinleaf. Structures and functions have their true names (joinleaf/ws_plain.h), constants are macros as
 * on Windows. The system's socket headers give the same names to other numbers and layouts: the two cannot be
 * used in one file, and a #error says so. Files that need both include joinleaf/ws_sock.h and its WS_ names
 * instead.
 *
 * Of the names that everyday headers of the C library have too, struct timeval is the C library's;
 * select, fd_set, struct pollfd, u_long and gethostname are Winsock's from here on.
 *
 * FD_SETSIZE may be defined before this header, before or after others; so may WS_FD_SETSIZE.
 */
#ifndef JOINLEAF_WINSOCK2_H
#if defined(_WIN32) && !defined(__linux__)
#error "this winsock2.h is for Linux: on Windows this folder comes after the system's headers (-idirafter)"
#endif
#if defined(_SYS_SOCKET_H) || defined(_NETINET_IN_H)
#error "winsock2.h and the system's <sys/socket.h> or <netinet/in.h> cannot be used in one file"
#endif

/* Keeps an FD_SETSIZE of the program's while the C library's headers come. Its own value, which they define
 * by way of
 * __FD_SETSIZE, is none. */
#ifdef FD_SETSIZE
#pragma push_macro("__FD_SETSIZE")
#undef __FD_SETSIZE
#define __FD_SETSIZE 0
#if FD_SETSIZE != 0
#pragma push_macro("FD_SETSIZE")
#undef FD_SETSIZE
#define JOINLEAF_FD_SETSIZE_KEPT
#endif
#pragma pop_macro("__FD_SETSIZE")
#endif

/* These use some of the names below in the system's sense, so they come first. */
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/types.h>
#include <unistd.h>

#define JOINLEAF_WINSOCK2_H

#undef FD_SETSIZE
#ifdef JOINLEAF_FD_SETSIZE_KEPT
#pragma pop_macro("FD_SETSIZE")
#ifndef WS_FD_SETSIZE
#define WS_FD_SETSIZE FD_SETSIZE
#endif
#endif

#include "joinleaf/ws_plain.h"

#include "windows.h"

#include "joinleaf/ws_libc.h"
#include "joinleaf/ws_message.h"
#include "joinleaf/ws_order.h"
#include "joinleaf/ws_sock.h"

/* Programs ask for it to see whether winsock2.h is there. */
#ifndef _WINSOCK2API_
#define _WINSOCK2API_
#endif

#undef IOC_OUT
#undef IOC_IN
#undef IOC_INOUT
#undef _IO
#undef _IOR
#undef _IOW
#undef FIONREAD
#undef FIONBIO
#undef FIOASYNC
#undef SIOCATMARK
#undef POLLERR
#undef POLLHUP
#undef POLLNVAL
#undef POLLWRNORM
#undef POLLOUT
#undef POLLWRBAND
#undef POLLRDNORM
#undef POLLRDBAND
#undef POLLIN
#undef POLLPRI
#undef FD_SET
#undef FD_ZERO
#undef FD_CLR
#undef FD_ISSET

/* types */
#define u_char        WS_u_char
#define u_short       WS_u_short
#define u_int         WS_u_int
#define u_long        WS_u_long
#define _SS_MAXSIZE   WS__SS_MAXSIZE
#define _SS_ALIGNSIZE WS__SS_ALIGNSIZE
#define fd_set        WS_fd_set
#define FD_SET        WS_FD_SET
#define FD_ZERO       WS_FD_ZERO
#define FD_CLR        WS_FD_CLR
#define FD_ISSET      WS_FD_ISSET
#define pollfd        WS_pollfd

/* A strict -std=c11 hides the C library's. */
#ifndef timerisset
#define timerisset WS_timerisset
#define timerclear WS_timerclear
#define timercmp   WS_timercmp
#endif
#ifndef FD_SETSIZE
#define FD_SETSIZE WS_FD_SETSIZE
#endif

/* names of members */
#define s_addr  S_un.S_addr
#define s_net   S_un.S_un_b.s_b1
#define s_host  S_un.S_un_b.s_b2
#define s_lh    S_un.S_un_b.s_b3
#define s_impno S_un.S_un_b.s_b4
#define s_imp   S_un.S_un_w.s_w2
#define h_addr  h_addr_list[0]

/* families, types, protocols */
#define AF_UNSPEC        WS_AF_UNSPEC
#define AF_UNIX          WS_AF_UNIX
#define AF_INET          WS_AF_INET
#define AF_IMPLINK       WS_AF_IMPLINK
#define AF_PUP           WS_AF_PUP
#define AF_CHAOS         WS_AF_CHAOS
#define AF_NS            WS_AF_NS
#define AF_IPX           WS_AF_IPX
#define AF_ISO           WS_AF_ISO
#define AF_OSI           WS_AF_OSI
#define AF_ECMA          WS_AF_ECMA
#define AF_DATAKIT       WS_AF_DATAKIT
#define AF_CCITT         WS_AF_CCITT
#define AF_SNA           WS_AF_SNA
#define AF_DECnet        WS_AF_DECnet
#define AF_DLI           WS_AF_DLI
#define AF_LAT           WS_AF_LAT
#define AF_HYLINK        WS_AF_HYLINK
#define AF_APPLETALK     WS_AF_APPLETALK
#define AF_NETBIOS       WS_AF_NETBIOS
#define AF_VOICEVIEW     WS_AF_VOICEVIEW
#define AF_FIREFOX       WS_AF_FIREFOX
#define AF_UNKNOWN1      WS_AF_UNKNOWN1
#define AF_BAN           WS_AF_BAN
#define AF_ATM           WS_AF_ATM
#define AF_INET6         WS_AF_INET6
#define AF_CLUSTER       WS_AF_CLUSTER
#define AF_12844         WS_AF_12844
#define AF_IRDA          WS_AF_IRDA
#define AF_NETDES        WS_AF_NETDES
#define AF_TCNPROCESS    WS_AF_TCNPROCESS
#define AF_TCNMESSAGE    WS_AF_TCNMESSAGE
#define AF_ICLFXBM       WS_AF_ICLFXBM
#define AF_BTH           WS_AF_BTH
#define AF_MAX           WS_AF_MAX
#define PF_UNSPEC        WS_PF_UNSPEC
#define PF_UNIX          WS_PF_UNIX
#define PF_INET          WS_PF_INET
#define PF_IMPLINK       WS_PF_IMPLINK
#define PF_PUP           WS_PF_PUP
#define PF_CHAOS         WS_PF_CHAOS
#define PF_NS            WS_PF_NS
#define PF_IPX           WS_PF_IPX
#define PF_ISO           WS_PF_ISO
#define PF_OSI           WS_PF_OSI
#define PF_ECMA          WS_PF_ECMA
#define PF_DATAKIT       WS_PF_DATAKIT
#define PF_CCITT         WS_PF_CCITT
#define PF_SNA           WS_PF_SNA
#define PF_DECnet        WS_PF_DECnet
#define PF_DLI           WS_PF_DLI
#define PF_LAT           WS_PF_LAT
#define PF_HYLINK        WS_PF_HYLINK
#define PF_APPLETALK     WS_PF_APPLETALK
#define PF_VOICEVIEW     WS_PF_VOICEVIEW
#define PF_FIREFOX       WS_PF_FIREFOX
#define PF_UNKNOWN1      WS_PF_UNKNOWN1
#define PF_BAN           WS_PF_BAN
#define PF_ATM           WS_PF_ATM
#define PF_INET6         WS_PF_INET6
#define PF_BTH           WS_PF_BTH
#define PF_MAX           WS_PF_MAX
#define SOCK_STREAM      WS_SOCK_STREAM
#define SOCK_DGRAM       WS_SOCK_DGRAM
#define SOCK_RAW         WS_SOCK_RAW
#define SOCK_RDM         WS_SOCK_RDM
#define SOCK_SEQPACKET   WS_SOCK_SEQPACKET
#define IPPROTO_IP       WS_IPPROTO_IP
#define IPPROTO_HOPOPTS  WS_IPPROTO_HOPOPTS
#define IPPROTO_ICMP     WS_IPPROTO_ICMP
#define IPPROTO_IGMP     WS_IPPROTO_IGMP
#define IPPROTO_GGP      WS_IPPROTO_GGP
#define IPPROTO_IPV4     WS_IPPROTO_IPV4
#define IPPROTO_ST       WS_IPPROTO_ST
#define IPPROTO_TCP      WS_IPPROTO_TCP
#define IPPROTO_CBT      WS_IPPROTO_CBT
#define IPPROTO_EGP      WS_IPPROTO_EGP
#define IPPROTO_IGP      WS_IPPROTO_IGP
#define IPPROTO_PUP      WS_IPPROTO_PUP
#define IPPROTO_UDP      WS_IPPROTO_UDP
#define IPPROTO_IDP      WS_IPPROTO_IDP
#define IPPROTO_RDP      WS_IPPROTO_RDP
#define IPPROTO_IPV6     WS_IPPROTO_IPV6
#define IPPROTO_ROUTING  WS_IPPROTO_ROUTING
#define IPPROTO_FRAGMENT WS_IPPROTO_FRAGMENT
#define IPPROTO_ESP      WS_IPPROTO_ESP
#define IPPROTO_AH       WS_IPPROTO_AH
#define IPPROTO_ICMPV6   WS_IPPROTO_ICMPV6
#define IPPROTO_NONE     WS_IPPROTO_NONE
#define IPPROTO_DSTOPTS  WS_IPPROTO_DSTOPTS
#define IPPROTO_ND       WS_IPPROTO_ND
#define IPPROTO_ICLFXBM  WS_IPPROTO_ICLFXBM
#define IPPROTO_PIM      WS_IPPROTO_PIM
#define IPPROTO_PGM      WS_IPPROTO_PGM
#define IPPROTO_L2TP     WS_IPPROTO_L2TP
#define IPPROTO_SCTP     WS_IPPROTO_SCTP
#define IPPROTO_RAW      WS_IPPROTO_RAW
#define IPPROTO_MAX      WS_IPPROTO_MAX

/* addresses and ports */
#define INADDR_ANY         WS_INADDR_ANY
#define INADDR_LOOPBACK    WS_INADDR_LOOPBACK
#define INADDR_BROADCAST   WS_INADDR_BROADCAST
#define INADDR_NONE        WS_INADDR_NONE
#define IN_CLASSA          WS_IN_CLASSA
#define IN_CLASSA_NET      WS_IN_CLASSA_NET
#define IN_CLASSA_NSHIFT   WS_IN_CLASSA_NSHIFT
#define IN_CLASSA_HOST     WS_IN_CLASSA_HOST
#define IN_CLASSA_MAX      WS_IN_CLASSA_MAX
#define IN_CLASSB          WS_IN_CLASSB
#define IN_CLASSB_NET      WS_IN_CLASSB_NET
#define IN_CLASSB_NSHIFT   WS_IN_CLASSB_NSHIFT
#define IN_CLASSB_HOST     WS_IN_CLASSB_HOST
#define IN_CLASSB_MAX      WS_IN_CLASSB_MAX
#define IN_CLASSC          WS_IN_CLASSC
#define IN_CLASSC_NET      WS_IN_CLASSC_NET
#define IN_CLASSC_NSHIFT   WS_IN_CLASSC_NSHIFT
#define IN_CLASSC_HOST     WS_IN_CLASSC_HOST
#define IN_CLASSD          WS_IN_CLASSD
#define IN_CLASSD_NET      WS_IN_CLASSD_NET
#define IN_CLASSD_NSHIFT   WS_IN_CLASSD_NSHIFT
#define IN_CLASSD_HOST     WS_IN_CLASSD_HOST
#define IN_MULTICAST       WS_IN_MULTICAST
#define IPPORT_ECHO        WS_IPPORT_ECHO
#define IPPORT_DISCARD     WS_IPPORT_DISCARD
#define IPPORT_SYSTAT      WS_IPPORT_SYSTAT
#define IPPORT_DAYTIME     WS_IPPORT_DAYTIME
#define IPPORT_NETSTAT     WS_IPPORT_NETSTAT
#define IPPORT_FTP         WS_IPPORT_FTP
#define IPPORT_TELNET      WS_IPPORT_TELNET
#define IPPORT_SMTP        WS_IPPORT_SMTP
#define IPPORT_TIMESERVER  WS_IPPORT_TIMESERVER
#define IPPORT_NAMESERVER  WS_IPPORT_NAMESERVER
#define IPPORT_WHOIS       WS_IPPORT_WHOIS
#define IPPORT_MTP         WS_IPPORT_MTP
#define IPPORT_TFTP        WS_IPPORT_TFTP
#define IPPORT_RJE         WS_IPPORT_RJE
#define IPPORT_FINGER      WS_IPPORT_FINGER
#define IPPORT_TTYLINK     WS_IPPORT_TTYLINK
#define IPPORT_SUPDUP      WS_IPPORT_SUPDUP
#define IPPORT_EXECSERVER  WS_IPPORT_EXECSERVER
#define IPPORT_BIFFUDP     WS_IPPORT_BIFFUDP
#define IPPORT_LOGINSERVER WS_IPPORT_LOGINSERVER
#define IPPORT_WHOSERVER   WS_IPPORT_WHOSERVER
#define IPPORT_CMDSERVER   WS_IPPORT_CMDSERVER
#define IPPORT_EFSSERVER   WS_IPPORT_EFSSERVER
#define IPPORT_ROUTESERVER WS_IPPORT_ROUTESERVER
#define IPPORT_RESERVED    WS_IPPORT_RESERVED

/* flags of calls */
#define MSG_OOB            WS_MSG_OOB
#define MSG_PEEK           WS_MSG_PEEK
#define MSG_DONTROUTE      WS_MSG_DONTROUTE
#define MSG_WAITALL        WS_MSG_WAITALL
#define MSG_INTERRUPT      WS_MSG_INTERRUPT
#define MSG_PUSH_IMMEDIATE WS_MSG_PUSH_IMMEDIATE
#define MSG_PARTIAL        WS_MSG_PARTIAL
#define MSG_MAXIOVLEN      WS_MSG_MAXIOVLEN
#define MSG_TRUNC          WS_MSG_TRUNC
#define MSG_CTRUNC         WS_MSG_CTRUNC
#define MSG_BCAST          WS_MSG_BCAST
#define MSG_MCAST          WS_MSG_MCAST

/* control data, by the names of RFC 2292; CMSG_DATA is a name of wincrypt.h */
#define CMSGHDR_ALIGN  WSA_CMSGHDR_ALIGN
#define CMSGDATA_ALIGN WSA_CMSGDATA_ALIGN
#define CMSG_FIRSTHDR  WSA_CMSG_FIRSTHDR
#define CMSG_NXTHDR    WSA_CMSG_NXTHDR
#define CMSG_SPACE     WSA_CMSG_SPACE
#define CMSG_LEN       WSA_CMSG_LEN

#define SOMAXCONN WS_SOMAXCONN

/* socket options */
#define SOL_SOCKET             WS_SOL_SOCKET
#define SO_DEBUG               WS_SO_DEBUG
#define SO_ACCEPTCONN          WS_SO_ACCEPTCONN
#define SO_REUSEADDR           WS_SO_REUSEADDR
#define SO_KEEPALIVE           WS_SO_KEEPALIVE
#define SO_DONTROUTE           WS_SO_DONTROUTE
#define SO_BROADCAST           WS_SO_BROADCAST
#define SO_USELOOPBACK         WS_SO_USELOOPBACK
#define SO_LINGER              WS_SO_LINGER
#define SO_OOBINLINE           WS_SO_OOBINLINE
#define SO_DONTLINGER          WS_SO_DONTLINGER
#define SO_EXCLUSIVEADDRUSE    WS_SO_EXCLUSIVEADDRUSE
#define SO_SNDBUF              WS_SO_SNDBUF
#define SO_RCVBUF              WS_SO_RCVBUF
#define SO_SNDLOWAT            WS_SO_SNDLOWAT
#define SO_RCVLOWAT            WS_SO_RCVLOWAT
#define SO_SNDTIMEO            WS_SO_SNDTIMEO
#define SO_RCVTIMEO            WS_SO_RCVTIMEO
#define SO_ERROR               WS_SO_ERROR
#define SO_TYPE                WS_SO_TYPE
#define SO_GROUP_ID            WS_SO_GROUP_ID
#define SO_GROUP_PRIORITY      WS_SO_GROUP_PRIORITY
#define SO_MAX_MSG_SIZE        WS_SO_MAX_MSG_SIZE
#define SO_PROTOCOL_INFOA      WS_SO_PROTOCOL_INFOA
#define SO_PROTOCOL_INFOW      WS_SO_PROTOCOL_INFOW
#define SO_CONDITIONAL_ACCEPT  WS_SO_CONDITIONAL_ACCEPT
#define SO_BSP_STATE           WS_SO_BSP_STATE
#define SO_PAUSE_ACCEPT        WS_SO_PAUSE_ACCEPT
#define SO_COMPARTMENT_ID      WS_SO_COMPARTMENT_ID
#define SO_RANDOMIZE_PORT      WS_SO_RANDOMIZE_PORT
#define SO_PORT_SCALABILITY    WS_SO_PORT_SCALABILITY
#define SO_REUSE_UNICASTPORT   WS_SO_REUSE_UNICASTPORT
#define SO_REUSE_MULTICASTPORT WS_SO_REUSE_MULTICASTPORT
#define TCP_NODELAY            WS_TCP_NODELAY

/* ioctls */
#define IOCPARM_MASK WS_IOCPARM_MASK
#define IOC_VOID     WS_IOC_VOID
#define IOC_OUT      WS_IOC_OUT
#define IOC_IN       WS_IOC_IN
#define IOC_INOUT    WS_IOC_INOUT
#define IOC_UNIX     WS_IOC_UNIX
#define IOC_WS2      WS_IOC_WS2
#define IOC_PROTOCOL WS_IOC_PROTOCOL
#define IOC_VENDOR   WS_IOC_VENDOR
#define _IO          WS__IO
#define _IOR         WS__IOR
#define _IOW         WS__IOW
#define FIONREAD     WS_FIONREAD
#define FIONBIO      WS_FIONBIO
#define FIOASYNC     WS_FIOASYNC
#define SIOCSHIWAT   WS_SIOCSHIWAT
#define SIOCGHIWAT   WS_SIOCGHIWAT
#define SIOCSLOWAT   WS_SIOCSLOWAT
#define SIOCGLOWAT   WS_SIOCGLOWAT
#define SIOCATMARK   WS_SIOCATMARK

/* poll */
#define POLLERR    WS_POLLERR
#define POLLHUP    WS_POLLHUP
#define POLLNVAL   WS_POLLNVAL
#define POLLWRNORM WS_POLLWRNORM
#define POLLOUT    WS_POLLOUT
#define POLLWRBAND WS_POLLWRBAND
#define POLLRDNORM WS_POLLRDNORM
#define POLLRDBAND WS_POLLRDBAND
#define POLLIN     WS_POLLIN
#define POLLPRI    WS_POLLPRI

/* errors of the name functions */
#define h_errno        WS_h_errno
#define HOST_NOT_FOUND WS_HOST_NOT_FOUND
#define TRY_AGAIN      WS_TRY_AGAIN
#define NO_RECOVERY    WS_NO_RECOVERY
#define NO_DATA        WS_NO_DATA
#define NO_ADDRESS     WS_NO_ADDRESS

/* a function of <unistd.h>, with another type */
#define gethostname WS_gethostname

/* A and W forms */
#ifdef UNICODE
typedef WSAPROTOCOL_INFOW WSAPROTOCOL_INFO;
typedef LPWSAPROTOCOL_INFOW LPWSAPROTOCOL_INFO;
#define SO_PROTOCOL_INFO   SO_PROTOCOL_INFOW
#define WSASocket          WSASocketW
#define WSADuplicateSocket WSADuplicateSocketW
#define WSAEnumProtocols   WSAEnumProtocolsW
#define WSAAddressToString WSAAddressToStringW
#define WSAStringToAddress WSAStringToAddressW
#else
typedef WSAPROTOCOL_INFOA WSAPROTOCOL_INFO;
typedef LPWSAPROTOCOL_INFOA LPWSAPROTOCOL_INFO;
#define SO_PROTOCOL_INFO   SO_PROTOCOL_INFOA
#define WSASocket          WSASocketA
#define WSADuplicateSocket WSADuplicateSocketA
#define WSAEnumProtocols   WSAEnumProtocolsA
#define WSAAddressToString WSAAddressToStringA
#define WSAStringToAddress WSAStringToAddressA
#endif

#endif
