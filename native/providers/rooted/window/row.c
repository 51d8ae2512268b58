#include "row.h"

#include <stdbool.h>
#include <string.h>

#include "providers/rooted/wire/wire.h"

/* A copy of so many bytes is a few instructions. */
enum { BLOCK = 16 };

/* From here on a call of memcpy costs less than it saves. */
enum { LONG = 512 };

/* size: at least a block. The last block may lie over the one before it. */
static inline void copy_blocks(uint8_t *to, const uint8_t *from, uint32_t size)
{
    for (uint32_t done = 0; done < size - BLOCK; done += BLOCK) {
        memcpy(to + done, from + done, BLOCK);
    }
    memcpy(to + size - BLOCK, from + size - BLOCK, BLOCK);
}

uint32_t row_copy(const uint8_t *records, uint32_t left, uint32_t size, uint32_t most, uint8_t *out)
{
    bool in_blocks = size >= BLOCK && size < LONG;
    uint32_t head, here = left / (WIRE_RECORD + size), count = 0;
    memcpy(&head, records, sizeof head);
    for (most = here < most ? here : most; count < most; count++) {
        uint32_t next;
        memcpy(&next, records, sizeof next);
        if (next != head) {
            break;
        }
        if (in_blocks) {
            copy_blocks(out, records + WIRE_RECORD, size);
        } else {
            memcpy(out, records + WIRE_RECORD, size);
        }
        records += WIRE_RECORD + size;
        out += size;
    }
    return count;
}
