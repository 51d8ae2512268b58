/* nldef.h - NL_DAD_STATE and its kin, for Linux: part of iphlpapi.h here. */
#ifndef JOINLEAF_NLDEF_H
#define JOINLEAF_NLDEF_H

#include "iphlpapi.h"

#endif
