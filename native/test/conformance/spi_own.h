/* spi_own.h - the body of SPI-04: a provider of one's own, registered and reached through the catalogue. */
#ifndef CONFORMANCE_SPI_OWN_H
#define CONFORMANCE_SPI_OWN_H

#include "conformance.h"

void own_provider(void);

#endif
