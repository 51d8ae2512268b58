/*
 * Flow specifications: which are possible (QS-03), what they mean for packets (QS-02), and when how much may
 * be sent under one (a token bucket). No clock, no lock, no I/O: whoever owns a flow sees to these.
 */
#ifndef JOINLEAF_COMMON_FLOW_H
#define JOINLEAF_COMMON_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joinleaf/ws_sock.h>

/* The highest rate, in bytes a second, that a service is granted which promises it: 10 Gbit/s. What is faster
 * no single socket here keeps up. */
#define FLOW_RATE_MOST 1250000000u

/* What is in force where nothing was asked for: best effort, all else QOS_NOT_SPECIFIED. */
FLOWSPEC flow_none(void);

/* 0, or WSAEOPNOTSUPP for what cannot be. `largest`: the largest message of the protocol, in bytes. */
int flow_check_sending(const FLOWSPEC *spec, ULONG largest);
int flow_check_receiving(const FLOWSPEC *spec, ULONG largest);

/*
 * The objects behind the flow specifications: WSAEFAULT for none where a length promises some, WSAEOPNOTSUPP
 * for any but a shape-discard mode of TC_NONCONF_SHAPE, which is what a flow here does anyway.
 */
int flow_check_objects(const WSABUF *specific);

/* What is in force once `wanted` was asked for: SERVICETYPE_NOCHANGE leaves what was. */
FLOWSPEC flow_merge(const FLOWSPEC *in_force, const FLOWSPEC *wanted);

bool flow_equal(const FLOWSPEC *one, const FLOWSPEC *other);

/* The differentiated services code point of its packets. */
int flow_dscp(const FLOWSPEC *spec);

/* The largest message that it allows; `largest` if it does not say. */
ULONG flow_message_limit(const FLOWSPEC *spec, ULONG largest);

/* How many bytes a receiver must have room for, so as to lose none while it reads in time. 0: not said. */
uint64_t flow_receive_room(const FLOWSPEC *spec);

/*
 * A bucket, as the time at which it will be full: until then so much is missing as flows in meanwhile. Times
 * are nanoseconds of any clock that never goes back.
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
    bool waited_for;          /* a message found no tokens, so somebody sends as fast as he may */
};

/* Starts with full buckets. */
void flow_shaper_start(struct flow_shaper *shaper, const FLOWSPEC *spec, int64_t now);
bool flow_shaper_limits(const struct flow_shaper *shaper);

/*
 * Takes the tokens of a message of so many bytes: 0 when it may be sent now, else nothing is taken and the
 * time at which there will be enough. A message larger than the bucket is let go when that is full, and paid
 * for afterwards.
 */
int64_t flow_shaper_take(struct flow_shaper *shaper, size_t size, int64_t now);
/* The message was not sent after all. */
void flow_shaper_give_back(struct flow_shaper *shaper, size_t size);

#endif
