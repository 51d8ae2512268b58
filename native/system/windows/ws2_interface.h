/* What datagram.c needs to know of an interface besides system/interface.h. */
#ifndef JOINLEAF_SYSTEM_WINDOWS_WS2_INTERFACE_H
#define JOINLEAF_SYSTEM_WINDOWS_WS2_INTERFACE_H

#include "ws2.h"

/* Tells an IPv4 address of the interface of this index. Returns false if it has none. */
bool ws2_interface_ipv4(unsigned index, struct in_addr *address);

#endif
