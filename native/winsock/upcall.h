/* What the API half offers its providers: the WPU* functions, in the table that WSPStartup hands down. */
#ifndef JOINLEAF_API_UPCALL_H
#define JOINLEAF_API_UPCALL_H

#include <joinleaf/ws_spi.h>

extern const WSPUPCALLTABLE upcall_table;

#endif
