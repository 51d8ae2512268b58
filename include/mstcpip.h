/* mstcpip.h - TCP/IP ioctls and questions about addresses, for Linux. See joinleaf/ws_addr.h and
 * joinleaf/ws_ip.h. */
#ifndef JOINLEAF_MSTCPIP_H
#define JOINLEAF_MSTCPIP_H

#include "ws2ipdef.h"

#include "joinleaf/ws_addr.h"
#include "joinleaf/ws_ip.h"

#define SO_TIMESTAMP    WS_SO_TIMESTAMP
#define SO_TIMESTAMP_ID WS_SO_TIMESTAMP_ID

#endif
