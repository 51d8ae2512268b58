#include "address_text.h"

#include "name.h"
#include "system/text.h"

static int text_error(LPINT error, int code)
{
    *error = code;
    return SOCKET_ERROR;
}

static bool is_known_family(INT family)
{
    return family == SYSTEM_IPV4 || family == SYSTEM_IPV6;
}

/* The SPI counts the string's size in bytes, the API in characters [lpwspaddresstostring]. */
INT WSPAPI address_WSPAddressToString(LPSOCKADDR address, DWORD length, LPWSAPROTOCOL_INFOW info,
                                      LPWSTR string, LPDWORD string_size, LPINT error)
{
    if (info == NULL || string_size == NULL || !is_known_family(info->iAddressFamily)) {
        return text_error(error, WSAEINVAL);
    }
    union system_address local;
    if (name_read(&local, (uint16_t)info->iAddressFamily, address,
                  length > INT32_MAX ? INT32_MAX : (int)length) != 0) {
        return text_error(error, WSAEINVAL);
    }
    char text[SYSTEM_TEXT_ROOM];
    size_t units = system_text_of_endpoint(&local, text) + 1;
    DWORD room = *string_size;
    *string_size = (DWORD)(units * sizeof *string);
    if (string == NULL || room < *string_size) {
        return text_error(error, WSAEFAULT);
    }
    for (size_t i = 0; i < units; i++) {
        string[i] = (WCHAR)text[i];
    }
    return 0;
}

/* Returns false if the string is too long, or has characters that no address has. */
static bool to_ascii(const WCHAR *string, char text[static SYSTEM_TEXT_ROOM])
{
    for (size_t i = 0; i < SYSTEM_TEXT_ROOM; i++) {
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

INT WSPAPI address_WSPStringToAddress(LPWSTR string, INT family, LPWSAPROTOCOL_INFOW info, LPSOCKADDR address,
                                      LPINT address_length, LPINT error)
{
    if (string == NULL || info == NULL || !is_known_family(family) || info->iAddressFamily != family) {
        return text_error(error, WSAEINVAL);
    }
    if (address == NULL || address_length == NULL) {
        return text_error(error, WSAEFAULT);
    }
    if (*address_length < (int)system_address_size((uint16_t)family)) {
        *address_length = (int)system_address_size((uint16_t)family);
        return text_error(error, WSAEFAULT);
    }
    char text[SYSTEM_TEXT_ROOM];
    union system_address local;
    if (!to_ascii(string, text) || !system_text_to_endpoint((uint16_t)family, text, &local)) {
        return text_error(error, WSAEINVAL);
    }
    return name_write(&local, address, address_length) == 0 ? 0 : text_error(error, WSAEFAULT);
}
