/*
 * netioapi.h - the names and indexes of interfaces, for Linux. An index is what IPV6_MULTICAST_IF, ipv6_mreq and
 * GROUP_REQ take; the system's <net/if.h>, which has these functions, too, cannot be in a file with winsock2.h.
 *
 * Follows the pages of if_nametoindex and if_indextoname (netioapi.h, sdk-api). Both are the C library's.
 */
#ifndef JOINLEAF_NETIOAPI_H
#define JOINLEAF_NETIOAPI_H

#include "winsock2.h"
#include "ws2ipdef.h"

#include "joinleaf/ws_adapter.h"

#define IF_NAMESIZE WS_IF_NAMESIZE

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

NET_IFINDEX if_nametoindex(PCSTR InterfaceName);
PCHAR if_indextoname(NET_IFINDEX InterfaceIndex, PCHAR InterfaceName);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
