/* WSARecvMsg and WSASendMsg: the provider's extension functions, which applications get by ioctl and call
 * themselves. */
#ifndef JOINLEAF_IP_MESSAGE_H
#define JOINLEAF_IP_MESSAGE_H

#include "ip.h"

/* The function that a GUID names; NULL for none. */
typedef void (*ip_function)(void);
ip_function ip_extension_function(const GUID *id);

#endif
