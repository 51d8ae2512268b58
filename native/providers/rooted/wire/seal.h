/* The tags of datagrams. A session has one key for them, which every member can make of the pre-shared key.
 * Pure functions. */
#ifndef JOINLEAF_ROOTED_SEAL_H
#define JOINLEAF_ROOTED_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "system/hmac.h"
#include "auth.h"

/* Makes the session's key. False without memory. */
bool seal_derive(const void *key, size_t size, uint64_t session, uint8_t data_key[SYSTEM_HMAC_SIZE]);
/* Writes the tag into the last bytes of the datagram. False without memory. */
bool seal_put(const uint8_t data_key[SYSTEM_HMAC_SIZE], uint8_t *bytes, size_t size);
/* Whether the last bytes are the right tag. */
bool seal_check(const uint8_t data_key[SYSTEM_HMAC_SIZE], const uint8_t *bytes, size_t size);

#endif
