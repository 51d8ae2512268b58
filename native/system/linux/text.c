#include "system/text.h"

#include "os_text.h"

_Static_assert((int)SYSTEM_TEXT_ROOM == (int)OS_TEXT_ROOM, "the same text");

size_t system_text_of_endpoint(const union system_address *address, char text[SYSTEM_TEXT_ROOM])
{
    union os_address own = os_address_from_system(address);
    return os_text_of_endpoint(&own, text);
}

bool system_text_to_endpoint(uint16_t family, const char *text, union system_address *address)
{
    union os_address own;
    if (!os_text_to_endpoint(os_family(family), text, &own)) {
        return false;
    }
    *address = os_address_to_system(&own);
    return true;
}
