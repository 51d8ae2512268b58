/*
 * ws2ipdef.h - IPv4, IPv6 and UDP options and addresses, for Linux: plain names on top of joinleaf/ws_ip.h
 * and joinleaf/ws_addr.h.
 */
#ifndef JOINLEAF_WS2IPDEF_H
#define JOINLEAF_WS2IPDEF_H

#include "winsock2.h"

#include "joinleaf/ws_addr.h"
#include "joinleaf/ws_ip.h"

#undef s6_addr

/* a type; the system has an option of its name */
#define IP_MSFILTER WS_IP_MSFILTER

/* names of members */
#define s6_addr  u.Byte
#define s6_bytes u.Byte
#define s6_words u.Word

/* options and what goes with them */
#define IP_OPTIONS                     WS_IP_OPTIONS
#define IP_HDRINCL                     WS_IP_HDRINCL
#define IP_TOS                         WS_IP_TOS
#define IP_TTL                         WS_IP_TTL
#define IP_MULTICAST_IF                WS_IP_MULTICAST_IF
#define IP_MULTICAST_TTL               WS_IP_MULTICAST_TTL
#define IP_MULTICAST_LOOP              WS_IP_MULTICAST_LOOP
#define IP_ADD_MEMBERSHIP              WS_IP_ADD_MEMBERSHIP
#define IP_DROP_MEMBERSHIP             WS_IP_DROP_MEMBERSHIP
#define IP_DONTFRAGMENT                WS_IP_DONTFRAGMENT
#define IP_ADD_SOURCE_MEMBERSHIP       WS_IP_ADD_SOURCE_MEMBERSHIP
#define IP_DROP_SOURCE_MEMBERSHIP      WS_IP_DROP_SOURCE_MEMBERSHIP
#define IP_BLOCK_SOURCE                WS_IP_BLOCK_SOURCE
#define IP_UNBLOCK_SOURCE              WS_IP_UNBLOCK_SOURCE
#define IP_PKTINFO                     WS_IP_PKTINFO
#define IP_HOPLIMIT                    WS_IP_HOPLIMIT
#define IP_RECVTTL                     WS_IP_RECVTTL
#define IP_RECEIVE_BROADCAST           WS_IP_RECEIVE_BROADCAST
#define IP_RECVIF                      WS_IP_RECVIF
#define IP_RECVDSTADDR                 WS_IP_RECVDSTADDR
#define IP_IFLIST                      WS_IP_IFLIST
#define IP_ADD_IFLIST                  WS_IP_ADD_IFLIST
#define IP_DEL_IFLIST                  WS_IP_DEL_IFLIST
#define IP_UNICAST_IF                  WS_IP_UNICAST_IF
#define IP_RTHDR                       WS_IP_RTHDR
#define IP_GET_IFLIST                  WS_IP_GET_IFLIST
#define IP_RECVRTHDR                   WS_IP_RECVRTHDR
#define IP_TCLASS                      WS_IP_TCLASS
#define IP_RECVTCLASS                  WS_IP_RECVTCLASS
#define IP_RECVTOS                     WS_IP_RECVTOS
#define IP_ORIGINAL_ARRIVAL_IF         WS_IP_ORIGINAL_ARRIVAL_IF
#define IP_ECN                         WS_IP_ECN
#define IP_RECVECN                     WS_IP_RECVECN
#define IP_PKTINFO_EX                  WS_IP_PKTINFO_EX
#define IP_WFP_REDIRECT_RECORDS        WS_IP_WFP_REDIRECT_RECORDS
#define IP_WFP_REDIRECT_CONTEXT        WS_IP_WFP_REDIRECT_CONTEXT
#define IP_MTU_DISCOVER                WS_IP_MTU_DISCOVER
#define IP_MTU                         WS_IP_MTU
#define IP_NRT_INTERFACE               WS_IP_NRT_INTERFACE
#define IP_RECVERR                     WS_IP_RECVERR
#define IP_USER_MTU                    WS_IP_USER_MTU
#define IP_UNSPECIFIED_TYPE_OF_SERVICE WS_IP_UNSPECIFIED_TYPE_OF_SERVICE
#define IP_UNSPECIFIED_HOP_LIMIT       WS_IP_UNSPECIFIED_HOP_LIMIT
#define IP_UNSPECIFIED_USER_MTU        WS_IP_UNSPECIFIED_USER_MTU
#define IPV6_HOPOPTS                   WS_IPV6_HOPOPTS
#define IPV6_HDRINCL                   WS_IPV6_HDRINCL
#define IPV6_UNICAST_HOPS              WS_IPV6_UNICAST_HOPS
#define IPV6_MULTICAST_IF              WS_IPV6_MULTICAST_IF
#define IPV6_MULTICAST_HOPS            WS_IPV6_MULTICAST_HOPS
#define IPV6_MULTICAST_LOOP            WS_IPV6_MULTICAST_LOOP
#define IPV6_ADD_MEMBERSHIP            WS_IPV6_ADD_MEMBERSHIP
#define IPV6_JOIN_GROUP                WS_IPV6_JOIN_GROUP
#define IPV6_DROP_MEMBERSHIP           WS_IPV6_DROP_MEMBERSHIP
#define IPV6_LEAVE_GROUP               WS_IPV6_LEAVE_GROUP
#define IPV6_DONTFRAG                  WS_IPV6_DONTFRAG
#define IPV6_PKTINFO                   WS_IPV6_PKTINFO
#define IPV6_HOPLIMIT                  WS_IPV6_HOPLIMIT
#define IPV6_PROTECTION_LEVEL          WS_IPV6_PROTECTION_LEVEL
#define IPV6_RECVIF                    WS_IPV6_RECVIF
#define IPV6_RECVDSTADDR               WS_IPV6_RECVDSTADDR
#define IPV6_CHECKSUM                  WS_IPV6_CHECKSUM
#define IPV6_V6ONLY                    WS_IPV6_V6ONLY
#define IPV6_IFLIST                    WS_IPV6_IFLIST
#define IPV6_ADD_IFLIST                WS_IPV6_ADD_IFLIST
#define IPV6_DEL_IFLIST                WS_IPV6_DEL_IFLIST
#define IPV6_UNICAST_IF                WS_IPV6_UNICAST_IF
#define IPV6_RTHDR                     WS_IPV6_RTHDR
#define IPV6_GET_IFLIST                WS_IPV6_GET_IFLIST
#define IPV6_RECVRTHDR                 WS_IPV6_RECVRTHDR
#define IPV6_TCLASS                    WS_IPV6_TCLASS
#define IPV6_RECVTCLASS                WS_IPV6_RECVTCLASS
#define IPV6_ECN                       WS_IPV6_ECN
#define IPV6_RECVECN                   WS_IPV6_RECVECN
#define IPV6_PKTINFO_EX                WS_IPV6_PKTINFO_EX
#define IPV6_WFP_REDIRECT_RECORDS      WS_IPV6_WFP_REDIRECT_RECORDS
#define IPV6_WFP_REDIRECT_CONTEXT      WS_IPV6_WFP_REDIRECT_CONTEXT
#define IPV6_MTU_DISCOVER              WS_IPV6_MTU_DISCOVER
#define IPV6_MTU                       WS_IPV6_MTU
#define IPV6_NRT_INTERFACE             WS_IPV6_NRT_INTERFACE
#define IPV6_RECVERR                   WS_IPV6_RECVERR
#define IPV6_USER_MTU                  WS_IPV6_USER_MTU
#define IP_PROTECTION_LEVEL            WS_IP_PROTECTION_LEVEL
#define MCAST_JOIN_GROUP               WS_MCAST_JOIN_GROUP
#define MCAST_LEAVE_GROUP              WS_MCAST_LEAVE_GROUP
#define MCAST_BLOCK_SOURCE             WS_MCAST_BLOCK_SOURCE
#define MCAST_UNBLOCK_SOURCE           WS_MCAST_UNBLOCK_SOURCE
#define MCAST_JOIN_SOURCE_GROUP        WS_MCAST_JOIN_SOURCE_GROUP
#define MCAST_LEAVE_SOURCE_GROUP       WS_MCAST_LEAVE_SOURCE_GROUP
#define MCAST_INCLUDE                  WS_MCAST_INCLUDE
#define MCAST_EXCLUDE                  WS_MCAST_EXCLUDE
#define SIOCSIPMSFILTER                WS_SIOCSIPMSFILTER
#define SIOCGIPMSFILTER                WS_SIOCGIPMSFILTER
#define SIOCSMSFILTER                  WS_SIOCSMSFILTER
#define SIOCGMSFILTER                  WS_SIOCGMSFILTER
#define IP_PMTUDISC_NOT_SET            WS_IP_PMTUDISC_NOT_SET
#define IP_PMTUDISC_DO                 WS_IP_PMTUDISC_DO
#define IP_PMTUDISC_DONT               WS_IP_PMTUDISC_DONT
#define IP_PMTUDISC_PROBE              WS_IP_PMTUDISC_PROBE
#define IP_PMTUDISC_MAX                WS_IP_PMTUDISC_MAX
#define TCP_EXPEDITED_1122             WS_TCP_EXPEDITED_1122
#define IN6ADDR_ANY_INIT               WS_IN6ADDR_ANY_INIT
#define IN6ADDR_LOOPBACK_INIT          WS_IN6ADDR_LOOPBACK_INIT
#define IP_MSFILTER_SIZE               WS_IP_MSFILTER_SIZE
#define GROUP_FILTER_SIZE              WS_GROUP_FILTER_SIZE
#define IFF_UP                         WS_IFF_UP
#define IFF_BROADCAST                  WS_IFF_BROADCAST
#define IFF_LOOPBACK                   WS_IFF_LOOPBACK
#define IFF_POINTTOPOINT               WS_IFF_POINTTOPOINT
#define IFF_MULTICAST                  WS_IFF_MULTICAST

/* tests on IPv6 addresses */
#define IN6_ADDR_EQUAL           WS_IN6_ADDR_EQUAL
#define IN6_IS_ADDR_UNSPECIFIED  WS_IN6_IS_ADDR_UNSPECIFIED
#define IN6_IS_ADDR_LOOPBACK     WS_IN6_IS_ADDR_LOOPBACK
#define IN6_IS_ADDR_MULTICAST    WS_IN6_IS_ADDR_MULTICAST
#define IN6_IS_ADDR_LINKLOCAL    WS_IN6_IS_ADDR_LINKLOCAL
#define IN6_IS_ADDR_SITELOCAL    WS_IN6_IS_ADDR_SITELOCAL
#define IN6_IS_ADDR_V4MAPPED     WS_IN6_IS_ADDR_V4MAPPED
#define IN6_IS_ADDR_V4COMPAT     WS_IN6_IS_ADDR_V4COMPAT
#define IN6_IS_ADDR_MC_NODELOCAL WS_IN6_IS_ADDR_MC_NODELOCAL
#define IN6_IS_ADDR_MC_LINKLOCAL WS_IN6_IS_ADDR_MC_LINKLOCAL
#define IN6_IS_ADDR_MC_SITELOCAL WS_IN6_IS_ADDR_MC_SITELOCAL
#define IN6_IS_ADDR_MC_ORGLOCAL  WS_IN6_IS_ADDR_MC_ORGLOCAL
#define IN6_IS_ADDR_MC_GLOBAL    WS_IN6_IS_ADDR_MC_GLOBAL
#define IN6_ARE_ADDR_EQUAL       WS_IN6_ARE_ADDR_EQUAL
#define IN6_SET_ADDR_UNSPECIFIED WS_IN6_SET_ADDR_UNSPECIFIED
#define IN6_SET_ADDR_LOOPBACK    WS_IN6_SET_ADDR_LOOPBACK
#define IN6ADDR_SETANY           WS_IN6ADDR_SETANY
#define IN6ADDR_SETLOOPBACK      WS_IN6ADDR_SETLOOPBACK
#define IN6ADDR_ISANY            WS_IN6ADDR_ISANY
#define IN6ADDR_ISLOOPBACK       WS_IN6ADDR_ISLOOPBACK

#endif
