/* Names as Winsock's calls give and take them, to addresses of native/system and back. */
#ifndef JOINLEAF_COMMON_NAME_H
#define JOINLEAF_COMMON_NAME_H

#include <string.h>

#include <joinleaf/ws_sock.h>

#include "system/address.h"

/* Reads a name. Returns 0, WSAEFAULT if it is NULL or shorter than the family needs, or WSAEAFNOSUPPORT if it
 * is of another family. */
static inline int name_read(union system_address *address, uint16_t family, const struct WS_sockaddr *name,
                            int namelen)
{
    if (name == NULL || namelen < (int)system_address_size(family)) {
        return WSAEFAULT;
    }
    *address = system_address_any(SYSTEM_NO_FAMILY);
    memcpy(address, name, system_address_size(family));
    return address->family == family ? 0 : WSAEAFNOSUPPORT;
}

/* Writes a name, and its size to *namelen. Returns 0, or WSAEFAULT if there is no room. */
static inline int name_write(const union system_address *address, struct WS_sockaddr *name, int *namelen)
{
    int size = (int)system_address_size(address->family);
    if (name == NULL || namelen == NULL || *namelen < size) {
        return WSAEFAULT;
    }
    memcpy(name, address, (size_t)size);
    *namelen = size;
    return 0;
}

#endif
