/*
 * A thread is about to open a socket when the last WSACleanup runs, and goes on only afterwards. It is refused
 * the socket, and the thread that the library has started for it is waited for as WSACleanup does: each
 * thread that was started has been joined.
 */
#include "session.h"

#include <dlfcn.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>

void *__libc_calloc(size_t count, size_t size);

static sem_t inside, cleaned;
static _Thread_local bool stops_at_calloc;
static atomic_int started, joined;

void *calloc(size_t count, size_t size)
{
    if (stops_at_calloc) {
        stops_at_calloc = false;
        CHECK(sem_post(&inside) == 0 && sem_wait(&cleaned) == 0);
    }
    return __libc_calloc(count, size);
}

/* The C library's own function of that name. */
#define REAL(function) ((__typeof__(&(function)))(uintptr_t)dlsym(RTLD_NEXT, #function))

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *context)
{
    started++;
    return REAL(pthread_create)(thread, attributes, run, context);
}

int pthread_join(pthread_t thread, void **result)
{
    joined++;
    return REAL(pthread_join)(thread, result);
}

static void *open_late(void *unused)
{
    stops_at_calloc = true;
    SOCKET s = open_leaf();
    CHECK(s == INVALID_SOCKET && WSAGetLastError() == WSANOTINITIALISED);
    return unused;
}

int main(void)
{
    WSADATA data;
    pthread_t opener;
    CHECK(sem_init(&inside, 0, 0) == 0 && sem_init(&cleaned, 0, 0) == 0);
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    CHECK(pthread_create(&opener, NULL, open_late, NULL) == 0);
    CHECK(sem_wait(&inside) == 0);
    CHECK(WSACleanup() == 0);
    CHECK(started == 1 && joined == 0); /* the library had no thread yet */
    CHECK(sem_post(&cleaned) == 0);
    CHECK(pthread_join(opener, NULL) == 0);
    CHECK(started == 2 && joined == 2);
    return failures_told();
}
