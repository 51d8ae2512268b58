/* What a test program counts: the things that should hold and do not. It goes on, and ends with their number.
 */
#ifndef JOINLEAF_TEST_FAILURES_H
#define JOINLEAF_TEST_FAILURES_H

#include <stdio.h>

static int failures;

/* Counts what does not hold; `format` and `detail` tell what is known besides. Each program has its CHECK of
 * it. */
#define CHECK_TELLING(what, format, detail)                                                                  \
    do {                                                                                                     \
        if (!(what)) {                                                                                       \
            printf("%s:%d: not true: %s" format "\n", __FILE__, __LINE__, #what, detail);                    \
            failures++;                                                                                      \
        }                                                                                                    \
    } while (0)

/* The program's last line, and its exit code. */
static inline int failures_told(void)
{
    if (failures == 0) {
        puts("ok");
    } else {
        printf("%d failure%s\n", failures, failures == 1 ? "" : "s");
    }
    return failures != 0;
}

#endif
