/* See ws_sock.h, which has it all. */
#ifndef JOINLEAF_WS_SPI_H
#define JOINLEAF_WS_SPI_H

#include <joinleaf/ws_sock.h>

/* What ws2_32 looks up in a provider's DLL. */
__declspec(dllexport) __typeof__(WSPStartup) WSPStartup;

#endif
