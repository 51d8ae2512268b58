#include "system/hmac.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

/* The declarations of OpenSSL that are used here; they are the same in 1.1 and 3. */
typedef struct hmac_ctx_st HMAC_CTX;
typedef struct evp_md_st EVP_MD;

enum { NO_ATEXIT = 0x00080000 }; /* OPENSSL_INIT_NO_ATEXIT, since 1.1.1b */

static struct {
    int (*prepare)(uint64_t options, const void *settings);
    HMAC_CTX *(*create)(void);
    void (*destroy)(HMAC_CTX *context);
    int (*start)(HMAC_CTX *context, const void *key, int size, const EVP_MD *md, void *engine);
    int (*update)(HMAC_CTX *context, const unsigned char *bytes, size_t size);
    int (*final)(HMAC_CTX *context, unsigned char *out, unsigned *size);
    const EVP_MD *(*sha256)(void);
} crypto;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool loaded;

/* dlsym's result is copied, because C has no cast from a data pointer to a function pointer. */
static bool find_function(void *library, const char *name, void *function)
{
    void *symbol = dlsym(library, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

static void load_crypto(void)
{
    static const char *const names[] = {"libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so"};
    for (size_t i = 0; i < sizeof names / sizeof *names && !loaded; i++) {
        void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (library == NULL) {
            continue;
        }
        loaded = find_function(library, "OPENSSL_init_crypto", &crypto.prepare) &&
                 find_function(library, "HMAC_CTX_new", &crypto.create) &&
                 find_function(library, "HMAC_CTX_free", &crypto.destroy) &&
                 find_function(library, "HMAC_Init_ex", &crypto.start) &&
                 find_function(library, "HMAC_Update", &crypto.update) &&
                 find_function(library, "HMAC_Final", &crypto.final) &&
                 find_function(library, "EVP_sha256", &crypto.sha256);
        if (!loaded) {
            dlclose(library);
        }
    }
    if (loaded) { /* otherwise exit would free what our threads still use, if a session is open */
        crypto.prepare(NO_ATEXIT, NULL);
    }
}

bool system_hmac_load(void)
{
    pthread_once(&once, load_crypto);
    return loaded;
}

bool system_hmac(const void *key, size_t key_size, const struct system_hmac_part *parts, size_t count,
                 uint8_t code[SYSTEM_HMAC_SIZE])
{
    HMAC_CTX *context = crypto.create();
    if (context == NULL) {
        return false;
    }
    unsigned size = SYSTEM_HMAC_SIZE;
    bool good = crypto.start(context, key, (int)key_size, crypto.sha256(), NULL) == 1;
    for (size_t i = 0; i < count && good; i++) {
        good = crypto.update(context, parts[i].bytes, parts[i].size) == 1;
    }
    good = good && crypto.final(context, code, &size) == 1;
    crypto.destroy(context);
    return good;
}
