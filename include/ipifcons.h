/* ipifcons.h - IF_TYPE_ETHERNET_CSMACD and its kin, for Linux: part of iphlpapi.h here. */
#ifndef JOINLEAF_IPIFCONS_H
#define JOINLEAF_IPIFCONS_H

#include "iphlpapi.h"

#endif
