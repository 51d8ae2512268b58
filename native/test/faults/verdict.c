/*
 * verdict.c - the rules' checks (conformance.h) as a fault sees them. What a rule expects need not hold any
 * more; but a call that fails must say why, with a code that Winsock has.
 */
#include <stdarg.h>

#include "trial.h"

static struct trial *trial;
static _Atomic size_t used;
/* The call that a thread makes next. */
static _Thread_local const char *call = "?", *call_file = "?";
static _Thread_local int call_line;

void verdict_begin(struct trial *to)
{
    trial = to;
}

static void add(const char *format, va_list arguments)
{
    char line[600];
    int length = vsnprintf(line, sizeof line - 1, format, arguments);
    if (length < 0)
        return;
    size_t size = (size_t)length < sizeof line - 2 ? (size_t)length : sizeof line - 2;
    line[size++] = '\n';
    size_t at = atomic_fetch_add(&used, size); /* rules check from several threads */
    if (at + size < sizeof trial->text)
        memcpy(trial->text + at, line, size);
}

static void note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(format, arguments);
    va_end(arguments);
}

void verdict_bad(const char *format, ...)
{
    trial->bad = 1;
    va_list arguments;
    va_start(arguments, format);
    add(format, arguments);
    va_end(arguments);
}

int verdict_is_documented(int code)
{
    return code == ERROR_NOT_FOUND /* of CancelIoEx */ || strcmp(code_name(code), "?") != 0;
}

static int fail(const char *file, int line, const char *what)
{
    if (__atomic_fetch_add(&trial->failed_checks, 1, __ATOMIC_RELAXED) < 3)
        note("  %s:%d: %s (last error %d)", strrchr(file, '/') ? strrchr(file, '/') + 1 : file, line, what,
             WSAGetLastError());
    return 0;
}

static int tell(const char *file, int line, const char *what, int code)
{
    if (strchr(what, '(') &&
        (code == 0 || !verdict_is_documented(code))) /* else it is the value of an earlier call */
        verdict_bad("%s failed with %d, which is no code of Winsock's", what, code);
    trial->told = 1;
    return fail(file, line, what);
}

void check_call(const char *file, int line, const char *text)
{
    call_file = file;
    call_line = line;
    call = text;
    WSASetLastError(0);
}

void check_crashed(void)
{
}

int check_true(const char *file, int line, const char *what, int holds)
{
    if (!holds && (strstr(what, "!= INVALID_") || strstr(what, "!= WSA_INVALID_")))
        trial->told = 1;
    return holds ? 1 : fail(file, line, what);
}

/* A code of another name than the expected one, in a record of events say, has told of the fault. */
int check_equal(const char *file, int line, const char *what, const char *to, long long actual,
                long long expected)
{
    (void)to;
    if (actual == expected)
        return 1;
    if (actual == SOCKET_ERROR ||
        (actual >= WSABASEERR && actual < WSABASEERR + 2000 && verdict_is_documented((int)actual)))
        trial->told = 1;
    return fail(file, line, what);
}

int check_succeeds(long long result)
{
    return result != -1 ? 1 : tell(call_file, call_line, call, WSAGetLastError());
}

int check_fails(long long result, int code, int other)
{
    int actual = WSAGetLastError();
    if (result != -1)
        return fail(call_file, call_line, call);
    return actual == code || actual == other ? 1 : tell(call_file, call_line, call, actual);
}

int check_code(const char *file, int line, const char *what, int actual, int code, int other)
{
    if (actual == code || actual == other)
        return 1;
    return actual <= 0 ? fail(file, line, what) : tell(file, line, what, actual);
}

int check_message(const char *file, int line, const char *text)
{
    return fail(file, line, text);
}

void check_context(const char *words)
{
    (void)words;
}

int check_failures(void)
{
    return __atomic_load_n(&trial->failed_checks, __ATOMIC_RELAXED);
}

const char *check_report(void)
{
    return trial->text;
}
