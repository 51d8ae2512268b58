/*
 * spi_host.h - the part of ws2_32 towards a provider, played by rules: it is started with upcalls of theirs,
 * and gets handles that they make up.
 */
#ifndef CONFORMANCE_SPI_HOST_H
#define CONFORMANCE_SPI_HOST_H

#include "conformance.h"

#include <ws2spi.h>

typedef int(WSPAPI *start_function)(WORD, LPWSPDATA, LPWSAPROTOCOL_INFOW, WSPUPCALLTABLE, LPWSPPROC_TABLE);

struct provider {
    start_function start;
    WSAPROTOCOL_INFOW entry;
    WSPUPCALLTABLE upcalls;
    WSPPROC_TABLE calls;
    WSPDATA data;
};
typedef int entry_wanted(const WSAPROTOCOL_INFOW *entry);

/* The first provider with such an entry, started; 0 when there is none, which is then the rule's lack. No
 * start-up of Winsock is left from looking at the catalogue. */
int provider_start(struct provider *p, entry_wanted *wanted);
void provider_starts(entry_wanted *wanted); /* the body of SPI-01 */

int handle_is_given(SOCKET s); /* 1: it is a handle that an upcall gave and did not take back */
int handles_given(void);

#endif
