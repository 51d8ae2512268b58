/*
 * system.c - Windows' half. Handles and threads are those that the system counts for this process; what Wine
 * counts as memory is what Linux has given it.
 */
#include <winsock2.h>
#include <windows.h>
#include <psapi.h>
#include <tlhelp32.h>
#include <winternl.h>

#include <stdio.h>
#include <stdlib.h>

#include "test/soak/system.h"

/* The system's list of all handles (SystemHandleInformation), of which winternl.h has no declaration. */
enum { HANDLE_LIST = 16, MORE = 4096 };

struct handle_of {
    ULONG process;
    UCHAR type, flags;
    USHORT value;
    PVOID object;
    ACCESS_MASK access;
};

struct handle_list {
    ULONG count;
    struct handle_of handles[];
};

static long count_handles(void)
{
    ULONG size = 1 << 16, needed = 0;
    struct handle_list *list = malloc(size);
    long count = 0;
    while (list != NULL &&
           NtQuerySystemInformation((SYSTEM_INFORMATION_CLASS)HANDLE_LIST, list, size, &needed) < 0) {
        free(list);
        size = 2 * size + MORE;
        list = size < 1 << 28 ? malloc(size) : NULL;
    }
    for (ULONG i = 0; list != NULL && i < list->count; i++)
        count += list->handles[i].process == GetCurrentProcessId();
    free(list);
    return count;
}

static long count_threads(void)
{
    THREADENTRY32 entry = {.dwSize = sizeof entry};
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    long count = 0;
    for (BOOL more = Thread32First(snapshot, &entry); more; more = Thread32Next(snapshot, &entry))
        count += entry.th32OwnerProcessID == GetCurrentProcessId();
    CloseHandle(snapshot);
    return count;
}

struct usage system_usage(void)
{
    PROCESS_MEMORY_COUNTERS counters = {.cb = sizeof counters};
    struct usage usage = {0, count_handles(), count_threads()};
    if (GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters))
        usage.resident_kb = (long)(counters.WorkingSetSize / 1024);
    return usage;
}

long system_start(const char *argument, const char *second)
{
    char self[1024], line[2048];
    STARTUPINFOA start = {.cb = sizeof start};
    PROCESS_INFORMATION started;
    GetModuleFileNameA(NULL, self, sizeof self);
    snprintf(line, sizeof line, "\"%s\" %s %s", self, argument, second == NULL ? "" : second);
    if (!CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &start, &started))
        return -1;
    CloseHandle(started.hThread);
    return (long)(INT_PTR)started.hProcess; /* handles have 32 significant bits */
}

static HANDLE handle_of(long process)
{
    return (HANDLE)(INT_PTR)process;
}

void system_kill(long process)
{
    TerminateProcess(handle_of(process), 1);
    system_wait(process);
}

int system_wait(long process)
{
    DWORD status = 0;
    int ended = WaitForSingleObject(handle_of(process), 60000) == WAIT_OBJECT_0 &&
                GetExitCodeProcess(handle_of(process), &status);
    CloseHandle(handle_of(process));
    return ended ? (int)status : -1;
}

long long system_day_time(void)
{
    FILETIME now; /* in 100 ns */
    GetSystemTimeAsFileTime(&now);
    return (long long)(((unsigned long long)now.dwHighDateTime << 32 | now.dwLowDateTime) / 10000000);
}

/* What only phases of nonrooted sessions ask. */
int system_is_member(unsigned number)
{
    (void)number;
    return 0;
}

int system_set_link(const char *name, int up)
{
    (void)name, (void)up;
    return 0;
}

void system_raise_limits(void)
{
}

int system_loses_sockets(void)
{
    return 1;
}
