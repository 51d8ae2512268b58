#include "os_thread_kept.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

static pthread_key_t key;
static _Atomic bool key_made;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static void (*_Atomic end_of_kept)(void *kept);

static void make_key(void)
{
    key_made = pthread_key_create(&key, atomic_load(&end_of_kept)) == 0;
}

/* Otherwise a thread that ends after the library was unloaded would still use the key. */
__attribute__((destructor)) static void drop_key(void)
{
    if (key_made) {
        pthread_key_delete(key);
        key_made = false;
    }
}

bool os_thread_keep(void *kept, void (*end)(void *kept))
{
    atomic_store(&end_of_kept, end); /* always the same */
    pthread_once(&once, make_key);
    return key_made && pthread_setspecific(key, kept) == 0;
}

void *os_thread_kept(void)
{
    return key_made ? pthread_getspecific(key) : NULL;
}
