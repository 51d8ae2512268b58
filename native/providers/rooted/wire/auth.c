#include "auth.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* OpenSSL's own declarations, as far as used; the same in 1.1 and 3. */
typedef struct hmac_ctx_st HMAC_CTX;
typedef struct evp_md_st EVP_MD;

static struct {
    HMAC_CTX *(*create)(void);
    void (*destroy)(HMAC_CTX *context);
    int (*start)(HMAC_CTX *context, const void *key, int size, const EVP_MD *md, void *engine);
    int (*update)(HMAC_CTX *context, const unsigned char *bytes, size_t size);
    int (*final)(HMAC_CTX *context, unsigned char *out, unsigned *size);
    const EVP_MD *(*sha256)(void);
} crypto;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool loaded;

/* POSIX wants dlsym's result stored so: C has no cast from a data pointer to a function's. */
static bool find(void *library, const char *name, void *function)
{
    void *symbol = dlsym(library, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

static void load(void)
{
    static const char *const names[] = {"libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so"};
    for (size_t i = 0; i < sizeof names / sizeof *names && !loaded; i++) {
        void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (library == NULL) {
            continue;
        }
        loaded = find(library, "HMAC_CTX_new", &crypto.create) &&
                 find(library, "HMAC_CTX_free", &crypto.destroy) &&
                 find(library, "HMAC_Init_ex", &crypto.start) &&
                 find(library, "HMAC_Update", &crypto.update) && find(library, "HMAC_Final", &crypto.final) &&
                 find(library, "EVP_sha256", &crypto.sha256);
        if (!loaded) {
            dlclose(library);
        }
    }
}

bool auth_load(void)
{
    pthread_once(&once, load);
    return loaded;
}

bool auth_mac(const void *key, size_t key_size, const struct auth_part *parts, size_t count,
              uint8_t mac[AUTH_MAC])
{
    HMAC_CTX *context = crypto.create();
    if (context == NULL) {
        return false;
    }
    unsigned size = AUTH_MAC;
    bool good = crypto.start(context, key, (int)key_size, crypto.sha256(), NULL) == 1;
    for (size_t i = 0; i < count && good; i++) {
        good = crypto.update(context, parts[i].bytes, parts[i].size) == 1;
    }
    good = good && crypto.final(context, mac, &size) == 1;
    crypto.destroy(context);
    return good;
}

bool auth_equal(const void *a, const void *b, size_t size)
{
    const volatile uint8_t *left = a, *right = b;
    unsigned difference = 0;
    for (size_t i = 0; i < size; i++) {
        difference |= (unsigned)(left[i] ^ right[i]);
    }
    return difference == 0;
}

bool auth_random(void *bytes, size_t size)
{
    long given = syscall(SYS_getrandom, bytes, size, 0);
    if (given == (long)size) {
        return true;
    }
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC); /* a kernel before 3.17 */
    size_t done = 0;
    while (fd >= 0 && done < size) {
        ssize_t here = read(fd, (uint8_t *)bytes + done, size - done);
        if (here <= 0 && !(here < 0 && errno == EINTR)) {
            break;
        }
        done += here > 0 ? (size_t)here : 0;
    }
    if (fd >= 0) {
        close(fd);
    }
    return done == size;
}

void auth_wipe(void *bytes, size_t size)
{
    volatile uint8_t *at = bytes;
    while (size-- > 0) {
        *at++ = 0;
    }
}
