#include "seal.h"

#include <string.h>

#include "limits.h"

bool seal_derive(const void *key, size_t size, uint64_t session, uint8_t data_key[SYSTEM_HMAC_SIZE])
{
    static const char purpose[] = "joinleaf data 1";
    uint8_t number[8];
    for (int i = 0; i < 8; i++) {
        number[i] = (uint8_t)(session >> (56 - 8 * i));
    }
    const struct system_hmac_part parts[] = {{purpose, sizeof purpose - 1}, {number, sizeof number}};
    return system_hmac(key, size, parts, 2, data_key);
}

static bool make_tag(const uint8_t data_key[SYSTEM_HMAC_SIZE], const uint8_t *bytes, size_t size,
                     uint8_t tag[ROOTED_TAG])
{
    uint8_t mac[SYSTEM_HMAC_SIZE];
    const struct system_hmac_part part = {bytes, size - ROOTED_TAG};
    if (!system_hmac(data_key, SYSTEM_HMAC_SIZE, &part, 1, mac)) {
        return false;
    }
    memcpy(tag, mac, ROOTED_TAG);
    return true;
}

bool seal_put(const uint8_t data_key[SYSTEM_HMAC_SIZE], uint8_t *bytes, size_t size)
{
    return make_tag(data_key, bytes, size, bytes + size - ROOTED_TAG);
}

bool seal_check(const uint8_t data_key[SYSTEM_HMAC_SIZE], const uint8_t *bytes, size_t size)
{
    uint8_t tag[ROOTED_TAG];
    return make_tag(data_key, bytes, size, tag) && auth_equal(tag, bytes + size - ROOTED_TAG, ROOTED_TAG);
}
