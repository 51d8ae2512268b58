/* trial.c - see trial.h. */
#define _GNU_SOURCE
#include "trial.h"

#include <dirent.h>
#include <pthread.h>
#include <sanitizer/lsan_interface.h>
#include <unistd.h>

#include <joinleaf/rooted.h>

#define EVENTS    1024
#define THREAD_MS 20000
#define RULE_MS   12000

/* The event objects that the rule has made and not closed: a rule that ends early leaves them open. */
static _Atomic(WSAEVENT) events[EVENTS];
static _Atomic unsigned events_made;

WSAEVENT __real_WSACreateEvent(void);
WSAEVENT __wrap_WSACreateEvent(void);
BOOL __real_WSACloseEvent(WSAEVENT event);
SOCKET __real_WSAJoinLeaf(SOCKET s, const struct sockaddr *name, int length, LPWSABUF caller, LPWSABUF callee,
                          LPQOS sqos, LPQOS gqos, DWORD flags);
SOCKET __wrap_WSAJoinLeaf(SOCKET s, const struct sockaddr *name, int length, LPWSABUF caller, LPWSABUF callee,
                          LPQOS sqos, LPQOS gqos, DWORD flags);
BOOL __wrap_WSACloseEvent(WSAEVENT event);

WSAEVENT __wrap_WSACreateEvent(void)
{
    WSAEVENT event = __real_WSACreateEvent();
    unsigned at = atomic_fetch_add(&events_made, 1);
    if (at < EVENTS)
        atomic_store(&events[at], event);
    return event;
}

/*
 * A join whose connection was ended by the fault is asked for again, and may wait for a second accept that
 * the rule does not make. It is to be told as timed out before the rule's patience ends.
 */
SOCKET __wrap_WSAJoinLeaf(SOCKET s, const struct sockaddr *name, int length, LPWSABUF caller, LPWSABUF callee,
                          LPQOS sqos, LPQOS gqos, DWORD flags)
{
    DWORD timeout = 3000; /* ms */
    setsockopt(s, SOL_JLROOTED, JLR_JOIN_TIMEOUT, (const char *)&timeout,
               sizeof timeout); /* any other provider refuses it */
    return __real_WSAJoinLeaf(s, name, length, caller, callee, sqos, gqos, flags);
}

BOOL __wrap_WSACloseEvent(WSAEVENT event)
{
    for (unsigned i = 0; i < EVENTS; i++) {
        WSAEVENT expected = event;
        if (event && atomic_compare_exchange_strong(&events[i], &expected, NULL))
            break;
    }
    return __real_WSACloseEvent(event);
}

static void close_events(void)
{
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        verdict_bad("WSAStartup fails afterwards");
    for (unsigned i = 0; i < EVENTS; i++) {
        WSAEVENT event = atomic_exchange(&events[i], NULL);
        if (event)
            __real_WSACloseEvent(event);
    }
}

static int count_entries(const char *path)
{
    DIR *folder = opendir(path);
    int count = 0;
    if (!folder)
        return -1;
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

/* What the rule left running has until then to end: its sockets are closed, so nothing blocks. */
static void await_threads(int before)
{
    int left = THREAD_MS;
    while (count_entries("/proc/self/task") > before && left-- > 0)
        host_sleep_ms(1);
    if (count_entries("/proc/self/task") > before)
        verdict_bad("a thread of the rule still runs %d ms after the last WSACleanup", THREAD_MS);
}

static void clean_up_all(void)
{
    for (int i = 0; i < 100 && WSACleanup() == 0; i++)
        continue;
    if (WSAGetLastError() != WSANOTINITIALISED)
        verdict_bad("the last WSACleanup set %d", WSAGetLastError());
}

#define WORKS(what)                                                                                          \
    do {                                                                                                     \
        if (!(what)) {                                                                                       \
            verdict_bad("afterwards: %s fails with %d %s", #what, WSAGetLastError(),                         \
                        code_name(WSAGetLastError()));                                                       \
            return;                                                                                          \
        }                                                                                                    \
    } while (0)

/* A session from start-up to clean-up, as if nothing had been. */
static void next_calls_work(void)
{
    WSADATA data;
    struct sockaddr_in group;
    BOOL on = TRUE;
    DWORD loopback = htonl(0x7f000001);
    char byte = 0;
    int size = (int)sizeof group;
    WSANETWORKEVENTS record;
    memset(&group, 0, sizeof group);
    group.sin_family = AF_INET;
    group.sin_addr.s_addr = htonl(0xeffe0000u | ((unsigned)getpid() & 0xffffu)); /* 239.254.x.y */
    WORKS(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    SOCKET s = WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, LEAF_FLAGS);
    WORKS(s != INVALID_SOCKET);
    WORKS(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, (const char *)&on, sizeof on) == 0);
    WORKS(setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, (const char *)&loopback, sizeof loopback) == 0);
    struct sockaddr_in any = {.sin_family = AF_INET};
    WORKS(bind(s, (struct sockaddr *)&any, sizeof any) == 0);
    WORKS(getsockname(s, (struct sockaddr *)&any, &size) == 0);
    group.sin_port = any.sin_port;
    WORKS(WSAJoinLeaf(s, (struct sockaddr *)&group, sizeof group, NULL, NULL, NULL, NULL, JL_BOTH) == s);
    WSAEVENT event = WSACreateEvent();
    WORKS(event != WSA_INVALID_EVENT);
    WORKS(WSAEventSelect(s, event, FD_READ) == 0);
    WORKS(send(s, "x", 1, 0) == 1);
    WORKS(WSAWaitForMultipleEvents(1, &event, FALSE, RECEIVE_MS, FALSE) == WSA_WAIT_EVENT_0);
    WORKS(WSAEnumNetworkEvents(s, event, &record) == 0);
    WORKS(record.lNetworkEvents == FD_READ);
    WORKS(recv(s, &byte, 1, 0) == 1);
    WORKS(byte == 'x');
    WORKS(closesocket(s) == 0);
    WORKS(WSACloseEvent(event));
    WORKS(WSACleanup() == 0);
}

/* After the rule: no thread, no descriptor, no memory is left behind, and everything works. */
static void look_around(int files, int threads)
{
    close_events();
    clean_up_all();
    await_threads(threads);
    int left = count_entries("/proc/self/fd");
    if (left > files)
        verdict_bad("descriptors are left open: %d", left - files);
    next_calls_work();
    left = count_entries("/proc/self/fd");
    if (left > files)
        verdict_bad("descriptors are left open in the end: %d", left - files);
    if (__lsan_do_recoverable_leak_check())
        verdict_bad("memory leaks");
}

/* The rules' own, when they end early. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:host_thread_start\nleak:host_process_start\n";
}

const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=1:leak_check_at_exit=0:print_suppressions=0:allocator_may_return_null=1:exitcode=99";
}

static void judge_codes(const unsigned *usual, struct trial *trial)
{
    const unsigned *codes = faults_codes();
    memcpy(trial->codes, codes, sizeof trial->codes);
    if (faults_strange_code())
        verdict_bad("the last error was set to %d, which is no code of Winsock's", faults_strange_code());
    for (int i = 1; usual && i < FAULTS_CODES; i++) {
        if (codes[i] > usual[i])
            trial->told = 1;
    }
}

/*
 * A rule may wait for what, after the fault, will not come. When it takes too long everything is cleaned up,
 * which must wake it (SK-03); who is not woken then hangs, and the runner says so.
 */
static _Atomic int done;
static _Atomic int woken;

static void *watch(void *nothing)
{
    for (int ms = 0; ms < RULE_MS && !done; ms += 5)
        host_sleep_ms(5);
    woken = !done;
    while (!done) {
        WSACleanup();
        host_sleep_ms(5);
    }
    return nothing;
}

static void perform(const struct rule *rule)
{
    WSADATA data;
    if (rule->cold) {
        rule->run();
        return;
    }
    int error = WSAStartup(MAKEWORD(2, 2), &data);
    if (error == 0) {
        rule->run();
    } else {
        check_code(__FILE__, __LINE__, "WSAStartup", error, 0, 0);
    }
}

void trial_run(const struct rule *rule, const struct fault *fault, struct faults_log *log,
               const unsigned *usual_codes, struct trial *trial)
{
    verdict_begin(trial);
    faults_is_documented = verdict_is_documented;
    int files = count_entries("/proc/self/fd");
    int threads = count_entries("/proc/self/task");
    if (fault->kind < 0)
        faults_watch(log);
    else
        faults_arm(fault->kind, fault->number, fault->error);
    pthread_t watcher;
    if (pthread_create(&watcher, NULL, watch, NULL) != 0)
        abort();
    perform(rule);
    done = 1;
    pthread_join(watcher, NULL);
    trial->woken = woken;
    trial->injected = faults_injected();
    faults_watch(NULL);
    faults_disarm();
    judge_codes(usual_codes, trial);
    look_around(files, threads);
    trial->finished = 1;
}
