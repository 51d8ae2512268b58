/* The library's WSPStartup: what ws2_32 would look up in a provider's DLL, here for all that are linked in
 * (SPI-01). */
#include <joinleaf/ws_spi.h>

#include "catalogue.h"

/* Windows numbers what is installed there as it likes. */
static const struct catalogue_entry *entry_like(const WSAPROTOCOL_INFOW *info)
{
    const struct catalogue_entry *numbered = catalogue_by_id(info->dwCatalogEntryId);
    for (size_t i = 0; numbered == NULL && i < catalogue_size(); i++) {
        const WSAPROTOCOL_INFOW *own = &catalogue_at(i)->info;
        if (own->iAddressFamily == info->iAddressFamily && own->iSocketType == info->iSocketType &&
            own->iProtocol == info->iProtocol) {
            return catalogue_at(i);
        }
    }
    return numbered;
}

int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE upcalls,
                      LPWSPPROC_TABLE procs)
{
    if (info == NULL) {
        return WSAEFAULT;
    }
    const struct catalogue_entry *entry = entry_like(info);
    return entry == NULL ? WSAEINVAL : entry->start(version, data, info, upcalls, procs);
}
