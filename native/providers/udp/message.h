/* WSARecvMsg and WSASendMsg: the provider's extension functions, which applications get by ioctl and call
 * themselves. */
#ifndef JOINLEAF_UDP_MESSAGE_H
#define JOINLEAF_UDP_MESSAGE_H

#include "udp.h"

/* The function that a GUID names; NULL for none. */
typedef void (*udp_function)(void);
udp_function udp_extension_function(const GUID *id);

#endif
