/* Addresses as text: the IPv4 and IPv6 functions, and the protocol-independent ones, which ask a provider. */
#include <stdbool.h>
#include <string.h>

#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_tcpip.h>

#include "system/linux/os_text.h"
#include "winsock/call.h"
#include "winsock/catalogue.h"
#include "winsock/wide.h"

/* None of the inet_ and Inet functions needs a start-up, say their pages. */

WS_u_long WSAAPI WS_inet_addr(const char *cp)
{
    uint32_t address;
    if (cp == NULL) {
        WSASetLastError(WSAEFAULT);
        return WS_INADDR_NONE;
    }
    if (strcmp(cp, " ") == 0) {
        return WS_INADDR_ANY; /* the page has this exception */
    }
    /* What follows a space does not count; glibc knows that, musl does not. */
    char text[64];
    size_t length = strcspn(cp, " ");
    if (length >= sizeof text) {
        return WS_INADDR_NONE;
    }
    memcpy(text, cp, length);
    text[length] = '\0';
    return os_text_to_ipv4(text, &address) ? address : WS_INADDR_NONE;
}

char *WSAAPI WS_inet_ntoa(struct WS_in_addr in)
{
    static _Thread_local char text[OS_TEXT_ROOM];
    os_text_of_host(AF_INET, &in, text);
    return text;
}

INT WSAAPI WS_inet_pton(INT Family, LPCSTR pszAddrString, PVOID pAddrBuf)
{
    int family = os_family(Family);
    if (pszAddrString == NULL || pAddrBuf == NULL) {
        return call_fail(WSAEFAULT);
    }
    return family < 0 ? call_fail(WSAEAFNOSUPPORT) : os_text_to_host(family, pszAddrString, pAddrBuf);
}

INT WSAAPI InetPtonW(INT Family, LPCWSTR pszAddrString, PVOID pAddrBuf)
{
    char text[OS_TEXT_ROOM] = "";
    if (pszAddrString != NULL && wide_to_utf8(pszAddrString, text, sizeof text) > sizeof text) {
        text[0] = '\0'; /* longer than any address */
    }
    int found = WS_inet_pton(Family, pszAddrString == NULL ? NULL : text, pAddrBuf);
    return found == 0 ? (WSASetLastError(WSAEINVAL), 0) : found; /* NA-04b: unlike inet_pton */
}

/* Writes the host as text (ASCII), for a buffer of `room` characters. Returns the length
 * with the terminator, or 0 with the last error set. */
static size_t host_text(INT ws_family, const void *host, const void *buffer, size_t room,
                        char text[static OS_TEXT_ROOM])
{
    int family = os_family(ws_family);
    if (host == NULL || buffer == NULL) {
        WSASetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    if (family < 0) {
        WSASetLastError(WSAEAFNOSUPPORT);
        return 0;
    }
    size_t size = os_text_of_host(family, host, text) + 1;
    if (size > room) {
        WSASetLastError(ERROR_INVALID_PARAMETER);
        return 0;
    }
    return size;
}

LPCSTR WSAAPI WS_inet_ntop(INT Family, LPCVOID pAddr, LPSTR pStringBuf, size_t StringBufSize)
{
    char text[OS_TEXT_ROOM];
    size_t size = host_text(Family, pAddr, pStringBuf, StringBufSize, text);
    return size == 0 ? NULL : memcpy(pStringBuf, text, size);
}

LPCWSTR WSAAPI InetNtopW(INT Family, LPCVOID pAddr, LPWSTR pStringBuf, size_t StringBufSize)
{
    char text[OS_TEXT_ROOM];
    if (host_text(Family, pAddr, pStringBuf, StringBufSize, text) == 0) {
        return NULL;
    }
    wide_from_utf8(text, pStringBuf, StringBufSize);
    return pStringBuf;
}

/* Returns the entry whose provider gets the call: the one named, else the first of the family
 * [wsaaddresstostring]. */
static const struct catalogue_entry *entry_for(const DWORD *catalog_entry_id, int family)
{
    if (catalog_entry_id != NULL) {
        return catalogue_by_id(*catalog_entry_id);
    }
    for (size_t i = 0; i < catalogue_size(); i++) {
        if (catalogue_at(i)->info.iAddressFamily == family) {
            return catalogue_at(i);
        }
    }
    return NULL;
}

/*
 * The page of WSPAddressToString counts the room in bytes, but some providers count characters. So the
 * provider is told half of the true size in bytes, which is far more than any address needs and safe either
 * way; and the length of its string is measured, not taken from the provider.
 */
enum { PROVIDER_TEXT_ROOM = 512 };

/* Gets the provider's text. Returns 0, or SOCKET_ERROR with the last error set. */
static int address_to_string(LPSOCKADDR address, DWORD length, const DWORD *catalog_entry_id,
                             const DWORD *room, WCHAR text[static PROVIDER_TEXT_ROOM])
{
    ADDRESS_FAMILY family;
    if (!call_started()) {
        return SOCKET_ERROR;
    }
    if (room == NULL || address == NULL || length < sizeof family) {
        return call_fail(WSAEINVAL);
    }
    memcpy(&family, address, sizeof family);
    const struct catalogue_entry *entry = entry_for(catalog_entry_id, family);
    if (entry == NULL) {
        return call_fail(WSAEINVAL);
    }
    WSAPROTOCOL_INFOW info = entry->info;
    DWORD size = PROVIDER_TEXT_ROOM;
    int error = 0;
    memset(text, 0, PROVIDER_TEXT_ROOM * sizeof *text);
    if (entry->procs.lpWSPAddressToString(address, length, &info, text, &size, &error) != 0) {
        return call_fail(error);
    }
    text[PROVIDER_TEXT_ROOM - 1] = 0;
    return 0;
}

/* Tells the size of the text with its terminator in *room. Returns whether the caller's string has room for
 * it; if not, the last error is set. */
static bool has_room(const void *string, size_t size, LPDWORD room)
{
    bool fits = string != NULL && size <= *room;
    *room = (DWORD)size;
    if (!fits) {
        WSASetLastError(WSAEFAULT);
    }
    return fits;
}

INT WSAAPI WSAAddressToStringW(LPSOCKADDR lpsaAddress, DWORD dwAddressLength,
                               LPWSAPROTOCOL_INFOW lpProtocolInfo, LPWSTR lpszAddressString,
                               LPDWORD lpdwAddressStringLength)
{
    WCHAR text[PROVIDER_TEXT_ROOM];
    const DWORD *id = lpProtocolInfo == NULL ? NULL : &lpProtocolInfo->dwCatalogEntryId;
    if (address_to_string(lpsaAddress, dwAddressLength, id, lpdwAddressStringLength, text) != 0) {
        return SOCKET_ERROR;
    }
    size_t size = wide_size(text);
    if (!has_room(lpszAddressString, size, lpdwAddressStringLength)) {
        return SOCKET_ERROR;
    }
    memcpy(lpszAddressString, text, size * sizeof *text);
    return 0;
}

INT WSAAPI WSAAddressToStringA(LPSOCKADDR lpsaAddress, DWORD dwAddressLength,
                               LPWSAPROTOCOL_INFOA lpProtocolInfo, LPSTR lpszAddressString,
                               LPDWORD lpdwAddressStringLength)
{
    WCHAR text[PROVIDER_TEXT_ROOM];
    const DWORD *id = lpProtocolInfo == NULL ? NULL : &lpProtocolInfo->dwCatalogEntryId;
    if (address_to_string(lpsaAddress, dwAddressLength, id, lpdwAddressStringLength, text) != 0) {
        return SOCKET_ERROR;
    }
    size_t size = wide_to_utf8(text, NULL, 0);
    if (!has_room(lpszAddressString, size, lpdwAddressStringLength)) {
        return SOCKET_ERROR;
    }
    wide_to_utf8(text, lpszAddressString, size);
    return 0;
}

/* A string that is no address leaves zeros in the structure, and the length as it was (NA-07b). */
static void string_failed(INT family, LPSOCKADDR address, INT room, int error)
{
    size_t size = family == WS_AF_INET ? sizeof(SOCKADDR_IN) : sizeof(SOCKADDR_IN6);
    if (error == WSAEINVAL && room >= (INT)size) {
        memset(address, 0, size);
    }
}

/* string NULL: the caller gave none, or one that is too long for any address. */
static INT string_to_address(LPWSTR string, INT family, const DWORD *catalog_entry_id, LPSOCKADDR address,
                             LPINT address_length)
{
    if (!call_started()) {
        return SOCKET_ERROR;
    }
    if (address == NULL || address_length == NULL) {
        return call_fail(WSAEFAULT);
    }
    if (string == NULL) {
        return call_fail(WSAEINVAL);
    }
    const struct catalogue_entry *entry = entry_for(catalog_entry_id, family);
    if (entry == NULL) {
        return call_fail(WSAEINVAL);
    }
    WSAPROTOCOL_INFOW info = entry->info;
    int error = 0;
    INT room = *address_length;
    if (entry->procs.lpWSPStringToAddress(string, family, &info, address, address_length, &error) != 0) {
        string_failed(family, address, room, error);
        *address_length = error == WSAEFAULT ? *address_length : room;
        return call_fail(error);
    }
    return 0;
}

INT WSAAPI WSAStringToAddressW(LPWSTR AddressString, INT AddressFamily, LPWSAPROTOCOL_INFOW lpProtocolInfo,
                               LPSOCKADDR lpAddress, LPINT lpAddressLength)
{
    const DWORD *id = lpProtocolInfo == NULL ? NULL : &lpProtocolInfo->dwCatalogEntryId;
    return string_to_address(AddressString, AddressFamily, id, lpAddress, lpAddressLength);
}

INT WSAAPI WSAStringToAddressA(LPSTR AddressString, INT AddressFamily, LPWSAPROTOCOL_INFOA lpProtocolInfo,
                               LPSOCKADDR lpAddress, LPINT lpAddressLength)
{
    WCHAR wide[PROVIDER_TEXT_ROOM];
    bool fits = AddressString != NULL &&
                wide_from_utf8(AddressString, wide, PROVIDER_TEXT_ROOM) <= PROVIDER_TEXT_ROOM;
    const DWORD *id = lpProtocolInfo == NULL ? NULL : &lpProtocolInfo->dwCatalogEntryId;
    return string_to_address(fits ? wide : NULL, AddressFamily, id, lpAddress, lpAddressLength);
}
