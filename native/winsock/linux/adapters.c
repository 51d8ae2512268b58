/* GetAdaptersAddresses. What it tells is written twice: first nowhere, which gives the size. */
#include <stdbool.h>
#include <string.h>

#include <joinleaf/ws_adapter.h>

#include "system/interface.h"
#include "system/linux/os_adapter.h"
#include "winsock/wide.h"

/* The caller's buffer, or none (NULL): then only the size counts. */
struct output {
    char *buffer;
    size_t used;
};

/* Returns zeroed memory of the buffer; NULL if there is none. */
static void *take(struct output *output, size_t size)
{
    void *taken = output->buffer == NULL ? NULL : output->buffer + output->used;
    output->used += (size + sizeof(ULONGLONG) - 1) / sizeof(ULONGLONG) * sizeof(ULONGLONG);
    return taken == NULL ? NULL : memset(taken, 0, size);
}

static PWCHAR take_wide(struct output *output, const char *text)
{
    size_t units = wide_from_utf8(text, NULL, 0);
    PWCHAR wide = take(output, units * sizeof *wide);
    if (wide != NULL) {
        wide_from_utf8(text, wide, units);
    }
    return wide;
}

static SOCKET_ADDRESS take_address(struct output *output, const union os_address *address)
{
    int length = (int)os_address_size(address->any.sa_family);
    SOCKET_ADDRESS told = {.lpSockaddr = take(output, (size_t)length), .iSockaddrLength = length};
    if (told.lpSockaddr != NULL) {
        os_address_out(address, told.lpSockaddr, &length);
    }
    return told;
}

/* Both return where the next one is to be hung up. */
static PIP_ADAPTER_UNICAST_ADDRESS_LH *
tell_unicast(struct output *output, const struct os_adapter_address *from, PIP_ADAPTER_UNICAST_ADDRESS_LH *at)
{
    PIP_ADAPTER_UNICAST_ADDRESS_LH told = take(output, sizeof *told);
    SOCKET_ADDRESS address = take_address(output, &from->address);
    if (told == NULL) {
        return at;
    }
    told->Length = sizeof *told;
    told->Flags = IP_ADAPTER_ADDRESS_DNS_ELIGIBLE;
    told->Address = address;
    told->DadState = from->state;
    told->ValidLifetime = told->PreferredLifetime = told->LeaseLifetime = INFINITE;
    told->OnLinkPrefixLength = from->prefix;
    *at = told;
    return &told->Next;
}

static PIP_ADAPTER_PREFIX_XP *tell_prefix(struct output *output, const struct os_adapter_address *from,
                                          PIP_ADAPTER_PREFIX_XP *at)
{
    union os_address network = from->address;
    unsigned char *bytes = network.any.sa_family == AF_INET ? (unsigned char *)&network.v4.sin_addr
                                                            : network.v6.sin6_addr.s6_addr;
    size_t size = network.any.sa_family == AF_INET ? sizeof network.v4.sin_addr : sizeof network.v6.sin6_addr;
    for (size_t bit = from->prefix; bit < 8 * size; bit++) {
        bytes[bit / 8] &= (unsigned char)~(0x80 >> bit % 8);
    }
    PIP_ADAPTER_PREFIX_XP told = take(output, sizeof *told);
    SOCKET_ADDRESS address = take_address(output, &network);
    if (told == NULL) {
        return at;
    }
    told->Length = sizeof *told;
    told->Address = address;
    told->PrefixLength = from->prefix;
    *at = told;
    return &told->Next;
}

/* What is true of an adapter whatever addresses are asked for. */
static void describe(PIP_ADAPTER_ADDRESSES_LH told, const struct os_adapters *list,
                     const struct os_adapter *from)
{
    told->Length = sizeof *told;
    told->IfIndex = from->index;
    for (size_t i = 0; i < list->address_count; i++) {
        if (list->addresses[i].index == from->index) {
            bool v4 = list->addresses[i].address.any.sa_family == AF_INET;
            told->Flags |= v4 ? IP_ADAPTER_IPV4_ENABLED : IP_ADAPTER_IPV6_ENABLED;
        }
    }
    if (!from->has_multicast) {
        told->Flags |= IP_ADAPTER_NO_MULTICAST;
    }
    told->Ipv6IfIndex = (told->Flags & IP_ADAPTER_IPV6_ENABLED) != 0 ? from->index : 0;
    for (size_t i = 0; i < sizeof told->ZoneIndices / sizeof *told->ZoneIndices; i++) {
        told->ZoneIndices[i] = from->index;
    }
    told->PhysicalAddressLength = from->hardware_size;
    memcpy(told->PhysicalAddress, from->hardware, from->hardware_size);
    told->Mtu = system_interface_mtu(from->index);
    told->IfType = from->type;
    told->OperStatus = from->is_up ? IfOperStatusUp : IfOperStatusDown;
    told->Luid.Info.NetLuidIndex = from->index & 0xffffff;
    told->Luid.Info.IfType = told->IfType & 0xffff;
    told->CompartmentId = 1;
    told->ConnectionType = NET_IF_CONNECTION_DEDICATED;
    told->TunnelType = told->IfType == IF_TYPE_TUNNEL ? TUNNEL_TYPE_OTHER : TUNNEL_TYPE_NONE;
}

static PIP_ADAPTER_ADDRESSES_LH *tell_adapter(struct output *output, const struct os_adapters *list,
                                              const struct os_adapter *from, int family, ULONG flags,
                                              PIP_ADAPTER_ADDRESSES_LH *at)
{
    IP_ADAPTER_ADDRESSES_LH nowhere = {0};
    PIP_ADAPTER_ADDRESSES_LH told = take(output, sizeof *told);
    PIP_ADAPTER_ADDRESSES_LH into = told == NULL ? &nowhere : told;
    PCHAR name = take(output, sizeof from->name);
    into->AdapterName = name == NULL ? NULL : memcpy(name, from->name, sizeof from->name);
    into->DnsSuffix = take_wide(output, "");
    into->Description = take_wide(output, from->name);
    into->FriendlyName = (flags & GAA_FLAG_SKIP_FRIENDLY_NAME) != 0 ? NULL : take_wide(output, from->name);
    PIP_ADAPTER_UNICAST_ADDRESS_LH *unicast = &into->FirstUnicastAddress;
    PIP_ADAPTER_PREFIX_XP *prefix = &into->FirstPrefix;
    for (size_t i = 0; i < list->address_count; i++) {
        const struct os_adapter_address *address = &list->addresses[i];
        if (address->index != from->index ||
            (family != AF_UNSPEC && family != address->address.any.sa_family)) {
            continue;
        }
        if ((flags & GAA_FLAG_SKIP_UNICAST) == 0) {
            unicast = tell_unicast(output, address, unicast);
        }
        if ((flags & GAA_FLAG_INCLUDE_PREFIX) != 0) {
            prefix = tell_prefix(output, address, prefix);
        }
    }
    if (told == NULL) {
        return at;
    }
    describe(told, list, from);
    *at = told;
    return &told->Next;
}

static size_t tell(char *buffer, const struct os_adapters *list, int family, ULONG flags)
{
    struct output output = {.buffer = buffer};
    PIP_ADAPTER_ADDRESSES_LH first, *at = &first; /* the first one stands where the buffer begins */
    for (size_t i = 0; i < list->adapter_count; i++) {
        at = tell_adapter(&output, list, &list->adapters[i], family, flags, at);
    }
    return output.used;
}

ULONG WINAPI GetAdaptersAddresses(ULONG Family, ULONG Flags, PVOID Reserved,
                                  PIP_ADAPTER_ADDRESSES AdapterAddresses, JOINLEAF_LPDWORD SizePointer)
{
    (void)Reserved;
    int family = Family == WS_AF_INET ? AF_INET : Family == WS_AF_INET6 ? AF_INET6 : AF_UNSPEC;
    if (SizePointer.word == NULL || (family == AF_UNSPEC && Family != WS_AF_UNSPEC)) {
        return ERROR_INVALID_PARAMETER;
    }
    struct os_adapters list;
    ULONG error = os_adapters_list(&list);
    if (error != ERROR_SUCCESS) {
        return error;
    }
    ULONG needed = (ULONG)tell(NULL, &list, family, Flags);
    error = needed == 0                                              ? ERROR_NO_DATA
            : AdapterAddresses == NULL || *SizePointer.word < needed ? ERROR_BUFFER_OVERFLOW
                                                                     : ERROR_SUCCESS;
    if (error == ERROR_SUCCESS) {
        tell((char *)AdapterAddresses, &list, family, Flags);
    }
    *SizePointer.word = needed;
    os_adapters_free(&list);
    return error;
}
