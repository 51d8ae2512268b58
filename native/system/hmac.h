/*
 * HMAC-SHA-256 from the system's cryptographic library. On Linux that is OpenSSL's libcrypto, loaded at the
 * first call of system_hmac_load: a process that sets no key needs none. Any thread may call.
 */
#ifndef JOINLEAF_SYSTEM_HMAC_H
#define JOINLEAF_SYSTEM_HMAC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SYSTEM_HMAC_SIZE = 32 }; /* bytes of a code */

/* The message is the parts, one after the other. The caller owns them. */
struct system_hmac_part {
    const void *bytes;
    size_t size;
};

/* Returns false if this system has no such library: then system_hmac must not be called. */
bool system_hmac_load(void);
/* To be called only after system_hmac_load has returned true. Returns false if there is no memory. */
bool system_hmac(const void *key, size_t key_size, const struct system_hmac_part *parts, size_t count,
                 uint8_t code[SYSTEM_HMAC_SIZE]);

#endif
