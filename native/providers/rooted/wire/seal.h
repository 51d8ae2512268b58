/* The tags of datagrams: one key a session, which all its members can make of the pre-shared one. */
#ifndef JOINLEAF_ROOTED_SEAL_H
#define JOINLEAF_ROOTED_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "system/hmac.h"
#include "auth.h"

bool seal_derive(const void *key, size_t size, uint64_t session, uint8_t data_key[SYSTEM_HMAC_SIZE]);
/* Writes the tag into the last bytes of the datagram. */
bool seal_put(const uint8_t data_key[SYSTEM_HMAC_SIZE], uint8_t *bytes, size_t size);
bool seal_check(const uint8_t data_key[SYSTEM_HMAC_SIZE], const uint8_t *bytes, size_t size);

#endif
