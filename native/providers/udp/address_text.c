/* The provider's side of WSAAddressToString and WSAStringToAddress. All this text is ASCII. */
#include "udp.h"

#include <string.h>

#include "system/linux/os_text.h"

static int fail(LPINT error, int code)
{
    *error = code;
    return SOCKET_ERROR;
}

/* The size is in bytes here, in characters above [lpwspaddresstostring]. */
INT WSPAPI udp_WSPAddressToString(LPSOCKADDR address, DWORD length, LPWSAPROTOCOL_INFOW info, LPWSTR string,
                                  LPDWORD string_size, LPINT error)
{
    if (info == NULL || string_size == NULL) {
        return fail(error, WSAEINVAL);
    }
    union os_address local;
    int family = os_family(info->iAddressFamily);
    if (family < 0 ||
        os_address_in(&local, family, address, length > INT32_MAX ? INT32_MAX : (int)length) != 0) {
        return fail(error, WSAEINVAL);
    }
    char text[OS_TEXT_ROOM];
    size_t units = os_text_of_endpoint(&local, text) + 1;
    DWORD room = *string_size;
    *string_size = (DWORD)(units * sizeof *string);
    if (string == NULL || room < *string_size) {
        return fail(error, WSAEFAULT);
    }
    for (size_t i = 0; i < units; i++) {
        string[i] = (WCHAR)text[i];
    }
    return 0;
}

/* False when it is too long or has other characters than an address can have. */
static bool to_ascii(const WCHAR *string, char text[static OS_TEXT_ROOM])
{
    for (size_t i = 0; i < OS_TEXT_ROOM; i++) {
        if (string[i] >= 0x80) {
            return false;
        }
        text[i] = (char)string[i];
        if (string[i] == 0) {
            return true;
        }
    }
    return false;
}

INT WSPAPI udp_WSPStringToAddress(LPWSTR string, INT ws_family, LPWSAPROTOCOL_INFOW info, LPSOCKADDR address,
                                  LPINT address_length, LPINT error)
{
    int family = os_family(ws_family);
    if (string == NULL || info == NULL || family < 0 || info->iAddressFamily != ws_family) {
        return fail(error, WSAEINVAL);
    }
    if (address == NULL || address_length == NULL) {
        return fail(error, WSAEFAULT);
    }
    if (*address_length < (int)os_address_size(family)) {
        *address_length = (int)os_address_size(family);
        return fail(error, WSAEFAULT);
    }
    char text[OS_TEXT_ROOM];
    union os_address local;
    if (!to_ascii(string, text) || !os_text_to_endpoint(family, text, &local)) {
        return fail(error, WSAEINVAL);
    }
    return os_address_out(&local, address, address_length) == 0 ? 0 : fail(error, WSAEFAULT);
}
