/* What iphlpapi.dll of Wine 8 lacks and a JVM asks for from JDK 21 on: no interface has an anycast address.
 */
#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>

DWORD WINAPI fill_GetAnycastIpAddressTable(ADDRESS_FAMILY family, MIB_ANYCASTIPADDRESS_TABLE **table)
{
    (void)family;
    MIB_ANYCASTIPADDRESS_TABLE *none = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof *none);
    *table = none; /* FreeMibTable frees it from this heap */
    return none == NULL ? ERROR_NOT_ENOUGH_MEMORY : NO_ERROR;
}
