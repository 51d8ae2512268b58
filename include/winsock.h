/* winsock.h - Winsock 1.1, for Linux: its names are all in winsock2.h and ws2ipdef.h, with Winsock 2's
 * numbers. */
#ifndef JOINLEAF_WINSOCK_H
#define JOINLEAF_WINSOCK_H

#include "winsock2.h"
#include "ws2ipdef.h"

#endif
