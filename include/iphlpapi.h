/*
 * iphlpapi.h - the part of the IP Helper that programs need with Winsock, for Linux: GetAdaptersAddresses
 * (joinleaf/ws_adapter.h), and what netioapi.h has.
 */
#ifndef JOINLEAF_IPHLPAPI_H
#define JOINLEAF_IPHLPAPI_H

#include "netioapi.h"

#endif
