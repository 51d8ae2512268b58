/*
 * HMAC-SHA-256 for sessions with a pre-shared key. It comes from OpenSSL's libcrypto, loaded when the first
 * key is set: the library neither links with it nor needs it otherwise.
 */
#ifndef JOINLEAF_ROOTED_AUTH_H
#define JOINLEAF_ROOTED_AUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { AUTH_MAC = 32 };

struct auth_part {
    const void *bytes;
    size_t size;
};

/* False when there is no libcrypto on this system. */
bool auth_load(void);
/* After auth_load alone. False without memory. */
bool auth_mac(const void *key, size_t key_size, const struct auth_part *parts, size_t count,
              uint8_t mac[AUTH_MAC]);
/* Takes as long for different tags as for equal ones. */
bool auth_equal(const void *a, const void *b, size_t size);
/* Random bytes from the kernel. False when it gives none. */
bool auth_random(void *bytes, size_t size);
/* Forgets a secret: a memset that stays. */
void auth_wipe(void *bytes, size_t size);

#endif
