/*
 * Flow specifications: which are possible (QS-03), what they mean for packets (QS-02), and when how much may
 * be sent under one (a token bucket). No clock, no lock, no I/O: the owner of a
 * flow takes care of these.
 */
#ifndef JOINLEAF_COMMON_FLOW_H
#define JOINLEAF_COMMON_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joinleaf/ws_sock.h>

/* The highest rate, in bytes a second, that is granted to a service which promises its rate: 10 Gbit/s. No
 * single socket here keeps up a higher one. */
#define FLOW_RATE_MOST 1250000000u

/* Returns what is in force if nothing was asked for: best effort, and QOS_NOT_SPECIFIED for the rest. */
FLOWSPEC flow_none(void);

/* They return 0, or WSAEOPNOTSUPP for what cannot be done. `largest` is the protocol's largest message, in
 * bytes. */
int flow_check_sending(const FLOWSPEC *spec, ULONG largest);
int flow_check_receiving(const FLOWSPEC *spec, ULONG largest);

/*
 * Checks the objects behind the flow specifications. WSAEFAULT: there are none, although a length promises
 * some. WSAEOPNOTSUPP: there is another one than a shape-discard mode of TC_NONCONF_SHAPE, which is what a
 * flow does here.
 */
int flow_check_objects(const WSABUF *specific);

/* Returns what is in force once `wanted` was asked for. SERVICETYPE_NOCHANGE leaves what was in force. */
FLOWSPEC flow_merge(const FLOWSPEC *in_force, const FLOWSPEC *wanted);

bool flow_equal(const FLOWSPEC *one, const FLOWSPEC *other);

/* Returns the differentiated services code point of the flow's packets. */
int flow_dscp(const FLOWSPEC *spec);

/* Returns the largest message that the flow allows, or `largest` if it does not say. */
ULONG flow_message_limit(const FLOWSPEC *spec, ULONG largest);

/* Returns how many bytes a receiver needs room for, so that it loses none while it reads in time; 0 if the
 * flow does not say. */
uint64_t flow_receive_room(const FLOWSPEC *spec);

/*
 * A token bucket. Its level is kept as the time at which it will be full: what flows in until then is missing
 * now. Times are nanoseconds of any clock that never goes back.
 */
struct flow_bucket {
    uint64_t rate; /* bytes a second; 0: no limit */
    uint64_t size;
    int64_t full;
};

struct flow_shaper {
    struct flow_bucket token; /* TokenRate and TokenBucketSize */
    struct flow_bucket peak;  /* PeakBandwidth: one message at a time */
    ULONG smallest;           /* MinimumPolicedSize: a smaller message counts as one of this size */
    bool waited_for;          /* a message found no tokens: the sender is as fast as it may be */
};

/* Starts a shaper with full buckets. */
void flow_shaper_start(struct flow_shaper *shaper, const FLOWSPEC *spec, int64_t now);
/* Returns whether the shaper ever makes a message wait. */
bool flow_shaper_limits(const struct flow_shaper *shaper);

/*
 * Takes the tokens of a message of so many bytes and returns 0 if it may be sent now. Else it takes nothing
 * and returns the time at which there will be enough. A message that is larger than the bucket may be sent
 * when the bucket is full, and is paid for afterwards.
 */
int64_t flow_shaper_take(struct flow_shaper *shaper, size_t size, int64_t now);
/* Gives back the tokens of a message that was not sent after all. */
void flow_shaper_give_back(struct flow_shaper *shaper, size_t size);

#endif
