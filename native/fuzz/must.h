/* must.h - what has to hold in a fuzz target: libFuzzer takes an abort for a finding. */
#ifndef MUST_H
#define MUST_H

#include <stdlib.h>

#define MUST(what)                                                                                           \
    do {                                                                                                     \
        if (!(what)) {                                                                                       \
            abort();                                                                                         \
        }                                                                                                    \
    } while (0)

#endif
