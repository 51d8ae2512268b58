/* What the tests of native/system have in common. They include nothing of a system: they hold on each. */
#ifndef JOINLEAF_TEST_SYSTEM_CHECK_H
#define JOINLEAF_TEST_SYSTEM_CHECK_H

#include <stdio.h>
#include <stdlib.h>

/* Ends the program when it does not hold. */
#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            printf("%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);                             \
            fflush(stdout);                                                                                  \
            exit(1);                                                                                         \
        }                                                                                                    \
    } while (0)

/* The same for two numbers, which it tells. */
#define CHECK_EQUAL(wanted, got)                                                                             \
    do {                                                                                                     \
        long long check_wanted = (long long)(wanted), check_got = (long long)(got);                          \
        if (check_wanted != check_got) {                                                                     \
            printf("%s:%d: %s is %lld, not %lld\n", __FILE__, __LINE__, #got, check_got, check_wanted);      \
            fflush(stdout);                                                                                  \
            exit(1);                                                                                         \
        }                                                                                                    \
    } while (0)

enum { MILLISECOND = 1000, SECOND = 1000000 }; /* of system/clock.h */

void test_threads(void);
void test_streams(void);
void test_datagrams(void);
void test_poller(void);

#endif
