/* The library's WSPStartup: what ws2_32 would look up in a provider's DLL, here for all that are linked in
 * (SPI-01). */
#include <joinleaf/ws_spi.h>

#include "catalogue.h"

int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE upcalls,
                      LPWSPPROC_TABLE procs)
{
    if (info == NULL) {
        return WSAEFAULT;
    }
    const struct catalogue_entry *entry = catalogue_by_id(info->dwCatalogEntryId);
    return entry == NULL ? WSAEINVAL : entry->start(version, data, info, upcalls, procs);
}
