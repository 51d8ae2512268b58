/*
 * host.h - ws2_32's part towards a provider's DLL: it loads it, starts it with upcalls, gives its sockets
 * handles and knows their contexts. As ws2_32's, WPUCloseSocketHandle does not wait for anybody.
 */
#ifndef JOINLEAF_TEST_SPI_HOST_H
#define JOINLEAF_TEST_SPI_HOST_H

#include <winsock2.h>
#include <ws2tcpip.h>

/* mingw's const PTIMEVAL is not Windows' const struct timeval *. */
#define PTIMEVAL struct timeval *
#include <ws2spi.h>
#undef PTIMEVAL

#include <stdbool.h>

#define JLPROTO_NONROOTED 0x4a4c0002 /* joinleaf/rooted.h */

struct spi_host {
    LPWSPSTARTUP start;
    WSAPROTOCOL_INFOW info; /* as the system would have numbered it */
    WSPUPCALLTABLE upcalls;
    WSPPROC_TABLE calls;
};

/* Loads the DLL; false, told on standard output, when there is no WSPStartup in it. */
bool host_load(struct spi_host *host, const char *dll);
/* What the provider has at this moment. */
int host_handles(void);
/* From now on so many handles can be made; negative: any number. */
void host_limit_handles(int more);

#endif
