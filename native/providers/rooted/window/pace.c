#include "pace.h"

#include "providers/rooted/wire/limits.h"

enum {
    FULL_ROUNDS = 3,      /* if so many rounds find no quarter more, the path is full */
    FIRST_DATAGRAMS = 16, /* under way before anything is measured */
    LEAST_DATAGRAMS = 4,  /* under way at least */
    FEW_DATAGRAMS = 4,    /* in a burst where the queue is short */
    START_ROUNDS = 4,     /* so many rounds that meet others end the start */
    LATE_MOST = 500000    /* us: no ACK is waited for longer, however late ACKs are */
};

#define STARTUP_GAIN 2.77 /* 4 ln 2: each round is twice as fast as the one before */
#define WINDOW_GAIN  2.0
#define WINDOW_MOST  1e12 /* bytes */
#define BESIDE_GAIN  1.1  /* how much faster than the bytes under way need, when these are what limits */
#define FOUND_MORE   1.05 /* a probe has found more if the rate is this many times what it was */

#define RIVAL_WINDOW 2.5

/* The rate's cycle: probe for more, then give back what that queued, then send as fast as was measured. */
static const double gains[] = {1.25, 0.75, 1, 1, 1, 1, 1, 1};
enum { PHASES = sizeof gains / sizeof *gains, PHASE_PROBE = 0, PHASE_GIVE_BACK = 1 };
enum { START_FAST, START_SLOWLY }; /* phases of PACE_STARTUP */

void pace_init(struct pace *pace, uint32_t datagram)
{
    *pace = (struct pace){.datagram = datagram, .next_at = ROOTED_LONG_AGO, .rtt = ROOTED_RTT_UNKNOWN};
}

/* ---- a round ---- */

void pace_round_begin(struct pace *pace)
{
    pace->least_rate = 0;
    pace->worst_loss = pace->any_loss = 0;
    pace->most_least_rtt = pace->most_rtt = 0;
    pace->oldest_rtt = ROOTED_NEVER;
    pace->all_limited = pace->known = true;
    pace->met = pace->unrated = false;
    pace->round_rtt = pace->full_rtt = pace->round_late = pace->round_late_most = 0;
    pace->rounds++;
}

double pace_path_bytes(const struct pace *pace)
{
    return pace->rate * (double)(pace->rtt_least + ROOTED_STALL_TIME + pace->ack_time) / 1e6;
}

double pace_late_bytes(const struct pace *pace)
{
    int64_t late = pace->late_most < LATE_MOST ? pace->late_most : LATE_MOST;
    return late > ROOTED_STALL_TIME ? pace->rate * (double)(late - ROOTED_STALL_TIME) / 1e6 : 0;
}

static double least_window(const struct pace *pace)
{
    return (double)pace->datagram * (double)LEAST_DATAGRAMS;
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
    if (pace->met && pace->phase == START_FAST) {
        enter_state(pace, PACE_STARTUP, START_SLOWLY, now);
    }
    if (pace->rate >= pace->full_rate * (pace->phase == START_FAST ? 1.25 : FOUND_MORE)) {
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
    pace->late = pace->round_late;
    pace->late_most = pace->round_late_most;
    /* The first rate is not that of the leaves that are near: it would be sent for a whole round-trip time of
     * those that are far, whatever their ways carry. */
    if (pace->least_rate <= 0 || (pace->rate <= 0 && pace->unrated)) {
        return;
    }
    pace->rate = pace->least_rate;
    if (pace->met && ++pace->met_rounds >= START_ROUNDS) {
        pace->worst_loss = pace->any_loss;
    }
    yield_round(pace, under_way, now);
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
        return pace->phase == START_FAST ? STARTUP_GAIN : gains[PHASE_PROBE];
    case PACE_DRAIN:
        return 1 / STARTUP_GAIN;
    case PACE_CRUISE:
        return gains[pace->phase];
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
        if ((double)under_way <= pace_path_bytes(pace) || in_phase > 4 * pace->rtt) {
            enter_state(pace, PACE_CRUISE, PHASE_GIVE_BACK + 1, now);
        }
        break;
    case PACE_CRUISE: {
        bool near = pace->rtt_least < ROOTED_NEAR;
        bool over = in_phase >= (near ? ROOTED_ROUND_MIN : pace->rtt_least);
        if (pace->phase == PHASE_PROBE && !near) {
            over = over && (pace->lossy || (double)under_way >= gain_of_state(pace) * pace_path_bytes(pace) ||
                            in_phase >= 4 * pace->rtt_least);
        } else if (pace->phase == PHASE_GIVE_BACK && !near) {
            over = over || (double)under_way <= pace_path_bytes(pace);
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
    double path = pace_path_bytes(pace);
    double window = path * (pace->rival ? RIVAL_WINDOW : WINDOW_GAIN);
    if (pace->state == PACE_STARTUP) {
        window = path * STARTUP_GAIN > first_window(pace) ? path * STARTUP_GAIN : first_window(pace);
    } else if (pace->state == PACE_PROBE_RTT) {
        window = pace->rtt > 2 * pace->rtt_least || pace->rival ? least_window(pace) : path / 2;
    }
    if (pace->rtt_least < ROOTED_NEAR) { /* this is for threads that do not run; the rate still holds */
        window += pace->rate * ROOTED_STALL_NEAR / 1e6;
    }
    if (pace->cap > 0 && (window > pace->cap || (pace->beside && pace->state == PACE_CRUISE))) {
        window = pace->cap;
    }
    /* What the path itself does not hold must fit into the leaf's socket. */
    double fits = pace->rate * (double)pace->rtt_least / 1e6 + (double)buffer / 2;
    if (buffer > 0 && window > fits) {
        window = fits;
    }
    window = window > least_window(pace) ? window : least_window(pace);
    window += pace_late_bytes(pace);
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
    if (pace->beside && pace->state == PACE_CRUISE && pace->cap > 0) {
        least = BESIDE_GAIN * pace->cap * 1e6 / (double)pace->rtt;
    }
    return rate > least ? rate : least;
}

/* A burst makes up for timers that wake late, but for no more. Where datagrams queue, the queue has kept the
 * way busy meanwhile, and a longer burst would be lost. So would one where something was lost to a full queue
 * that has never made datagrams late: it holds a few. */
static int64_t burst_time(const struct pace *pace, double rate)
{
    bool queue = pace->rtt > pace->rtt_least + pace->rtt_least / 4;
    int64_t burst = queue ? 0 : pace->rtt_least / 8;
    double few = FEW_DATAGRAMS * (double)pace->datagram * 1e6 / rate;
    if (pace->cap > 0 && !pace->known && few < (double)burst) {
        burst = (int64_t)few;
    }
    return burst > ROOTED_BURST_TIME ? burst : ROOTED_BURST_TIME;
}

void pace_sent(struct pace *pace, uint32_t bytes, int64_t now)
{
    double rate = rate_now(pace);
    if (rate <= 0) {
        return;
    }
    int64_t burst = burst_time(pace, rate);
    int64_t from = pace->next_at > now - burst ? pace->next_at : now - burst;
    pace->next_at = from + (int64_t)((double)bytes * 1e6 / rate);
}

bool pace_gives_back(const struct pace *pace)
{
    return pace->state == PACE_CRUISE && pace->phase == PHASE_GIVE_BACK;
}

int64_t pace_due(const struct pace *pace)
{
    return pace->next_at;
}
