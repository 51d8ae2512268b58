/* This host's interfaces and their addresses, all at one time (GetAdaptersAddresses). */
#ifndef JOINLEAF_OS_ADAPTER_H
#define JOINLEAF_OS_ADAPTER_H

#include <joinleaf/ws_adapter.h>

#include "os_address.h"

enum { OS_ADAPTER_NAME = 16 };

struct os_adapter {
    unsigned index;
    IFTYPE type;
    bool is_up, has_multicast; /* is_up: and has a carrier */
    unsigned char hardware_size, hardware[MAX_ADAPTER_ADDRESS_LENGTH];
    char name[OS_ADAPTER_NAME];
};

struct os_adapter_address {
    unsigned index; /* of its interface */
    IP_DAD_STATE state;
    unsigned char prefix;
    union os_address address;
};

/* The arrays stand in one piece of memory. */
struct os_adapters {
    struct os_adapter *adapters;
    struct os_adapter_address *addresses;
    size_t adapter_count, address_count;
};

/* Returns ERROR_SUCCESS, or another code of Windows and no list. */
ULONG os_adapters_list(struct os_adapters *list);
void os_adapters_free(struct os_adapters *list);

#endif
