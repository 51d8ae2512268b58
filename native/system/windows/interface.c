#include "system/interface.h"

#include <stdlib.h>

#include "ws2_interface.h"

#include <iphlpapi.h>

enum { MOST_MTU = 65536, TRIES = 4 };

static const ULONG FLAGS =
    GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER | GAA_FLAG_SKIP_FRIENDLY_NAME;

/* All interfaces with their unicast addresses; the caller frees it. NULL: none, or no memory. */
static IP_ADAPTER_ADDRESSES *interfaces(void)
{
    ULONG size = 16 * 1024;
    for (int i = 0; i < TRIES; i++) { /* they may become more between two calls */
        IP_ADAPTER_ADDRESSES *all = malloc(size);
        ULONG code =
            all == NULL ? ERROR_NOT_ENOUGH_MEMORY : GetAdaptersAddresses(AF_UNSPEC, FLAGS, NULL, all, &size);
        if (code == NO_ERROR) {
            return all;
        }
        free(all);
        if (code != ERROR_BUFFER_OVERFLOW) {
            break;
        }
    }
    return NULL;
}

/* Windows numbers an interface once for each family, nearly always alike; Wine leaves the second out. */
static unsigned index_of(const IP_ADAPTER_ADDRESSES *one, uint16_t family)
{
    return family == SYSTEM_IPV6 && one->Ipv6IfIndex != 0 ? one->Ipv6IfIndex : one->IfIndex;
}

static bool is_number(const IP_ADAPTER_ADDRESSES *one, unsigned index)
{
    return index != 0 && (one->IfIndex == index || one->Ipv6IfIndex == index);
}

static bool has_address(const IP_ADAPTER_ADDRESSES *one, const union system_address *address)
{
    for (const IP_ADAPTER_UNICAST_ADDRESS *at = one->FirstUnicastAddress; at != NULL; at = at->Next) {
        const union system_address *own = (const void *)at->Address.lpSockaddr;
        if (system_address_equal_host(own, address)) {
            return true;
        }
    }
    return false;
}

static bool may_have(const IP_ADAPTER_ADDRESSES *one, const union system_address *address)
{
    return !system_address_is_link_local(address) || address->v6.scope == 0 ||
           is_number(one, address->v6.scope);
}

unsigned system_interface_of(const union system_address *address)
{
    IP_ADAPTER_ADDRESSES *all = interfaces();
    unsigned found = 0;
    for (const IP_ADAPTER_ADDRESSES *one = all; one != NULL && found == 0; one = one->Next) {
        if (may_have(one, address) && has_address(one, address)) {
            found = index_of(one, address->family);
        }
    }
    free(all);
    return found;
}

/* NULL, or one of `all`. */
static const IP_ADAPTER_ADDRESSES *find(const IP_ADAPTER_ADDRESSES *all, unsigned index)
{
    while (all != NULL && !is_number(all, index)) {
        all = all->Next;
    }
    return all;
}

bool system_interface_exists(unsigned index)
{
    IP_ADAPTER_ADDRESSES *all = interfaces();
    const IP_ADAPTER_ADDRESSES *one = find(all, index);
    bool up = one != NULL && one->OperStatus == IfOperStatusUp;
    free(all);
    return up;
}

/* Windows says of its loopback that it has no limit. */
uint32_t system_interface_mtu(unsigned index)
{
    IP_ADAPTER_ADDRESSES *all = interfaces();
    const IP_ADAPTER_ADDRESSES *one = find(all, index);
    ULONG mtu = one == NULL ? 0 : one->Mtu;
    free(all);
    return mtu < MOST_MTU ? mtu : MOST_MTU;
}

bool ws2_interface_ipv4(unsigned index, struct in_addr *address)
{
    IP_ADAPTER_ADDRESSES *all = interfaces();
    const IP_ADAPTER_ADDRESSES *one = find(all, index);
    const IP_ADAPTER_UNICAST_ADDRESS *at = one == NULL ? NULL : one->FirstUnicastAddress;
    while (at != NULL && at->Address.lpSockaddr->sa_family != AF_INET) {
        at = at->Next;
    }
    if (at != NULL) {
        *address = ((const struct sockaddr_in *)(const void *)at->Address.lpSockaddr)->sin_addr;
    }
    free(all);
    return at != NULL;
}
