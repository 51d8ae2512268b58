#include "flow.h"

#include <string.h>

#define SECOND UINT64_C(1000000000)

/*
 * A sender that sleeps until there are tokens wakes up late, and the tokens that overflowed meanwhile would
 * be lost, so that the rate would not be reached. So a bucket that is waited for is filled for this long
 * beyond its size. In nanoseconds.
 */
#define LATENESS INT64_C(5000000)

/* If the size of a bucket was not specified, it holds what flows in during this part of a second. */
enum { DEFAULT_BUCKET_PART = 100 };

/* The service types that an application may ask for, under their two names (QS-02). */
static const struct service {
    SERVICETYPE type;
    int dscp;
    bool promises_rate; /* which must then be given */
} services[] = {
    {SERVICETYPE_BESTEFFORT, 0, false},          {SERVICE_BESTEFFORT, 0, false},
    {SERVICETYPE_CONTROLLEDLOAD, 24, true},      {SERVICE_CONTROLLEDLOAD, 24, true},
    {SERVICETYPE_GUARANTEED, 40, true},          {SERVICE_GUARANTEED, 40, true},
    {SERVICETYPE_QUALITATIVE, 0, false},         {SERVICE_QUALITATIVE, 0, false},
    {SERVICETYPE_GENERAL_INFORMATION, 0, false},
};

/* There is no signalling here, so a request for no signalling changes nothing. */
static SERVICETYPE service_type(const FLOWSPEC *spec)
{
    return spec->ServiceType & ~(SERVICETYPE)SERVICE_NO_QOS_SIGNALING;
}

/* SERVICE_NO_TRAFFIC_CONTROL with a service, whose own high bit may be set too. */
static bool without_traffic_control(SERVICETYPE type)
{
    return (type & SERVICE_NO_TRAFFIC_CONTROL) == SERVICE_NO_TRAFFIC_CONTROL;
}

static const struct service *service_of(const FLOWSPEC *spec)
{
    SERVICETYPE type = service_type(spec);
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        SERVICETYPE plain = services[i].type;
        if (type == plain || type == (plain | SERVICE_NO_TRAFFIC_CONTROL)) {
            return &services[i];
        }
    }
    return NULL;
}

static bool is_specified(ULONG value)
{
    return value != QOS_NOT_SPECIFIED;
}

/* Returns the rate, or 0 if it sets no limit. */
static uint64_t rate_limit(ULONG rate)
{
    return is_specified(rate) && rate != POSITIVE_INFINITY_RATE ? rate : 0;
}

/* Neither traffic nor a change is asked for: the other members mean nothing. */
static bool asks_nothing(const FLOWSPEC *spec)
{
    SERVICETYPE type = service_type(spec);
    return type == SERVICETYPE_NOTRAFFIC || type == SERVICETYPE_NOCHANGE;
}

FLOWSPEC flow_none(void)
{
    FLOWSPEC none;
    memset(&none, 0xff, sizeof none);
    none.ServiceType = SERVICETYPE_BESTEFFORT;
    return none;
}

/* Returns true for sizes that no message can have, and for rates that contradict each other. */
static bool is_contradictory(const FLOWSPEC *spec, ULONG largest)
{
    if (is_specified(spec->MaxSduSize) && (spec->MaxSduSize == 0 || spec->MaxSduSize > largest)) {
        return true;
    }
    if (is_specified(spec->MinimumPolicedSize) &&
        spec->MinimumPolicedSize > flow_message_limit(spec, largest)) {
        return true;
    }
    return spec->TokenRate == 0 ||
           (rate_limit(spec->TokenRate) != 0 && spec->PeakBandwidth < spec->TokenRate);
}

int flow_check_receiving(const FLOWSPEC *spec, ULONG largest)
{
    if (asks_nothing(spec)) {
        return 0;
    }
    const struct service *service = service_of(spec);
    bool too_much = service != NULL && service->promises_rate && is_specified(spec->TokenRate) &&
                    spec->TokenRate > FLOW_RATE_MOST;
    return service == NULL || too_much || is_contradictory(spec, largest) ? WSAEOPNOTSUPP : 0;
}

int flow_check_sending(const FLOWSPEC *spec, ULONG largest)
{
    int error = flow_check_receiving(spec, largest);
    if (error == 0 && !asks_nothing(spec) && service_of(spec)->promises_rate &&
        !is_specified(spec->TokenRate)) {
        error = WSAEOPNOTSUPP; /* only a receiver need not specify it */
    }
    return error;
}

int flow_check_objects(const WSABUF *specific)
{
    if (specific->len > 0 && specific->buf == NULL) {
        return WSAEFAULT;
    }
    ULONG at = 0;
    while (specific->len - at >= sizeof(QOS_OBJECT_HDR)) {
        QOS_SD_MODE object = {0};
        memcpy(&object, specific->buf + at, sizeof(QOS_OBJECT_HDR));
        if (object.ObjectHdr.ObjectType == QOS_OBJECT_END_OF_LIST) {
            return 0;
        }
        if (object.ObjectHdr.ObjectType != QOS_OBJECT_SD_MODE ||
            object.ObjectHdr.ObjectLength != sizeof object || specific->len - at < sizeof object) {
            return WSAEOPNOTSUPP;
        }
        memcpy(&object, specific->buf + at, sizeof object);
        if (object.ShapeDiscardMode != TC_NONCONF_SHAPE) {
            return WSAEOPNOTSUPP;
        }
        at += (ULONG)sizeof object;
    }
    return at == specific->len ? 0 : WSAEOPNOTSUPP;
}

FLOWSPEC flow_merge(const FLOWSPEC *in_force, const FLOWSPEC *wanted)
{
    return service_type(wanted) == SERVICETYPE_NOCHANGE ? *in_force : *wanted;
}

bool flow_equal(const FLOWSPEC *one, const FLOWSPEC *other)
{
    return memcmp(one, other, sizeof *one) == 0; /* eight ULONGs: no padding */
}

/* Returns whether packets are marked, shaped and limited in size at all. */
static bool is_controlled(const FLOWSPEC *spec)
{
    return !asks_nothing(spec) && !without_traffic_control(spec->ServiceType);
}

int flow_dscp(const FLOWSPEC *spec)
{
    const struct service *service = service_of(spec);
    return service != NULL && is_controlled(spec) ? service->dscp : 0;
}

ULONG flow_message_limit(const FLOWSPEC *spec, ULONG largest)
{
    return is_controlled(spec) && is_specified(spec->MaxSduSize) && spec->MaxSduSize < largest
               ? spec->MaxSduSize
               : largest;
}

/* That is the largest burst, and what comes while it may wait to be read. */
uint64_t flow_receive_room(const FLOWSPEC *spec)
{
    if (!is_controlled(spec)) {
        return 0;
    }
    uint64_t burst = is_specified(spec->TokenBucketSize) ? spec->TokenBucketSize : 0;
    uint64_t rate = rate_limit(spec->TokenRate);
    return burst + (is_specified(spec->Latency) ? rate * spec->Latency / 1000000 : 0);
}

void flow_shaper_start(struct flow_shaper *shaper, const FLOWSPEC *spec, int64_t now)
{
    memset(shaper, 0, sizeof *shaper);
    if (!is_controlled(spec)) {
        return;
    }
    uint64_t rate = rate_limit(spec->TokenRate);
    uint64_t size = is_specified(spec->TokenBucketSize) ? spec->TokenBucketSize : rate / DEFAULT_BUCKET_PART;
    shaper->token = (struct flow_bucket){.rate = rate, .size = size, .full = now};
    shaper->peak = (struct flow_bucket){.rate = rate_limit(spec->PeakBandwidth), .size = 0, .full = now};
    shaper->smallest = is_specified(spec->MinimumPolicedSize) ? spec->MinimumPolicedSize : 0;
}

bool flow_shaper_limits(const struct flow_shaper *shaper)
{
    return shaper->token.rate != 0 || shaper->peak.rate != 0;
}

/* Returns how long so many bytes take to flow in, rounded up, so that the rate is never exceeded. */
static int64_t inflow_time(const struct flow_bucket *bucket, uint64_t bytes)
{
    return (int64_t)((bytes * SECOND + bucket->rate - 1) / bucket->rate);
}

/* Returns when the bucket holds so many bytes or, if that is more than it can hold, when it is full. */
static int64_t bucket_ready(const struct flow_bucket *bucket, uint64_t bytes)
{
    if (bucket->rate == 0) {
        return 0;
    }
    return bytes < bucket->size ? bucket->full - inflow_time(bucket, bucket->size - bytes) : bucket->full;
}

static void bucket_take(struct flow_bucket *bucket, uint64_t bytes, int64_t overflows)
{
    if (bucket->rate != 0) {
        bucket->full = (bucket->full > overflows ? bucket->full : overflows) + inflow_time(bucket, bytes);
    }
}

static uint64_t policed_size(const struct flow_shaper *shaper, size_t size)
{
    return size < shaper->smallest ? shaper->smallest : size;
}

int64_t flow_shaper_take(struct flow_shaper *shaper, size_t size, int64_t now)
{
    uint64_t bytes = policed_size(shaper, size);
    int64_t token_ready = bucket_ready(&shaper->token, bytes),
            peak_ready = bucket_ready(&shaper->peak, bytes);
    int64_t ready = token_ready > peak_ready ? token_ready : peak_ready;
    if (ready > now) {
        shaper->waited_for = true;
        return ready;
    }
    int64_t overflows = shaper->waited_for ? now - LATENESS : now;
    if (shaper->token.full < overflows && shaper->peak.full < overflows) {
        shaper->waited_for = false;
    }
    if (!shaper->waited_for) {
        overflows = now;
    }
    bucket_take(&shaper->token, bytes, overflows);
    bucket_take(&shaper->peak, bytes, overflows);
    return 0;
}

void flow_shaper_give_back(struct flow_shaper *shaper, size_t size)
{
    uint64_t bytes = policed_size(shaper, size);
    struct flow_bucket *buckets[] = {&shaper->token, &shaper->peak};
    for (size_t i = 0; i < 2; i++) {
        if (buckets[i]->rate != 0) {
            buckets[i]->full -= inflow_time(buckets[i], bytes);
        }
    }
}
