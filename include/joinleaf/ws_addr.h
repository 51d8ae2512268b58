/*
 * ws_addr.h - addresses that have a name, and tests of addresses.
 *
 * Follows the pages of ws2ipdef.h and mstcpip.h (sdk-api). The tests of IPv6 addresses that are in
 * ws2tcpip.h, too, are in ws_tcpip.h.
 */
#ifndef JOINLEAF_WS_ADDR_H
#define JOINLEAF_WS_ADDR_H

#include "ws_tcpip.h"

#ifdef __cplusplus
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast" /* what is here is C, too */
#endif

/* ---- IPv4 addresses, in network byte order ---- */

/* clang-format off */
#define JOINLEAF_IN4(name, a, b, c, d) \
    static const IN_ADDR name __attribute__((unused)) = {{{{a, b, c, d}}}}
#define JOINLEAF_IN6(name, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p) \
    static const IN6_ADDR name __attribute__((unused)) = {{{a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p}}}

JOINLEAF_IN4(in4addr_any, 0, 0, 0, 0);
JOINLEAF_IN4(in4addr_loopback, 127, 0, 0, 1);
JOINLEAF_IN4(in4addr_broadcast, 255, 255, 255, 255);
JOINLEAF_IN4(in4addr_allnodesonlink, 224, 0, 0, 1);
JOINLEAF_IN4(in4addr_allroutersonlink, 224, 0, 0, 2);
JOINLEAF_IN4(in4addr_alligmpv3routersonlink, 224, 0, 0, 22);
JOINLEAF_IN4(in4addr_allteredohostsonlink, 224, 0, 0, 253);
JOINLEAF_IN4(in4addr_linklocalprefix, 169, 254, 0, 0);
JOINLEAF_IN4(in4addr_multicastprefix, 224, 0, 0, 0);

JOINLEAF_IN6(in6addr_allnodesonnode, 0xff, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
JOINLEAF_IN6(in6addr_allnodesonlink, 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
JOINLEAF_IN6(in6addr_allroutersonlink, 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2);
JOINLEAF_IN6(in6addr_allmldv2routersonlink, 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x16);
JOINLEAF_IN6(in6addr_linklocalprefix, 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
JOINLEAF_IN6(in6addr_multicastprefix, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
JOINLEAF_IN6(in6addr_solicitednodemulticastprefix, 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, 0, 0, 0);
JOINLEAF_IN6(in6addr_v4mappedprefix, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0);
JOINLEAF_IN6(in6addr_6to4prefix, 0x20, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
JOINLEAF_IN6(in6addr_teredoprefix, 0x20, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
/* clang-format on */

#undef JOINLEAF_IN4
#undef JOINLEAF_IN6

static __inline BOOLEAN IN4_ADDR_EQUAL(const IN_ADDR *a, const IN_ADDR *b)
{
    return a->S_un.S_addr == b->S_un.S_addr;
}

static __inline BOOLEAN IN4_IS_ADDR_UNSPECIFIED(const IN_ADDR *a)
{
    return a->S_un.S_addr == 0;
}

static __inline BOOLEAN IN4_IS_ADDR_BROADCAST(const IN_ADDR *a)
{
    return a->S_un.S_addr == 0xffffffff;
}

/* The whole of 127.0.0.0/8. */
static __inline BOOLEAN IN4_IS_ADDR_LOOPBACK(const IN_ADDR *a)
{
    return a->S_un.S_un_b.s_b1 == 127;
}

static __inline BOOLEAN IN4_IS_ADDR_MULTICAST(const IN_ADDR *a)
{
    return (a->S_un.S_un_b.s_b1 & 0xf0) == 0xe0;
}

static __inline BOOLEAN IN4_IS_ADDR_LINKLOCAL(const IN_ADDR *a)
{
    return a->S_un.S_un_b.s_b1 == 169 && a->S_un.S_un_b.s_b2 == 254;
}

/* IPv4 has no such addresses. */
static __inline BOOLEAN IN4_IS_ADDR_SITELOCAL(const IN_ADDR *a)
{
    (void)a;
    return FALSE;
}

static __inline BOOLEAN IN4_IS_ADDR_RFC1918(const IN_ADDR *a)
{
    return a->S_un.S_un_b.s_b1 == 10 || (a->S_un.S_un_b.s_b1 == 172 && (a->S_un.S_un_b.s_b2 & 0xf0) == 16) ||
           (a->S_un.S_un_b.s_b1 == 192 && a->S_un.S_un_b.s_b2 == 168);
}

/* 224.0.0.0/24 */
static __inline BOOLEAN IN4_IS_ADDR_MC_LINKLOCAL(const IN_ADDR *a)
{
    return a->S_un.S_un_b.s_b1 == 224 && a->S_un.S_un_b.s_b2 == 0 && a->S_un.S_un_b.s_b3 == 0;
}

/* 239.255.0.0/16 */
static __inline BOOLEAN IN4_IS_ADDR_MC_ADMINLOCAL(const IN_ADDR *a)
{
    return a->S_un.S_un_b.s_b1 == 239 && a->S_un.S_un_b.s_b2 == 255;
}

/* The rest of 239.0.0.0/8. */
static __inline BOOLEAN IN4_IS_ADDR_MC_SITELOCAL(const IN_ADDR *a)
{
    return a->S_un.S_un_b.s_b1 == 239 && !IN4_IS_ADDR_MC_ADMINLOCAL(a);
}

static __inline void IN4ADDR_SETSOCKADDR(PSOCKADDR_IN a, const IN_ADDR *addr, USHORT port)
{
    memset(a, 0, sizeof *a);
    a->sin_family = WS_AF_INET;
    a->sin_port = port;
    a->sin_addr = *addr;
}

static __inline void IN4ADDR_SETANY(PSOCKADDR_IN a)
{
    IN4ADDR_SETSOCKADDR(a, &in4addr_any, 0);
}

static __inline void IN4ADDR_SETLOOPBACK(PSOCKADDR_IN a)
{
    IN4ADDR_SETSOCKADDR(a, &in4addr_loopback, 0);
}

static __inline BOOLEAN IN4ADDR_ISANY(const SOCKADDR_IN *a)
{
    return IN4_IS_ADDR_UNSPECIFIED(&a->sin_addr);
}

static __inline BOOLEAN IN4ADDR_ISLOOPBACK(const SOCKADDR_IN *a)
{
    return IN4_IS_ADDR_LOOPBACK(&a->sin_addr);
}

/* Address and port. */
static __inline BOOLEAN IN4ADDR_ISEQUAL(const SOCKADDR_IN *a, const SOCKADDR_IN *b)
{
    return a->sin_port == b->sin_port && IN4_ADDR_EQUAL(&a->sin_addr, &b->sin_addr);
}

/* Neither address nor port. */
static __inline BOOLEAN IN4ADDR_ISUNSPECIFIED(const SOCKADDR_IN *a)
{
    return a->sin_port == 0 && IN4ADDR_ISANY(a);
}

/* ---- IPv6 addresses ---- */

static __inline BOOLEAN IN6_IS_ADDR_MC_ADMINLOCAL(const IN6_ADDR *a)
{
    return WS_IN6_IS_ADDR_MULTICAST(a) && (a->u.Byte[1] & 0xf) == 4;
}

static __inline BOOLEAN IN6_IS_ADDR_GLOBAL(const IN6_ADDR *a)
{
    UCHAR high = a->u.Byte[0] & 0xe0;

    return high != 0 && high != 0xe0;
}

static __inline void IN6ADDR_SETSOCKADDR(PSOCKADDR_IN6 a, const IN6_ADDR *addr, SCOPE_ID scope, USHORT port)
{
    WS_IN6ADDR_SETANY(a);
    a->sin6_port = port;
    a->sin6_addr = *addr;
    a->sin6_scope_struct = scope;
}

/* Address, scope and port. */
static __inline BOOLEAN IN6ADDR_ISEQUAL(const SOCKADDR_IN6 *a, const SOCKADDR_IN6 *b)
{
    return a->sin6_scope_id == b->sin6_scope_id && a->sin6_port == b->sin6_port &&
           WS_IN6_ADDR_EQUAL(&a->sin6_addr, &b->sin6_addr);
}

/* Neither address, scope nor port. */
static __inline BOOLEAN IN6ADDR_ISUNSPECIFIED(const SOCKADDR_IN6 *a)
{
    return a->sin6_scope_id == 0 && a->sin6_port == 0 && WS_IN6_IS_ADDR_UNSPECIFIED(&a->sin6_addr);
}

/* ---- addresses of IPv4 in those of IPv6, for sockets for both families ---- */

#define SCOPEID_UNSPECIFIED_INIT                                                                             \
    {                                                                                                        \
        {                                                                                                    \
            {                                                                                                \
                0, 0                                                                                         \
            }                                                                                                \
        }                                                                                                    \
    }
static const SCOPE_ID scopeid_unspecified __attribute__((unused)) = SCOPEID_UNSPECIFIED_INIT;

static __inline void IN6_SET_ADDR_V4MAPPED(PIN6_ADDR a6, const IN_ADDR *a4)
{
    *a6 = in6addr_v4mappedprefix;
    memcpy(&a6->u.Byte[12], a4, sizeof *a4);
}

/* The four bytes of the IPv4 address. */
static __inline const UCHAR *IN6_GET_ADDR_V4MAPPED(const IN6_ADDR *a)
{
    return &a->u.Byte[12];
}

static __inline void IN6ADDR_SETV4MAPPED(PSOCKADDR_IN6 a6, const IN_ADDR *a4, SCOPE_ID scope, USHORT port)
{
    WS_IN6ADDR_SETANY(a6);
    a6->sin6_port = port;
    IN6_SET_ADDR_V4MAPPED(&a6->sin6_addr, a4);
    a6->sin6_scope_struct = scope;
}

static __inline BOOLEAN IN6ADDR_ISV4MAPPED(const SOCKADDR_IN6 *a)
{
    return (BOOLEAN)WS_IN6_IS_ADDR_V4MAPPED(&a->sin6_addr);
}

/* ---- addresses of either family ---- */

static __inline SIZE_T INET_ADDR_LENGTH(ADDRESS_FAMILY af)
{
    return af == WS_AF_INET6 ? sizeof(IN6_ADDR) : sizeof(IN_ADDR);
}

static __inline SIZE_T INET_SOCKADDR_LENGTH(ADDRESS_FAMILY af)
{
    return af == WS_AF_INET6 ? sizeof(SOCKADDR_IN6) : sizeof(SOCKADDR_IN);
}

/* The bytes of the address itself. */
static __inline PUCHAR INETADDR_ADDRESS(const SOCKADDR *a)
{
    return a->sa_family == WS_AF_INET6 ? (PUCHAR) & ((PSOCKADDR_IN6)(void *)(ULONG_PTR)a)->sin6_addr
                                       : (PUCHAR) & ((PSOCKADDR_IN)(void *)(ULONG_PTR)a)->sin_addr;
}

static __inline void INETADDR_SET_ADDRESS(PSOCKADDR a, const UCHAR *bytes)
{
    memcpy(INETADDR_ADDRESS(a), bytes, INET_ADDR_LENGTH(a->sa_family));
}

/* In network order; it has one place in both families. */
static __inline USHORT INETADDR_PORT(const SOCKADDR *a)
{
    return ((const SOCKADDR_IN *)(const void *)a)->sin_port;
}

static __inline void INETADDR_SET_PORT(PSOCKADDR a, USHORT port)
{
    ((PSOCKADDR_IN)(void *)a)->sin_port = port;
}

/* IPv4 has none. */
static __inline SCOPE_ID INETADDR_SCOPE_ID(const SOCKADDR *a)
{
    return a->sa_family == WS_AF_INET6 ? ((const SOCKADDR_IN6 *)(const void *)a)->sin6_scope_struct
                                       : scopeid_unspecified;
}

static __inline BOOLEAN INET_IS_ADDR_UNSPECIFIED(ADDRESS_FAMILY af, const void *a)
{
    return af == WS_AF_INET6 ? (BOOLEAN)WS_IN6_IS_ADDR_UNSPECIFIED((const IN6_ADDR *)a)
                             : IN4_IS_ADDR_UNSPECIFIED((const IN_ADDR *)a);
}

static __inline BOOLEAN INET_ADDR_EQUAL(ADDRESS_FAMILY af, const void *a, const void *b)
{
    return memcmp(a, b, af == WS_AF_INET6 ? sizeof(IN6_ADDR) : sizeof(IN_ADDR)) == 0;
}

static __inline BOOLEAN INET_IS_ADDR_LOOPBACK(ADDRESS_FAMILY af, const void *a)
{
    return af == WS_AF_INET6 ? (BOOLEAN)WS_IN6_IS_ADDR_LOOPBACK((const IN6_ADDR *)a)
                             : IN4_IS_ADDR_LOOPBACK((const IN_ADDR *)a);
}

static __inline BOOLEAN INET_IS_ADDR_MULTICAST(ADDRESS_FAMILY af, const void *a)
{
    return af == WS_AF_INET6 ? (BOOLEAN)WS_IN6_IS_ADDR_MULTICAST((const IN6_ADDR *)a)
                             : IN4_IS_ADDR_MULTICAST((const IN_ADDR *)a);
}

static __inline void INETADDR_SETANY(PSOCKADDR a)
{
    if (a->sa_family == WS_AF_INET6) {
        WS_IN6ADDR_SETANY((PSOCKADDR_IN6)(void *)a);
    } else {
        IN4ADDR_SETANY((PSOCKADDR_IN)(void *)a);
    }
}

static __inline void INETADDR_SETLOOPBACK(PSOCKADDR a)
{
    if (a->sa_family == WS_AF_INET6) {
        WS_IN6ADDR_SETLOOPBACK((PSOCKADDR_IN6)(void *)a);
    } else {
        IN4ADDR_SETLOOPBACK((PSOCKADDR_IN)(void *)a);
    }
}

static __inline BOOLEAN INETADDR_ISANY(const SOCKADDR *a)
{
    return a->sa_family == WS_AF_INET6 ? (BOOLEAN)WS_IN6ADDR_ISANY((const SOCKADDR_IN6 *)(const void *)a)
                                       : IN4ADDR_ISANY((const SOCKADDR_IN *)(const void *)a);
}

static __inline BOOLEAN INETADDR_ISLOOPBACK(const SOCKADDR *a)
{
    return a->sa_family == WS_AF_INET6 ? (BOOLEAN)WS_IN6ADDR_ISLOOPBACK((const SOCKADDR_IN6 *)(const void *)a)
                                       : IN4ADDR_ISLOOPBACK((const SOCKADDR_IN *)(const void *)a);
}

static __inline BOOLEAN INETADDR_ISEQUAL(const SOCKADDR *a, const SOCKADDR *b)
{
    if (a->sa_family != b->sa_family) {
        return FALSE;
    }
    return a->sa_family == WS_AF_INET6
               ? IN6ADDR_ISEQUAL((const SOCKADDR_IN6 *)(const void *)a, (const SOCKADDR_IN6 *)(const void *)b)
               : IN4ADDR_ISEQUAL((const SOCKADDR_IN *)(const void *)a, (const SOCKADDR_IN *)(const void *)b);
}

#ifdef __cplusplus
#pragma GCC diagnostic pop
#endif

#endif
