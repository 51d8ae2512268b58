/* check.c - records what failed, in words that need no second look. */
#include "conformance.h"

#include <stdarg.h>
#include <stdatomic.h>

static char report[16384];
static size_t report_length;
static int failures;
static const char *context;
/* The call that a thread makes next, for its own checks. */
static _Thread_local struct {
    const char *file;
    int line;
    const char *text;
} call;
/* Held from a failure's begin to its end: threads may check, too. */
static atomic_flag reporting = ATOMIC_FLAG_INIT;

static void report_add(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int written = vsnprintf(report + report_length, sizeof report - report_length, format, arguments);
    va_end(arguments);
    if (written > 0) {
        report_length += (size_t)written;
        if (report_length >= sizeof report)
            report_length = sizeof report - 1;
    }
}

static const char *base_name(const char *file)
{
    const char *base = file;
    for (const char *c = file; *c; c++) {
        if (*c == '/' || *c == '\\')
            base = c + 1;
    }
    return base;
}

static void failure_begin(const char *file, int line)
{
    while (atomic_flag_test_and_set(&reporting))
        host_sleep_ms(1);
    report_add("%s%s:%d: ", failures++ ? "\n    " : "", base_name(file), line);
}

static int failure_end(void)
{
    if (context)
        report_add(" [%s]", context);
    atomic_flag_clear(&reporting);
    return 0;
}

void check_call(const char *file, int line, const char *text)
{
    call.file = file;
    call.line = line;
    call.text = text;
    WSASetLastError(0);
}

void check_crashed(void)
{
    atomic_flag_clear(&reporting); /* whoever held it will not go on */
    failure_begin(call.file ? call.file : "main.c", call.line);
    report_add("%s crashed (or what follows it)", call.text ? call.text : "the start");
    failure_end();
}

int check_true(const char *file, int line, const char *what, int holds)
{
    if (holds)
        return 1;
    int code = WSAGetLastError();
    failure_begin(file, line);
    report_add("%s does not hold (last error %d %s)", what, code, code_name(code));
    return failure_end();
}

int check_equal(const char *file, int line, const char *what, const char *to, long long actual,
                long long expected)
{
    if (actual == expected)
        return 1;
    int code = WSAGetLastError();
    failure_begin(file, line);
    report_add("%s is %lld (0x%llx), expected %s = %lld (0x%llx) (last error %d %s)", what, actual,
               (unsigned long long)actual, to, expected, (unsigned long long)expected, code, code_name(code));
    return failure_end();
}

int check_succeeds(long long result)
{
    if (result != -1)
        return 1;
    int code = WSAGetLastError();
    failure_begin(call.file, call.line);
    report_add("%s failed with %d %s, expected success", call.text, code, code_name(code));
    return failure_end();
}

static void report_expected(int code, int other)
{
    report_add(", expected %d %s", code, code_name(code));
    if (other != code)
        report_add(" or %d %s", other, code_name(other));
}

int check_fails(long long result, int code, int other)
{
    int actual = WSAGetLastError();
    if (result == -1 && (actual == code || actual == other))
        return 1;
    failure_begin(call.file, call.line);
    if (result == -1)
        report_add("%s failed with %d %s", call.text, actual, code_name(actual));
    else
        report_add("%s returned %lld", call.text, result);
    report_expected(code, other);
    return failure_end();
}

int check_code(const char *file, int line, const char *what, int actual, int code, int other)
{
    if (actual == code || actual == other)
        return 1;
    failure_begin(file, line);
    report_add("%s is %d %s", what, actual, code_name(actual));
    report_expected(code, other);
    return failure_end();
}

int check_message(const char *file, int line, const char *text)
{
    failure_begin(file, line);
    report_add("%s", text);
    return failure_end();
}

void check_context(const char *words)
{
    context = words;
}

int check_failures(void)
{
    while (atomic_flag_test_and_set(&reporting))
        host_sleep_ms(1);
    int count = failures;
    atomic_flag_clear(&reporting);
    return count;
}

const char *check_report(void)
{
    return report;
}
