#include "wide.h"

#include <stdint.h>

enum { REPLACEMENT = 0xfffd, CHARACTERS = 0x110000 };

static int is_surrogate(uint32_t c)
{
    return c >= 0xd800 && c < 0xe000;
}

/* Returns the character at *text, and moves *text behind it. Ill-formed bytes are taken one by one. */
static uint32_t next_of_utf8(const char **text)
{
    static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    const unsigned char *bytes = (const unsigned char *)*text;
    unsigned first = bytes[0];
    unsigned more = first < 0xc0 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    uint32_t c = more == 0 ? first : first & (0x3fu >> more);
    *text += 1;
    if (first < 0x80) {
        return c;
    }
    if (first < 0xc0 || first > 0xf4) {
        return REPLACEMENT;
    }
    for (unsigned i = 1; i <= more; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            return REPLACEMENT;
        }
        c = c << 6 | (bytes[i] & 0x3fu);
    }
    if (c < smallest[more] || c >= CHARACTERS || is_surrogate(c)) {
        return REPLACEMENT;
    }
    *text += more;
    return c;
}

static uint32_t next_of_utf16(const WCHAR **wide)
{
    uint32_t c = *(*wide)++;
    if (!is_surrogate(c)) {
        return c;
    }
    uint32_t low = **wide;
    if (c >= 0xdc00 || low < 0xdc00 || low >= 0xe000) {
        return REPLACEMENT;
    }
    *wide += 1;
    return 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
}

size_t wide_from_utf8(const char *text, WCHAR *wide, size_t room)
{
    size_t size = 0, end = 0; /* end: behind the last character that fitted, with the terminator */
    while (*text != '\0') {
        uint32_t c = next_of_utf8(&text);
        size_t units = c < 0x10000 ? 1 : 2;
        if (size + units < room) {
            if (units == 1) {
                wide[size] = (WCHAR)c;
            } else {
                wide[size] = (WCHAR)(0xd800 + ((c - 0x10000) >> 10));
                wide[size + 1] = (WCHAR)(0xdc00 + ((c - 0x10000) & 0x3ff));
            }
            end = size + units;
        }
        size += units;
    }
    if (room > 0) {
        wide[end] = 0;
    }
    return size + 1;
}

static size_t utf8_units(uint32_t c)
{
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

static void put_utf8(char *text, uint32_t c, size_t units)
{
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = units - 1; i > 0; i--) {
        text[i] = (char)(0x80 | (c & 0x3f));
        c >>= 6;
    }
    text[0] = (char)(lead[units] | c);
}

size_t wide_to_utf8(const WCHAR *wide, char *text, size_t room)
{
    size_t size = 0, end = 0;
    while (*wide != 0) {
        uint32_t c = next_of_utf16(&wide);
        size_t units = utf8_units(c);
        if (size + units < room) {
            put_utf8(text + size, c, units);
            end = size + units;
        }
        size += units;
    }
    if (room > 0) {
        text[end] = '\0';
    }
    return size + 1;
}

size_t wide_size(const WCHAR *wide)
{
    size_t size = 1;
    while (wide[size - 1] != 0) {
        size++;
    }
    return size;
}
