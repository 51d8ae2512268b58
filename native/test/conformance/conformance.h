/*
 * conformance.h - what a file of rules is written with. The rules themselves stand in rules.md.
 *
 *     RULE(JL_08, "a c_leaf gets its own handle back") {
 *         SOCKET s = leaf_open(AF_INET);
 *         CHECK_EQ(WSAJoinLeaf(s, ...), s);
 *     }
 *     AREA(jl, &rule_JL_08, ...);      at the end of the file; a rule left out of it does not compile
 *
 * Each rule runs in a process of its own, started up (WSAStartup) unless it is a COLD_RULE. A rule need not
 * tidy up: WSACleanup does, and the runner sees that no socket stays behind it.
 */
#ifndef CONFORMANCE_H
#define CONFORMANCE_H

#include <winsock2.h>
#include <ws2tcpip.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

struct rule {
    const char *name; /* JL_08; printed as JL-08 */
    const char *title;
    void (*run)(void);
    int cold; /* runs before any WSAStartup */
};

struct area {
    const char *name;
    const struct rule *const *rules; /* ends with NULL */
};

#define RULE_AS(id, title, cold)                                                                             \
    static void run_##id(void);                                                                              \
    static const struct rule rule_##id = {#id, title, run_##id, cold};                                       \
    static void run_##id(void)
#define RULE(id, title)      RULE_AS(id, title, 0)
#define COLD_RULE(id, title) RULE_AS(id, title, 1)
/* A rule of an area that stands in several files; the header that they share declares it. */
#define SHARED_RULE(id, title)                                                                               \
    static void run_##id(void);                                                                              \
    const struct rule rule_##id = {#id, title, run_##id, 0};                                                 \
    static void run_##id(void)
#define AREA(id, ...)                                                                                        \
    static const struct rule *const rules_##id[] = {__VA_ARGS__, NULL};                                      \
    const struct area area_##id = {#id, rules_##id}

/*
 * Checks. A failed one is reported with its expression, the values and the WSA code, and the rule goes on;
 * within MUST(...) the rule returns. FAILS and SUCCEEDS take any Winsock call that answers with a number or a
 * SOCKET (failure is all ones for both); the last error is 0 before the call.
 */
#define CHECK(what) check_true(__FILE__, __LINE__, #what, (what) ? 1 : 0)
#define CHECK_EQ(actual, expected)                                                                           \
    check_equal(__FILE__, __LINE__, #actual, #expected, (long long)(actual), (long long)(expected))
#define CHECK_SUCCEEDS(call) check_succeeds((check_call(__FILE__, __LINE__, #call), (long long)(call)))
#define CHECK_FAILS(call, code)                                                                              \
    check_fails((check_call(__FILE__, __LINE__, #call), (long long)(call)), code, code)
#define CHECK_FAILS_EITHER(call, code, other)                                                                \
    check_fails((check_call(__FILE__, __LINE__, #call), (long long)(call)), code, other)
#define CHECK_IS_CODE(code, expected) check_code(__FILE__, __LINE__, #code, code, expected, expected)
#define CHECK_IS_CODE_EITHER(code, expected, other)                                                          \
    check_code(__FILE__, __LINE__, #code, code, expected, other)
#define CHECK_TEXT(text) check_message(__FILE__, __LINE__, text) /* fails always: says what is wrong */
#define MUST(check)                                                                                          \
    do {                                                                                                     \
        if (!(check))                                                                                        \
            return;                                                                                          \
    } while (0)

/* Notes which call comes next, and clears the last error. */
void check_call(const char *file, int line, const char *call);
int check_true(const char *file, int line, const char *what, int holds);
int check_equal(const char *file, int line, const char *what, const char *to, long long actual,
                long long expected);
int check_succeeds(long long result);
int check_fails(long long result, int code, int other);
int check_code(const char *file, int line, const char *what, int actual, int code, int other);
int check_message(const char *file, int line, const char *text);

/* Further failures are told with these words behind them ("IPv6"); NULL for none. */
void check_context(const char *words);
void check_crashed(void); /* the call noted last ended the process */
int check_failures(void);
const char *check_report(void); /* what failed, a line each */

/* What the provider has not got, or the machine: the rule's outcome if nothing failed. NULL until said. */
void lacks_say(const char *what);
void needs_say(const char *what);
const char *lacks_said(void);
const char *needs_said(void);

/* Winsock's name of a code, or "?". */
const char *code_name(int code);

/*
 * The network that the program was started in (--network=): which is the runner's promise, never guessed.
 * - host: any machine; every call names the loopback interface
 * - routed: a namespace with lo (multicast routes through it) and SECOND_* (that for 239.255.78.0/24)
 * - bare: a namespace with lo only, and no route for multicast
 * - full: as bare, and no socket may join an IPv4 group
 * - down: a namespace whose only interface, lo, is down
 */
enum network { NETWORK_HOST, NETWORK_ROUTED, NETWORK_BARE, NETWORK_FULL, NETWORK_DOWN };
extern enum network network;
#define LOOPBACK_INDEX 1
#define SECOND_INDEX   20
#define SECOND_IPV4    "10.77.0.1"
#define SECOND_IPV6    "fd77::1"

#include "net.h"

#endif
