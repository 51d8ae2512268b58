/* What an application can set for a session (joinleaf/rooted.h), and what holds until it does. The session's
 * lock guards its options. */
#ifndef JOINLEAF_ROOTED_SESSION_OPTIONS_H
#define JOINLEAF_ROOTED_SESSION_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "providers/rooted/wire/limits.h"
#include "system/address.h"

/* Of the options that may contradict each other or tell more than a default: which ones the application
 * itself has set. */
enum rooted_given {
    ROOTED_GIVEN_WINDOW = 1,
    ROOTED_GIVEN_SEND_BUFFER = 2,
    ROOTED_GIVEN_KEEP_ALIVE = 4,
    ROOTED_GIVEN_DEAD = 8,
    ROOTED_GIVEN_SLOW = 16,
    ROOTED_GIVEN_RECEIVE_BUFFER = 32
};

/*
 * Each session has one: the options of its root's or its leaf's own socket. A root's c_leaf gets a copy of
 * its own when it is made; of this only the linger options count, when it is closed. A leaf that was invited
 * starts with a copy of its listener's. Times are in microseconds.
 */
struct rooted_options {
    uint8_t key[ROOTED_KEY_MAX];
    uint32_t key_size;
    union system_address group; /* family 0: the root chooses */
    uint32_t window;
    uint32_t max_leaves, max_half_open;
    uint32_t least_rate; /* bytes a second, 0: none */
    int64_t handshake_time, join_time, keep_alive, dead_time, slow_time, linger_time;
    unsigned given; /* ROOTED_GIVEN_* */
    bool linger;    /* SO_LINGER, with linger_seconds; 0 seconds: closing ends the connections at once */
    uint16_t linger_seconds;
    bool reuse_address, exclusive_address;
    bool debug; /* SO_DEBUG: read back as set, without effect */
    uint8_t ttl;
    unsigned multicast_interface; /* 0: the one of the control connection */
};

/* Sets every option to its default. */
void rooted_default_options(struct rooted_options *options);

/* Whether closing the socket resets its connections instead of sending BYE. */
static inline bool options_abort_on_close(const struct rooted_options *options)
{
    return options->linger && options->linger_seconds == 0;
}

#endif
