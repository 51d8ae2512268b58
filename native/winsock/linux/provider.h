/* What a built-in provider tells the API half: its entries in the catalogue and where to start it. */
#ifndef JOINLEAF_API_PROVIDER_H
#define JOINLEAF_API_PROVIDER_H

#include <stddef.h>

#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_spi.h>

struct batch_procs;

struct provider {
    LPWSPSTARTUP start;
    const WSAPROTOCOL_INFOW *entries;
    size_t entry_count;
    const struct batch_procs *batch; /* NULL: its batches are loops of plain calls */
};

extern const struct provider udp_provider, rooted_provider;

#endif
