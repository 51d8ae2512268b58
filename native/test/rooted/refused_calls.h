/* System calls that fail for as long as a test says so, as the filter of a service manager has them fail. */
#ifndef JOINLEAF_TEST_ROOTED_REFUSED_CALLS_H
#define JOINLEAF_TEST_ROOTED_REFUSED_CALLS_H

#include <stdatomic.h>

struct refused_call {
    atomic_int code; /* the errno; 0: the call works */
    atomic_int times;
};
extern struct refused_call accepts, waits, fine_waits, receives /* of datagrams */;

#endif
