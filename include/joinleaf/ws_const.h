/*
 * ws_const.h - the numbers of winsock2.h: families, protocols, flags, options, ioctls, events, catalogue
 * bits.
 *
 * Follows the pages of winsock2.h (sdk-api), "SOL_SOCKET socket options" and "Winsock IOCTLs" (win32
 * documentation). ws_types.h explains the prefixes of names.
 */
#ifndef JOINLEAF_WS_CONST_H
#define JOINLEAF_WS_CONST_H

#include "ws_types.h"

#define WINSOCK_VERSION MAKEWORD(2, 2)

/* ---- families, types, protocols ---- */

#define WS_AF_UNSPEC     0
#define WS_AF_UNIX       1
#define WS_AF_INET       2
#define WS_AF_IMPLINK    3
#define WS_AF_PUP        4
#define WS_AF_CHAOS      5
#define WS_AF_NS         6
#define WS_AF_IPX        WS_AF_NS
#define WS_AF_ISO        7
#define WS_AF_OSI        WS_AF_ISO
#define WS_AF_ECMA       8
#define WS_AF_DATAKIT    9
#define WS_AF_CCITT      10
#define WS_AF_SNA        11
#define WS_AF_DECnet     12
#define WS_AF_DLI        13
#define WS_AF_LAT        14
#define WS_AF_HYLINK     15
#define WS_AF_APPLETALK  16
#define WS_AF_NETBIOS    17
#define WS_AF_VOICEVIEW  18
#define WS_AF_FIREFOX    19
#define WS_AF_UNKNOWN1   20
#define WS_AF_BAN        21
#define WS_AF_ATM        22
#define WS_AF_INET6      23
#define WS_AF_CLUSTER    24
#define WS_AF_12844      25
#define WS_AF_IRDA       26
#define WS_AF_NETDES     28
#define WS_AF_TCNPROCESS 29
#define WS_AF_TCNMESSAGE 30
#define WS_AF_ICLFXBM    31
#define WS_AF_BTH        32
#define WS_AF_MAX        33

#define WS_PF_UNSPEC    WS_AF_UNSPEC
#define WS_PF_UNIX      WS_AF_UNIX
#define WS_PF_INET      WS_AF_INET
#define WS_PF_IMPLINK   WS_AF_IMPLINK
#define WS_PF_PUP       WS_AF_PUP
#define WS_PF_CHAOS     WS_AF_CHAOS
#define WS_PF_NS        WS_AF_NS
#define WS_PF_IPX       WS_AF_IPX
#define WS_PF_ISO       WS_AF_ISO
#define WS_PF_OSI       WS_AF_OSI
#define WS_PF_ECMA      WS_AF_ECMA
#define WS_PF_DATAKIT   WS_AF_DATAKIT
#define WS_PF_CCITT     WS_AF_CCITT
#define WS_PF_SNA       WS_AF_SNA
#define WS_PF_DECnet    WS_AF_DECnet
#define WS_PF_DLI       WS_AF_DLI
#define WS_PF_LAT       WS_AF_LAT
#define WS_PF_HYLINK    WS_AF_HYLINK
#define WS_PF_APPLETALK WS_AF_APPLETALK
#define WS_PF_VOICEVIEW WS_AF_VOICEVIEW
#define WS_PF_FIREFOX   WS_AF_FIREFOX
#define WS_PF_UNKNOWN1  WS_AF_UNKNOWN1
#define WS_PF_BAN       WS_AF_BAN
#define WS_PF_ATM       WS_AF_ATM
#define WS_PF_INET6     WS_AF_INET6
#define WS_PF_BTH       WS_AF_BTH
#define WS_PF_MAX       WS_AF_MAX

#define WS_SOCK_STREAM    1
#define WS_SOCK_DGRAM     2
#define WS_SOCK_RAW       3
#define WS_SOCK_RDM       4
#define WS_SOCK_SEQPACKET 5

#define WS_IPPROTO_IP       0
#define WS_IPPROTO_HOPOPTS  0
#define WS_IPPROTO_ICMP     1
#define WS_IPPROTO_IGMP     2
#define WS_IPPROTO_GGP      3
#define WS_IPPROTO_IPV4     4
#define WS_IPPROTO_ST       5
#define WS_IPPROTO_TCP      6
#define WS_IPPROTO_CBT      7
#define WS_IPPROTO_EGP      8
#define WS_IPPROTO_IGP      9
#define WS_IPPROTO_PUP      12
#define WS_IPPROTO_UDP      17
#define WS_IPPROTO_IDP      22
#define WS_IPPROTO_RDP      27
#define WS_IPPROTO_IPV6     41
#define WS_IPPROTO_ROUTING  43
#define WS_IPPROTO_FRAGMENT 44
#define WS_IPPROTO_ESP      50
#define WS_IPPROTO_AH       51
#define WS_IPPROTO_ICMPV6   58
#define WS_IPPROTO_NONE     59
#define WS_IPPROTO_DSTOPTS  60
#define WS_IPPROTO_ND       77
#define WS_IPPROTO_ICLFXBM  78
#define WS_IPPROTO_PIM      103
#define WS_IPPROTO_PGM      113
#define WS_IPPROTO_L2TP     115
#define WS_IPPROTO_SCTP     132
#define WS_IPPROTO_RAW      255
#define WS_IPPROTO_MAX      256

#define FROM_PROTOCOL_INFO (-1)

/* ---- addresses and ports ---- */

#define WS_INADDR_ANY       ((WS_u_long)0x00000000)
#define WS_INADDR_LOOPBACK  0x7f000001
#define WS_INADDR_BROADCAST ((WS_u_long)0xffffffff)
#define WS_INADDR_NONE      0xffffffff
#define ADDR_ANY            WS_INADDR_ANY

#define WS_IN_CLASSA(i)     (((WS_u_long)(i)&0x80000000) == 0)
#define WS_IN_CLASSA_NET    0xff000000
#define WS_IN_CLASSA_NSHIFT 24
#define WS_IN_CLASSA_HOST   0x00ffffff
#define WS_IN_CLASSA_MAX    128
#define WS_IN_CLASSB(i)     (((WS_u_long)(i)&0xc0000000) == 0x80000000)
#define WS_IN_CLASSB_NET    0xffff0000
#define WS_IN_CLASSB_NSHIFT 16
#define WS_IN_CLASSB_HOST   0x0000ffff
#define WS_IN_CLASSB_MAX    65536
#define WS_IN_CLASSC(i)     (((WS_u_long)(i)&0xe0000000) == 0xc0000000)
#define WS_IN_CLASSC_NET    0xffffff00
#define WS_IN_CLASSC_NSHIFT 8
#define WS_IN_CLASSC_HOST   0x000000ff
#define WS_IN_CLASSD(i)     (((WS_u_long)(i)&0xf0000000) == 0xe0000000)
#define WS_IN_CLASSD_NET    0xf0000000
#define WS_IN_CLASSD_NSHIFT 28
#define WS_IN_CLASSD_HOST   0x0fffffff
#define WS_IN_MULTICAST(i)  WS_IN_CLASSD(i)

#define WS_IPPORT_ECHO        7
#define WS_IPPORT_DISCARD     9
#define WS_IPPORT_SYSTAT      11
#define WS_IPPORT_DAYTIME     13
#define WS_IPPORT_NETSTAT     15
#define WS_IPPORT_FTP         21
#define WS_IPPORT_TELNET      23
#define WS_IPPORT_SMTP        25
#define WS_IPPORT_TIMESERVER  37
#define WS_IPPORT_NAMESERVER  42
#define WS_IPPORT_WHOIS       43
#define WS_IPPORT_MTP         57
#define WS_IPPORT_TFTP        69
#define WS_IPPORT_RJE         77
#define WS_IPPORT_FINGER      79
#define WS_IPPORT_TTYLINK     87
#define WS_IPPORT_SUPDUP      95
#define WS_IPPORT_EXECSERVER  512
#define WS_IPPORT_BIFFUDP     512
#define WS_IPPORT_LOGINSERVER 513
#define WS_IPPORT_WHOSERVER   513
#define WS_IPPORT_CMDSERVER   514
#define WS_IPPORT_EFSSERVER   520
#define WS_IPPORT_ROUTESERVER 520
#define WS_IPPORT_RESERVED    1024

/* ---- flags of calls ---- */

#define WS_MSG_OOB            0x1
#define WS_MSG_PEEK           0x2
#define WS_MSG_DONTROUTE      0x4
#define WS_MSG_WAITALL        0x8
#define WS_MSG_INTERRUPT      0x10
#define WS_MSG_PUSH_IMMEDIATE 0x20
#define WS_MSG_PARTIAL        0x8000
#define WS_MSG_MAXIOVLEN      16

#define SD_RECEIVE 0x00
#define SD_SEND    0x01
#define SD_BOTH    0x02

#define WS_SOMAXCONN 0x7fffffff

/* ---- socket options ---- */

#define WS_SOL_SOCKET 0xffff

#define WS_SO_DEBUG              0x0001
#define WS_SO_ACCEPTCONN         0x0002
#define WS_SO_REUSEADDR          0x0004
#define WS_SO_KEEPALIVE          0x0008
#define WS_SO_DONTROUTE          0x0010
#define WS_SO_BROADCAST          0x0020
#define WS_SO_USELOOPBACK        0x0040
#define WS_SO_LINGER             0x0080
#define WS_SO_OOBINLINE          0x0100
#define WS_SO_DONTLINGER         ((int)(~WS_SO_LINGER))
#define WS_SO_EXCLUSIVEADDRUSE   ((int)(~WS_SO_REUSEADDR))
#define WS_SO_SNDBUF             0x1001
#define WS_SO_RCVBUF             0x1002
#define WS_SO_SNDLOWAT           0x1003
#define WS_SO_RCVLOWAT           0x1004
#define WS_SO_SNDTIMEO           0x1005
#define WS_SO_RCVTIMEO           0x1006
#define WS_SO_ERROR              0x1007
#define WS_SO_TYPE               0x1008
#define WS_SO_GROUP_ID           0x2001
#define WS_SO_GROUP_PRIORITY     0x2002
#define WS_SO_MAX_MSG_SIZE       0x2003
#define WS_SO_PROTOCOL_INFOA     0x2004
#define WS_SO_PROTOCOL_INFOW     0x2005
#define PVD_CONFIG               0x3001
#define WS_SO_CONDITIONAL_ACCEPT 0x3002

/* Of newer versions of Windows, or for streams: no provider of joinleaf has them. */
#define WS_SO_BSP_STATE           0x1009
#define WS_SO_PAUSE_ACCEPT        0x3003
#define WS_SO_COMPARTMENT_ID      0x3004
#define WS_SO_RANDOMIZE_PORT      0x3005
#define WS_SO_PORT_SCALABILITY    0x3006
#define WS_SO_REUSE_UNICASTPORT   0x3007
#define WS_SO_REUSE_MULTICASTPORT 0x3008

#define WS_TCP_NODELAY 0x0001

/* ---- ioctls ---- */

#define WS_IOCPARM_MASK 0x7f
#define WS_IOC_VOID     0x20000000
#define WS_IOC_OUT      0x40000000
#define WS_IOC_IN       0x80000000
#define WS_IOC_INOUT    (WS_IOC_IN | WS_IOC_OUT)
#define WS_IOC_UNIX     0x00000000
#define WS_IOC_WS2      0x08000000
#define WS_IOC_PROTOCOL 0x10000000
#define WS_IOC_VENDOR   0x18000000

#define WS__IO(x, y)     (WS_IOC_VOID | ((x) << 8) | (y))
#define WS__IOR(x, y, t) (WS_IOC_OUT | (((ULONG)sizeof(t) & WS_IOCPARM_MASK) << 16) | ((x) << 8) | (y))
#define WS__IOW(x, y, t) (WS_IOC_IN | (((ULONG)sizeof(t) & WS_IOCPARM_MASK) << 16) | ((x) << 8) | (y))
#define _WSAIO(x, y)     (WS_IOC_VOID | (x) | (y))
#define _WSAIOR(x, y)    (WS_IOC_OUT | (x) | (y))
#define _WSAIOW(x, y)    (WS_IOC_IN | (x) | (y))
#define _WSAIORW(x, y)   (WS_IOC_INOUT | (x) | (y))

#define WS_FIONREAD   WS__IOR('f', 127, WS_u_long)
#define WS_FIONBIO    WS__IOW('f', 126, WS_u_long)
#define WS_FIOASYNC   WS__IOW('f', 125, WS_u_long)
#define WS_SIOCSHIWAT WS__IOW('s', 0, WS_u_long)
#define WS_SIOCGHIWAT WS__IOR('s', 1, WS_u_long)
#define WS_SIOCSLOWAT WS__IOW('s', 2, WS_u_long)
#define WS_SIOCGLOWAT WS__IOR('s', 3, WS_u_long)
#define WS_SIOCATMARK WS__IOR('s', 7, WS_u_long)

#define SIO_ASSOCIATE_HANDLE               _WSAIOW(WS_IOC_WS2, 1)
#define SIO_ENABLE_CIRCULAR_QUEUEING       _WSAIO(WS_IOC_WS2, 2)
#define SIO_FIND_ROUTE                     _WSAIOR(WS_IOC_WS2, 3)
#define SIO_FLUSH                          _WSAIO(WS_IOC_WS2, 4)
#define SIO_GET_BROADCAST_ADDRESS          _WSAIOR(WS_IOC_WS2, 5)
#define SIO_GET_EXTENSION_FUNCTION_POINTER _WSAIORW(WS_IOC_WS2, 6)
#define SIO_GET_QOS                        _WSAIORW(WS_IOC_WS2, 7)
#define SIO_GET_GROUP_QOS                  _WSAIORW(WS_IOC_WS2, 8)
#define SIO_MULTIPOINT_LOOPBACK            _WSAIOW(WS_IOC_WS2, 9)
#define SIO_MULTICAST_SCOPE                _WSAIOW(WS_IOC_WS2, 10)
#define SIO_SET_QOS                        _WSAIOW(WS_IOC_WS2, 11)
#define SIO_SET_GROUP_QOS                  _WSAIOW(WS_IOC_WS2, 12)
#define SIO_TRANSLATE_HANDLE               _WSAIORW(WS_IOC_WS2, 13)
#define SIO_ROUTING_INTERFACE_QUERY        _WSAIORW(WS_IOC_WS2, 20)
#define SIO_ROUTING_INTERFACE_CHANGE       _WSAIOW(WS_IOC_WS2, 21)
#define SIO_ADDRESS_LIST_QUERY             _WSAIOR(WS_IOC_WS2, 22)
#define SIO_ADDRESS_LIST_CHANGE            _WSAIO(WS_IOC_WS2, 23)
#define SIO_QUERY_TARGET_PNP_HANDLE        _WSAIOR(WS_IOC_WS2, 24)
#define SIO_ADDRESS_LIST_SORT              _WSAIORW(WS_IOC_WS2, 25)
#define SIO_NSP_NOTIFY_CHANGE              _WSAIOW(WS_IOC_WS2, 25)
#define TH_NETDEV                          0x00000001
#define TH_TAPI                            0x00000002

/* ---- multipoint sessions and connection requests ---- */

#define WSA_FLAG_OVERLAPPED             0x01
#define WSA_FLAG_MULTIPOINT_C_ROOT      0x02
#define WSA_FLAG_MULTIPOINT_C_LEAF      0x04
#define WSA_FLAG_MULTIPOINT_D_ROOT      0x08
#define WSA_FLAG_MULTIPOINT_D_LEAF      0x10
#define WSA_FLAG_ACCESS_SYSTEM_SECURITY 0x40
#define WSA_FLAG_NO_HANDLE_INHERIT      0x80
#define WSA_FLAG_REGISTERED_IO          0x100

#define JL_SENDER_ONLY   0x01
#define JL_RECEIVER_ONLY 0x02
#define JL_BOTH          0x04

#define CF_ACCEPT 0x0000
#define CF_REJECT 0x0001
#define CF_DEFER  0x0002

#define SG_UNCONSTRAINED_GROUP 0x01
#define SG_CONSTRAINED_GROUP   0x02

/* ---- network events ---- */

#define FD_READ_BIT                     0
#define FD_READ                         (1 << FD_READ_BIT)
#define FD_WRITE_BIT                    1
#define FD_WRITE                        (1 << FD_WRITE_BIT)
#define FD_OOB_BIT                      2
#define FD_OOB                          (1 << FD_OOB_BIT)
#define FD_ACCEPT_BIT                   3
#define FD_ACCEPT                       (1 << FD_ACCEPT_BIT)
#define FD_CONNECT_BIT                  4
#define FD_CONNECT                      (1 << FD_CONNECT_BIT)
#define FD_CLOSE_BIT                    5
#define FD_CLOSE                        (1 << FD_CLOSE_BIT)
#define FD_QOS_BIT                      6
#define FD_QOS                          (1 << FD_QOS_BIT)
#define FD_GROUP_QOS_BIT                7
#define FD_GROUP_QOS                    (1 << FD_GROUP_QOS_BIT)
#define FD_ROUTING_INTERFACE_CHANGE_BIT 8
#define FD_ROUTING_INTERFACE_CHANGE     (1 << FD_ROUTING_INTERFACE_CHANGE_BIT)
#define FD_ADDRESS_LIST_CHANGE_BIT      9
#define FD_ADDRESS_LIST_CHANGE          (1 << FD_ADDRESS_LIST_CHANGE_BIT)
#define FD_MAX_EVENTS                   10
#define FD_ALL_EVENTS                   ((1 << FD_MAX_EVENTS) - 1)

#define WSA_MAXIMUM_WAIT_EVENTS MAXIMUM_WAIT_OBJECTS
#define WSA_WAIT_FAILED         WAIT_FAILED
#define WSA_WAIT_EVENT_0        WAIT_OBJECT_0
#define WSA_WAIT_IO_COMPLETION  WAIT_IO_COMPLETION
#define WSA_WAIT_TIMEOUT        WAIT_TIMEOUT
#define WSA_INFINITE            INFINITE

/* ---- poll ---- */

#define WS_POLLERR    0x0001
#define WS_POLLHUP    0x0002
#define WS_POLLNVAL   0x0004
#define WS_POLLWRNORM 0x0010
#define WS_POLLOUT    WS_POLLWRNORM
#define WS_POLLWRBAND 0x0020
#define WS_POLLRDNORM 0x0100
#define WS_POLLRDBAND 0x0200
#define WS_POLLIN     (WS_POLLRDNORM | WS_POLLRDBAND)
#define WS_POLLPRI    0x0400

/* ---- the catalogue ---- */

#define MAX_PROTOCOL_CHAIN 7
#define BASE_PROTOCOL      1
#define LAYERED_PROTOCOL   0
#define WSAPROTOCOL_LEN    255

#define PFL_MULTIPLE_PROTO_ENTRIES  0x00000001
#define PFL_RECOMMENDED_PROTO_ENTRY 0x00000002
#define PFL_HIDDEN                  0x00000004
#define PFL_MATCHES_PROTOCOL_ZERO   0x00000008
#define PFL_NETWORKDIRECT_PROVIDER  0x00000010

#define XP1_CONNECTIONLESS           0x00000001
#define XP1_GUARANTEED_DELIVERY      0x00000002
#define XP1_GUARANTEED_ORDER         0x00000004
#define XP1_MESSAGE_ORIENTED         0x00000008
#define XP1_PSEUDO_STREAM            0x00000010
#define XP1_GRACEFUL_CLOSE           0x00000020
#define XP1_EXPEDITED_DATA           0x00000040
#define XP1_CONNECT_DATA             0x00000080
#define XP1_DISCONNECT_DATA          0x00000100
#define XP1_SUPPORT_BROADCAST        0x00000200
#define XP1_SUPPORT_MULTIPOINT       0x00000400
#define XP1_MULTIPOINT_CONTROL_PLANE 0x00000800
#define XP1_MULTIPOINT_DATA_PLANE    0x00001000
#define XP1_QOS_SUPPORTED            0x00002000
#define XP1_INTERRUPT                0x00004000
#define XP1_UNI_SEND                 0x00008000
#define XP1_UNI_RECV                 0x00010000
#define XP1_IFS_HANDLES              0x00020000
#define XP1_PARTIAL_MESSAGE          0x00040000
#define XP1_SAN_SUPPORT_SDP          0x00080000

#define BIGENDIAN              0x0000
#define LITTLEENDIAN           0x0001
#define SECURITY_PROTOCOL_NONE 0x0000

#endif
