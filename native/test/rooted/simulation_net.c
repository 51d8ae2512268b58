#include "simulation_net.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int64_t net_now;

/* ---- time ---- */

struct event {
    int64_t time;
    uint64_t order; /* what is set first happens first */
    net_event *run;
    void *object, *extra;
    uint64_t number;
};

static struct event *heap;
static size_t heap_count, heap_room;
static uint64_t order, random_state;

void net_reset(uint64_t seed)
{
    net_now = 0;
    heap_count = 0;
    order = 0;
    random_state = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
}

int64_t net_jitter(int64_t most)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (int64_t)((random_state >> 20) % (uint64_t)most);
}

bool net_chance(uint32_t millionths)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (random_state >> 20) % 1000000 < millionths;
}

static bool before(const struct event *a, const struct event *b)
{
    return a->time != b->time ? a->time < b->time : a->order < b->order;
}

void net_at(int64_t time, net_event *run, void *object, uint64_t number, void *extra)
{
    if (heap_count + 1 >= heap_room) {
        heap_room = heap_room == 0 ? 4096 : 2 * heap_room;
        heap = realloc(heap, heap_room * sizeof *heap);
        if (heap == NULL) {
            abort();
        }
    }
    struct event event = {time < net_now ? net_now : time, order++, run, object, extra, number};
    size_t place = ++heap_count;
    for (; place > 1 && before(&event, &heap[place / 2]); place /= 2) {
        heap[place] = heap[place / 2];
    }
    heap[place] = event;
}

static struct event first(void)
{
    struct event top = heap[1], last = heap[heap_count--];
    size_t place = 1;
    for (size_t child; (child = 2 * place) <= heap_count; place = child) {
        if (child < heap_count && before(&heap[child + 1], &heap[child])) {
            child++;
        }
        if (!before(&heap[child], &last)) {
            break;
        }
        heap[place] = heap[child];
    }
    heap[place] = last;
    return top;
}

void net_run(int64_t until)
{
    while (heap_count > 0 && heap[1].time < until) {
        struct event event = first();
        net_now = event.time;
        event.run(event.object, event.number, event.extra);
    }
    net_now = until;
}

/* ---- a link ---- */

int64_t net_link_send(struct net_link *link, uint32_t bytes)
{
    double now = (double)net_now, wait = link->busy > now ? link->busy - now : 0;
    link->in++;
    if (wait * link->rate / 8e6 + bytes > link->queue) {
        link->dropped++;
        return -1;
    }
    link->busy = now + wait + bytes * 8e6 / link->rate;
    return (int64_t)link->busy + link->delay;
}

/* ---- TCP ---- */

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
        *segment(tcp, tcp->sent) = (struct tcp_segment){net_now, tcp->delivered_time, tcp->delivered, false};
        int64_t there = net_link_send(tcp->link, TCP_FRAME);
        if (there >= 0 && !net_chance(tcp->loss)) {
            int64_t back = there + tcp->back + net_jitter(300);
            tcp->last_back = back > tcp->last_back ? back : tcp->last_back;
            net_at(tcp->last_back, acknowledged, tcp, tcp->sent, NULL);
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
        double slack = tcp->rtt_least / 8 < 4000 ? 4000 : tcp->rtt_least / 8;
        if (tcp->window > 16 && tcp->rtt > tcp->rtt_least + slack) { /* HyStart */
            tcp->slow_start_end = tcp->window;
        }
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

static void bbr_ack(struct tcp *tcp, const struct tcp_segment *of, uint64_t lost)
{
    static const double gains[8] = {1.25, 0.75, 1, 1, 1, 1, 1, 1};
    int64_t time = net_now - of->delivered_at;
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
    tcp->pacing = gain * best(tcp);
    held = best(tcp) * tcp->rtt_least / 1e6 / TCP_FRAME;
    double burst = tcp->pacing / 1024 / TCP_SEGMENT; /* that many segments Linux sends at once */
    bbr_window(tcp, (tcp->state == TCP_STARTUP ? 2.885 : 2) * held + 3 * (burst > 2 ? burst : 2), lost);
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
