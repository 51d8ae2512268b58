/* ws2def.h - what winsock2.h and ws2ipdef.h share, for Linux: part of winsock2.h here. */
#ifndef JOINLEAF_WS2DEF_H
#define JOINLEAF_WS2DEF_H

#include "winsock2.h"

#endif
