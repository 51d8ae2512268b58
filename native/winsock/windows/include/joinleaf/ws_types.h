/* The types alone, for headers that programs include beside the system's <winsock2.h>. */
#ifndef JOINLEAF_WS_TYPES_H
#define JOINLEAF_WS_TYPES_H

#include <windef.h>

#endif
