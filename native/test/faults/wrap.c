/* wrap.c - see faults.h. Each wrapper asks first whether its call is the one to fail. */
#define _GNU_SOURCE
#include "faults.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <unistd.h>

#define FRAMES 24

#define FAILS(name, type, parameters, arguments, failure, ...) KIND_##name,
#define ANSWERS(name, parameters, arguments, ...)              KIND_##name,
#define SPECIAL(name, ...)                                     KIND_##name,
#define SURE(...)
enum kind {
#include "kinds.def"
    KINDS
};
#undef FAILS
#undef ANSWERS
#undef SPECIAL

#define FAILS(name, type, parameters, arguments, failure, ...) {#name, (const int[]){__VA_ARGS__, 0}},
#define ANSWERS(name, parameters, arguments, ...)              {#name, (const int[]){__VA_ARGS__, 0}},
#define SPECIAL(name, ...)                                     {#name, (const int[]){__VA_ARGS__, 0}},
static const struct {
    const char *name;
    const int *errors;
} kinds[] = {
#include "kinds.def"
};
#undef FAILS
#undef ANSWERS
#undef SPECIAL

static _Atomic unsigned seen[KINDS];
static _Atomic int armed_kind = -1;
static unsigned armed_number;
static int armed_error;
static _Atomic int injected;
static _Atomic(struct faults_log *) log_to;
static _Atomic unsigned logged;
static unsigned codes[FAULTS_CODES];
static _Atomic int strange_code;
int (*faults_is_documented)(int code);

/* This library's code: what else is on the stack is the rule's or the system's. */
extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const char etext[] __attribute__((visibility("hidden")));

const char *faults_kind_name(int kind)
{
    return kinds[kind].name;
}

int faults_kind_error(int kind, int index)
{
    return kinds[kind].errors[index];
}

static uint64_t place(void)
{
    void *frames[FRAMES];
    int count = backtrace(frames, FRAMES);
    uint64_t sum = 14695981039346656037u;
    for (int i = 2; i < count; i++) { /* after this one and `next` */
        uintptr_t at = (uintptr_t)frames[i];
        if (at > (uintptr_t)__ehdr_start && at < (uintptr_t)etext)
            sum = (sum ^ (at - (uintptr_t)__ehdr_start)) * 1099511628211u;
    }
    return sum;
}

static __attribute__((noinline)) int next(enum kind kind)
{
    unsigned number = atomic_fetch_add(&seen[kind], 1) + 1;
    struct faults_log *log = atomic_load(&log_to);
    if (log) {
        unsigned at = atomic_fetch_add(&logged, 1);
        log->count = at + 1;
        if (at < log->room)
            log->calls[at] = (struct faults_call){(int)kind, number, place()};
    }
    if (atomic_load(&armed_kind) != (int)kind || number != armed_number)
        return 0;
    atomic_store(&injected, 1);
    return armed_error;
}

static void count_from_here(void)
{
    for (int i = 0; i < KINDS; i++)
        atomic_store(&seen[i], 0);
}

void faults_watch(struct faults_log *log)
{
    void *frames[2];
    backtrace(frames, 2); /* its first call asks for memory */
    count_from_here();
    atomic_store(&logged, 0);
    atomic_store(&log_to, log);
}

void faults_arm(int kind, unsigned number, int error)
{
    count_from_here();
    armed_number = number;
    armed_error = error;
    atomic_store(&injected, 0);
    atomic_store(&armed_kind, kind);
}

void faults_disarm(void)
{
    atomic_store(&armed_kind, -1);
}

int faults_injected(void)
{
    return atomic_load(&injected);
}

const unsigned *faults_codes(void)
{
    return codes;
}

int faults_code_slot(int code)
{
    return code > 0 && code < 1000                               ? code
           : code >= 10000 && code < 10000 + FAULTS_CODES - 1000 ? code - 9000
                                                                 : 0;
}

int faults_strange_code(void)
{
    return atomic_load(&strange_code);
}

/* What the API half sets; wrapped like the rest. 0 is what a call that succeeds sets (ER-01b); that a failure has a code is for
 * the rules' checks to see. */
void __real_WSASetLastError(int code);
void __wrap_WSASetLastError(int code);
void __wrap_WSASetLastError(int code)
{
    if (code != 0) {
        __atomic_fetch_add(&codes[faults_code_slot(code)], 1, __ATOMIC_RELAXED);
        if (faults_is_documented && !faults_is_documented(code))
            atomic_store(&strange_code, code);
    }
    __real_WSASetLastError(code);
}

#define FAILS(name, type, parameters, arguments, failure, ...)                                               \
    type __real_##name parameters;                                                                           \
    type __wrap_##name parameters;                                                                           \
    type __wrap_##name parameters                                                                            \
    {                                                                                                        \
        int error = next(KIND_##name);                                                                       \
        if (error) {                                                                                         \
            errno = error;                                                                                   \
            return failure;                                                                                  \
        }                                                                                                    \
        return __real_##name arguments;                                                                      \
    }
#define ANSWERS(name, parameters, arguments, ...)                                                            \
    int __real_##name parameters;                                                                            \
    int __wrap_##name parameters;                                                                            \
    int __wrap_##name parameters                                                                             \
    {                                                                                                        \
        int error = next(KIND_##name);                                                                       \
        if (error == EAI_SYSTEM)                                                                             \
            errno = EMFILE;                                                                                  \
        return error ? error : __real_##name arguments;                                                      \
    }
#define SPECIAL(name, ...)
#include "kinds.def"

/* Fails with errno set, in a function that returns an int. */
static int failed(int error)
{
    errno = error;
    return -1;
}

int __real_shutdown(int fd, int how);
int __wrap_shutdown(int fd, int how);
int __wrap_shutdown(int fd, int how)
{
    int error = next(KIND_shutdown);
    int result = __real_shutdown(fd, how);
    return error ? failed(error) : result;
}

int __real_poll(struct pollfd *fds, nfds_t count, int ms);
int __wrap_poll(struct pollfd *fds, nfds_t count, int ms);
int __wrap_poll(struct pollfd *fds, nfds_t count, int ms)
{
    int error = next(KIND_poll);
    int ready = error == EINTR ? __real_poll(fds, count, 0) : 0;
    return ready ? ready : error ? failed(error) : __real_poll(fds, count, ms);
}

int __real_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time, const sigset_t *mask);
int __wrap_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time, const sigset_t *mask);
int __wrap_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time, const sigset_t *mask)
{
    int error = next(KIND_ppoll);
    int ready = error == EINTR ? __real_poll(fds, count, 0) : 0;
    return ready ? ready : error ? failed(error) : __real_ppoll(fds, count, time, mask);
}

int __real_epoll_wait(int epoll, struct epoll_event *events, int room, int ms);
int __wrap_epoll_wait(int epoll, struct epoll_event *events, int room, int ms);
int __wrap_epoll_wait(int epoll, struct epoll_event *events, int room, int ms)
{
    int error = next(KIND_epoll_wait);
    int ready = error ? __real_epoll_wait(epoll, events, room, 0) : 0;
    return ready || (error && ms == 0) ? ready
           : error                     ? failed(error)
                                       : __real_epoll_wait(epoll, events, room, ms);
}

int __real_epoll_ctl(int epoll, int what, int fd, struct epoll_event *event);
int __wrap_epoll_ctl(int epoll, int what, int fd, struct epoll_event *event);
int __wrap_epoll_ctl(int epoll, int what, int fd, struct epoll_event *event)
{
    int error = what == EPOLL_CTL_ADD ? next(KIND_epoll_ctl) : 0;
    return error ? failed(error) : __real_epoll_ctl(epoll, what, fd, event);
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
    int error = next(KIND_open);
    return error ? failed(error) : __real_open(path, flags, 0600);
}

int __real_ioctl(int fd, unsigned long request, ...);
int __wrap_ioctl(int fd, unsigned long request, ...);
int __wrap_ioctl(int fd, unsigned long request, ...)
{
    int error = next(KIND_ioctl);
    va_list rest;
    va_start(rest, request);
    void *argument = va_arg(rest, void *);
    va_end(rest);
    return error ? failed(error) : __real_ioctl(fd, request, argument);
}

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...)
{
    int error = next(KIND_syscall);
    va_list rest;
    va_start(rest, number);
    void *bytes = va_arg(rest, void *); /* getrandom's */
    size_t size = va_arg(rest, size_t);
    int flags = va_arg(rest, int);
    va_end(rest);
    return error ? failed(error) : __real_syscall(number, bytes, size, flags);
}

int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
    int error = next(KIND_close);
    int result = __real_close(fd);
    return error ? failed(error) : result;
}

/* The netdb calls with room of the caller's: ENOENT stands for "no such entry", which is no error. */
#define LOOKS_UP(name, explanation, parameters, arguments)                                                   \
    int __real_##name parameters;                                                                            \
    int __wrap_##name parameters;                                                                            \
    int __wrap_##name parameters                                                                             \
    {                                                                                                        \
        int error = next(KIND_##name);                                                                       \
        if (!error)                                                                                          \
            return __real_##name arguments;                                                                  \
        *found = NULL;                                                                                       \
        explanation;                                                                                         \
        return error == ENOENT ? 0 : error;                                                                  \
    }
#define EXPLAIN (*herror = error == EAGAIN ? TRY_AGAIN : error == ENOENT ? HOST_NOT_FOUND : NETDB_INTERNAL)
LOOKS_UP(gethostbyaddr_r, EXPLAIN,
         (const void *address, socklen_t length, int family, struct hostent *entry, char *room, size_t size,
          struct hostent **found, int *herror),
         (address, length, family, entry, room, size, found, herror))
LOOKS_UP(gethostbyname2_r, EXPLAIN,
         (const char *name, int family, struct hostent *entry, char *room, size_t size,
          struct hostent **found, int *herror),
         (name, family, entry, room, size, found, herror))
LOOKS_UP(getservbyname_r, (void)0,
         (const char *name, const char *protocol, struct servent *entry, char *room, size_t size,
          struct servent **found),
         (name, protocol, entry, room, size, found))
LOOKS_UP(getservbyport_r, (void)0,
         (int port, const char *protocol, struct servent *entry, char *room, size_t size,
          struct servent **found),
         (port, protocol, entry, room, size, found))
LOOKS_UP(getprotobyname_r, (void)0,
         (const char *name, struct protoent *entry, char *room, size_t size, struct protoent **found),
         (name, entry, room, size, found))
LOOKS_UP(getprotobynumber_r, (void)0,
         (int number, struct protoent *entry, char *room, size_t size, struct protoent **found),
         (number, entry, room, size, found))
