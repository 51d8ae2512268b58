/*
 * Each question is answered from the one table that has the answer. GetAdaptersAddresses would collect
 * everything about every adapter, which takes long; and a root asks once for each leaf that joins.
 */
#include "system/interface.h"

#include "ws2_interface.h"

#include <iphlpapi.h>
#include <netioapi.h>

enum { MOST_MTU = 65536 };

/* Returns the unicast addresses of a family (AF_UNSPEC: of both), to be freed with let_go; NULL if they
 * cannot be had. */
static MIB_UNICASTIPADDRESS_TABLE *addresses_of(ADDRESS_FAMILY family)
{
    MIB_UNICASTIPADDRESS_TABLE *table = NULL;
    return GetUnicastIpAddressTable(family, &table) == NO_ERROR ? table : NULL;
}

static void let_go(MIB_UNICASTIPADDRESS_TABLE *table)
{
    if (table != NULL) {
        FreeMibTable(table);
    }
}

static bool may_be(const MIB_UNICASTIPADDRESS_ROW *row, const union system_address *address)
{
    return !system_address_is_link_local(address) || address->v6.scope == 0 ||
           row->InterfaceIndex == address->v6.scope;
}

unsigned system_interface_of(const union system_address *address)
{
    MIB_UNICASTIPADDRESS_TABLE *table = addresses_of(address->family);
    unsigned found = 0;
    for (ULONG i = 0; table != NULL && i < table->NumEntries && found == 0; i++) {
        const MIB_UNICASTIPADDRESS_ROW *row = &table->Table[i];
        const union system_address *own = (const void *)&row->Address;
        if (system_address_equal_host(own, address) && may_be(row, address)) {
            found = row->InterfaceIndex;
        }
    }
    let_go(table);
    return found;
}

/* Returns false if there is no interface of this index. */
static bool read_row(unsigned index, MIB_IF_ROW2 *row)
{
    *row = (MIB_IF_ROW2){.InterfaceIndex = index};
    return index != 0 && GetIfEntry2(row) == NO_ERROR;
}

bool system_interface_exists(unsigned index)
{
    MIB_IF_ROW2 row;
    return read_row(index, &row) && row.OperStatus == IfOperStatusUp;
}

/* Windows says of its loopback that it has no limit. */
uint32_t system_interface_mtu(unsigned index)
{
    MIB_IF_ROW2 row;
    ULONG mtu = read_row(index, &row) ? row.Mtu : 0;
    return mtu < MOST_MTU ? mtu : MOST_MTU;
}

bool ws2_interface_ipv4(unsigned index, struct in_addr *address)
{
    MIB_UNICASTIPADDRESS_TABLE *table = addresses_of(AF_INET);
    bool found = false;
    for (ULONG i = 0; table != NULL && i < table->NumEntries && !found; i++) {
        const MIB_UNICASTIPADDRESS_ROW *row = &table->Table[i];
        found = row->InterfaceIndex == index;
        if (found) {
            *address = row->Address.Ipv4.sin_addr;
        }
    }
    let_go(table);
    return found;
}
