/* A leaf that joins as it should and then does its worst: sockets of the system and the wire's bytes alone.
 */
#ifndef JOINLEAF_TEST_ROOTED_BAD_LEAF_H
#define JOINLEAF_TEST_ROOTED_BAD_LEAF_H

#include <stdbool.h>
#include <stdint.h>

enum bad_leaf_deed {
    BAD_LEAF_NONE,     /* there is none */
    BAD_LEAF_FUTURE,   /* acknowledges what was never sent */
    BAD_LEAF_BACK,     /* takes an acknowledgement back */
    BAD_LEAF_WINDOW,   /* says that it has room for more than any window holds */
    BAD_LEAF_STORM,    /* reports all it has not acknowledged as missing, all the time */
    BAD_LEAF_FLOOD,    /* acknowledges all the time, with another size of its socket each time */
    BAD_LEAF_TOGGLE,   /* says all the time that no multicast reaches it, and that some does */
    BAD_LEAF_OPTIMIST, /* says that all that was sent has come at once */
    BAD_LEAF_MISER,    /* acknowledges all at once, and says that next to nothing of it has come */
    BAD_LEAF_CLOCK,    /* the same, and that it took a thousand times as long as it did */
    BAD_LEAF_ECHO,     /* the same, but echoes a datagram in 50 ms */
    BAD_LEAF_SOCKET,   /* says that its socket holds a byte */
    BAD_LEAF_DRIP,     /* honest, but begins a message and sends it byte by byte, as fast as it can */
    BAD_LEAF_TRICKLE,  /* acknowledges a datagram in 50 ms */
    BAD_LEAF_STALL,    /* acknowledges nothing */
    BAD_LEAF_DEEDS
};

extern const char *const bad_leaf_deeds[BAD_LEAF_DEEDS];

struct bad_leaf {
    uint64_t out, in, repaired; /* bytes on its connection; of these, repairs */
    bool joined, ended;         /* ended: by the root */
    bool done;                  /* the root left, and the leaf has said that it has all */
    double ended_after;         /* seconds */
};

/* `at` is a sockaddr_in. */

/* Asks for flow specifications that no WSAJoinLeaf takes. Returns whether it was admitted. */
bool bad_leaf_asks_for_too_much(const void *at);

struct bad_leaf bad_leaf_run(const void *at, enum bad_leaf_deed deed, double seconds);

#endif
