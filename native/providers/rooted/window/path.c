/* The way to one leaf: what its ACKs measure, and what a round has found on it. */
#include "pace.h"

#include <stddef.h>

#include "providers/rooted/wire/limits.h"

enum {
    SPAN_ROUNDS = 4,      /* rounds in a span; the best rate of the last PACE_SPANS spans counts */
    HEAVY_DATAGRAMS = 4,  /* a loss is heavy from so many datagrams on; see HEAVY_LOSS */
    HEAVY_START = 16,     /* and from so many on at the start, while no queue was seen yet */
    LONGEST_ROUNDS = 256, /* over about so many rounds the longest queue is remembered, */
    USUAL_ROUNDS = 32,    /* and over so many what is lost without a queue */
    LATE_ROUNDS = 8,      /* and over so many how late ACKs come at most */
    DRIFT_SHARE = 1024,   /* two clocks drift apart by less than this part of the time */
    NARROW_LEAST = 64,    /* so many are lost where the link has become narrower; see NARROW_LOSS */
    SLIGHT_DATAGRAMS = 2, /* so many may be lost to a short queue that others fill, too; see MORE_LOSS */
    SOME_DATAGRAMS = 6    /* at least so many are lost to a queue that others keep; see SOME_LOSS */
};

#define RATE_MOST 1e12 /* bytes a second: whatever a leaf says, no more is believed */

#define MORE_LOSS   4.0  /* so many times what is usually lost without a queue is lost to a short one */
#define FIRST_USUAL 0.02 /* what is usually lost, until that is known */

#define HEAVY_LOSS 0.15 /* a loss of more than this share of a round is heavy: no bad way loses so much */
/* While no queue was seen yet, more than this and a slight delay is a queue's loss; at the start less is. */
#define SOME_LOSS  0.04
#define START_LOSS 0.02
/* Nor does the root lose so much by its own probing, or beside others, but where the link has become
 * narrower. Of a few datagrams one burst may be so much. */
#define NARROW_LOSS 0.4

void pace_path_again(struct pace_path *path)
{
    path->begun = path->way_known = false;
}

void pace_path_init(struct pace_path *path)
{
    *path = (struct pace_path){
        .usual_loss = FIRST_USUAL, .round_queue = PACE_NO_SAMPLE, .round_late = PACE_NO_SAMPLE};
}

/* ---- measuring ---- */

static void measure_rtt(struct pace_path *path, int64_t rtt, int64_t now)
{
    if (rtt <= 0) {
        return;
    }
    if (path->rtt_least == 0 || rtt <= path->rtt_least) {
        path->rtt_least = rtt;
        path->least_at = now;
    }
    if (path->rtt_recent == 0 || rtt < path->rtt_recent) {
        path->rtt_recent = rtt;
    }
    if (path->round_rtt == 0 || rtt < path->round_rtt) {
        path->round_rtt = rtt;
    }
}

/*
 * How much later the ACK came than the fastest one did. A segment that its connection had to send again, or
 * others' data before it on the way back, says nothing of the way that the datagrams go.
 */
static int64_t measure_late(struct pace_path *path, const struct pace_sample *sample, int64_t now)
{
    uint32_t back = (uint32_t)now - sample->acked;
    path->back_least += (uint32_t)((now - path->back_at) / DRIFT_SHARE);
    int32_t late = (int32_t)(back - path->back_least);
    if (path->back_at == 0 || late < 0 || late > ROOTED_RTT_BELIEVED) {
        path->back_least = back;
    }
    path->back_at = now;
    return (int32_t)(back - path->back_least);
}

static void note_late(struct pace_path *path, int64_t late)
{
    path->late_most = late > path->late_most ? late : path->late_most;
    path->round_late = late < path->round_late ? late : path->round_late;
}

/*
 * How long the echoed datagram waited on its way. The two clocks do not agree, but their difference is the
 * same for all datagrams. What delays ACKs on the control connection does not count.
 */
static int64_t measure_queue(struct pace_path *path, const struct pace_sample *sample)
{
    uint32_t way = sample->stamp - (uint32_t)sample->sent_at;
    if (!path->way_known || (int32_t)(way - path->way_least) < 0) {
        path->way_known = true;
        path->way_least = way;
    }
    return (int32_t)(way - path->way_least);
}

/* Whether datagrams are so late that a loss of so many may be that of a full queue. A short queue may be
 * full, too, if more is lost than without it. */
static bool is_queue(const struct pace_path *path, int64_t delay, uint32_t missed, uint64_t sent)
{
    bool more = (double)missed > 1 + MORE_LOSS * path->usual_loss * (double)sent;
    int64_t least = path->rtt_least * (more ? 1 : 3) / 8;
    return delay > (least > 2 * ROOTED_MS ? least : 2 * ROOTED_MS) && delay > path->longest / 2;
}

/* Whether so much is lost that the link is full, even if the queue was never empty, so nothing seems late. */
static bool is_heavy(uint32_t missed, uint64_t sent)
{
    return missed >= HEAVY_DATAGRAMS && (double)missed > (double)sent * HEAVY_LOSS;
}

/*
 * Bytes a second since the mark. A leaf that woke up late or a burst of ours does not make it too high. Nor
 * does what comes twice, since a network may double datagrams and anybody may send old ones again: the path
 * has carried no more than went out. What it loses for another reason than a full queue does not make it too
 * low, because it could have carried that.
 */
static double rate_since_mark(const struct pace_path *path, const struct pace_sample *to)
{
    const struct pace_sample *from = &path->mark;
    int64_t arrived = (int64_t)(to->stamp - from->stamp), sent = to->sent_at - from->sent_at;
    int64_t time = arrived > sent ? arrived : sent;
    uint32_t missed = to->missed - from->missed;
    uint64_t went = to->sequence - from->sequence;
    double put = (double)(to->sent - from->sent);
    double bytes = (double)(to->received - from->received);
    double most = put + (double)(to->again_behind - from->again);
    bytes = bytes < most ? bytes : most;
    bool clear = !is_queue(path, from->queue, missed, went) && !is_queue(path, to->queue, missed, went);
    bool few = (double)missed <= (double)went * HEAVY_LOSS; /* is_heavy lets any three pass */
    if (clear && !to->hasty && to->sequence > from->sequence && few) {
        bytes += (double)missed * put / (double)went;
    }
    double rate = time <= 0 ? 0 : bytes * 1e6 / (double)time;
    return rate < RATE_MOST ? rate : RATE_MOST;
}

static bool long_enough(const struct pace_path *path, const struct pace_sample *sample)
{
    int64_t least = path->rtt_least > ROOTED_MS ? path->rtt_least : ROOTED_MS;
    return (int64_t)(sample->stamp - path->mark.stamp) >= least &&
           sample->sent_at - path->mark.sent_at >= 0 && sample->received > path->mark.received;
}

void pace_sample(struct pace_path *path, struct pace_sample *sample, int64_t now)
{
    int64_t late = measure_late(path, sample, now);
    note_late(path, late);
    sample->rtt -= sample->rtt > late ? late : sample->rtt;
    measure_rtt(path, sample->rtt, now);
    sample->queue = sample->rtt == 0 ? 0 : measure_queue(path, sample);
    if (sample->rtt > 0 && sample->queue < path->round_queue) {
        path->round_queue = sample->queue;
    }
    if (!path->begun) {
        path->begun = true;
        path->mark = *sample;
        path->round_sequence = sample->sequence;
        path->round_missed = sample->missed;
        return;
    }
    path->mark.limited = path->mark.limited || sample->limited;
    if (!long_enough(path, sample)) {
        return;
    }
    double rate = rate_since_mark(path, sample);
    bool limited = path->mark.limited;
    path->round_rate = rate > path->round_rate ? rate : path->round_rate;
    if (rate > 0 && (!limited || rate > path->rate[0])) {
        path->rate[0] = rate > path->rate[0] ? rate : path->rate[0];
        path->rated = true;
    }
    path->round_limited = limited;
    path->mark = *sample;
}

/* ---- a round's end ---- */

static double best_rate(const struct pace_path *path)
{
    double best = 0;
    for (size_t i = 0; i < PACE_SPANS; i++) {
        best = path->rate[i] > best ? path->rate[i] : best;
    }
    return best;
}

/* Of this round's datagrams, as far as it was measured: how many went out, and how many the leaf missed. */
static uint64_t round_sent(const struct pace_path *path)
{
    return path->mark.sequence - path->round_sequence;
}

static uint32_t round_missed(const struct pace_path *path)
{
    return path->mark.missed - path->round_missed;
}

static double loss_on_path(const struct pace_path *path)
{
    uint64_t sent = round_sent(path);
    uint32_t missed = round_missed(path);
    double share = sent == 0 ? 0 : (double)missed / (double)sent;
    return share < 1 ? share : 1;
}

/* How late even the fastest datagram of the round was. Clocks drift apart slowly, which the round-trip time
 * does not show. */
static int64_t round_delay(const struct pace_path *path)
{
    int64_t rtt_more = path->round_rtt - path->rtt_least;
    return path->round_queue < rtt_more ? path->round_queue : rtt_more;
}

/* Whether the round seems to have met a queue that others keep: while the least round-trip time may be one
 * with a queue, that shows only in a slight delay, and in a loss of so many that are more than the share. */
static bool meets_others(const struct pace_path *path, uint32_t least, double share)
{
    uint32_t missed = round_missed(path);
    return !path->known && round_delay(path) > path->rtt_least / 32 + ROOTED_MS / 2 && missed >= least &&
           (double)missed > (double)round_sent(path) * share;
}

/* Whether what was lost in the round was lost to a full queue. */
static bool loss_is_queue(const struct pace *pace, const struct pace_path *path)
{
    uint32_t missed = round_missed(path);
    int64_t delay = round_delay(path);
    bool start = pace->state == PACE_STARTUP;
    bool few = start && !path->known && missed < HEAVY_START;
    return is_queue(path, delay, start ? 0 : missed, round_sent(path)) ||
           (is_heavy(missed, round_sent(path)) && !few) ||
           (!start && (meets_others(path, SOME_DATAGRAMS, SOME_LOSS) ||
                       meets_others(path, SLIGHT_DATAGRAMS, MORE_LOSS * path->usual_loss)));
}

/* The round after a loss to a full queue does not count: it may find more of that loss. */
static void measure_usual_loss(const struct pace *pace, struct pace_path *path, double lost)
{
    if (!pace->lossy && round_sent(path) > 0 && round_delay(path) < path->rtt_least / 8) {
        path->usual_loss += ((lost < HEAVY_LOSS ? lost : HEAVY_LOSS) - path->usual_loss) / USUAL_ROUNDS;
    }
}

/* In PACE_PROBE_RTT little is under way for two rounds: the first empties the queue, the second measures. */
static void look_for_least(const struct pace *pace, struct pace_path *path, int64_t now)
{
    if (pace->state != PACE_PROBE_RTT) {
        return;
    }
    if (pace->phase > 0 && path->rtt_recent > 0) {
        bool less =
            path->rtt_before == 0 || path->rtt_recent < path->rtt_before; /* others may have kept a queue */
        path->rtt_least = less ? path->rtt_recent : path->rtt_before;
        path->rtt_before = path->rtt_recent;
        path->least_at = now;
    }
    if (pace->phase > 0 && path->rtt_recent == 0) {
        path->back_at = 0; /* whatever ACKs seem to be late by is wrong */
    }
    path->rtt_recent = 0;
    path->way_known = pace->phase > 0 && path->way_known;
}

/* So much is lost to a full queue that the link must have become narrower. It does not carry any more what
 * earlier rounds have found, but what this one has. */
static void refute_rate(struct pace_path *path, double lost)
{
    double left = best_rate(path) * (1 - lost);
    path->rate[0] = left > path->round_rate ? left : path->round_rate;
    path->rate[1] = path->rate[2] = 0;
}

/* queue: what was lost seems to be lost to a full queue. */
static void sum_up_loss(struct pace *pace, struct pace_path *path, double lost, bool queue)
{
    pace->any_loss = lost > pace->any_loss ? lost : pace->any_loss;
    pace->met = pace->met || (pace->state == PACE_STARTUP && meets_others(path, SOME_DATAGRAMS, START_LOSS));
    measure_usual_loss(pace, path, lost);
    path->filled = path->filled || (queue && lost > 0);
    if ((queue || yield_worn(pace)) && lost > pace->worst_loss) {
        pace->worst_loss = lost;
    }
}

/* The round-trip times, the queues' delays and how late ACKs are: the path's own, and of all paths the greatest. */
static void sum_up_delays(struct pace *pace, struct pace_path *path)
{
    if (path->rtt_least > pace->most_least_rtt) {
        pace->most_least_rtt = path->rtt_least;
    }
    path->longest -= path->longest / LONGEST_ROUNDS;
    path->longest = round_delay(path) > path->longest ? round_delay(path) : path->longest;
    path->known = path->known || path->round_rtt > path->rtt_least + path->rtt_least / 4;
    pace->known = pace->known && path->known;
    pace->round_rtt = path->round_rtt > pace->round_rtt ? path->round_rtt : pace->round_rtt;
    int64_t full = path->rtt_least + path->longest;
    pace->full_rtt = full > pace->full_rtt ? full : pace->full_rtt;
    if (path->round_rtt > 0) { /* smoothed: a lost segment of the control connection may have added some */
        bool less = path->rtt == 0 || path->round_rtt < path->rtt;
        path->rtt = less ? path->round_rtt : path->rtt + (path->round_rtt - path->rtt) / 4;
    }
    if (path->round_late != PACE_NO_SAMPLE) {
        bool less = path->round_late < path->late;
        path->late = less ? path->round_late : path->late + (path->round_late - path->late) / 4;
    }
    pace->round_late = path->late > pace->round_late ? path->late : pace->round_late;
    pace->round_late_most = path->late_most > pace->round_late_most ? path->late_most : pace->round_late_most;
    path->late_most -= path->late_most / LATE_ROUNDS;
    if (path->rtt > pace->most_rtt) {
        pace->most_rtt = path->rtt;
    }
    if (path->rtt_least > 0 && path->least_at < pace->oldest_rtt) {
        pace->oldest_rtt = path->least_at;
    }
}

static void begin_next_round(const struct pace *pace, struct pace_path *path)
{
    path->round_sequence = path->mark.sequence;
    path->round_missed = path->mark.missed;
    path->round_rtt = 0;
    path->round_rate = 0;
    path->round_queue = path->round_late = PACE_NO_SAMPLE;
    /* A rate grows old only where more could have been sent, or where the queue was full all the same. */
    if (pace->rounds % SPAN_ROUNDS == 0 && (!path->round_limited || path->filled)) {
        path->rate[2] = path->rate[1];
        path->rate[1] = path->rate[0];
        path->rate[0] = 0;
        path->filled = false;
    }
}

void pace_round_path(struct pace *pace, struct pace_path *path, int64_t now)
{
    pace->unrated = pace->unrated || !path->rated;
    if (!path->begun) {
        return;
    }
    look_for_least(pace, path, now);
    double lost = loss_on_path(path);
    bool queue = loss_is_queue(pace, path);
    bool narrow = lost > NARROW_LOSS && round_missed(path) >= NARROW_LEAST;
    bool begins = pace->state == PACE_STARTUP || pace->state == PACE_DRAIN;
    if (!begins && queue && narrow && !pace->rival) {
        refute_rate(path, lost);
    }
    double rate = best_rate(path);
    if (path->rated && (pace->least_rate == 0 || rate < pace->least_rate)) {
        pace->least_rate = rate;
        pace->all_limited = path->round_limited;
    }
    sum_up_loss(pace, path, lost, queue);
    sum_up_delays(pace, path);
    begin_next_round(pace, path);
}
