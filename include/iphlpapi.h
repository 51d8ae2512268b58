/* iphlpapi.h - the part of the IP Helper that programs need with Winsock, for Linux: see netioapi.h. */
#ifndef JOINLEAF_IPHLPAPI_H
#define JOINLEAF_IPHLPAPI_H

#include "netioapi.h"

#endif
