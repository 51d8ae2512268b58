/* ifdef.h - NET_LUID and its kin, for Linux: part of iphlpapi.h here. */
#ifndef JOINLEAF_IFDEF_H
#define JOINLEAF_IFDEF_H

#include "iphlpapi.h"

#endif
