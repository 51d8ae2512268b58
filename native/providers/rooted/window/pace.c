#include "pace.h"

#include <stddef.h>

#include "cubic.h"
#include "providers/rooted/wire/limits.h"

enum {
    SPAN_ROUNDS = 4,      /* rounds in a span; the best rate of the last PACE_SPANS spans counts */
    FULL_ROUNDS = 3,      /* if so many rounds find no quarter more, the path is full */
    FIRST_DATAGRAMS = 16, /* under way before anything is measured */
    LEAST_DATAGRAMS = 4,  /* under way at least */
    HEAVY_DATAGRAMS = 4,  /* a loss is heavy from so many datagrams on; see HEAVY_LOSS */
    STRIFE_ROUNDS = 32,   /* over about so many rounds the shares of losses are taken */
    QUIET_ROUNDS = 8      /* if so many rounds lose nothing, there is room */
};

#define STARTUP_GAIN 2.77 /* 4 ln 2: each round is twice as fast as the one before */
#define WINDOW_GAIN  2.0
#define WINDOW_MOST  1e12 /* bytes */
#define RATE_MOST    1e12 /* bytes a second: whatever a leaf says, no more is believed */
#define LOSS_KEEP    0.7  /* what stays of the bytes under way when a full queue lost some: CUBIC's beta */
#define FOUND_MORE   1.05 /* a probe has found more if the rate is this many times what it was */

#define HEAVY_LOSS   0.15 /* a loss of more than this share of a round is heavy: no bad way loses so much */
#define STRIFE_MOST  0.2  /* if more of the rounds lose any, there is a rival: others cause fewer */
#define STRIFE_LEAST 0.05 /* if fewer of the rounds lose any, there is no rival */
#define WEAR_ROUND   0.2  /* a round counts with no more than this share: only a beginning loses more */
#define WEAR_MOST    0.08 /* if more is lost for long, it is too much, whatever the reason is */

/* Beside a rival: */
#define RIVAL_PROBE  1.1 /* how much faster a probe for more is; what is too much is lost there */
#define RIVAL_WINDOW 2.5
#define RIVAL_LOSS   0.2  /* only a round that loses more than this share makes room */
#define RIVAL_GROWTH 1.25 /* how the bytes under way grow again, each round */

/* The rate's cycle: probe for more, then give back what that queued, then send as fast as was measured. */
static const double gains[] = {1.25, 0.75, 1, 1, 1, 1, 1, 1};
enum { PHASES = sizeof gains / sizeof *gains, PHASE_PROBE = 0, PHASE_GIVE_BACK = 1 };

void pace_init(struct pace *pace, uint32_t datagram)
{
    *pace = (struct pace){.datagram = datagram, .next_at = INT64_MIN / 2, .rtt = ROOTED_RTT_UNKNOWN};
}

void pace_path_again(struct pace_path *path)
{
    path->begun = path->way_known = false;
}

void pace_path_init(struct pace_path *path)
{
    *path = (struct pace_path){.begun = false, .round_queue = INT64_MAX};
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

/* Whether datagrams are so late that a loss may be that of a full queue. */
static bool is_queue(const struct pace_path *path, int64_t delay)
{
    return delay > (path->rtt_least / 2 > 2 * ROOTED_MS ? path->rtt_least / 2 : 2 * ROOTED_MS);
}

/* Whether so much is lost that the link is full, even if the queue was never empty, so nothing seems late. */
static bool is_heavy(uint32_t missed, uint64_t sent)
{
    return missed >= HEAVY_DATAGRAMS && (double)missed > (double)sent * HEAVY_LOSS;
}

/*
 * Bytes a second since the mark. A leaf that woke up late or a burst of ours does not make it too high. What
 * the path loses for another reason than a full queue does not make it too low, because the path could have
 * carried that.
 */
static double rate_since_mark(const struct pace_path *path, const struct pace_sample *to)
{
    const struct pace_sample *from = &path->mark;
    int64_t arrived = (int64_t)(to->stamp - from->stamp), sent = to->sent_at - from->sent_at;
    int64_t time = arrived > sent ? arrived : sent;
    double bytes = (double)(to->received - from->received);
    bool clear = !is_queue(path, from->queue) && !is_queue(path, to->queue);
    uint32_t missed = to->missed - from->missed;
    uint64_t went = to->sequence - from->sequence;
    if (clear && to->sequence > from->sequence && !is_heavy(missed, went)) {
        bytes += (double)missed * (double)(to->sent - from->sent) / (double)went;
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

static double loss_on_path(const struct pace_path *path)
{
    uint64_t sent = path->mark.sequence - path->round_sequence;
    uint32_t missed = path->mark.missed - path->round_missed;
    double share = sent == 0 ? 0 : (double)missed / (double)sent;
    return share < 1 ? share : 1;
}

/* Whether what was lost in the round was lost to a full queue. */
static bool loss_is_queue(const struct pace_path *path)
{
    uint64_t sent = path->mark.sequence - path->round_sequence;
    uint32_t missed = path->mark.missed - path->round_missed;
    /* Clocks drift apart slowly, which the round-trip time does not show. */
    int64_t rtt_more = path->round_rtt - path->rtt_least;
    int64_t delay = path->round_queue < rtt_more ? path->round_queue : rtt_more;
    return is_queue(path, delay) || is_heavy(missed, sent);
}

void pace_round_begin(struct pace *pace)
{
    pace->least_rate = 0;
    pace->worst_loss = pace->any_loss = 0;
    pace->most_least_rtt = pace->most_rtt = 0;
    pace->oldest_rtt = INT64_MAX;
    pace->all_limited = true;
    pace->rounds++;
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
    path->rtt_recent = 0;
    path->way_known = pace->phase > 0 && path->way_known;
}

void pace_round_path(struct pace *pace, struct pace_path *path, int64_t now)
{
    if (!path->begun) {
        return;
    }
    look_for_least(pace, path, now);
    double rate = best_rate(path), lost = loss_on_path(path);
    if (path->rated && (pace->least_rate == 0 || rate < pace->least_rate)) {
        pace->least_rate = rate;
        pace->all_limited = path->round_limited;
    }
    pace->any_loss = lost > pace->any_loss ? lost : pace->any_loss;
    if ((loss_is_queue(path) || pace->wear > WEAR_MOST) && lost > pace->worst_loss) {
        pace->worst_loss = lost;
    }
    if (path->rtt_least > pace->most_least_rtt) {
        pace->most_least_rtt = path->rtt_least;
    }
    if (path->round_rtt > 0) { /* smoothed: a lost segment of the control connection may have added some */
        bool less = path->rtt == 0 || path->round_rtt < path->rtt;
        path->rtt = less ? path->round_rtt : path->rtt + (path->round_rtt - path->rtt) / 4;
    }
    if (path->rtt > pace->most_rtt) {
        pace->most_rtt = path->rtt;
    }
    if (path->rtt_least > 0 && path->least_at < pace->oldest_rtt) {
        pace->oldest_rtt = path->least_at;
    }
    path->round_sequence = path->mark.sequence;
    path->round_missed = path->mark.missed;
    path->round_rtt = 0;
    path->round_queue = INT64_MAX;
    if (pace->rounds % SPAN_ROUNDS == 0 && !path->round_limited) {
        path->rate[2] = path->rate[1];
        path->rate[1] = path->rate[0];
        path->rate[0] = 0;
    }
}

/* What the slowest path holds without a queue, what leaves may not have acknowledged yet, and what goes out
 * in the few milliseconds for which threads of either side may not run. */
static double path_bytes(const struct pace *pace)
{
    return pace->rate * (double)(pace->rtt_least + ROOTED_STALL_TIME + pace->ack_time) / 1e6;
}

static double least_window(const struct pace *pace)
{
    return (double)pace->datagram * (double)LEAST_DATAGRAMS;
}

/* The bytes under way grow again as CUBIC's window does, so that a CUBIC flow beside gets its share. */
static double cap_now(const struct pace *pace, int64_t now)
{
    double datagram = (double)pace->datagram;
    return datagram *
           cubic_window(pace->cap_from / datagram, pace->cap_lost / datagram, now - pace->cap_at, pace->rtt);
}

/* If losses go on round after round although the root has given way, somebody on the same link does not slow
 * down at a loss. */
static void look_for_rival(struct pace *pace)
{
    pace->strife += ((pace->any_loss > 0 ? 1 : 0) - pace->strife) / STRIFE_ROUNDS;
    double lost = pace->any_loss < WEAR_ROUND ? pace->any_loss : WEAR_ROUND;
    pace->wear += (lost - pace->wear) / STRIFE_ROUNDS;
    pace->quiet = pace->any_loss > 0 ? 0 : pace->quiet + 1;
    if (!pace->rival && pace->strife > STRIFE_MOST && pace->wear < WEAR_MOST) {
        pace->rival = true;
    } else if (pace->rival && (pace->strife < STRIFE_LEAST || pace->wear > WEAR_MOST)) {
        pace->rival = false; /* if it was our own doing, the losses end now */
        pace->strife = 0;
    }
}

/* Beside a rival the root gives up only what was lost, and takes that again soon. */
static void stand_loss(struct pace *pace, uint64_t under_way, double path)
{
    if (pace->worst_loss > RIVAL_LOSS) {
        double window = (double)pace_window(pace, 0), seen = (double)under_way;
        seen = (seen > path && seen < window ? seen : window) * (1 - pace->worst_loss);
        pace->cap = seen > path ? seen : path;
    } else if (pace->cap > 0) {
        pace->cap = pace->cap < 2 * path ? pace->cap * RIVAL_GROWTH : 0;
    }
}

/* The bytes under way shrink as CUBIC's window does, but not below what the way holds. */
static void give_way(struct pace *pace, uint64_t under_way, double path, int64_t now)
{
    double window = (double)pace_window(pace, 0), seen = (double)under_way;
    double lost = seen > path && seen < window ? seen : window;
    pace->cap_lost = pace->cap > 0 && lost < pace->cap_lost ? lost * (1 + LOSS_KEEP) / 2 : lost;
    pace->cap_from = lost * LOSS_KEEP > path ? lost * LOSS_KEEP : path;
    pace->cap_lost = pace->cap_lost > pace->cap_from ? pace->cap_lost : pace->cap_from;
    pace->cap_at = now;
    pace->cap = pace->cap_from;
}

static void heed_loss(struct pace *pace, uint64_t under_way, int64_t now)
{
    pace->lossy = pace->worst_loss > 0;
    double path = path_bytes(pace);
    look_for_rival(pace);
    if (pace->rival) {
        stand_loss(pace, under_way, path);
    } else if (pace->lossy && now - pace->cap_at >= pace->rtt) { /* losses so near each other are one */
        give_way(pace, under_way, path, now);
    } else if (pace->cap > 0) {
        pace->cap = cap_now(pace, now);
        if (pace->cap > 4 * path) {
            pace->cap = 0;
        }
    }
}

static void enter_state(struct pace *pace, enum pace_state state, uint32_t phase, int64_t now)
{
    pace->state = state;
    pace->phase = phase;
    pace->phase_at = now;
    if (state == PACE_CRUISE && phase == PHASE_PROBE) {
        pace->probed_rate = pace->rate;
    }
}

static void start_up(struct pace *pace, int64_t now)
{
    if (pace->rate >= pace->full_rate * 1.25) {
        pace->full_rate = pace->rate;
        pace->full_count = 0;
    } else if (!pace->all_limited) {
        pace->full_count++;
    }
    if (pace->full_count >= FULL_ROUNDS || pace->lossy) {
        enter_state(pace, PACE_DRAIN, 0, now);
    }
}

/* Whether the last probe has found more, and no queue, so that the next one need not wait. For a near leaf it
 * always waits: not for long there, and threads that do not run make the measured rate unsteady. */
static bool has_found_more(const struct pace *pace)
{
    bool rests = pace->state == PACE_CRUISE && pace->phase > PHASE_GIVE_BACK;
    bool queue = pace->rtt >= pace->rtt_least + pace->rtt_least / 8;
    return rests && !queue && pace->cap <= 0 && !pace->rival && pace->rtt_least >= ROOTED_NEAR &&
           pace->rate > pace->probed_rate * FOUND_MORE;
}

void pace_round_end(struct pace *pace, uint64_t under_way, int64_t now)
{
    if (pace->most_rtt > 0) {
        pace->rtt = pace->most_rtt;
        pace->rtt_least = pace->most_least_rtt;
    }
    if (pace->least_rate <= 0) {
        return;
    }
    pace->rate = pace->least_rate;
    heed_loss(pace, under_way, now);
    if (pace->state == PACE_STARTUP) {
        start_up(pace, now);
    } else if (pace->state == PACE_PROBE_RTT) {
        enter_state(pace, pace->phase == 0 ? PACE_PROBE_RTT : PACE_CRUISE, pace->phase == 0 ? 1 : PHASE_PROBE,
                    now);
    } else if (pace->state == PACE_CRUISE && now - pace->oldest_rtt > ROOTED_RTT_WINDOW) {
        enter_state(pace, PACE_PROBE_RTT, 0, now);
    } else if (has_found_more(pace)) {
        enter_state(pace, PACE_CRUISE, PHASE_PROBE, now);
    }
    pace_tick(pace, under_way, now);
}

/* ---- with time ---- */

static double gain_of_state(const struct pace *pace)
{
    switch (pace->state) {
    case PACE_STARTUP:
        return STARTUP_GAIN;
    case PACE_DRAIN:
        return 1 / STARTUP_GAIN;
    case PACE_CRUISE:
        return pace->rival && pace->quiet < QUIET_ROUNDS && pace->phase == PHASE_PROBE ? RIVAL_PROBE
                                                                                       : gains[pace->phase];
    case PACE_PROBE_RTT:
        break;
    }
    return 1;
}

void pace_tick(struct pace *pace, uint64_t under_way, int64_t now)
{
    int64_t in_phase = now - pace->phase_at;
    switch (pace->state) {
    case PACE_DRAIN:
        if ((double)under_way <= path_bytes(pace) || in_phase > 4 * pace->rtt) {
            enter_state(pace, PACE_CRUISE, PHASE_GIVE_BACK + 1, now);
        }
        break;
    case PACE_CRUISE: {
        bool over = in_phase >= pace->rtt_least;
        if (pace->phase == PHASE_PROBE) {
            over = over && (pace->lossy || (double)under_way >= gain_of_state(pace) * path_bytes(pace) ||
                            in_phase >= 4 * pace->rtt_least);
        } else if (pace->phase == PHASE_GIVE_BACK) {
            over = over || (double)under_way <= path_bytes(pace);
        }
        if (over) {
            enter_state(pace, PACE_CRUISE, (pace->phase + 1) % PHASES, now);
        }
        break;
    }
    case PACE_STARTUP:
    case PACE_PROBE_RTT:
        break; /* these states end with a round */
    }
}

/* ---- what may go out ---- */

static double first_window(const struct pace *pace)
{
    return (double)pace->datagram * (double)FIRST_DATAGRAMS;
}

uint64_t pace_window(const struct pace *pace, uint32_t buffer)
{
    if (pace->rate <= 0) {
        return (uint64_t)first_window(pace);
    }
    double path = path_bytes(pace);
    double window = path * (pace->rival ? RIVAL_WINDOW : WINDOW_GAIN);
    if (pace->state == PACE_STARTUP) {
        window = path * STARTUP_GAIN > first_window(pace) ? path * STARTUP_GAIN : first_window(pace);
    } else if (pace->state == PACE_PROBE_RTT) {
        window = pace->rtt > 2 * pace->rtt_least || pace->rival ? least_window(pace) : path / 2;
    }
    if (pace->rtt_least < ROOTED_NEAR) { /* this is for threads that do not run; the rate still holds */
        window += pace->rate * ROOTED_STALL_NEAR / 1e6;
    }
    if (pace->cap > 0 && window > pace->cap) {
        window = pace->cap;
    }
    /* What the path itself does not hold must fit into the leaf's socket. */
    double fits = pace->rate * (double)pace->rtt_least / 1e6 + (double)buffer / 2;
    if (buffer > 0 && window > fits) {
        window = fits;
    }
    window = window > least_window(pace) ? window : least_window(pace);
    return window < WINDOW_MOST ? (uint64_t)window : (uint64_t)WINDOW_MOST;
}

/* At start-up the measured rate may only be what the application had to send, so it is no limit yet. */
static double rate_now(const struct pace *pace)
{
    double first = pace->rtt_least > 0 ? first_window(pace) * 1e6 / (double)pace->rtt_least : 0;
    double rate = pace->rate * gain_of_state(pace);
    if (pace->state == PACE_STARTUP) {
        return first > rate ? first : rate;
    }
    double least = (double)pace->datagram * 1e6 / (double)(pace->rtt + ROOTED_SLOWEST_TURN);
    return rate > least ? rate : least;
}

void pace_sent(struct pace *pace, uint32_t bytes, int64_t now)
{
    double rate = rate_now(pace);
    if (rate <= 0) {
        return;
    }
    /* A burst makes up for timers that wake late, but for no more. Where datagrams queue, the queue has kept
     * the way busy meanwhile, and a longer burst would be lost. */
    bool queue = pace->rtt > pace->rtt_least + pace->rtt_least / 4;
    int64_t burst =
        queue || pace->rtt_least / 8 < ROOTED_BURST_TIME ? ROOTED_BURST_TIME : pace->rtt_least / 8;
    int64_t from = pace->next_at > now - burst ? pace->next_at : now - burst;
    pace->next_at = from + (int64_t)((double)bytes * 1e6 / rate);
}

int64_t pace_due(const struct pace *pace)
{
    return pace->next_at;
}
