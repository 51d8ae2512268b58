/* system/thread.h */
#include "system/clock.h"
#include "system/thread.h"
#include "check.h"

enum { THREADS = 4, ROUNDS = 50000 };

static struct system_mutex lock = SYSTEM_MUTEX_INIT;
static struct system_condition changed;
static struct system_once once = SYSTEM_ONCE_INIT;
static unsigned long counter;
static int once_run, started;
static uintptr_t names[THREADS];

static void run_once(void)
{
    once_run++;
}

static void count_up(void *context)
{
    int number = *(int *)context;
    names[number] = system_thread_self();
    system_once(&once, run_once);
    CHECK_EQUAL(1, once_run);
    system_mutex_lock(&lock);
    started++;
    system_condition_wake_all(&changed);
    while (started < THREADS) { /* so that all live at once */
        CHECK(system_condition_wait(&changed, &lock, SYSTEM_NEVER));
    }
    system_mutex_unlock(&lock);
    for (int i = 0; i < ROUNDS; i++) {
        system_mutex_lock(&lock);
        counter++;
        system_mutex_unlock(&lock);
    }
}

static void test_deadline(void)
{
    int64_t start = system_clock_now(), deadline = start + 20 * MILLISECOND;
    system_mutex_lock(&lock);
    while (system_condition_wait(&changed, &lock, deadline)) {
        CHECK(system_clock_now() - start < 10 * (int64_t)SECOND);
    }
    CHECK(system_clock_now() >= deadline);
    CHECK(!system_condition_wait(&changed, &lock, start)); /* was over already */
    system_mutex_unlock(&lock);
}

void test_threads(void)
{
    struct system_thread threads[THREADS];
    int numbers[THREADS];
    system_condition_init(&changed);
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        CHECK(system_thread_start(&threads[i], count_up, &numbers[i]));
    }
    for (int i = 0; i < THREADS; i++) {
        system_thread_join(&threads[i]);
    }
    CHECK_EQUAL(THREADS * ROUNDS, counter);
    for (int i = 0; i < THREADS; i++) {
        CHECK(names[i] != system_thread_self());
        for (int other = 0; other < i; other++) {
            CHECK(names[i] != names[other]);
        }
    }
    test_deadline();
    system_condition_destroy(&changed);
    struct system_mutex own;
    system_mutex_init(&own);
    system_mutex_lock(&own);
    system_mutex_unlock(&own);
    system_mutex_destroy(&own);
}
