/* What a test program counts: the things that should hold and do not. It goes on, and ends with their number. */
#ifndef JOINLEAF_TEST_CHECK_H
#define JOINLEAF_TEST_CHECK_H

#include <stdio.h>

static int failures;

#define CHECK(what)                                                                                          \
    do {                                                                                                     \
        if (!(what)) {                                                                                       \
            printf("%s:%d: not true: %s\n", __FILE__, __LINE__, #what);                                      \
            failures++;                                                                                      \
        }                                                                                                    \
    } while (0)

#endif
