#include "system/thread.h"

#include <stdlib.h>
#include <windows.h>

#include "system/clock.h"

_Static_assert(sizeof(SRWLOCK) <= sizeof(struct system_mutex), "a mutex fits");
_Static_assert(sizeof(CONDITION_VARIABLE) <= sizeof(struct system_condition), "a condition fits");
_Static_assert(sizeof(INIT_ONCE) <= sizeof(struct system_once), "a once fits");
_Static_assert(sizeof(HANDLE) <= sizeof(struct system_thread), "a thread fits");

/* SRWLOCK_INIT and INIT_ONCE_STATIC_INIT are all zeros. */
static SRWLOCK *lock_of(struct system_mutex *mutex)
{
    return (SRWLOCK *)(void *)mutex;
}

static CONDITION_VARIABLE *variable_of(struct system_condition *condition)
{
    return (CONDITION_VARIABLE *)(void *)condition;
}

void system_mutex_init(struct system_mutex *mutex)
{
    InitializeSRWLock(lock_of(mutex));
}

void system_mutex_destroy(struct system_mutex *mutex)
{
    (void)mutex; /* has no resources */
}

void system_mutex_lock(struct system_mutex *mutex)
{
    AcquireSRWLockExclusive(lock_of(mutex));
}

void system_mutex_unlock(struct system_mutex *mutex)
{
    ReleaseSRWLockExclusive(lock_of(mutex));
}

void system_condition_init(struct system_condition *condition)
{
    InitializeConditionVariable(variable_of(condition));
}

void system_condition_destroy(struct system_condition *condition)
{
    (void)condition; /* has no resources */
}

/* Returns the milliseconds until the deadline, rounded up; an hour at most, so less than INFINITE. */
static DWORD milliseconds_until(int64_t deadline)
{
    const int64_t longest = 3600 * 1000;
    int64_t left = deadline - system_clock_now();
    return left <= 0 ? 0 : left > longest * 1000 ? (DWORD)longest : (DWORD)((left + 999) / 1000);
}

bool system_condition_wait(struct system_condition *condition, struct system_mutex *mutex, int64_t deadline)
{
    DWORD wait = deadline == SYSTEM_NEVER ? INFINITE : milliseconds_until(deadline);
    SleepConditionVariableSRW(variable_of(condition), lock_of(mutex), wait, 0);
    return deadline == SYSTEM_NEVER || system_clock_now() < deadline;
}

void system_condition_wake_all(struct system_condition *condition)
{
    WakeAllConditionVariable(variable_of(condition));
}

/* `function` points to the pointer of the function, because C has no cast from a function pointer to void *.
 */
static BOOL CALLBACK run_once(PINIT_ONCE unused, PVOID function, PVOID *context)
{
    (void)unused, (void)context;
    (*(void (**)(void))function)();
    return TRUE;
}

void system_once(struct system_once *once, void (*run)(void))
{
    InitOnceExecuteOnce((PINIT_ONCE)(void *)once, run_once, &run, NULL);
}

/* What a new thread is to run. The starting thread allocates it, the new one frees it. */
struct start {
    void (*run)(void *context);
    void *context;
    HMODULE module; /* this library, which must not be unloaded under the thread */
};

static DWORD WINAPI run_thread(void *given)
{
    struct start start = *(struct start *)given;
    free(given);
    start.run(start.context);
    FreeLibraryAndExitThread(start.module, 0);
}

bool system_thread_start(struct system_thread *thread, void (*run)(void *context), void *context)
{
    struct start *start = malloc(sizeof *start);
    HANDLE made = NULL;
    if (start == NULL) {
        return false;
    }
    *start = (struct start){.run = run, .context = context};
    if (GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (LPCWSTR)(uintptr_t)&run_thread,
                           &start->module)) {
        made = CreateThread(NULL, 0, run_thread, start, 0, NULL);
        if (made == NULL) {
            FreeLibrary(start->module);
        }
    }
    if (made == NULL) {
        free(start);
        return false;
    }
    *(HANDLE *)(void *)thread = made;
    return true;
}

void system_thread_join(struct system_thread *thread)
{
    HANDLE made = *(HANDLE *)(void *)thread;
    WaitForSingleObject(made, INFINITE);
    CloseHandle(made);
}

uintptr_t system_thread_self(void)
{
    return GetCurrentThreadId();
}
