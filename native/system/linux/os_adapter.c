#include "os_adapter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ifaddrs.h>
#include <linux/if_addr.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netpacket/packet.h>

#include "os_errno.h"
#include "os_interface.h"

static sa_family_t family_of(const struct ifaddrs *entry)
{
    return entry->ifa_addr == NULL ? AF_UNSPEC : entry->ifa_addr->sa_family;
}

static IFTYPE type_of(const struct ifaddrs *entry, unsigned short kind)
{
    if ((entry->ifa_flags & IFF_LOOPBACK) != 0) {
        return IF_TYPE_SOFTWARE_LOOPBACK;
    }
    switch (kind) {
    case ARPHRD_ETHER:
        return IF_TYPE_ETHERNET_CSMACD;
    case ARPHRD_IEEE802:
        return IF_TYPE_ISO88025_TOKENRING;
    case ARPHRD_PPP:
        return IF_TYPE_PPP;
    case ARPHRD_ATM:
        return IF_TYPE_ATM;
    case ARPHRD_IEEE80211:
        return IF_TYPE_IEEE80211;
    case ARPHRD_IEEE1394:
        return IF_TYPE_IEEE1394;
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
    case ARPHRD_IPGRE:
        return IF_TYPE_TUNNEL;
    default:
        return IF_TYPE_OTHER;
    }
}

/* Linux' loopback lacks the flag, but groups work there. An interface whose hardware address is longer than Windows has
 * room for is told without it. */
static void add_adapter(struct os_adapters *list, const struct ifaddrs *entry)
{
    const unsigned up = IFF_UP | IFF_RUNNING;
    struct os_adapter *adapter = &list->adapters[list->adapter_count++];
    struct sockaddr_ll link;
    memcpy(&link, entry->ifa_addr, sizeof link);
    adapter->index = (unsigned)link.sll_ifindex;
    adapter->type = type_of(entry, link.sll_hatype);
    adapter->is_up = (entry->ifa_flags & up) == up;
    adapter->has_multicast = (entry->ifa_flags & (IFF_MULTICAST | IFF_LOOPBACK)) != 0;
    snprintf(adapter->name, sizeof adapter->name, "%s", entry->ifa_name);
    if (link.sll_halen <= sizeof adapter->hardware && (entry->ifa_flags & IFF_LOOPBACK) == 0) {
        adapter->hardware_size = link.sll_halen;
        memcpy(adapter->hardware, link.sll_addr, link.sll_halen);
    }
}

/* An IPv4 address may have an alias of the interface's name, such as eth0:1. Returns 0 for an interface that came in
 * between. */
static unsigned index_of(const struct os_adapters *list, const char *name)
{
    size_t length = strcspn(name, ":");
    for (size_t i = 0; i < list->adapter_count; i++) {
        const char *own = list->adapters[i].name;
        if (strlen(own) == length && memcmp(own, name, length) == 0) {
            return list->adapters[i].index;
        }
    }
    return 0;
}

static unsigned char prefix_of(const struct sockaddr *mask, int family)
{
    union os_address bits = {0};
    memcpy(&bits, mask, os_address_size(family));
    const unsigned char *bytes =
        family == AF_INET ? (const unsigned char *)&bits.v4.sin_addr : bits.v6.sin6_addr.s6_addr;
    size_t size = family == AF_INET ? sizeof bits.v4.sin_addr : sizeof bits.v6.sin6_addr;
    unsigned char prefix = 0;
    while (prefix < 8 * size && (bytes[prefix / 8] & (0x80 >> prefix % 8)) != 0) {
        prefix++;
    }
    return prefix;
}

static IP_DAD_STATE state_of(unsigned flags)
{
    if ((flags & IFA_F_DADFAILED) != 0) {
        return IpDadStateDuplicate;
    }
    if (!os_interface_flags_let_bind(flags)) {
        return IpDadStateTentative;
    }
    return (flags & IFA_F_DEPRECATED) != 0 ? IpDadStateDeprecated : IpDadStatePreferred;
}

static void add_address(struct os_adapters *list, const struct ifaddrs *entry)
{
    int family = entry->ifa_addr->sa_family;
    struct os_adapter_address *added = &list->addresses[list->address_count++];
    added->index = index_of(list, entry->ifa_name);
    memcpy(&added->address, entry->ifa_addr, os_address_size(family));
    added->state = state_of(os_interface_address_flags(&added->address));
    added->prefix = entry->ifa_netmask == NULL ? (unsigned char)(family == AF_INET ? 32 : 128)
                                               : prefix_of(entry->ifa_netmask, family);
}

static int by_index(const void *one, const void *other)
{
    unsigned a = ((const struct os_adapter *)one)->index, b = ((const struct os_adapter *)other)->index;
    return (a > b) - (a < b);
}

ULONG os_adapters_list(struct os_adapters *list)
{
    struct ifaddrs *all;
    *list = (struct os_adapters){0};
    if (getifaddrs(&all) != 0) {
        return errno == ENOMEM ? ERROR_NOT_ENOUGH_MEMORY : (ULONG)os_wsa_error(errno);
    }
    size_t adapters = 0, addresses = 0;
    for (const struct ifaddrs *entry = all; entry != NULL; entry = entry->ifa_next) {
        adapters += family_of(entry) == AF_PACKET;
        addresses += family_of(entry) == AF_INET || family_of(entry) == AF_INET6;
    }
    list->addresses =
        calloc(1, addresses * sizeof *list->addresses + (adapters + 1) * sizeof *list->adapters);
    if (list->addresses == NULL) {
        freeifaddrs(all);
        return ERROR_NOT_ENOUGH_MEMORY;
    }
    list->adapters = (struct os_adapter *)(void *)(list->addresses + addresses);
    for (const struct ifaddrs *entry = all; entry != NULL; entry = entry->ifa_next) {
        if (family_of(entry) == AF_PACKET) {
            add_adapter(list, entry);
        }
    }
    for (const struct ifaddrs *entry = all; entry != NULL; entry = entry->ifa_next) {
        if (family_of(entry) == AF_INET || family_of(entry) == AF_INET6) {
            add_address(list, entry);
        }
    }
    freeifaddrs(all);
    qsort(list->adapters, list->adapter_count, sizeof *list->adapters, by_index);
    return ERROR_SUCCESS;
}

void os_adapters_free(struct os_adapters *list)
{
    free(list->addresses);
}
