/*
 * ws_tcpip.h - IPv4, IPv6 and UDP: addresses, multicast and packet options, names.
 *
 * Follows the pages "IPPROTO_IP socket options", "IPPROTO_IPV6 socket options", "IPPROTO_UDP socket options" (win32
 * documentation) and those of ws2tcpip.h, ws2ipdef.h and mstcpip.h (sdk-api).
 */
#ifndef JOINLEAF_WS_TCPIP_H
#define JOINLEAF_WS_TCPIP_H

#include "ws_sock.h"

#include <string.h>

/* ---- options of level IPPROTO_IP ---- */

#define WS_IP_OPTIONS 1
#define WS_IP_HDRINCL 2
#define WS_IP_TOS 3
#define WS_IP_TTL 4
#define WS_IP_MULTICAST_IF 9
#define WS_IP_MULTICAST_TTL 10
#define WS_IP_MULTICAST_LOOP 11
#define WS_IP_ADD_MEMBERSHIP 12
#define WS_IP_DROP_MEMBERSHIP 13
#define WS_IP_DONTFRAGMENT 14
#define WS_IP_ADD_SOURCE_MEMBERSHIP 15
#define WS_IP_DROP_SOURCE_MEMBERSHIP 16
#define WS_IP_BLOCK_SOURCE 17
#define WS_IP_UNBLOCK_SOURCE 18
#define WS_IP_PKTINFO 19
#define WS_IP_HOPLIMIT 21
#define WS_IP_RECVTTL 21
#define WS_IP_RECEIVE_BROADCAST 22
#define WS_IP_RECVIF 24
#define WS_IP_RECVDSTADDR 25
#define WS_IP_IFLIST 28
#define WS_IP_ADD_IFLIST 29
#define WS_IP_DEL_IFLIST 30
#define WS_IP_UNICAST_IF 31
#define WS_IP_RTHDR 32
#define WS_IP_GET_IFLIST 33
#define WS_IP_RECVRTHDR 38
#define WS_IP_TCLASS 39
#define WS_IP_RECVTCLASS 40
#define WS_IP_RECVTOS 40
#define WS_IP_ORIGINAL_ARRIVAL_IF 47
#define WS_IP_ECN 50
#define WS_IP_PKTINFO_EX 51
#define WS_IP_WFP_REDIRECT_RECORDS 60
#define WS_IP_WFP_REDIRECT_CONTEXT 70
#define WS_IP_MTU_DISCOVER 71
#define WS_IP_MTU 73
#define WS_IP_NRT_INTERFACE 74
#define WS_IP_RECVERR 75
#define WS_IP_USER_MTU 76

#define WS_IP_UNSPECIFIED_TYPE_OF_SERVICE (-1)
#define WS_IP_UNSPECIFIED_HOP_LIMIT (-1)
#define WS_IP_UNSPECIFIED_USER_MTU 0xffffffff

/* ---- options of level IPPROTO_IPV6 ---- */

#define WS_IPV6_HOPOPTS 1
#define WS_IPV6_HDRINCL 2
#define WS_IPV6_UNICAST_HOPS 4
#define WS_IPV6_MULTICAST_IF 9
#define WS_IPV6_MULTICAST_HOPS 10
#define WS_IPV6_MULTICAST_LOOP 11
#define WS_IPV6_ADD_MEMBERSHIP 12
#define WS_IPV6_JOIN_GROUP WS_IPV6_ADD_MEMBERSHIP
#define WS_IPV6_DROP_MEMBERSHIP 13
#define WS_IPV6_LEAVE_GROUP WS_IPV6_DROP_MEMBERSHIP
#define WS_IPV6_DONTFRAG 14
#define WS_IPV6_PKTINFO 19
#define WS_IPV6_HOPLIMIT 21
#define WS_IPV6_PROTECTION_LEVEL 23
#define WS_IPV6_RECVIF 24
#define WS_IPV6_RECVDSTADDR 25
#define WS_IPV6_CHECKSUM 26
#define WS_IPV6_V6ONLY 27
#define WS_IPV6_IFLIST 28
#define WS_IPV6_ADD_IFLIST 29
#define WS_IPV6_DEL_IFLIST 30
#define WS_IPV6_UNICAST_IF 31
#define WS_IPV6_RTHDR 32
#define WS_IPV6_GET_IFLIST 33
#define WS_IPV6_RECVRTHDR 38
#define WS_IPV6_TCLASS 39
#define WS_IPV6_RECVTCLASS 40
#define WS_IPV6_ECN 50
#define WS_IPV6_PKTINFO_EX 51
#define WS_IPV6_WFP_REDIRECT_RECORDS 60
#define WS_IPV6_WFP_REDIRECT_CONTEXT 70
#define WS_IPV6_MTU_DISCOVER 71
#define WS_IPV6_MTU 72
#define WS_IPV6_NRT_INTERFACE 74
#define WS_IPV6_RECVERR 75
#define WS_IPV6_USER_MTU 76

#define WS_IP_PROTECTION_LEVEL WS_IPV6_PROTECTION_LEVEL
#define PROTECTION_LEVEL_UNRESTRICTED 10
#define PROTECTION_LEVEL_EDGERESTRICTED 20
#define PROTECTION_LEVEL_RESTRICTED 30
#define PROTECTION_LEVEL_DEFAULT ((UINT)-1)

/* ---- options of both levels ---- */

#define WS_MCAST_JOIN_GROUP 41
#define WS_MCAST_LEAVE_GROUP 42
#define WS_MCAST_BLOCK_SOURCE 43
#define WS_MCAST_UNBLOCK_SOURCE 44
#define WS_MCAST_JOIN_SOURCE_GROUP 45
#define WS_MCAST_LEAVE_SOURCE_GROUP 46

typedef enum _MULTICAST_MODE_TYPE {
    WS_MCAST_INCLUDE = 0,
    WS_MCAST_EXCLUDE = 1
} MULTICAST_MODE_TYPE;

typedef enum _PMTUD_STATE {
    WS_IP_PMTUDISC_NOT_SET = 0,
    WS_IP_PMTUDISC_DO = 1,
    WS_IP_PMTUDISC_DONT = 2,
    WS_IP_PMTUDISC_PROBE = 3,
    WS_IP_PMTUDISC_MAX = 4
} PMTUD_STATE, *PPMTUD_STATE;

/* ---- options of levels IPPROTO_UDP and IPPROTO_TCP ---- */

#define UDP_NOCHECKSUM 1
#define UDP_SEND_MSG_SIZE 2
#define UDP_RECV_MAX_COALESCED_SIZE 3
#define UDP_COALESCED_INFO 3
#define UDP_CHECKSUM_COVERAGE 20

#define WS_TCP_EXPEDITED_1122 0x0002

/* ---- ioctls ---- */

#define SIO_GET_INTERFACE_LIST WS__IOR('t', 127, WS_u_long)
#define SIO_GET_INTERFACE_LIST_EX WS__IOR('t', 126, WS_u_long)
#define SIO_SET_MULTICAST_FILTER WS__IOW('t', 125, WS_u_long)
#define SIO_GET_MULTICAST_FILTER WS__IOW('t', 124 | WS_IOC_IN, WS_u_long)

#define SIO_RCVALL _WSAIOW(WS_IOC_VENDOR, 1)
#define SIO_RCVALL_MCAST _WSAIOW(WS_IOC_VENDOR, 2)
#define SIO_RCVALL_IGMPMCAST _WSAIOW(WS_IOC_VENDOR, 3)
#define SIO_KEEPALIVE_VALS _WSAIOW(WS_IOC_VENDOR, 4)
#define SIO_ABSORB_RTRALERT _WSAIOW(WS_IOC_VENDOR, 5)
#define SIO_UCAST_IF _WSAIOW(WS_IOC_VENDOR, 6)
#define SIO_LIMIT_BROADCASTS _WSAIOW(WS_IOC_VENDOR, 7)
#define SIO_INDEX_BIND _WSAIOW(WS_IOC_VENDOR, 8)
#define SIO_INDEX_MCASTIF _WSAIOW(WS_IOC_VENDOR, 9)
#define SIO_INDEX_ADD_MCAST _WSAIOW(WS_IOC_VENDOR, 10)
#define SIO_INDEX_DEL_MCAST _WSAIOW(WS_IOC_VENDOR, 11)
#define SIO_RCVALL_MCAST_IF _WSAIOW(WS_IOC_VENDOR, 13)
#define SIO_RCVALL_IF _WSAIOW(WS_IOC_VENDOR, 14)
#define SIO_LOOPBACK_FAST_PATH _WSAIOW(WS_IOC_VENDOR, 16)

/* ---- IPv6 addresses ---- */

typedef struct WS_in6_addr {
    union {
        WS_u_char Byte[16];
        WS_u_short Word[8];
    } u;
} IN6_ADDR, *PIN6_ADDR, *LPIN6_ADDR;

#define WS_IN6ADDR_ANY_INIT                                                                                          \
    { { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 } } }
#define WS_IN6ADDR_LOOPBACK_INIT                                                                                     \
    { { { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 } } }

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
} IP_MSFILTER, *PIP_MSFILTER;

#define WS_IP_MSFILTER_SIZE(NumSources) (sizeof(IP_MSFILTER) - sizeof(IN_ADDR) + (NumSources) * sizeof(IN_ADDR))

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

#define WS_GROUP_FILTER_SIZE(NumSources)                                                                             \
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

#define WS_IFF_UP 0x00000001
#define WS_IFF_BROADCAST 0x00000002
#define WS_IFF_LOOPBACK 0x00000004
#define WS_IFF_POINTTOPOINT 0x00000008
#define WS_IFF_MULTICAST 0x00000010

/* ---- names ---- */

typedef int WS_socklen_t;

typedef struct WS_addrinfo {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    char *ai_canonname;
    struct WS_sockaddr *ai_addr;
    struct WS_addrinfo *ai_next;
} ADDRINFOA, *PADDRINFOA;
typedef ADDRINFOA ADDRINFO, *LPADDRINFO;

typedef struct addrinfoW {
    int ai_flags;
    int ai_family;
    int ai_socktype;
    int ai_protocol;
    size_t ai_addrlen;
    PWSTR ai_canonname;
    struct WS_sockaddr *ai_addr;
    struct addrinfoW *ai_next;
} ADDRINFOW, *PADDRINFOW;

#define WS_AI_PASSIVE 0x00000001
#define WS_AI_CANONNAME 0x00000002
#define WS_AI_NUMERICHOST 0x00000004
#define WS_AI_NUMERICSERV 0x00000008
#define WS_AI_ALL 0x00000100
#define WS_AI_ADDRCONFIG 0x00000400
#define WS_AI_V4MAPPED 0x00000800
#define WS_AI_NON_AUTHORITATIVE 0x00004000
#define WS_AI_SECURE 0x00008000
#define WS_AI_RETURN_PREFERRED_NAMES 0x00010000
#define WS_AI_FQDN 0x00020000
#define WS_AI_FILESERVER 0x00040000
#define WS_AI_DISABLE_IDN_ENCODING 0x00080000

#define WS_EAI_AGAIN WSATRY_AGAIN
#define WS_EAI_BADFLAGS WSAEINVAL
#define WS_EAI_FAIL WSANO_RECOVERY
#define WS_EAI_FAMILY WSAEAFNOSUPPORT
#define WS_EAI_MEMORY WSA_NOT_ENOUGH_MEMORY
#define WS_EAI_NONAME WSAHOST_NOT_FOUND
#define WS_EAI_SERVICE WSATYPE_NOT_FOUND
#define WS_EAI_SOCKTYPE WSAESOCKTNOSUPPORT
#define WS_EAI_NODATA WSANO_DATA

#define WS_NI_NOFQDN 0x01
#define WS_NI_NUMERICHOST 0x02
#define WS_NI_NAMEREQD 0x04
#define WS_NI_NUMERICSERV 0x08
#define WS_NI_DGRAM 0x10
#define WS_NI_MAXHOST 1025
#define WS_NI_MAXSERV 32

#define WS_INET_ADDRSTRLEN 22
#define WS_INET6_ADDRSTRLEN 65
#define GAI_STRERROR_BUFFER_SIZE 1024

/* ---- functions ---- */

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

int WSAAPI WS_getaddrinfo(const char *nodename, const char *servname, const struct WS_addrinfo *hints,
                          struct WS_addrinfo **res);
int WSAAPI GetAddrInfoW(PCWSTR pNodeName, PCWSTR pServiceName, const ADDRINFOW *pHints, PADDRINFOW *ppResult);
void WSAAPI WS_freeaddrinfo(LPADDRINFO pAddrInfo);
void WSAAPI FreeAddrInfoW(PADDRINFOW pAddrInfo);
int WSAAPI WS_getnameinfo(const struct WS_sockaddr *sa, WS_socklen_t salen, char *host, DWORD hostlen, char *serv,
                          DWORD servlen, int flags);
INT WSAAPI GetNameInfoW(const SOCKADDR *pSockaddr, WS_socklen_t SockaddrLength, PWCHAR pNodeBuffer,
                        DWORD NodeBufferSize, PWCHAR pServiceBuffer, DWORD ServiceBufferSize, INT Flags);
char *gai_strerrorA(int ecode);
WCHAR *gai_strerrorW(int ecode);

INT WSAAPI WS_inet_pton(INT Family, LPCSTR pszAddrString, PVOID pAddrBuf);
INT WSAAPI InetPtonW(INT Family, LPCWSTR pszAddrString, PVOID pAddrBuf);
LPCSTR WSAAPI WS_inet_ntop(INT Family, LPCVOID pAddr, LPSTR pStringBuf, size_t StringBufSize);
LPCWSTR WSAAPI InetNtopW(INT Family, LPCVOID pAddr, LPWSTR pStringBuf, size_t StringBufSize);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#define GetAddrInfoA WS_getaddrinfo
#define FreeAddrInfoA WS_freeaddrinfo
#define GetNameInfoA WS_getnameinfo
#define InetPtonA WS_inet_pton
#define InetNtopA WS_inet_ntop

/* ---- inline functions, as in Windows' own headers ---- */

static inline int WS_IN6_ADDR_EQUAL(const struct WS_in6_addr *a, const struct WS_in6_addr *b) {
    return memcmp(a, b, sizeof *a) == 0;
}

static inline int WS_IN6_IS_ADDR_UNSPECIFIED(const struct WS_in6_addr *a) {
    return WS_IN6_ADDR_EQUAL(a, &WS_in6addr_any);
}

static inline int WS_IN6_IS_ADDR_LOOPBACK(const struct WS_in6_addr *a) {
    return WS_IN6_ADDR_EQUAL(a, &WS_in6addr_loopback);
}

static inline int WS_IN6_IS_ADDR_MULTICAST(const struct WS_in6_addr *a) {
    return a->u.Byte[0] == 0xff;
}

static inline int WS_IN6_IS_ADDR_LINKLOCAL(const struct WS_in6_addr *a) {
    return a->u.Byte[0] == 0xfe && (a->u.Byte[1] & 0xc0) == 0x80;
}

static inline int WS_IN6_IS_ADDR_SITELOCAL(const struct WS_in6_addr *a) {
    return a->u.Byte[0] == 0xfe && (a->u.Byte[1] & 0xc0) == 0xc0;
}

static inline int WS_IN6_IS_ADDR_V4MAPPED(const struct WS_in6_addr *a) {
    return memcmp(a, &WS_in6addr_any, 10) == 0 && a->u.Word[5] == 0xffff;
}

static inline int WS_IN6_IS_ADDR_V4COMPAT(const struct WS_in6_addr *a) {
    return memcmp(a, &WS_in6addr_any, 12) == 0 &&
           !(a->u.Word[6] == 0 && a->u.Byte[14] == 0 && a->u.Byte[15] <= 1);
}

static inline int ws_in6_multicast_scope_is(const struct WS_in6_addr *a, int scope) {
    return WS_IN6_IS_ADDR_MULTICAST(a) && (a->u.Byte[1] & 0xf) == scope;
}

static inline int WS_IN6_IS_ADDR_MC_NODELOCAL(const struct WS_in6_addr *a) {
    return ws_in6_multicast_scope_is(a, 1);
}

static inline int WS_IN6_IS_ADDR_MC_LINKLOCAL(const struct WS_in6_addr *a) {
    return ws_in6_multicast_scope_is(a, 2);
}

static inline int WS_IN6_IS_ADDR_MC_SITELOCAL(const struct WS_in6_addr *a) {
    return ws_in6_multicast_scope_is(a, 5);
}

static inline int WS_IN6_IS_ADDR_MC_ORGLOCAL(const struct WS_in6_addr *a) {
    return ws_in6_multicast_scope_is(a, 8);
}

static inline int WS_IN6_IS_ADDR_MC_GLOBAL(const struct WS_in6_addr *a) {
    return ws_in6_multicast_scope_is(a, 0xe);
}

#define WS_IN6_ARE_ADDR_EQUAL WS_IN6_ADDR_EQUAL

static inline void IN6ADDR_SETANY(struct WS_sockaddr_in6 *a) {
    memset(a, 0, sizeof *a);
    a->sin6_family = WS_AF_INET6;
}

static inline void IN6ADDR_SETLOOPBACK(struct WS_sockaddr_in6 *a) {
    IN6ADDR_SETANY(a);
    a->sin6_addr.u.Byte[15] = 1;
}

static inline int IN6ADDR_ISANY(const struct WS_sockaddr_in6 *a) {
    return a->sin6_family == WS_AF_INET6 && WS_IN6_IS_ADDR_UNSPECIFIED(&a->sin6_addr);
}

static inline int IN6ADDR_ISLOOPBACK(const struct WS_sockaddr_in6 *a) {
    return a->sin6_family == WS_AF_INET6 && WS_IN6_IS_ADDR_LOOPBACK(&a->sin6_addr);
}

static inline int WSASetUdpSendMessageSize(SOCKET Socket, DWORD MsgSize) {
    return WS_setsockopt(Socket, WS_IPPROTO_UDP, UDP_SEND_MSG_SIZE, (const char *)&MsgSize, (int)sizeof MsgSize);
}

static inline int WSAGetUdpSendMessageSize(SOCKET Socket, DWORD *MsgSize) {
    int size = (int)sizeof *MsgSize;

    return WS_getsockopt(Socket, WS_IPPROTO_UDP, UDP_SEND_MSG_SIZE, (char *)MsgSize, &size);
}

static inline int WSASetUdpRecvMaxCoalescedSize(SOCKET Socket, DWORD MsgSize) {
    return WS_setsockopt(Socket, WS_IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE, (const char *)&MsgSize,
                         (int)sizeof MsgSize);
}

static inline int WSAGetUdpRecvMaxCoalescedSize(SOCKET Socket, DWORD *MsgSize) {
    int size = (int)sizeof *MsgSize;

    return WS_getsockopt(Socket, WS_IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE, (char *)MsgSize, &size);
}

#endif
