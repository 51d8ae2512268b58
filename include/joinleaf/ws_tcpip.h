/*
 * ws_tcpip.h - names and addresses as text, tests on IPv6 addresses, UDP message sizes.
 *
 * Follows the pages of ws2tcpip.h (sdk-api).
 */
#ifndef JOINLEAF_WS_TCPIP_H
#define JOINLEAF_WS_TCPIP_H

#include "ws_ip.h"
#include "ws_sock.h"

#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast" /* what is here is C, too */
#endif

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

#define WS_AI_PASSIVE                0x00000001
#define WS_AI_CANONNAME              0x00000002
#define WS_AI_NUMERICHOST            0x00000004
#define WS_AI_NUMERICSERV            0x00000008
#define WS_AI_ALL                    0x00000100
#define WS_AI_ADDRCONFIG             0x00000400
#define WS_AI_V4MAPPED               0x00000800
#define WS_AI_NON_AUTHORITATIVE      0x00004000
#define WS_AI_SECURE                 0x00008000
#define WS_AI_RETURN_PREFERRED_NAMES 0x00010000
#define WS_AI_FQDN                   0x00020000
#define WS_AI_FILESERVER             0x00040000
#define WS_AI_DISABLE_IDN_ENCODING   0x00080000

#define WS_EAI_AGAIN    WSATRY_AGAIN
#define WS_EAI_BADFLAGS WSAEINVAL
#define WS_EAI_FAIL     WSANO_RECOVERY
#define WS_EAI_FAMILY   WSAEAFNOSUPPORT
#define WS_EAI_MEMORY   WSA_NOT_ENOUGH_MEMORY
#define WS_EAI_NONAME   WSAHOST_NOT_FOUND
#define WS_EAI_SERVICE  WSATYPE_NOT_FOUND
#define WS_EAI_SOCKTYPE WSAESOCKTNOSUPPORT
#define WS_EAI_NODATA   WSANO_DATA

#define WS_NI_NOFQDN      0x01
#define WS_NI_NUMERICHOST 0x02
#define WS_NI_NAMEREQD    0x04
#define WS_NI_NUMERICSERV 0x08
#define WS_NI_DGRAM       0x10
#define WS_NI_MAXHOST     1025
#define WS_NI_MAXSERV     32

#define WS_INET_ADDRSTRLEN       22
#define WS_INET6_ADDRSTRLEN      65
#define GAI_STRERROR_BUFFER_SIZE 1024

/* ---- functions ---- */

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

int WSAAPI WS_getaddrinfo(const char *nodename, const char *servname, const struct WS_addrinfo *hints,
                          struct WS_addrinfo **res) JOINLEAF_SYMBOL(WS_getaddrinfo);
int WSAAPI GetAddrInfoW(PCWSTR pNodeName, PCWSTR pServiceName, const ADDRINFOW *pHints, PADDRINFOW *ppResult);
void WSAAPI WS_freeaddrinfo(LPADDRINFO pAddrInfo) JOINLEAF_SYMBOL(WS_freeaddrinfo);
void WSAAPI FreeAddrInfoW(PADDRINFOW pAddrInfo);
int WSAAPI WS_getnameinfo(const struct WS_sockaddr *sa, WS_socklen_t salen, char *host, DWORD hostlen,
                          char *serv, DWORD servlen, int flags) JOINLEAF_SYMBOL(WS_getnameinfo);
INT WSAAPI GetNameInfoW(const SOCKADDR *pSockaddr, WS_socklen_t SockaddrLength, PWCHAR pNodeBuffer,
                        DWORD NodeBufferSize, PWCHAR pServiceBuffer, DWORD ServiceBufferSize, INT Flags);
char *gai_strerrorA(int ecode);
WCHAR *gai_strerrorW(int ecode);

INT WSAAPI WS_inet_pton(INT Family, LPCSTR pszAddrString, PVOID pAddrBuf) JOINLEAF_SYMBOL(WS_inet_pton);
INT WSAAPI InetPtonW(INT Family, LPCWSTR pszAddrString, PVOID pAddrBuf);
LPCSTR WSAAPI WS_inet_ntop(INT Family, LPCVOID pAddr, LPSTR pStringBuf, size_t StringBufSize)
    JOINLEAF_SYMBOL(WS_inet_ntop);
LPCWSTR WSAAPI InetNtopW(INT Family, LPCVOID pAddr, LPWSTR pStringBuf, size_t StringBufSize);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#define GetAddrInfoA  WS_getaddrinfo
#define FreeAddrInfoA WS_freeaddrinfo
#define GetNameInfoA  WS_getnameinfo
#define InetPtonA     WS_inet_pton
#define InetNtopA     WS_inet_ntop

/* ---- inline functions, as in Windows' own headers ---- */

static __inline int WS_IN6_ADDR_EQUAL(const struct WS_in6_addr *a, const struct WS_in6_addr *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static __inline int WS_IN6_IS_ADDR_UNSPECIFIED(const struct WS_in6_addr *a)
{
    return WS_IN6_ADDR_EQUAL(a, &WS_in6addr_any);
}

static __inline int WS_IN6_IS_ADDR_LOOPBACK(const struct WS_in6_addr *a)
{
    return WS_IN6_ADDR_EQUAL(a, &WS_in6addr_loopback);
}

static __inline int WS_IN6_IS_ADDR_MULTICAST(const struct WS_in6_addr *a)
{
    return a->u.Byte[0] == 0xff;
}

static __inline int WS_IN6_IS_ADDR_LINKLOCAL(const struct WS_in6_addr *a)
{
    return a->u.Byte[0] == 0xfe && (a->u.Byte[1] & 0xc0) == 0x80;
}

static __inline int WS_IN6_IS_ADDR_SITELOCAL(const struct WS_in6_addr *a)
{
    return a->u.Byte[0] == 0xfe && (a->u.Byte[1] & 0xc0) == 0xc0;
}

static __inline int WS_IN6_IS_ADDR_V4MAPPED(const struct WS_in6_addr *a)
{
    return memcmp(a, &WS_in6addr_any, 10) == 0 && a->u.Word[5] == 0xffff;
}

static __inline int WS_IN6_IS_ADDR_V4COMPAT(const struct WS_in6_addr *a)
{
    return memcmp(a, &WS_in6addr_any, 12) == 0 &&
           !(a->u.Word[6] == 0 && a->u.Byte[14] == 0 && a->u.Byte[15] <= 1);
}

static __inline int ws_in6_multicast_scope_is(const struct WS_in6_addr *a, int scope)
{
    return WS_IN6_IS_ADDR_MULTICAST(a) && (a->u.Byte[1] & 0xf) == scope;
}

static __inline int WS_IN6_IS_ADDR_MC_NODELOCAL(const struct WS_in6_addr *a)
{
    return ws_in6_multicast_scope_is(a, 1);
}

static __inline int WS_IN6_IS_ADDR_MC_LINKLOCAL(const struct WS_in6_addr *a)
{
    return ws_in6_multicast_scope_is(a, 2);
}

static __inline int WS_IN6_IS_ADDR_MC_SITELOCAL(const struct WS_in6_addr *a)
{
    return ws_in6_multicast_scope_is(a, 5);
}

static __inline int WS_IN6_IS_ADDR_MC_ORGLOCAL(const struct WS_in6_addr *a)
{
    return ws_in6_multicast_scope_is(a, 8);
}

static __inline int WS_IN6_IS_ADDR_MC_GLOBAL(const struct WS_in6_addr *a)
{
    return ws_in6_multicast_scope_is(a, 0xe);
}

#define WS_IN6_ARE_ADDR_EQUAL WS_IN6_ADDR_EQUAL

static __inline void WS_IN6_SET_ADDR_UNSPECIFIED(struct WS_in6_addr *a)
{
    *a = WS_in6addr_any;
}

static __inline void WS_IN6_SET_ADDR_LOOPBACK(struct WS_in6_addr *a)
{
    *a = WS_in6addr_loopback;
}

static __inline void WS_IN6ADDR_SETANY(struct WS_sockaddr_in6 *a)
{
    memset(a, 0, sizeof *a);
    a->sin6_family = WS_AF_INET6;
}

static __inline void WS_IN6ADDR_SETLOOPBACK(struct WS_sockaddr_in6 *a)
{
    WS_IN6ADDR_SETANY(a);
    a->sin6_addr.u.Byte[15] = 1;
}

static __inline int WS_IN6ADDR_ISANY(const struct WS_sockaddr_in6 *a)
{
    return a->sin6_family == WS_AF_INET6 && WS_IN6_IS_ADDR_UNSPECIFIED(&a->sin6_addr);
}

static __inline int WS_IN6ADDR_ISLOOPBACK(const struct WS_sockaddr_in6 *a)
{
    return a->sin6_family == WS_AF_INET6 && WS_IN6_IS_ADDR_LOOPBACK(&a->sin6_addr);
}

static __inline int WSASetUdpSendMessageSize(SOCKET Socket, DWORD MsgSize)
{
    return WS_setsockopt(Socket, WS_IPPROTO_UDP, UDP_SEND_MSG_SIZE, (const char *)&MsgSize,
                         (int)sizeof MsgSize);
}

static __inline int WSAGetUdpSendMessageSize(SOCKET Socket, DWORD *MsgSize)
{
    int size = (int)sizeof *MsgSize;

    return WS_getsockopt(Socket, WS_IPPROTO_UDP, UDP_SEND_MSG_SIZE, (char *)MsgSize, &size);
}

static __inline int WSASetUdpRecvMaxCoalescedSize(SOCKET Socket, DWORD MsgSize)
{
    return WS_setsockopt(Socket, WS_IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE, (const char *)&MsgSize,
                         (int)sizeof MsgSize);
}

static __inline int WSAGetUdpRecvMaxCoalescedSize(SOCKET Socket, DWORD *MsgSize)
{
    int size = (int)sizeof *MsgSize;

    return WS_getsockopt(Socket, WS_IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE, (char *)MsgSize, &size);
}

/* Whether WSARecvMsg tells the bits of explicit congestion notification that a datagram came with. On a socket for
 * both families that is set for its datagrams of IPv6; for those of IPv4 the option IP_RECVECN is. */
static __inline int WSASetRecvIPEcn(SOCKET Socket, DWORD Enabled)
{
    WSAPROTOCOL_INFOW info;
    int size = (int)sizeof info;

    if (WS_getsockopt(Socket, WS_SOL_SOCKET, WS_SO_PROTOCOL_INFOW, (char *)&info, &size) != 0) {
        return SOCKET_ERROR;
    }
    return info.iAddressFamily == WS_AF_INET6 ? WS_setsockopt(Socket, WS_IPPROTO_IPV6, WS_IPV6_RECVECN,
                                                              (const char *)&Enabled, (int)sizeof Enabled)
                                              : WS_setsockopt(Socket, WS_IPPROTO_IP, WS_IP_RECVECN,
                                                              (const char *)&Enabled, (int)sizeof Enabled);
}

static __inline int WSAGetRecvIPEcn(SOCKET Socket, DWORD *Enabled)
{
    WSAPROTOCOL_INFOW info;
    int size = (int)sizeof info, length = (int)sizeof *Enabled;

    if (WS_getsockopt(Socket, WS_SOL_SOCKET, WS_SO_PROTOCOL_INFOW, (char *)&info, &size) != 0) {
        return SOCKET_ERROR;
    }
    return info.iAddressFamily == WS_AF_INET6
               ? WS_getsockopt(Socket, WS_IPPROTO_IPV6, WS_IPV6_RECVECN, (char *)Enabled, &length)
               : WS_getsockopt(Socket, WS_IPPROTO_IP, WS_IP_RECVECN, (char *)Enabled, &length);
}

/*
 * The whole source filter of a group (RFC 3678), set and got at once; the interface is an index, or for IPv4
 * an address. Setting joins the group if the socket is no member of it there, and leaves it if no source is
 * let through. Getting writes as many sources as *SourceCount has room for, which then tells how many there
 * are. WSAEADDRNOTAVAIL: the socket is no member. WSAENOBUFS: too many sources, or no memory.
 */
static __inline int WS_setipv4sourcefilter(SOCKET Socket, IN_ADDR Interface, IN_ADDR Group,
                                           MULTICAST_MODE_TYPE FilterMode, ULONG SourceCount,
                                           const IN_ADDR *SourceList)
{
    DWORD Returned = 0;
    size_t Size = WS_IP_MSFILTER_SIZE((size_t)SourceCount);
    struct WS_ip_msfilter *Filter =
        Size > 0xffffffff ? NULL : (struct WS_ip_msfilter *)calloc(1, sizeof *Filter + Size);
    int Result;

    if (!Filter) {
        WSASetLastError(WSAENOBUFS);
        return SOCKET_ERROR;
    }
    Filter->imsf_multiaddr = Group;
    Filter->imsf_interface = Interface;
    Filter->imsf_fmode = FilterMode;
    Filter->imsf_numsrc = SourceCount;
    if (SourceCount > 0) {
        memcpy(Filter->imsf_slist, SourceList, SourceCount * sizeof *SourceList);
    }
    Result = WSAIoctl(Socket, WS_SIOCSIPMSFILTER, Filter, (DWORD)Size, NULL, 0, &Returned, NULL, NULL);
    free(Filter);
    return Result;
}

static __inline int WS_getipv4sourcefilter(SOCKET Socket, IN_ADDR Interface, IN_ADDR Group,
                                           MULTICAST_MODE_TYPE *FilterMode, ULONG *SourceCount,
                                           IN_ADDR *SourceList)
{
    DWORD Returned = 0;
    size_t Size = WS_IP_MSFILTER_SIZE((size_t)*SourceCount);
    struct WS_ip_msfilter *Filter =
        Size > 0xffffffff ? NULL : (struct WS_ip_msfilter *)calloc(1, sizeof *Filter + Size);
    int Result;

    if (!Filter) {
        WSASetLastError(WSAENOBUFS);
        return SOCKET_ERROR;
    }
    Filter->imsf_multiaddr = Group;
    Filter->imsf_interface = Interface;
    Filter->imsf_numsrc = *SourceCount;
    Result =
        WSAIoctl(Socket, WS_SIOCGIPMSFILTER, Filter, (DWORD)Size, Filter, (DWORD)Size, &Returned, NULL, NULL);
    if (Result == 0) {
        ULONG Count = Filter->imsf_numsrc < *SourceCount ? Filter->imsf_numsrc : *SourceCount;

        if (Count > 0) {
            memcpy(SourceList, Filter->imsf_slist, Count * sizeof *SourceList);
        }
        *SourceCount = Filter->imsf_numsrc;
        *FilterMode = Filter->imsf_fmode;
    }
    free(Filter);
    return Result;
}

/* A group filter for so many sources, with the interface and the group; NULL with WSAENOBUFS or WSAEFAULT. */
static __inline struct WS_group_filter *ws_group_filter_make(ULONG Interface, const SOCKADDR *Group,
                                                             int GroupLength, ULONG SourceCount)
{
    size_t Size = WS_GROUP_FILTER_SIZE((size_t)SourceCount);
    struct WS_group_filter *Filter = NULL;

    if (!Group || GroupLength < 0 || (size_t)GroupLength > sizeof Filter->gf_group) {
        WSASetLastError(WSAEFAULT);
        return NULL;
    }
    Filter = Size > 0xffffffff ? NULL : (struct WS_group_filter *)calloc(1, sizeof *Filter + Size);
    if (!Filter) {
        WSASetLastError(WSAENOBUFS);
        return NULL;
    }
    Filter->gf_interface = Interface;
    memcpy(&Filter->gf_group, Group, (size_t)GroupLength);
    Filter->gf_numsrc = SourceCount;
    return Filter;
}

static __inline int WS_setsourcefilter(SOCKET Socket, ULONG Interface, const SOCKADDR *Group, int GroupLength,
                                       MULTICAST_MODE_TYPE FilterMode, ULONG SourceCount,
                                       const SOCKADDR_STORAGE *SourceList)
{
    DWORD Returned = 0;
    struct WS_group_filter *Filter = ws_group_filter_make(Interface, Group, GroupLength, SourceCount);
    int Result;

    if (!Filter) {
        return SOCKET_ERROR;
    }
    Filter->gf_fmode = FilterMode;
    if (SourceCount > 0) {
        memcpy(Filter->gf_slist, SourceList, SourceCount * sizeof *SourceList);
    }
    Result = WSAIoctl(Socket, WS_SIOCSMSFILTER, Filter, (DWORD)WS_GROUP_FILTER_SIZE((size_t)SourceCount),
                      NULL, 0, &Returned, NULL, NULL);
    free(Filter);
    return Result;
}

static __inline int WS_getsourcefilter(SOCKET Socket, ULONG Interface, const SOCKADDR *Group, int GroupLength,
                                       MULTICAST_MODE_TYPE *FilterMode, ULONG *SourceCount,
                                       SOCKADDR_STORAGE *SourceList)
{
    DWORD Returned = 0, Size = (DWORD)WS_GROUP_FILTER_SIZE((size_t)*SourceCount);
    struct WS_group_filter *Filter = ws_group_filter_make(Interface, Group, GroupLength, *SourceCount);
    int Result;

    if (!Filter) {
        return SOCKET_ERROR;
    }
    Result = WSAIoctl(Socket, WS_SIOCGMSFILTER, Filter, Size, Filter, Size, &Returned, NULL, NULL);
    if (Result == 0) {
        ULONG Count = Filter->gf_numsrc < *SourceCount ? Filter->gf_numsrc : *SourceCount;

        if (Count > 0) {
            memcpy(SourceList, Filter->gf_slist, Count * sizeof *SourceList);
        }
        *SourceCount = Filter->gf_numsrc;
        *FilterMode = Filter->gf_fmode;
    }
    free(Filter);
    return Result;
}

#ifdef __cplusplus
#pragma GCC diagnostic pop
#endif

#endif
