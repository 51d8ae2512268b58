/* WSARecvMsg and WSASendMsg: the provider's extension functions, which applications get by ioctl and call
 * themselves. */
#ifndef JOINLEAF_UDP_MESSAGE_H
#define JOINLEAF_UDP_MESSAGE_H

#include "udp.h"

/* Returns the function that a GUID names, or NULL. */
typedef void (*udp_function)(void);
udp_function udp_extension_function(const GUID *id);

#endif
