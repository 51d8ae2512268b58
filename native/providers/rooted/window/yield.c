#include "pace.h"

#include "cubic.h"
#include "providers/rooted/wire/limits.h"

enum {
    WEAR_ROUNDS = 32,   /* over about so many rounds the share of losses is taken */
    SMALL_PATH = 8,     /* a way that holds fewer datagrams always has a queue */
    STOOD_ROUNDS = 32,  /* if a queue stands for so many rounds, others keep it, */
    LONG_WEIGHT = 4,    /* of which one with a long queue counts as so many */
    GONE_ROUNDS = 32,   /* and if there is hardly any for so many, nobody does */
    FULL_PART = 4,      /* a queue is full that lacks no more than this part of the longest one of late */
    TEST_LEAST = 3,     /* after so many round-trip times others have given way, or have not; */
    TEST_MOST = 12,     /* so many for a large window, */
    TEST_SHARE = 7,     /* and of this share of a smaller one, as others' grows again in a few more */
    RETEST_ROUNDS = 64, /* beside a rival, after so many rounds it is tried whether it still gives no way; */
    RETEST_SOON = 8     /* and if it seems to give way, once more after so many */
};

#define LOSS_KEEP   0.7  /* what stays of the bytes under way when a full queue lost some: CUBIC's beta */
#define LEAST_KEEP  0.85 /* but no less of what the way holds */
#define WEAR_ROUND  0.2  /* a round counts with no more than this share: only a beginning loses more */
#define WEAR_MOST   0.08 /* if more is lost for long, it is too much */
#define STOOD_RTT   1.2  /* a queue stands: the round-trip time is so many times the least one, */
#define LONG_RTT    1.75 /* and a long one */
#define BESIDE_MOST 2.2  /* times what the way holds */
#define ALONE_RTT   1.2  /* hardly any queue */
#define GONE_RTT    1.1  /* and no queue to speak of */
#define STAYED      0.86 /* others have not given way if so much of the round-trip time is left */

#define NO_ANSWER  0.6 /* and if less is left, the queue has gone for another reason */
#define RIVAL_FROM 0.8 /* after three answers that they have not there is a rival, */
#define RIVAL_TO   0.2 /* and after three that they have there is none */

/* These hold beside a rival. */
#define RIVAL_LOSS   0.2  /* only a round that loses more than this share makes room */
#define RIVAL_GROWTH 1.25 /* how the bytes under way grow again, each round */

bool yield_worn(const struct pace *pace)
{
    return pace->wear > WEAR_MOST;
}

/* The bytes under way grow again as CUBIC's window does, so that a CUBIC flow beside gets its share. */
static double cap_now(const struct pace *pace, int64_t now)
{
    double datagram = (double)pace->datagram;
    int64_t since = now > pace->cap_at ? now - pace->cap_at : 0;
    return datagram * cubic_window(pace->cap_from / datagram, pace->cap_lost / datagram, since, pace->rtt);
}

static int64_t test_rounds(const struct pace *pace)
{
    int64_t rounds = (int64_t)(pace->cap_lost / (double)pace->datagram) / TEST_SHARE;
    return rounds < TEST_LEAST ? TEST_LEAST : rounds < TEST_MOST ? rounds : TEST_MOST;
}

/* Whether others have given way, too: then the queue has become shorter by more than the root's own part. */
static void hear_answer(struct pace *pace, int64_t now)
{
    int64_t since = now - pace->test_at;
    if (pace->test_at == 0 || pace->round_rtt == 0 || since < 2 * pace->rtt ||
        (since < test_rounds(pace) * pace->rtt && !pace->lossy)) {
        return;
    }
    double left = (double)pace->round_rtt / (double)pace->test_rtt;
    bool stayed = left >= STAYED;
    pace->test_at = 0;
    if (left < NO_ANSWER) { /* that is no answer: somebody has ended, or measures the least round-trip time */
        pace->rival_rounds = RETEST_ROUNDS - RETEST_SOON;
        return;
    }
    pace->stubborn += ((stayed ? 1 : 0) - pace->stubborn) / 2;
    if (!pace->rival && pace->stubborn > RIVAL_FROM) {
        pace->rival = true;
        pace->cap = 0;
    } else if (pace->rival && pace->stubborn < RIVAL_TO) {
        pace->rival = false;
    } else if (pace->rival && stayed) {
        pace->cap = 0;
    }
    pace->rival_rounds = stayed ? 0 : RETEST_ROUNDS - RETEST_SOON;
}

/* Beside a rival the root gives up only what was lost, and takes that again soon. */
static void stand_loss(struct pace *pace, uint64_t under_way, double path)
{
    if (pace->worst_loss > RIVAL_LOSS) {
        double late = pace_late_bytes(pace);
        double window = (double)pace_window(pace, 0) - late, seen = (double)under_way - late;
        seen = (seen > path && seen < window ? seen : window) * (1 - pace->worst_loss);
        pace->cap = seen > path ? seen : path;
    } else if (pace->cap > 0) {
        pace->cap = pace->cap < 2 * path ? pace->cap * RIVAL_GROWTH : 0;
    }
}

/* The bytes under way shrink as CUBIC's window does, but not below what the way holds. */
static void give_way(struct pace *pace, uint64_t under_way, double path, int64_t now)
{
    double late = pace_late_bytes(pace);
    double window = (double)pace_window(pace, 0) - late, seen = (double)under_way - late;
    /* What the way itself holds: two that keep more on a short way would lose for ever. */
    double holds = pace->rtt_least < ROOTED_NEAR ? path : pace->rate * (double)pace->rtt_least / 1e6;
    double lost = seen > holds && seen < window ? seen : window;
    double least = pace->known ? LEAST_KEEP * holds : 0;
    pace->cap_lost = pace->cap > 0 && lost < pace->cap_lost ? lost * (1 + LOSS_KEEP) / 2 : lost;
    pace->cap_from = lost * LOSS_KEEP > least ? lost * LOSS_KEEP : least;
    pace->cap_lost = pace->cap_lost > pace->cap_from ? pace->cap_lost : pace->cap_from;
    pace->cap_at =
        pace->state == PACE_STARTUP ? now + 3 * pace->rtt : now; /* it goes on to lose for a while */
    pace->cap = pace->cap_from;
    pace->heard_loss = true;
    pace->own_loss = pace->state == PACE_STARTUP;
    bool full = pace->round_rtt >= pace->full_rtt - (pace->full_rtt - pace->rtt_least) / FULL_PART;
    pace->test_at = full && pace->state == PACE_CRUISE ? now : 0;
    pace->test_rtt = pace->round_rtt;
}

static void look_for_others(struct pace *pace, double path, int64_t now)
{
    if (pace->state != PACE_CRUISE || pace->round_rtt == 0) {
        return;
    }
    double times = (double)pace->round_rtt / (double)pace->rtt_least;
    bool own = pace->rtt_least < ROOTED_NEAR || path < SMALL_PATH * (double)pace->datagram;
    pace->stood = times > STOOD_RTT && !own ? pace->stood + (times > LONG_RTT ? LONG_WEIGHT : 1) : 0;
    pace->gone = times < ALONE_RTT && pace->known ? pace->gone + 1 : 0;
    if (pace->own_loss && pace->gone >= GONE_ROUNDS) {
        pace->cap = 0; /* the start's own haste had filled the queue, and nobody else has one there */
    }
    if (times < GONE_RTT || pace->rival) {
        pace->beside = false;
    } else if (pace->stood >= STOOD_ROUNDS && !pace->beside) {
        pace->beside = true;
        pace->heard_loss = false;
        if (pace->cap <= 0) {
            pace->cap = pace->cap_from = pace->cap_lost = 2 * path;
            pace->cap_at = now;
        }
    }
}

void yield_round(struct pace *pace, uint64_t under_way, int64_t now)
{
    pace->lossy = pace->worst_loss > 0;
    double path = pace_path_bytes(pace);
    double lost = pace->any_loss < WEAR_ROUND ? pace->any_loss : WEAR_ROUND;
    pace->wear += (lost - pace->wear) / WEAR_ROUNDS;
    hear_answer(pace, now);
    if (pace->rival && yield_worn(pace)) {
        pace->rival = false;
        pace->stubborn = 0;
    }
    look_for_others(pace, path, now);
    pace->rival_rounds++;
    bool test = pace->rival && pace->test_at == 0 && pace->rival_rounds > RETEST_ROUNDS;
    if (pace->rival && !(test && pace->lossy)) {
        if (pace->test_at == 0) {
            stand_loss(pace, under_way, path);
        }
    } else if (pace->lossy && now - pace->cap_at >= pace->rtt) { /* losses so near each other are one */
        give_way(pace, under_way, path, now);
    } else if (pace->cap > 0) {
        pace->cap = cap_now(pace, now);
        if (pace->beside && !pace->heard_loss && pace->cap > BESIDE_MOST * path) {
            pace->cap = BESIDE_MOST * path; /* nobody grows until the queue is full, so the root does not */
        }
        if (pace->cap > 4 * path && !pace->beside) {
            pace->cap = 0;
        }
    }
}
