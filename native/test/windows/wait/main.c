/* The poller of Windows where the system refuses its wait: it does not ask again without a pause. */
#include "test/check.h"
#include "system/poll.h"

#include <windows.h>

enum { A_WHILE_MS = 600 };

static unsigned long times;

static BOOL WINAPI refuse(HANDLE port, OVERLAPPED_ENTRY *packets, ULONG room, ULONG *count, DWORD ms,
                          BOOL alertable)
{
    (void)port, (void)packets, (void)room, (void)count, (void)ms, (void)alertable;
    times++;
    SetLastError(ERROR_ACCESS_DENIED);
    return FALSE;
}

/* The linker takes this one instead of the import library's. */
typedef BOOL(WINAPI *wait_function)(HANDLE, OVERLAPPED_ENTRY *, ULONG, ULONG *, DWORD, BOOL);
extern wait_function __imp_GetQueuedCompletionStatusEx;
wait_function __imp_GetQueuedCompletionStatusEx = refuse;

static void wait_again_and_again(int64_t microseconds)
{
    struct system_ready ready[SYSTEM_POLL_MOST];
    struct system_poller *poller = system_poller_new();
    ULONGLONG begun = GetTickCount64(), ms;
    CHECK(poller != NULL);
    times = 0;
    do {
        CHECK(system_poller_wait(poller, ready, microseconds) == -1);
        ms = GetTickCount64() - begun;
    } while (ms < A_WHILE_MS);
    CHECK_TELLING(times > 0 && times <= ms, ": %lu times", times);
    system_poller_free(poller);
}

int main(void)
{
    wait_again_and_again(-1);
    wait_again_and_again(2000);
    return failures_told();
}
