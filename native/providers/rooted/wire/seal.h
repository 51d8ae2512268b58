/* The tags of datagrams. A session has one key for them, which every member can derive from the pre-shared
 * key. Pure functions, for any thread. */
#ifndef JOINLEAF_ROOTED_SEAL_H
#define JOINLEAF_ROOTED_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "system/hmac.h"
#include "auth.h"

/* Derives the session's key from the pre-shared key. False without memory. */
bool seal_derive(const void *key, size_t size, uint64_t session, uint8_t data_key[SYSTEM_HMAC_SIZE]);
/* Writes the tag into the last bytes of the datagram. False without memory. */
bool seal_put(const uint8_t data_key[SYSTEM_HMAC_SIZE], uint8_t *bytes, size_t size);
/* Whether the last bytes of the datagram are the right tag. It is false without memory, too. */
bool seal_check(const uint8_t data_key[SYSTEM_HMAC_SIZE], const uint8_t *bytes, size_t size);

#endif
