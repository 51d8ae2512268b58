/* A flood of datagrams: sockets of the system alone, nothing of the library. */
#ifndef JOINLEAF_TEST_ROOTED_GARBAGE_H
#define JOINLEAF_TEST_ROOTED_GARBAGE_H

#include <stdint.h>

enum garbage_deed {
    GARBAGE_RANDOM,  /* random bytes to the group */
    GARBAGE_SESSION, /* datagrams of another session to the group */
    GARBAGE_TO_ROOT, /* random bytes to the port that the root sends from */
    GARBAGE_DEEDS
};

extern const char *const garbage_deeds[GARBAGE_DEEDS];

struct garbage {
    uint64_t sent;
    double seconds;
};

/* group: a sockaddr_in. rate: datagrams a second, 0: as many as can be sent. Begins with a datagram of the
 * session, and writes a byte to `begun` then. */
struct garbage garbage_flood(const void *group, enum garbage_deed deed, double rate, double seconds,
                             int begun);

#endif
