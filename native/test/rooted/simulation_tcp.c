/* TCP flows, segment by segment, as Linux's CUBIC and BBR (version 1) send them. */
#include <math.h>
#include <string.h>

#include "simulation_net.h"

static struct tcp_segment *segment(struct tcp *tcp, uint64_t number)
{
    return &tcp->ring[number % TCP_RING];
}

static double in_flight(const struct tcp *tcp)
{
    return (double)(tcp->sent - tcp->delivered - tcp->lost);
}

static void acknowledged(void *object, uint64_t number, void *extra);
static void wake(void *object, uint64_t number, void *extra);

static void acknowledge(struct tcp *tcp, uint64_t number)
{
    int64_t back = net_now + tcp->back + net_jitter(300);
    tcp->last_back = back > tcp->last_back ? back : tcp->last_back;
    net_at(tcp->last_back, acknowledged, tcp, number, NULL);
}

static void late(void *object, uint64_t number, void *extra)
{
    (void)extra;
    struct tcp *tcp = object;
    if (tcp->waits && tcp->waiting == number) {
        tcp->waits = false;
        acknowledge(tcp, number);
    }
}

/* The receiver acknowledges every second segment, and at once what comes behind a gap. */
static void received(void *object, uint64_t number, void *extra)
{
    (void)extra;
    struct tcp *tcp = object;
    bool gap = number != tcp->expected;
    tcp->expected = number + 1;
    if (tcp->waits) {
        acknowledge(tcp, tcp->waiting);
    } else if (!gap) {
        tcp->waits = true;
        tcp->waiting = number;
        net_at(net_now + DELAYED_ACK, late, tcp, number, NULL);
        return;
    }
    tcp->waits = false;
    acknowledge(tcp, number);
}

static void fill(struct tcp *tcp)
{
    while (in_flight(tcp) < tcp->window && tcp->sent - tcp->oldest < TCP_RING) {
        if (tcp->pacing > 0 && tcp->next_at > net_now) {
            if (!tcp->timed) {
                tcp->timed = true;
                net_at(tcp->next_at, wake, tcp, 0, NULL);
            }
            return;
        }
        if (tcp->pacing > 0) {
            int64_t from = tcp->next_at > net_now - 1000 ? tcp->next_at : net_now - 1000;
            tcp->next_at =
                from + (int64_t)(TCP_FRAME * 1e6 / tcp->pacing * (0.5 + (double)net_jitter(1000) / 1000));
        }
        if (in_flight(tcp) == 0) {
            tcp->delivered_time = tcp->first_sent = net_now;
        }
        *segment(tcp, tcp->sent) =
            (struct tcp_segment){net_now, tcp->delivered_time, tcp->first_sent, tcp->delivered, false};
        int64_t there = net_link_send(tcp->link, TCP_FRAME);
        if (there >= 0 && !net_chance(tcp->loss)) {
            net_at(there, received, tcp, tcp->sent, NULL);
        }
        tcp->sent++;
    }
}

static void wake(void *object, uint64_t number, void *extra)
{
    (void)number;
    (void)extra;
    struct tcp *tcp = object;
    tcp->timed = false;
    fill(tcp);
}

static void cubic_loss(struct tcp *tcp)
{
    tcp->most = tcp->window < tcp->most ? tcp->window * 0.85 : tcp->window;
    tcp->window = tcp->window * 0.7 > 2 ? tcp->window * 0.7 : 2;
    tcp->slow_start_end = tcp->window;
    tcp->epoch = 0;
}

static void cubic_ack(struct tcp *tcp)
{
    if (tcp->window < tcp->slow_start_end) {
        tcp->window += 1;
        return;
    }
    if (tcp->epoch == 0) {
        tcp->epoch = net_now;
        tcp->most = tcp->most > tcp->window ? tcp->most : tcp->window;
        tcp->origin_time = cbrt((tcp->most - tcp->window) / 0.4);
    }
    double time = (double)(net_now - tcp->epoch) / 1e6;
    double cubic = 0.4 * pow(time + tcp->rtt / 1e6 - tcp->origin_time, 3) + tcp->most;
    double reno = tcp->most * 0.7 + 0.529 * time / (tcp->rtt / 1e6);
    double aim = cubic > reno ? cubic : reno;
    if (aim > tcp->window) {
        double step = (aim - tcp->window) / tcp->window;
        tcp->window += step < 0.5 ? step : 0.5;
    } else {
        tcp->window += 0.01 / tcp->window;
    }
}

static double best(const struct tcp *tcp)
{
    double most = 0;
    for (int i = 0; i < 10; i++) {
        most = tcp->rate[i] > most ? tcp->rate[i] : most;
    }
    return most;
}

static void bbr_round(struct tcp *tcp)
{
    tcp->round++;
    tcp->rate[tcp->round % 10] = 0;
    if (tcp->round % 5 == 0) {
        tcp->extra[1] = tcp->extra[0];
        tcp->extra[0] = 0;
    }
    if (tcp->state != TCP_STARTUP) {
        return;
    }
    if (best(tcp) >= 1.25 * tcp->full_rate) {
        tcp->full_rate = best(tcp);
        tcp->full_count = 0;
    } else if (++tcp->full_count >= 3) {
        tcp->state = TCP_DRAIN;
    }
}

/* As Linux does: what was lost makes room for a round only for what has come; then the window grows back. */
static void bbr_window(struct tcp *tcp, double target, uint64_t lost)
{
    tcp->open = tcp->open - (double)lost > 1 ? tcp->open - (double)lost : 1;
    if (lost > 0 && !tcp->recovering) {
        tcp->recovering = tcp->conserving = true;
        tcp->before_loss = tcp->open + (double)lost;
        tcp->recovery = tcp->sent;
        tcp->open = in_flight(tcp) + 1;
    } else if (tcp->recovering && tcp->oldest >= tcp->recovery) {
        tcp->recovering = tcp->conserving = false;
        tcp->open = tcp->open > tcp->before_loss ? tcp->open : tcp->before_loss;
    }
    if (tcp->conserving) {
        tcp->open = tcp->open > in_flight(tcp) + 1 ? tcp->open : in_flight(tcp) + 1;
    } else if (tcp->state != TCP_STARTUP) {
        tcp->open = tcp->open + 1 < target ? tcp->open + 1 : target;
    } else if (tcp->open < target || tcp->delivered < 10) {
        tcp->open += 1;
    }
    tcp->open = tcp->conserving || tcp->open > 4 ? tcp->open : 4;
    tcp->window = tcp->state == TCP_PROBE_RTT && tcp->open > 4 ? 4 : tcp->open;
}

/* How many segments more are acknowledged at once than the rate says: so many more may be under way. */
static void bbr_aggregation(struct tcp *tcp)
{
    double expected = best(tcp) * (double)(net_now - tcp->epoch_at) / 1e6 / TCP_FRAME;
    if (tcp->epoch_acked <= expected) {
        tcp->epoch_acked = expected = 0;
        tcp->epoch_at = net_now;
    }
    tcp->epoch_acked += 1;
    double extra = tcp->epoch_acked - expected;
    tcp->extra[0] = extra > tcp->extra[0] ? extra : tcp->extra[0];
}

static void bbr_ack(struct tcp *tcp, const struct tcp_segment *of, uint64_t lost)
{
    static const double gains[8] = {1.25, 0.75, 1, 1, 1, 1, 1, 1};
    int64_t came = net_now - of->delivered_at, went = of->sent_at - of->first_sent;
    int64_t time = came > went ? came : went;
    double rate = time <= 0 ? 0 : (double)(tcp->delivered - of->delivered) * TCP_FRAME * 1e6 / (double)time;
    if (of->delivered >= tcp->round_delivered) {
        tcp->round_delivered = tcp->delivered;
        tcp->conserving = false;
        bbr_round(tcp);
    }
    if (rate > tcp->rate[tcp->round % 10]) {
        tcp->rate[tcp->round % 10] = rate;
    }
    double held = best(tcp) * tcp->rtt_least / 1e6 / TCP_FRAME, gain = 1;
    if (tcp->state == TCP_DRAIN && in_flight(tcp) <= held) {
        tcp->state = TCP_PROBE;
        tcp->phase = 2;
        tcp->phase_at = net_now;
    }
    if (tcp->state == TCP_PROBE && (double)(net_now - tcp->phase_at) > tcp->rtt_least &&
        (tcp->phase != 0 || in_flight(tcp) >= 1.25 * held ||
         (double)(net_now - tcp->phase_at) > 4 * tcp->rtt_least)) {
        tcp->phase = (tcp->phase + 1) % 8;
        tcp->phase_at = net_now;
    }
    if (tcp->state == TCP_PROBE && net_now - tcp->rtt_least_at > 10000000) {
        tcp->state = TCP_PROBE_RTT;
        tcp->probe_rtt_until = net_now + 200000 + (int64_t)tcp->rtt;
        tcp->rtt_least = 1e12;
    }
    if (tcp->state == TCP_PROBE_RTT && net_now > tcp->probe_rtt_until) {
        tcp->state = TCP_PROBE;
        tcp->rtt_least_at = net_now;
        tcp->phase_at = net_now;
    }
    gain = tcp->state == TCP_STARTUP ? 2.885
           : tcp->state == TCP_DRAIN ? 0.35
           : tcp->state == TCP_PROBE ? gains[tcp->phase]
                                     : 1;
    tcp->pacing = 0.99 * gain * best(tcp);
    bbr_aggregation(tcp);
    held = best(tcp) * tcp->rtt_least / 1e6 / TCP_FRAME;
    double burst = tcp->pacing / 1024 / TCP_SEGMENT; /* that many segments Linux sends at once */
    double target = (tcp->state == TCP_STARTUP ? 2.885 : 2) * held + 3 * (burst > 2 ? floor(burst) : 2);
    if (tcp->state != TCP_STARTUP) {
        double extra = tcp->extra[0] > tcp->extra[1] ? tcp->extra[0] : tcp->extra[1];
        double most = best(tcp) / 10 / TCP_FRAME; /* of 100 ms */
        target += (extra < most ? extra : most) + (tcp->state == TCP_PROBE && tcp->phase == 0 ? 2 : 0);
    }
    bbr_window(tcp, target, lost);
}

/* All older ones that have not come are lost: the way keeps the order. */
static void acknowledged(void *object, uint64_t number, void *extra)
{
    (void)extra;
    struct tcp *tcp = object;
    struct tcp_segment of = *segment(tcp, number);
    double rtt = (double)(net_now - of.sent_at);
    tcp->delivered++;
    tcp->delivered_time = net_now;
    tcp->first_sent = of.sent_at;
    segment(tcp, number)->done = true;
    tcp->rtt += (rtt - tcp->rtt) / (tcp->rtt == 0 ? 1 : 8);
    if (tcp->rtt_least == 0 || rtt <= tcp->rtt_least) {
        tcp->rtt_least = rtt;
        tcp->rtt_least_at = net_now;
    }
    uint64_t lost_before = tcp->lost;
    bool lost = false;
    for (; tcp->oldest <= number; tcp->oldest++) {
        if (!segment(tcp, tcp->oldest)->done) {
            tcp->lost++;
            lost = lost || tcp->oldest >= tcp->recovery;
        }
    }
    if (tcp->bbr) {
        bbr_ack(tcp, &of, tcp->lost - lost_before);
    } else if (lost) {
        tcp->recovery = tcp->sent;
        cubic_loss(tcp);
    } else {
        cubic_ack(tcp);
    }
    fill(tcp);
}

/* A retransmission time-out: nothing has come for long. */
static void watch(void *object, uint64_t number, void *extra)
{
    (void)extra;
    struct tcp *tcp = object;
    if (number == tcp->delivered && in_flight(tcp) > 0) {
        tcp->lost = tcp->sent - tcp->delivered;
        tcp->oldest = tcp->sent;
        tcp->slow_start_end = tcp->window / 2;
        tcp->window = tcp->open = 2;
        tcp->recovering = tcp->conserving = false;
        fill(tcp);
    }
    net_at(net_now + 1000000, watch, tcp, tcp->delivered, NULL);
}

static void start(void *object, uint64_t number, void *extra)
{
    (void)number;
    (void)extra;
    fill(object);
}

void tcp_start(struct tcp *tcp, struct net_link *link, int64_t back, bool bbr, uint32_t loss)
{
    memset(tcp, 0, sizeof *tcp);
    tcp->link = link;
    tcp->back = back;
    tcp->bbr = bbr;
    tcp->loss = loss;
    tcp->window = tcp->open = 10;
    tcp->slow_start_end = 1e9;
    net_at(net_now, start, tcp, 0, NULL);
    net_at(net_now + 1000000, watch, tcp, UINT64_MAX, NULL);
}
