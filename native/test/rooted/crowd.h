/* What a crowd of strangers does to a root: sockets of the system alone, nothing of the library. */
#ifndef JOINLEAF_TEST_ROOTED_CROWD_H
#define JOINLEAF_TEST_ROOTED_CROWD_H

#include <stdbool.h>
#include <stdint.h>

enum crowd_deed {
    CROWD_SILENT,  /* says nothing */
    CROWD_HALF,    /* half a HELLO */
    CROWD_REFUSED, /* a HELLO of a version that is refused, and stays */
    CROWD_GREETS,  /* HELLO, and nothing more */
    CROWD_MISFIT,  /* HELLO and a request that no root takes, or that lacks its tag; stays */
    CROWD_GARBAGE, /* what is no frame */
    CROWD_HUGE,    /* a frame that says it is as long as can be said */
    CROWD_DEEDS
};

extern const char *const crowd_deeds[CROWD_DEEDS];

struct crowd_strangers {
    uint32_t made, failed;
    double seconds;
};

/* at: a sockaddr_in. rate: connections a second, 0: as many as can be made. */
struct crowd_strangers crowd_attack(const void *at, enum crowd_deed deed, double rate, double seconds,
                                    bool keyed);
bool crowd_is_open(int fd);
void crowd_limit_descriptors(unsigned most);

#endif
