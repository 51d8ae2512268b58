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

int option_read(const struct option_form *form, const char *bytes, int length, int *value)
{
    if (length >= (int)sizeof *value) {
        memcpy(value, bytes, sizeof *value);
    } else if (form->byte_will_do && length > 0) {
        *value = (unsigned char)bytes[0];
    } else {
        return WSAEFAULT;
    }
    return may_be_set(form, *value) ? 0 : WSAEINVAL;
}

int option_write(const struct option_form *form, int value, char *bytes, int *length)
{
    if (*length >= (int)sizeof value) {
        memcpy(bytes, &value, sizeof value);
        *length = sizeof value;
        return 0;
    }
    if (!form->byte_will_do || *length <= 0) {
        return WSAEFAULT;
    }
    *bytes = (char)value;
    *length = 1;
    return 0;
}
