/*
 * ws_ip.h - IPv4, IPv6 and UDP: addresses, multicast and packet options, ioctls, and the structures they
 * carry.
 *
 * Follows the pages "IPPROTO_IP socket options", "IPPROTO_IPV6 socket options", "IPPROTO_UDP socket options"
 * (win32 documentation) and those of ws2ipdef.h and mstcpip.h (sdk-api).
 */
#ifndef JOINLEAF_WS_IP_H
#define JOINLEAF_WS_IP_H

/* Otherwise -pedantic would warn of unnamed members, and of a pointer to a DWORD that becomes a
 * JOINLEAF_LPDWORD. */
#pragma GCC system_header

#include "ws_sock.h"

/* ---- options of level IPPROTO_IP ---- */

#define WS_IP_OPTIONS                1
#define WS_IP_HDRINCL                2
#define WS_IP_TOS                    3
#define WS_IP_TTL                    4
#define WS_IP_MULTICAST_IF           9
#define WS_IP_MULTICAST_TTL          10
#define WS_IP_MULTICAST_LOOP         11
#define WS_IP_ADD_MEMBERSHIP         12
#define WS_IP_DROP_MEMBERSHIP        13
#define WS_IP_DONTFRAGMENT           14
#define WS_IP_ADD_SOURCE_MEMBERSHIP  15
#define WS_IP_DROP_SOURCE_MEMBERSHIP 16
#define WS_IP_BLOCK_SOURCE           17
#define WS_IP_UNBLOCK_SOURCE         18
#define WS_IP_PKTINFO                19
#define WS_IP_HOPLIMIT               21
#define WS_IP_RECVTTL                21
#define WS_IP_RECEIVE_BROADCAST      22
#define WS_IP_RECVIF                 24
#define WS_IP_RECVDSTADDR            25
#define WS_IP_IFLIST                 28
#define WS_IP_ADD_IFLIST             29
#define WS_IP_DEL_IFLIST             30
#define WS_IP_UNICAST_IF             31
#define WS_IP_RTHDR                  32
#define WS_IP_GET_IFLIST             33
#define WS_IP_RECVRTHDR              38
#define WS_IP_TCLASS                 39
#define WS_IP_RECVTCLASS             40
#define WS_IP_RECVTOS                40
#define WS_IP_ORIGINAL_ARRIVAL_IF    47
#define WS_IP_ECN                    50
#define WS_IP_RECVECN                50
#define WS_IP_PKTINFO_EX             51
#define WS_IP_WFP_REDIRECT_RECORDS   60
#define WS_IP_WFP_REDIRECT_CONTEXT   70
#define WS_IP_MTU_DISCOVER           71
#define WS_IP_MTU                    73
#define WS_IP_NRT_INTERFACE          74
#define WS_IP_RECVERR                75
#define WS_IP_USER_MTU               76

#define WS_IP_UNSPECIFIED_TYPE_OF_SERVICE (-1)
#define WS_IP_UNSPECIFIED_HOP_LIMIT       (-1)
#define WS_IP_UNSPECIFIED_USER_MTU        0xffffffff

/* ---- options of level IPPROTO_IPV6 ---- */

#define WS_IPV6_HOPOPTS              1
#define WS_IPV6_HDRINCL              2
#define WS_IPV6_UNICAST_HOPS         4
#define WS_IPV6_MULTICAST_IF         9
#define WS_IPV6_MULTICAST_HOPS       10
#define WS_IPV6_MULTICAST_LOOP       11
#define WS_IPV6_ADD_MEMBERSHIP       12
#define WS_IPV6_JOIN_GROUP           WS_IPV6_ADD_MEMBERSHIP
#define WS_IPV6_DROP_MEMBERSHIP      13
#define WS_IPV6_LEAVE_GROUP          WS_IPV6_DROP_MEMBERSHIP
#define WS_IPV6_DONTFRAG             14
#define WS_IPV6_PKTINFO              19
#define WS_IPV6_HOPLIMIT             21
#define WS_IPV6_PROTECTION_LEVEL     23
#define WS_IPV6_RECVIF               24
#define WS_IPV6_RECVDSTADDR          25
#define WS_IPV6_CHECKSUM             26
#define WS_IPV6_V6ONLY               27
#define WS_IPV6_IFLIST               28
#define WS_IPV6_ADD_IFLIST           29
#define WS_IPV6_DEL_IFLIST           30
#define WS_IPV6_UNICAST_IF           31
#define WS_IPV6_RTHDR                32
#define WS_IPV6_GET_IFLIST           33
#define WS_IPV6_RECVRTHDR            38
#define WS_IPV6_TCLASS               39
#define WS_IPV6_RECVTCLASS           40
#define WS_IPV6_ECN                  50
#define WS_IPV6_RECVECN              50
#define WS_IPV6_PKTINFO_EX           51
#define WS_IPV6_WFP_REDIRECT_RECORDS 60
#define WS_IPV6_WFP_REDIRECT_CONTEXT 70
#define WS_IPV6_MTU_DISCOVER         71
#define WS_IPV6_MTU                  72
#define WS_IPV6_NRT_INTERFACE        74
#define WS_IPV6_RECVERR              75
#define WS_IPV6_USER_MTU             76

#define WS_IP_PROTECTION_LEVEL          WS_IPV6_PROTECTION_LEVEL
#define PROTECTION_LEVEL_UNRESTRICTED   10
#define PROTECTION_LEVEL_EDGERESTRICTED 20
#define PROTECTION_LEVEL_RESTRICTED     30
#define PROTECTION_LEVEL_DEFAULT        ((UINT)-1)

/* ---- options of both levels ---- */

#define WS_MCAST_JOIN_GROUP         41
#define WS_MCAST_LEAVE_GROUP        42
#define WS_MCAST_BLOCK_SOURCE       43
#define WS_MCAST_UNBLOCK_SOURCE     44
#define WS_MCAST_JOIN_SOURCE_GROUP  45
#define WS_MCAST_LEAVE_SOURCE_GROUP 46

typedef enum _MULTICAST_MODE_TYPE { WS_MCAST_INCLUDE = 0, WS_MCAST_EXCLUDE = 1 } MULTICAST_MODE_TYPE;

typedef enum _PMTUD_STATE {
    WS_IP_PMTUDISC_NOT_SET = 0,
    WS_IP_PMTUDISC_DO = 1,
    WS_IP_PMTUDISC_DONT = 2,
    WS_IP_PMTUDISC_PROBE = 3,
    WS_IP_PMTUDISC_MAX = 4
} PMTUD_STATE,
    *PPMTUD_STATE;

/* ---- options of levels IPPROTO_UDP and IPPROTO_TCP ---- */

#define UDP_NOCHECKSUM              1
#define UDP_SEND_MSG_SIZE           2
#define UDP_RECV_MAX_COALESCED_SIZE 3
#define UDP_COALESCED_INFO          3
#define UDP_CHECKSUM_COVERAGE       20

#define WS_TCP_EXPEDITED_1122 0x0002

/* ---- ioctls ---- */

#define SIO_GET_INTERFACE_LIST    WS__IOR('t', 127, WS_u_long)
#define SIO_GET_INTERFACE_LIST_EX WS__IOR('t', 126, WS_u_long)
#define SIO_SET_MULTICAST_FILTER  WS__IOW('t', 125, WS_u_long)
#define SIO_GET_MULTICAST_FILTER  WS__IOW('t', 124 | WS_IOC_IN, WS_u_long)
#define WS_SIOCSIPMSFILTER        SIO_SET_MULTICAST_FILTER
#define WS_SIOCGIPMSFILTER        SIO_GET_MULTICAST_FILTER
#define WS_SIOCSMSFILTER          WS__IOW('t', 126, WS_u_long)
#define WS_SIOCGMSFILTER          WS__IOW('t', 127 | WS_IOC_IN, WS_u_long)

#define SIO_RCVALL             _WSAIOW(WS_IOC_VENDOR, 1)
#define SIO_RCVALL_MCAST       _WSAIOW(WS_IOC_VENDOR, 2)
#define SIO_RCVALL_IGMPMCAST   _WSAIOW(WS_IOC_VENDOR, 3)
#define SIO_KEEPALIVE_VALS     _WSAIOW(WS_IOC_VENDOR, 4)
#define SIO_ABSORB_RTRALERT    _WSAIOW(WS_IOC_VENDOR, 5)
#define SIO_UCAST_IF           _WSAIOW(WS_IOC_VENDOR, 6)
#define SIO_LIMIT_BROADCASTS   _WSAIOW(WS_IOC_VENDOR, 7)
#define SIO_GET_TX_TIMESTAMP   _WSAIOW(WS_IOC_VENDOR, 234)
#define SIO_TIMESTAMPING       _WSAIOW(WS_IOC_VENDOR, 235)
#define SIO_INDEX_BIND         _WSAIOW(WS_IOC_VENDOR, 8)
#define SIO_INDEX_MCASTIF      _WSAIOW(WS_IOC_VENDOR, 9)
#define SIO_INDEX_ADD_MCAST    _WSAIOW(WS_IOC_VENDOR, 10)
#define SIO_INDEX_DEL_MCAST    _WSAIOW(WS_IOC_VENDOR, 11)
#define SIO_RCVALL_MCAST_IF    _WSAIOW(WS_IOC_VENDOR, 13)
#define SIO_RCVALL_IF          _WSAIOW(WS_IOC_VENDOR, 14)
#define SIO_LOOPBACK_FAST_PATH _WSAIOW(WS_IOC_VENDOR, 16)

/* ---- IPv6 addresses ---- */

typedef struct WS_in6_addr {
    union {
        WS_u_char Byte[16];
        WS_u_short Word[8];
    } u;
} IN6_ADDR, *PIN6_ADDR, *LPIN6_ADDR;

#define WS_IN6ADDR_ANY_INIT                                                                                  \
    {                                                                                                        \
        {                                                                                                    \
            {                                                                                                \
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0                                               \
            }                                                                                                \
        }                                                                                                    \
    }
#define WS_IN6ADDR_LOOPBACK_INIT                                                                             \
    {                                                                                                        \
        {                                                                                                    \
            {                                                                                                \
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1                                               \
            }                                                                                                \
        }                                                                                                    \
    }

/* Each file that includes this has its own constants, so that no library has to export them. */
static const struct WS_in6_addr WS_in6addr_any __attribute__((unused)) = WS_IN6ADDR_ANY_INIT;
static const struct WS_in6_addr WS_in6addr_loopback __attribute__((unused)) = WS_IN6ADDR_LOOPBACK_INIT;

typedef enum _SCOPE_LEVEL {
    ScopeLevelInterface = 1,
    ScopeLevelLink = 2,
    ScopeLevelSubnet = 3,
    ScopeLevelAdmin = 4,
    ScopeLevelSite = 5,
    ScopeLevelOrganization = 8,
    ScopeLevelGlobal = 14,
    ScopeLevelCount = 16
} SCOPE_LEVEL;

typedef struct _SCOPE_ID {
    __extension__ union {
        __extension__ struct {
            ULONG Zone : 28;
            ULONG Level : 4;
        };
        ULONG Value;
    };
} SCOPE_ID, *PSCOPE_ID;

struct WS_sockaddr_in6 {
    ADDRESS_FAMILY sin6_family;
    USHORT sin6_port;
    ULONG sin6_flowinfo;
    IN6_ADDR sin6_addr;
    __extension__ union {
        ULONG sin6_scope_id;
        SCOPE_ID sin6_scope_struct;
    };
};
typedef struct WS_sockaddr_in6 SOCKADDR_IN6, *PSOCKADDR_IN6, *LPSOCKADDR_IN6;

typedef union _SOCKADDR_INET {
    SOCKADDR_IN Ipv4;
    SOCKADDR_IN6 Ipv6;
    ADDRESS_FAMILY si_family;
} SOCKADDR_INET, *PSOCKADDR_INET;

typedef struct _sockaddr_in6_pair {
    PSOCKADDR_IN6 SourceAddress;
    PSOCKADDR_IN6 DestinationAddress;
} SOCKADDR_IN6_PAIR, *PSOCKADDR_IN6_PAIR;

#define SS_PORT(ssp) (((struct WS_sockaddr_in *)(ssp))->sin_port)

/* ---- what the options carry ---- */

typedef struct WS_ip_mreq {
    IN_ADDR imr_multiaddr;
    IN_ADDR imr_interface;
} IP_MREQ, *PIP_MREQ;

/* Winsock's order of members: the source before the interface (OP-04). */
typedef struct WS_ip_mreq_source {
    IN_ADDR imr_multiaddr;
    IN_ADDR imr_sourceaddr;
    IN_ADDR imr_interface;
} IP_MREQ_SOURCE, *PIP_MREQ_SOURCE;

typedef struct WS_ip_msfilter {
    IN_ADDR imsf_multiaddr;
    IN_ADDR imsf_interface;
    MULTICAST_MODE_TYPE imsf_fmode;
    ULONG imsf_numsrc;
    IN_ADDR imsf_slist[1];
} WS_IP_MSFILTER, *PIP_MSFILTER; /* IP_MSFILTER is an option of the system */

#define WS_IP_MSFILTER_SIZE(NumSources)                                                                      \
    (sizeof(WS_IP_MSFILTER) - sizeof(IN_ADDR) + (NumSources) * sizeof(IN_ADDR))

typedef struct WS_ipv6_mreq {
    IN6_ADDR ipv6mr_multiaddr;
    ULONG ipv6mr_interface;
} IPV6_MREQ, *PIPV6_MREQ;

typedef struct WS_group_req {
    ULONG gr_interface;
    SOCKADDR_STORAGE gr_group;
} GROUP_REQ, *PGROUP_REQ;

typedef struct WS_group_source_req {
    ULONG gsr_interface;
    SOCKADDR_STORAGE gsr_group;
    SOCKADDR_STORAGE gsr_source;
} GROUP_SOURCE_REQ, *PGROUP_SOURCE_REQ;

typedef struct WS_group_filter {
    ULONG gf_interface;
    SOCKADDR_STORAGE gf_group;
    MULTICAST_MODE_TYPE gf_fmode;
    ULONG gf_numsrc;
    SOCKADDR_STORAGE gf_slist[1];
} GROUP_FILTER, *PGROUP_FILTER;

#define WS_GROUP_FILTER_SIZE(NumSources)                                                                     \
    (sizeof(GROUP_FILTER) - sizeof(SOCKADDR_STORAGE) + (NumSources) * sizeof(SOCKADDR_STORAGE))

typedef struct WS_in_pktinfo {
    IN_ADDR ipi_addr;
    ULONG ipi_ifindex;
} IN_PKTINFO, *PIN_PKTINFO;

typedef struct WS_in6_pktinfo {
    IN6_ADDR ipi6_addr;
    ULONG ipi6_ifindex;
} IN6_PKTINFO, *PIN6_PKTINFO;

/* ---- what SIO_GET_INTERFACE_LIST and _EX give ---- */

struct sockaddr_in6_old {
    SHORT sin6_family;
    USHORT sin6_port;
    ULONG sin6_flowinfo;
    IN6_ADDR sin6_addr;
};

typedef union sockaddr_gen {
    struct WS_sockaddr Address;
    struct WS_sockaddr_in AddressIn;
    struct sockaddr_in6_old AddressIn6;
} sockaddr_gen;

typedef struct _INTERFACE_INFO {
    ULONG iiFlags;
    sockaddr_gen iiAddress;
    sockaddr_gen iiBroadcastAddress;
    sockaddr_gen iiNetmask;
} INTERFACE_INFO, *LPINTERFACE_INFO;

typedef struct _INTERFACE_INFO_EX {
    ULONG iiFlags;
    SOCKET_ADDRESS iiAddress;
    SOCKET_ADDRESS iiBroadcastAddress;
    SOCKET_ADDRESS iiNetmask;
} INTERFACE_INFO_EX, *LPINTERFACE_INFO_EX;

/* What SIO_TIMESTAMPING takes. A direction whose flag is not set has no timestamps, or no longer any. */
typedef struct _TIMESTAMPING_CONFIG {
    ULONG Flags;
    USHORT TxTimestampsBuffered;
} TIMESTAMPING_CONFIG, *PTIMESTAMPING_CONFIG;

#define TIMESTAMPING_FLAG_RX 0x1
#define TIMESTAMPING_FLAG_TX 0x2

/* Control data of WSARecvMsg, level SOL_SOCKET: a UINT64, in counts of QueryPerformanceCounter. */
#define WS_SO_TIMESTAMP 0x300A

/* Control data of WSASendMsg: the UINT32 by which SIO_GET_TX_TIMESTAMP asks for the time of sending. Neither
 * is built: see TIMESTAMPING_FLAG_TX. */
#define WS_SO_TIMESTAMP_ID 0x300B

#define WS_IFF_UP           0x00000001
#define WS_IFF_BROADCAST    0x00000002
#define WS_IFF_LOOPBACK     0x00000004
#define WS_IFF_POINTTOPOINT 0x00000008
#define WS_IFF_MULTICAST    0x00000010

#endif
