/* wspiapi.h - getaddrinfo and its kin for Windows 2000, for Linux: they are always in ws2tcpip.h here. */
#ifndef JOINLEAF_WSPIAPI_H
#define JOINLEAF_WSPIAPI_H

#include "ws2tcpip.h"

#endif
