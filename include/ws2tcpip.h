/* ws2tcpip.h - names, IPv6 and IP options, for Linux: plain names on top of joinleaf/ws_tcpip.h, and
 * ws2ipdef.h. */
#ifndef JOINLEAF_WS2TCPIP_H
#define JOINLEAF_WS2TCPIP_H

#include "winsock2.h"
#include "ws2ipdef.h"

#include "joinleaf/ws_tcpip.h"

/* names */
#define socklen_t                 WS_socklen_t
#define AI_PASSIVE                WS_AI_PASSIVE
#define AI_CANONNAME              WS_AI_CANONNAME
#define AI_NUMERICHOST            WS_AI_NUMERICHOST
#define AI_NUMERICSERV            WS_AI_NUMERICSERV
#define AI_ALL                    WS_AI_ALL
#define AI_ADDRCONFIG             WS_AI_ADDRCONFIG
#define AI_V4MAPPED               WS_AI_V4MAPPED
#define AI_NON_AUTHORITATIVE      WS_AI_NON_AUTHORITATIVE
#define AI_SECURE                 WS_AI_SECURE
#define AI_RETURN_PREFERRED_NAMES WS_AI_RETURN_PREFERRED_NAMES
#define AI_FQDN                   WS_AI_FQDN
#define AI_FILESERVER             WS_AI_FILESERVER
#define AI_DISABLE_IDN_ENCODING   WS_AI_DISABLE_IDN_ENCODING
#define EAI_AGAIN                 WS_EAI_AGAIN
#define EAI_BADFLAGS              WS_EAI_BADFLAGS
#define EAI_FAIL                  WS_EAI_FAIL
#define EAI_FAMILY                WS_EAI_FAMILY
#define EAI_MEMORY                WS_EAI_MEMORY
#define EAI_NONAME                WS_EAI_NONAME
#define EAI_SERVICE               WS_EAI_SERVICE
#define EAI_SOCKTYPE              WS_EAI_SOCKTYPE
#define EAI_NODATA                WS_EAI_NODATA
#define NI_NOFQDN                 WS_NI_NOFQDN
#define NI_NUMERICHOST            WS_NI_NUMERICHOST
#define NI_NAMEREQD               WS_NI_NAMEREQD
#define NI_NUMERICSERV            WS_NI_NUMERICSERV
#define NI_DGRAM                  WS_NI_DGRAM
#define NI_MAXHOST                WS_NI_MAXHOST
#define NI_MAXSERV                WS_NI_MAXSERV
#define INET_ADDRSTRLEN           WS_INET_ADDRSTRLEN
#define INET6_ADDRSTRLEN          WS_INET6_ADDRSTRLEN

/* functions */

/* A and W forms */
#ifdef UNICODE
typedef ADDRINFOW ADDRINFOT;
typedef PADDRINFOW PADDRINFOT;
#define GetAddrInfo  GetAddrInfoW
#define FreeAddrInfo FreeAddrInfoW
#define GetNameInfo  GetNameInfoW
#define InetPton     InetPtonW
#define InetNtop     InetNtopW
#define gai_strerror gai_strerrorW
#else
typedef ADDRINFOA ADDRINFOT;
typedef PADDRINFOA PADDRINFOT;
#define GetAddrInfo  GetAddrInfoA
#define FreeAddrInfo FreeAddrInfoA
#define GetNameInfo  GetNameInfoA
#define InetPton     InetPtonA
#define InetNtop     InetNtopA
#define gai_strerror gai_strerrorA
#endif

#endif
