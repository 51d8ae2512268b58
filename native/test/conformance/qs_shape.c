/* qs_shape.c - what a flow specification does to a socket (QS-03). The rate and the marks on the wire:
 * wire/flow.c. */
#include "qs.h"

#define MESSAGE 500

static const char message[MESSAGE];

/* QS_03's rule is named in qs.c's area. */
static void run_parts(void);
const struct rule rule_QS_03 = {"QS_03", "a flow specification shapes, bounds and sizes", run_parts, 0};

static int send_message(SOCKET s)
{
    return send(s, message, MESSAGE, 0);
}

static void refused(SOCKET s, QOS qos)
{
    CHECK_FAILS(qos_set(s, qos), WSAEOPNOTSUPP);
}

static void impossible(void)
{
    SOCKET s = talker_open();
    QOS qos = qos_sending(SERVICETYPE_GUARANTEED, 1000, 1000), good = qos;
    qos.SendingFlowspec.TokenRate = 0;
    refused(s, qos);
    qos.SendingFlowspec.TokenRate = QOS_NOT_SPECIFIED; /* a promise of nothing in particular */
    refused(s, qos);
    qos = good;
    qos.SendingFlowspec.MaxSduSize = 65508;
    refused(s, qos);
    qos.SendingFlowspec.MaxSduSize = 0;
    refused(s, qos);
    qos = good;
    qos.SendingFlowspec.PeakBandwidth = 999;
    refused(s, qos);
    qos = good;
    qos.SendingFlowspec.MaxSduSize = 100;
    qos.SendingFlowspec.MinimumPolicedSize = 101;
    refused(s, qos);
    qos = good;
    qos.ProviderSpecific.len = 12;
    CHECK_FAILS(qos_set(s, qos), WSAEFAULT);
    ULONG object[] = {2000 + 99, 12, 0}; /* no such object */
    qos.ProviderSpecific.buf = (char *)object;
    refused(s, qos);
    object[0] = 2000 + 1; /* the end of the list */
    CHECK_SUCCEEDS(qos_set(s, qos));
    refused(s, qos_sending(SERVICETYPE_GUARANTEED, 4000000000u, 10000)); /* no socket keeps that up */
    refused(s, qos_sending(0x77, 1000, 1000));
    CHECK_EQ(qos_get(s).SendingFlowspec.TokenRate, 1000); /* the last that was possible */

    QOS unknown = qos_sending(0x77, 1000, 1000);
    SOCKET t = plain_open(AF_INET);
    struct name name = name_loopback(AF_INET, port_free(AF_INET));
    CHECK_FAILS(WSAConnect(t, SA(name), name.length, NULL, NULL, &unknown, NULL), WSAEOPNOTSUPP);
    CHECK_FAILS(getpeername(t, SA(name), &name.length), WSAENOTCONN);
    CHECK_SUCCEEDS(WSAConnect(t, SA(name), name.length, NULL, NULL, &good, NULL));
    CHECK_EQ(qos_get(t).SendingFlowspec.TokenRate, 1000);
}

static void bounds(void)
{
    static char bytes[2000];
    SOCKET s = talker_open();
    QOS qos = qos_none();
    qos.SendingFlowspec.MaxSduSize = 1000;
    CHECK_SUCCEEDS(qos_set(s, qos));
    CHECK_EQ(send(s, bytes, 1000, 0), 1000);
    CHECK_FAILS(send(s, bytes, 1001, 0), WSAEMSGSIZE);
    CHECK_EQ(recv(s, bytes, (int)sizeof bytes, 0), 1000);
    CHECK_QUIET(s);
    CHECK_SUCCEEDS(qos_set(s, qos_none()));
    CHECK_EQ(send(s, bytes, 1001, 0), 1001);
}

/* So many messages; returns how long they took. */
static unsigned long long time_of(SOCKET s, int messages)
{
    unsigned long long start = host_now_ms();
    for (int i = 0; i < messages; i++)
        CHECK_EQ(send_message(s), MESSAGE);
    return host_now_ms() - start;
}

/* Nothing holds so many messages back, however long the machine takes for them. */
static void goes_at_once(SOCKET s, int messages)
{
    CHECK_SUCCEEDS(socket_nonblocking(s, 1));
    for (int i = 0; i < messages; i++)
        CHECK_EQ(send_message(s), MESSAGE);
    CHECK_SUCCEEDS(socket_nonblocking(s, 0));
}

static void shapes(void)
{
    SOCKET s = talker_open();
    CHECK_SUCCEEDS(qos_set(s, qos_sending(SERVICETYPE_GUARANTEED, 10000, 1000)));
    unsigned long long took = time_of(s, 12); /* two at once, then one in 50 ms */
    CHECK(took >= 490 && took < HANG_MS);

    QOS qos = qos_sending(SERVICETYPE_GUARANTEED, 10000, 100000);
    CHECK_SUCCEEDS(qos_set(s, qos));
    goes_at_once(s, 12); /* the bucket holds them all */
    qos.SendingFlowspec.PeakBandwidth = 20000;
    CHECK_SUCCEEDS(qos_set(s, qos));
    took = time_of(s, 12); /* one in 25 ms, whatever the bucket holds */
    CHECK(took >= 270 && took < HANG_MS);

    qos = qos_sending(SERVICETYPE_GUARANTEED, 10000, 1000);
    qos.SendingFlowspec.MinimumPolicedSize = 1000;
    CHECK_SUCCEEDS(qos_set(s, qos));
    took = time_of(s, 4); /* each counts as 1000 */
    CHECK(took >= 290 && took < HANG_MS);

    CHECK_SUCCEEDS(qos_set(s, qos_sending(SERVICETYPE_GUARANTEED, 10000, 100)));
    took = time_of(s, 3); /* larger than the bucket: each is paid for afterwards */
    CHECK(took >= 90 && took < HANG_MS);

    CHECK_SUCCEEDS(qos_set(s, qos_sending(SERVICETYPE_NOTRAFFIC, 1, 1)));
    goes_at_once(s, 12);
    CHECK_SUCCEEDS(qos_set(s, qos_sending(SERVICETYPE_GUARANTEED | SERVICE_NO_TRAFFIC_CONTROL, 1, 1)));
    goes_at_once(s, 12);
}

static int writable(SOCKET s, int ms)
{
    struct timeval patience = {ms / 1000, ms % 1000 * 1000};
    fd_set set;
    FD_ZERO(&set);
    FD_SET(s, &set);
    return select(0, NULL, &set, NULL, &patience);
}

static void would_block(void)
{
    SOCKET s = talker_open();
    CHECK_SUCCEEDS(socket_nonblocking(s, 1));
    CHECK_SUCCEEDS(qos_set(s, qos_sending(SERVICETYPE_GUARANTEED, 1000, MESSAGE)));
    CHECK_EQ(writable(s, 0), 1);
    CHECK_EQ(send_message(s), MESSAGE);
    CHECK_FAILS(send_message(s), WSAEWOULDBLOCK);
    CHECK_EQ(writable(s, 0), 0);
    unsigned long long start = host_now_ms();
    CHECK_EQ(writable(s, HANG_MS), 1);
    CHECK(host_now_ms() - start >= 50);
    CHECK_EQ(send_message(s), MESSAGE);

    WSAEVENT event = WSACreateEvent();
    WSANETWORKEVENTS events;
    CHECK_FAILS(send_message(s), WSAEWOULDBLOCK);
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_WRITE | FD_READ));
    CHECK_SUCCEEDS(WSAEnumNetworkEvents(s, event, &events));
    CHECK_EQ(events.lNetworkEvents & FD_WRITE, 0); /* it was refused before it was selected */
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_WRITE));
    for (int i = 0; i < 3; i++) {
        CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, HANG_MS, FALSE), WSA_WAIT_EVENT_0);
        CHECK_SUCCEEDS(WSAEnumNetworkEvents(s, event, &events));
        CHECK_EQ(events.lNetworkEvents, FD_WRITE);
        CHECK_EQ(send_message(s), MESSAGE);
        CHECK_FAILS(send_message(s), WSAEWOULDBLOCK);
        CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE), WSA_WAIT_TIMEOUT);
    }
    CHECK_SUCCEEDS(qos_set(s, qos_none())); /* no limit any more: there is room */
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, HANG_MS, FALSE), WSA_WAIT_EVENT_0);
    CHECK_EQ(send_message(s), MESSAGE);
}

static void gives_up(void)
{
    SOCKET s = talker_open();
    DWORD ms = 60;
    CHECK_SUCCEEDS(qos_set(s, qos_sending(SERVICETYPE_GUARANTEED, 100, MESSAGE)));
    CHECK_SUCCEEDS(setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, (const char *)&ms, sizeof ms));
    CHECK_EQ(send_message(s), MESSAGE);
    unsigned long long start = host_now_ms();
    CHECK_FAILS(send_message(s), WSAETIMEDOUT);
    unsigned long long took = host_now_ms() - start;
    CHECK(took >= 55 && took < HANG_MS);
}

struct waiting {
    SOCKET s;
    int result, code;
};

static void wait_for_tokens(void *argument)
{
    struct waiting *waiting = argument;
    waiting->result = send_message(waiting->s);
    waiting->code = WSAGetLastError();
}

static void wait_to_write(void *argument)
{
    struct waiting *waiting = argument;
    waiting->result = writable(waiting->s, 20000);
    waiting->code = WSAGetLastError();
}

static struct waiting end_of_wait(void (*wait)(void *), void (*wake)(SOCKET), int nonblocking)
{
    struct waiting waiting = {.s = talker_open()};
    CHECK_SUCCEEDS(qos_set(waiting.s, qos_sending(SERVICETYPE_GUARANTEED, 10, MESSAGE)));
    CHECK_EQ(send_message(waiting.s), MESSAGE);
    if (nonblocking) {
        CHECK_SUCCEEDS(socket_nonblocking(waiting.s, 1));
        CHECK_FAILS(send_message(waiting.s), WSAEWOULDBLOCK);
    }
    struct host_thread *thread = host_thread_start(wait, &waiting);
    int early = host_thread_done(thread, 50); /* there would be tokens in 50 s */
    CHECK(!early);
    wake(waiting.s);
    if (!early && !CHECK(host_thread_done(thread, HANG_MS)))
        abort(); /* it still uses what is on this stack */
    return waiting;
}

static void wake_by_close(SOCKET s)
{
    CHECK_SUCCEEDS(closesocket(s));
}

static void wake_by_shutdown(SOCKET s)
{
    CHECK_SUCCEEDS(shutdown(s, SD_SEND));
}

static void wake_by_change(SOCKET s)
{
    CHECK_SUCCEEDS(qos_set(s, qos_none()));
}

static void wakes(void)
{
    struct waiting ended = end_of_wait(wait_for_tokens, wake_by_close, 0);
    CHECK_EQ(ended.result, SOCKET_ERROR);
    CHECK_IS_CODE_EITHER(ended.code, WSAEINTR, WSAENOTSOCK);
    ended = end_of_wait(wait_for_tokens, wake_by_shutdown, 0);
    CHECK_EQ(ended.result, SOCKET_ERROR);
    CHECK_IS_CODE(ended.code, WSAESHUTDOWN);
    ended = end_of_wait(wait_for_tokens, wake_by_change, 0);
    CHECK_EQ(ended.result, MESSAGE);
    ended = end_of_wait(wait_to_write, wake_by_close, 1);
    CHECK_EQ(ended.result, SOCKET_ERROR);
    CHECK_IS_CODE_EITHER(ended.code, WSAEINTR, WSAENOTSOCK);
    ended = end_of_wait(wait_to_write, wake_by_change, 1);
    CHECK_EQ(ended.result, 1);
}

static int receive_buffer(SOCKET s)
{
    int size = 0, length = (int)sizeof size;
    CHECK_SUCCEEDS(getsockopt(s, SOL_SOCKET, SO_RCVBUF, (char *)&size, &length));
    return size;
}

static void sizes(void)
{
    SOCKET s = talker_open();
    int size = 10000;
    CHECK_SUCCEEDS(setsockopt(s, SOL_SOCKET, SO_RCVBUF, (const char *)&size, (int)sizeof size));
    QOS qos = qos_none();
    qos.ReceivingFlowspec.TokenRate = 100000;
    qos.ReceivingFlowspec.TokenBucketSize = 30000;
    CHECK_SUCCEEDS(qos_set(s, qos));
    CHECK_EQ(receive_buffer(s), 30000);
    qos.ReceivingFlowspec.Latency = 200000; /* 0.2 s of the rate more */
    CHECK_SUCCEEDS(qos_set(s, qos));
    CHECK_EQ(receive_buffer(s), 50000);
    qos.ReceivingFlowspec.TokenBucketSize = 100;
    CHECK_SUCCEEDS(qos_set(s, qos));
    CHECK_EQ(receive_buffer(s), 50000); /* never less than there was */
    qos.ReceivingFlowspec.TokenBucketSize = 0xf0000000;
    CHECK_FAILS(qos_set(s, qos), WSAEOPNOTSUPP);
    CHECK_EQ(receive_buffer(s), 50000);
}

/* How many datagrams of those that the socket sends to itself have room in its buffer. */
static int heard_of_many(SOCKET s)
{
    enum { MANY = 2000 };
    static char datagram[1000];
    int heard = 0;
    for (int i = 0; i < MANY; i++)
        CHECK_EQ(send(s, datagram, (int)sizeof datagram, 0), (int)sizeof datagram);
    CHECK_SUCCEEDS(socket_nonblocking(s, 1));
    while (heard < MANY && recv(s, datagram, (int)sizeof datagram, 0) > 0)
        heard++;
    return heard;
}

/* Without a privilege the system gives no such buffer; then the socket keeps the one that it had. */
static void refused_size(void)
{
    SOCKET s = talker_open(), other = talker_open();
    int before = receive_buffer(s);
    QOS qos = qos_none();
    qos.ReceivingFlowspec.TokenRate = 100000;
    qos.ReceivingFlowspec.TokenBucketSize = 0x3f000000;
    if (qos_set(s, qos) == 0)
        return;
    CHECK_EQ(receive_buffer(s), before);
    CHECK_EQ(heard_of_many(s), heard_of_many(other));
}

/* A unidirectional socket lacks a direction: whatever is said of it is ignored. */
static void directions(void)
{
    struct name group = name_group(AF_INET, 90, port_free(AF_INET));
    QOS half = qos_sending(SERVICETYPE_GUARANTEED, 10000, 1000);
    half.ReceivingFlowspec.ServiceType = 0x77;
    SOCKET sender = leaf_open(AF_INET);
    CHECK_FAILS(WSAJoinLeaf(sender, SA(group), group.length, NULL, NULL, &half, NULL, JL_BOTH),
                WSAEOPNOTSUPP);
    CHECK_EQ(WSAJoinLeaf(sender, SA(group), group.length, NULL, NULL, &half, NULL, JL_SENDER_ONLY), sender);
    CHECK_EQ(qos_get(sender).SendingFlowspec.TokenRate, 10000);
    CHECK_EQ(qos_get(sender).ReceivingFlowspec.ServiceType, SERVICETYPE_BESTEFFORT);
    CHECK_SUCCEEDS(qos_set(sender, half));
    CHECK(time_of(sender, 4) >= 90);

    SOCKET receiver = leaf_open(AF_INET);
    half = qos_none();
    half.SendingFlowspec.TokenRate = 0;
    CHECK_EQ(WSAJoinLeaf(receiver, SA(group), group.length, NULL, NULL, &half, NULL, JL_RECEIVER_ONLY),
             receiver);
    CHECK_SUCCEEDS(qos_set(receiver, half));
}

static void run_parts(void)
{
    NEEDS_QOS();
    impossible();
    bounds();
    shapes();
    would_block();
    gives_up();
    wakes();
    sizes();
    refused_size();
    if (join_leaf_works())
        directions();
}
