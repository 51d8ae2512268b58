/* ws2spi.h - Winsock's service provider interface, for Linux. See joinleaf/ws_spi.h. */
#ifndef JOINLEAF_WS2SPI_H
#define JOINLEAF_WS2SPI_H

#include "winsock2.h"

#include "joinleaf/ws_spi.h"

#endif
