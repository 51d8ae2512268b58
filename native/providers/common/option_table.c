#include "option_table.h"

#include <string.h>

const void *option_find(const void *rows, size_t count, size_t size, int family, int level, int name)
{
    for (size_t i = 0; i < count; i++) {
        const struct option_form *form = (const void *)((const char *)rows + i * size);
        if (form->level == level && form->name == name && (form->family == 0 || form->family == family)) {
            return form;
        }
    }
    return NULL;
}

static bool may_be_set(const struct option_form *form, int value)
{
    if (form->least == 0 && form->most == 0) {
        return true;
    }
    int64_t number = form->least < 0 || form->most <= INT32_MAX ? value : (int64_t)(uint32_t)value;
    return number >= form->least && number <= form->most;
}

int option_unknown(int level)
{
    switch (level) {
    case WS_SOL_SOCKET:
    case WS_IPPROTO_IP:
    case WS_IPPROTO_IPV6:
    case WS_IPPROTO_TCP:
    case WS_IPPROTO_UDP:
        return WSAENOPROTOOPT;
    default:
        return WSAEINVAL;
    }
}

/* At SOL_SOCKET a negative length counts as a long one, and a length of 0 gives FALSE if the option takes
 * fewer than four bytes (OP-07b). Returns false if the value is too short. */
static bool read_bytes(const struct option_form *form, const char *bytes, int length, int *value)
{
    *value = 0;
    if (length <= 0 && form->level == WS_SOL_SOCKET && (length < 0 || form->width != OPTION_INT)) {
        length = length < 0 ? (int)sizeof *value : 0;
    } else if (length <= 0) {
        return false;
    }
    if (form->width == OPTION_BYTE) {
        *value = (unsigned char)bytes[0];
        return true;
    }
    memcpy(value, bytes,
           length < (int)sizeof *value ? (size_t)length : sizeof *value); /* the lower bytes come first */
    return length >= (int)sizeof *value || form->width != OPTION_INT;
}

int option_read(const struct option_form *form, const char *bytes, int length, int *value)
{
    if (!read_bytes(form, bytes, length, value)) {
        return length < 0 ? WSAENOBUFS : WSAEFAULT;
    }
    return may_be_set(form, *value) ? 0 : WSAEINVAL;
}

void option_keep(const struct option_form *form, void *base, int value)
{
    void *place = (char *)base + form->offset;
    switch (form->kept) {
    case OPTION_KEPT_U32:
        *(uint32_t *)place = (uint32_t)value;
        break;
    case OPTION_KEPT_U8:
        *(uint8_t *)place = (uint8_t)value;
        break;
    case OPTION_KEPT_BOOL:
        *(bool *)place = value != 0;
        break;
    case OPTION_KEPT_MS:
        *(int64_t *)place = (int64_t)(uint32_t)value * 1000;
        break;
    case OPTION_KEPT_NOT:
        break;
    }
}

int option_kept(const struct option_form *form, const void *base)
{
    const void *place = (const char *)base + form->offset;
    switch (form->kept) {
    case OPTION_KEPT_U32:
        return (int)*(const uint32_t *)place;
    case OPTION_KEPT_U8:
        return *(const uint8_t *)place;
    case OPTION_KEPT_BOOL:
        return *(const bool *)place;
    case OPTION_KEPT_MS:
        return (int)(*(const int64_t *)place / 1000);
    case OPTION_KEPT_NOT:
        break;
    }
    return 0;
}

bool option_has_room(const struct option_form *form, int *length)
{
    if (*length >= (int)sizeof(int) || (form->width != OPTION_INT && *length > 0)) {
        return true;
    }
    if (form->level != WS_SOL_SOCKET && *length > 0) {
        *length = 0;
    }
    return false;
}

int option_write(const struct option_form *form, int value, char *bytes, int *length)
{
    if (!option_has_room(form, length)) {
        return WSAEFAULT;
    }
    size_t room = *length < (int)sizeof value ? (size_t)*length : sizeof value;
    bool whole = room == sizeof value && form->width != OPTION_BYTE;
    memcpy(bytes, &value, whole || (form->level == WS_SOL_SOCKET && form->width == OPTION_ANY) ? room : 1);
    *length = whole ? (int)sizeof value : 1;
    return 0;
}
