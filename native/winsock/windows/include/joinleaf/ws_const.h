/* See ws_sock.h, which has it all. */
#ifndef JOINLEAF_WS_CONST_H
#define JOINLEAF_WS_CONST_H

#include <joinleaf/ws_sock.h>

#endif
