#include "system/hmac.h"

#include <windows.h>
#include <bcrypt.h>

static INIT_ONCE once = INIT_ONCE_STATIC_INIT;
static BCRYPT_ALG_HANDLE algorithm; /* made once, kept for the life of the process */

static BOOL CALLBACK open_algorithm(PINIT_ONCE unused, PVOID parameter, PVOID *context)
{
    (void)unused, (void)parameter, (void)context;
    if (BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_SHA256_ALGORITHM, NULL, BCRYPT_ALG_HANDLE_HMAC_FLAG) !=
        0) {
        algorithm = NULL;
    }
    return TRUE;
}

bool system_hmac_load(void)
{
    InitOnceExecuteOnce(&once, open_algorithm, NULL, NULL);
    return algorithm != NULL;
}

/* BCrypt does not write to what it is given, though its parameters are not const. */
static PUCHAR bytes_of(const void *bytes)
{
    return (PUCHAR)(uintptr_t)bytes;
}

bool system_hmac(const void *key, size_t key_size, const struct system_hmac_part *parts, size_t count,
                 uint8_t code[SYSTEM_HMAC_SIZE])
{
    BCRYPT_HASH_HANDLE hash = NULL;
    if (BCryptCreateHash(algorithm, &hash, NULL, 0, bytes_of(key), (ULONG)key_size, 0) != 0) {
        return false;
    }
    bool good = true;
    for (size_t i = 0; i < count && good; i++) {
        good = BCryptHashData(hash, bytes_of(parts[i].bytes), (ULONG)parts[i].size, 0) == 0;
    }
    good = good && BCryptFinishHash(hash, code, SYSTEM_HMAC_SIZE, 0) == 0;
    BCryptDestroyHash(hash);
    return good;
}
