/* What datagram.c asks of an interface beside system/interface.h. */
#ifndef JOINLEAF_SYSTEM_WINDOWS_WS2_INTERFACE_H
#define JOINLEAF_SYSTEM_WINDOWS_WS2_INTERFACE_H

#include "ws2.h"

/* An IPv4 address of the interface of this index; false if it has none. */
bool ws2_interface_ipv4(unsigned index, struct in_addr *address);

#endif
