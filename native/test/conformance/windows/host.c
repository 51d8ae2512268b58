/* host.c - time, threads, child processes and the few looks that Windows allows. */
#include <winsock2.h>
#include <windows.h>

#include "test/conformance/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned long long host_now_ms(void)
{
    return GetTickCount64();
}

void host_sleep_ms(unsigned ms)
{
    Sleep(ms);
}

unsigned long long host_processor_ms(void)
{
    FILETIME made, ended, kernel, user;
    if (!GetProcessTimes(GetCurrentProcess(), &made, &ended, &kernel, &user))
        return 0;
    ULARGE_INTEGER in_kernel = {.u = {kernel.dwLowDateTime, kernel.dwHighDateTime}};
    ULARGE_INTEGER in_program = {.u = {user.dwLowDateTime, user.dwHighDateTime}};
    return (in_kernel.QuadPart + in_program.QuadPart) / 10000; /* from units of 100 ns */
}

struct host_thread {
    HANDLE handle;
    void (*run)(void *);
    void *argument;
};

static DWORD WINAPI thread_main(void *argument)
{
    struct host_thread *thread = argument;
    thread->run(thread->argument);
    return 0;
}

struct host_thread *host_thread_start(void (*run)(void *), void *argument)
{
    struct host_thread *thread = malloc(sizeof *thread);
    if (!thread)
        return NULL;
    thread->run = run;
    thread->argument = argument;
    thread->handle = CreateThread(NULL, 0, thread_main, thread, 0, NULL);
    if (!thread->handle) {
        free(thread);
        return NULL;
    }
    return thread;
}

int host_thread_done(struct host_thread *thread, unsigned ms)
{
    if (WaitForSingleObject(thread->handle, ms) != WAIT_OBJECT_0)
        return 0;
    CloseHandle(thread->handle);
    free(thread);
    return 1;
}

unsigned host_thread_self(void)
{
    return GetCurrentThreadId();
}

void host_thread_await_sleep(unsigned thread)
{
    (void)thread;
    Sleep(300);
}

void host_thread_interrupt(struct host_thread *thread)
{
    (void)thread; /* no signals */
}

struct host_process {
    HANDLE handle;
    HANDLE output;
};

struct host_process *host_process_start(const char *const *arguments)
{
    char self[1024], line[2048];
    STARTUPINFOA start;
    PROCESS_INFORMATION started;
    SECURITY_ATTRIBUTES inherit = {sizeof inherit, NULL, TRUE};
    HANDLE write_end;
    struct host_process *process = malloc(sizeof *process);
    if (!process)
        return NULL;
    GetModuleFileNameA(NULL, self, sizeof self);
    int used = snprintf(line, sizeof line, "\"%s\"", self);
    for (int i = 0; arguments[i] && used > 0 && (size_t)used < sizeof line; i++)
        used += snprintf(line + used, sizeof line - (size_t)used, " %s", arguments[i]);
    /* A pipe with room for all that a rule prints: nobody need read while it runs. */
    if (!CreatePipe(&process->output, &write_end, &inherit, 65536)) {
        free(process);
        return NULL;
    }
    SetHandleInformation(process->output, HANDLE_FLAG_INHERIT, 0);
    memset(&start, 0, sizeof start);
    start.cb = sizeof start;
    start.dwFlags = STARTF_USESTDHANDLES;
    start.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    start.hStdOutput = write_end;
    start.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    BOOL done = CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &started);
    DWORD error = GetLastError();
    CloseHandle(write_end);
    if (!done) {
        fprintf(stderr, "conformance: CreateProcess failed with %lu\n", error);
        CloseHandle(process->output);
        free(process);
        return NULL;
    }
    CloseHandle(started.hThread);
    process->handle = started.hProcess;
    return process;
}

int host_process_end(struct host_process *process, unsigned ms, char *output, size_t size, int *status)
{
    DWORD code = 0, got = 0, there = 0;
    size_t used = 0;
    int ended = WaitForSingleObject(process->handle, ms) == WAIT_OBJECT_0;
    if (!ended) {
        TerminateProcess(process->handle, 1);
        WaitForSingleObject(process->handle, 5000);
    }
    GetExitCodeProcess(process->handle, &code);
    while (used + 1 < size && PeekNamedPipe(process->output, NULL, 0, NULL, &there, NULL) && there > 0 &&
           ReadFile(process->output, output + used, (DWORD)(size - used - 1), &got, NULL) && got > 0)
        used += got;
    if (size > 0)
        output[used] = 0;
    CloseHandle(process->output);
    CloseHandle(process->handle);
    free(process);
    *status = (int)code;
    return ended;
}

static void (*crash_function)(void);

static LONG WINAPI crash_filter(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    crash_function();
    return EXCEPTION_EXECUTE_HANDLER;
}

void host_on_crash(void (*run)(void))
{
    crash_function = run;
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX); /* no window, no debugger */
    SetUnhandledExceptionFilter(crash_filter);
}

int host_open_sockets(void)
{
    return HOST_UNKNOWN;
}

int host_inherited_socket(unsigned long long handle)
{
    int type = 0, length = sizeof type;
    return getsockopt((SOCKET)handle, SOL_SOCKET, SO_TYPE, (char *)&type, &length) == 0;
}

int host_is_member(const unsigned char *group, size_t size, unsigned interface_index)
{
    (void)group;
    (void)size;
    (void)interface_index;
    return HOST_UNKNOWN;
}

int host_limit_sockets(unsigned more)
{
    (void)more;
    return 0;
}

int host_failure(size_t index, const char **name, int *expected)
{
    (void)index;
    (void)name;
    (void)expected;
    return 0;
}

int host_failure_order(size_t index)
{
    (void)index;
    return 0;
}
