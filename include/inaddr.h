/* inaddr.h - struct in_addr, for Linux: part of winsock2.h here. */
#ifndef JOINLEAF_INADDR_H
#define JOINLEAF_INADDR_H

#include "winsock2.h"

#endif
