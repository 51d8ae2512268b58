#include "system/text.h"

#include <string.h>

#include "ws2.h"

size_t system_text_of_endpoint(const union system_address *address, char text[SYSTEM_TEXT_ROOM])
{
    union system_address copy = *address;
    WCHAR wide[SYSTEM_TEXT_ROOM];
    DWORD units = SYSTEM_TEXT_ROOM;
    if (WSAAddressToStringW(ws2_name(&copy), (DWORD)ws2_name_size(&copy), NULL, wide, &units) != 0) {
        units = 1; /* there is room for every address, so this does not happen */
        wide[0] = 0;
    }
    for (DWORD i = 0; i < units; i++) {
        text[i] = (char)wide[i];
    }
    return units - 1;
}

bool system_text_to_endpoint(uint16_t family, const char *text, union system_address *address)
{
    WCHAR wide[SYSTEM_TEXT_ROOM];
    size_t length = strlen(text);
    INT size = sizeof *address;
    if (length >= SYSTEM_TEXT_ROOM) {
        return false;
    }
    for (size_t i = 0; i <= length; i++) {
        wide[i] = (unsigned char)text[i];
    }
    *address = system_address_any(SYSTEM_NO_FAMILY);
    return WSAStringToAddressW(wide, family, NULL, ws2_name(address), &size) == 0;
}
