/* flow.c - flow specifications on the wire (QS-02, QS-03): the mark of each packet, and the rate at which
 * they come. */
#include "proof.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define MS INT64_C(1000000) /* ns */

QOS qos_unspecified(void)
{
    QOS qos;
    memset(&qos, 0xff, sizeof qos);
    qos.SendingFlowspec.ServiceType = SERVICETYPE_BESTEFFORT;
    qos.ReceivingFlowspec.ServiceType = SERVICETYPE_NOCHANGE;
    qos.ProviderSpecific.len = 0;
    return qos;
}

QOS qos_sending(SERVICETYPE service, ULONG rate, ULONG bucket)
{
    QOS qos = qos_unspecified();
    qos.SendingFlowspec.ServiceType = service;
    qos.SendingFlowspec.TokenRate = rate;
    qos.SendingFlowspec.TokenBucketSize = bucket;
    return qos;
}

void set_qos(SOCKET s, QOS qos)
{
    DWORD got;
    WORKS(WSAIoctl(s, SIO_SET_QOS, &qos, sizeof qos, NULL, 0, &got, NULL, NULL));
}

/* Each datagram has a size of its own, so that it is known when it comes. */
static void expect_mark(struct capture *capture, SOCKET s, const char *group, size_t size, const char *what,
                        int dscp)
{
    static const char bytes[64];
    struct packet packet;
    WORKS(send(s, bytes, (int)size, 0));
    int came = await_datagram(capture, group, size, &packet);
    check(came && packet.dscp == dscp, "%s to %s: DSCP %d, should be %d", what, group,
          came ? packet.dscp : -1, dscp);
}

static void marks(const char *group, struct capture *capture, unsigned interface_index)
{
    int v4 = strchr(group, ':') == NULL;
    QOS joining = qos_sending(SERVICETYPE_GUARANTEED, 1000000, 10000);
    SOCKET s = leaf_join(group, interface_index, JL_SENDER_ONLY, &joining);
    expect_mark(capture, s, group, 1, "guaranteed, told to WSAJoinLeaf", 40);
    set_qos(s, qos_sending(SERVICETYPE_CONTROLLEDLOAD, 1000000, 10000));
    expect_mark(capture, s, group, 2, "controlled load, told to SIO_SET_QOS", 24);
    set_int(s, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_TOS : IPV6_TCLASS, 46 << 2);
    expect_mark(capture, s, group, 3, "a specification marks, not IP_TOS (OP-06)", 24);
    set_qos(s, qos_sending(SERVICETYPE_QUALITATIVE, 1000000, 10000));
    expect_mark(capture, s, group, 4, "qualitative", 0);
    set_qos(s, qos_sending(SERVICETYPE_GUARANTEED | SERVICE_NO_TRAFFIC_CONTROL, 1000000, 10000));
    expect_mark(capture, s, group, 5, "guaranteed without traffic control", 0);
    set_qos(s, qos_sending(SERVICETYPE_GUARANTEED | SERVICE_NO_QOS_SIGNALING, 1000000, 10000));
    expect_mark(capture, s, group, 6, "guaranteed without signalling", 40);
    set_qos(s, qos_unspecified());
    expect_mark(capture, s, group, 7, "no specification any more, but IP_TOS", 46);
    WORKS(closesocket(s));
    s = leaf_join(group, interface_index, JL_SENDER_ONLY, NULL);
    set_int(s, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_TOS : IPV6_TCLASS, 46 << 2);
    expect_mark(capture, s, group, 8, "IP_TOS without a specification", 46);
    set_int(s, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_TOS : IPV6_TCLASS, 0);
    expect_mark(capture, s, group, 9, "IP_TOS 0", 0);
    WORKS(closesocket(s));
    capture_close(capture);
}

/* A socket of IPv6 that takes IPv4, too, and sends to the group. */
static SOCKET both_connected(const char *group, unsigned interface_index)
{
    struct name to = name_make(group, PORT);
    SOCKET s = leaf_open(AF_INET6, interface_index);
    set_int(s, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    set_int(s, IPPROTO_IP, IP_MULTICAST_IF, (int)htonl(interface_index));
    set_int(s, IPPROTO_IPV6, IPV6_TCLASS, 34 << 2);
    WORKS(connect(s, SA(to), to.length));
    return s;
}

/* It has a mark for each version. A specification marks both. */
static void marks_of_both(struct capture *capture, unsigned interface_index)
{
    const char *four = "239.78.2.3", *six = "ff15::78:203";
    SOCKET s = both_connected("::ffff:239.78.2.3", interface_index);
    expect_mark(capture, s, four, 10, "a socket for both, IPV6_TCLASS alone", 0);
    set_int(s, IPPROTO_IP, IP_TOS, 46 << 2);
    expect_mark(capture, s, four, 11, "a socket for both, IP_TOS", 46);
    set_qos(s, qos_sending(SERVICETYPE_CONTROLLEDLOAD, 1000000, 10000));
    expect_mark(capture, s, four, 12, "a socket for both, controlled load", 24);
    set_qos(s, qos_unspecified());
    expect_mark(capture, s, four, 13, "a socket for both, no specification any more", 46);
    WORKS(closesocket(s));
    s = both_connected(six, interface_index);
    set_int(s, IPPROTO_IP, IP_TOS, 46 << 2);
    expect_mark(capture, s, six, 14, "a socket for both, IPV6_TCLASS beside IP_TOS", 34);
    set_qos(s, qos_sending(SERVICETYPE_CONTROLLEDLOAD, 1000000, 10000));
    expect_mark(capture, s, six, 15, "a socket for both, controlled load", 24);
    WORKS(closesocket(s));
    capture_close(capture);
}

struct sender {
    SOCKET s;
    int size;
    atomic_int stop;
};

static void *send_blocking(void *argument)
{
    struct sender *sender = argument;
    char *bytes = calloc(1, (size_t)sender->size);
    while (!atomic_load(&sender->stop) && send(sender->s, bytes, sender->size, 0) >= 0)
        continue;
    free(bytes);
    return NULL;
}

/* Nonblocking: sends until there are no more tokens, then waits for FD_WRITE. */
static void *send_on_event(void *argument)
{
    struct sender *sender = argument;
    char *bytes = calloc(1, (size_t)sender->size);
    WSAEVENT event = WSACreateEvent();
    WSANETWORKEVENTS events;
    WORKS(WSAEventSelect(sender->s, event, FD_WRITE));
    while (!atomic_load(&sender->stop)) {
        if (WSAWaitForMultipleEvents(1, &event, FALSE, PATIENCE_MS, FALSE) != WSA_WAIT_EVENT_0) {
            check(0, "FD_WRITE comes when there are tokens");
            break;
        }
        WORKS(WSAEnumNetworkEvents(sender->s, event, &events));
        while ((events.lNetworkEvents & FD_WRITE) != 0 && send(sender->s, bytes, sender->size, 0) >= 0)
            continue;
        if (WSAGetLastError() != WSAEWOULDBLOCK &&
            !check(0, "a send without tokens gives %d", WSAGetLastError()))
            break;
    }
    WSACloseEvent(event);
    free(bytes);
    return NULL;
}

/* Bytes by the time since the first packet, in steps of 10 ms. */
enum { STEPS = 230, STEP_MS = 10, SETTLED = 20, SLACK_MS = 5 /* between sending and arriving */ };

static void count_bytes(struct capture *capture, const char *group, double bytes[STEPS])
{
    struct packet packet;
    int64_t first = 0, until = capture_now() + 5000 * MS;
    memset(bytes, 0, STEPS * sizeof bytes[0]);
    while (capture_next(capture, &packet, until)) {
        if (packet.kind != PACKET_UDP || strcmp(packet.target, group) != 0)
            continue;
        first = first == 0 ? packet.time : first;
        int64_t step = (packet.time - first) / (STEP_MS * MS);
        if (step >= STEPS)
            return;
        bytes[step] += (double)packet.size;
    }
}

static double sum(const double *bytes, int from, int to)
{
    double total = 0;
    for (int i = from; i < to; i++)
        total += bytes[i];
    return total;
}

/* A flow: where it is captured, what it is. */
struct flow {
    const char *what;
    struct capture *(*capture)(void);
    unsigned interface_index;
    void *(*run)(void *);
    ULONG rate, bucket;
    int size;
};

static void observe(const struct flow *flow, double bytes[STEPS])
{
    const char *group = "239.78.2.2";
    QOS qos = qos_sending(SERVICETYPE_GUARANTEED, flow->rate, flow->bucket);
    struct capture *capture = flow->capture();
    struct sender sender = {.s = leaf_join(group, flow->interface_index, JL_SENDER_ONLY, &qos),
                            .size = flow->size};
    pthread_t thread;
    WORKS(-pthread_create(&thread, NULL, flow->run, &sender));
    count_bytes(capture, group, bytes);
    atomic_store(&sender.stop, 1);
    pthread_join(thread, NULL);
    WORKS(closesocket(sender.s));
    capture_close(capture);
}

/*
 * More than the rate never comes. Less does where the machine keeps the sender from running for longer than
 * its bucket holds: so that may be tried again.
 */
static void rate(struct flow flow)
{
    static double bytes[STEPS];
    double arrived = 0;
    for (int i = 0; i < TRIES && arrived < 0.95 * flow.rate; i++) {
        observe(&flow, bytes);
        arrived = sum(bytes, SETTLED, STEPS) / ((STEPS - SETTLED) * STEP_MS / 1000.0);
        double burst = sum(bytes, 0, 1), inflow = flow.rate * (STEP_MS + SLACK_MS) / 1000.0;
        check(burst <= flow.bucket + inflow + flow.size,
              "%s, rate %u, bucket %u: %.0f bytes in the first %d ms", flow.what, (unsigned)flow.rate,
              (unsigned)flow.bucket, burst, STEP_MS);
        check(arrived < 1.05 * flow.rate, "%s, %d bytes each, rate %u: no more than %.0f bytes/s arrive",
              flow.what, flow.size, (unsigned)flow.rate, arrived);
    }
    check(arrived > 0.95 * flow.rate, "%s, rate %u: no less than %.0f bytes/s arrive (%+.2f %%)", flow.what,
          (unsigned)flow.rate, arrived, 100 * (arrived / flow.rate - 1));
}

void prove_flows(void)
{
    unsigned near = link_near_index();
    marks("239.78.2.1", capture_far(), near);
    marks("239.78.2.1", capture_lo(), 1);
    marks("ff15::78:201", capture_far(), near);
    marks("ff15::78:201", capture_lo(), 1);
    marks_of_both(capture_far(), near);
    marks_of_both(capture_lo(), 1);
    rate((struct flow){"blocking", capture_far, near, send_blocking, 100000, 5000, 500});
    rate((struct flow){"blocking", capture_far, near, send_blocking, 1000000, 50000, 1400});
    rate((struct flow){"blocking", capture_far, near, send_blocking, 20000000, 1000000, 1400});
    rate((struct flow){"blocking, on lo", capture_lo, 1, send_blocking, 1000000, 50000, 1400});
    rate((struct flow){"FD_WRITE", capture_far, near, send_on_event, 1000000, 50000, 1400});
}
