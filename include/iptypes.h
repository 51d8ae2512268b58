/* iptypes.h - IP_ADAPTER_ADDRESSES and its kin, for Linux: part of iphlpapi.h here. */
#ifndef JOINLEAF_IPTYPES_H
#define JOINLEAF_IPTYPES_H

#include "iphlpapi.h"

#endif
