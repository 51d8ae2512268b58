/* in6addr.h - struct in6_addr, for Linux: part of ws2ipdef.h here. */
#ifndef JOINLEAF_IN6ADDR_H
#define JOINLEAF_IN6ADDR_H

#include "ws2ipdef.h"

#endif
