/* qs.c - quality of service: what a flow specification may say, and what is in force. What it does:
 * qs_shape.c. */
#include "qs.h"

QOS qos_none(void)
{
    QOS qos;
    memset(&qos, 0xff, sizeof qos);
    qos.SendingFlowspec.ServiceType = SERVICETYPE_BESTEFFORT;
    qos.ReceivingFlowspec.ServiceType = SERVICETYPE_BESTEFFORT;
    qos.ProviderSpecific.len = 0;
    qos.ProviderSpecific.buf = NULL;
    return qos;
}

QOS qos_sending(SERVICETYPE service, ULONG rate, ULONG bucket)
{
    QOS qos = qos_none();
    qos.SendingFlowspec.ServiceType = service;
    qos.SendingFlowspec.TokenRate = rate;
    qos.SendingFlowspec.TokenBucketSize = bucket;
    qos.ReceivingFlowspec.ServiceType = SERVICETYPE_NOCHANGE;
    return qos;
}

int qos_set(SOCKET s, QOS qos)
{
    DWORD got = 0;
    return WSAIoctl(s, SIO_SET_QOS, &qos, sizeof qos, NULL, 0, &got, NULL, NULL);
}

QOS qos_get(SOCKET s)
{
    DWORD got = 0;
    QOS qos;
    memset(&qos, 0, sizeof qos);
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_GET_QOS, NULL, 0, &qos, sizeof qos, &got, NULL, NULL));
    CHECK_EQ(got, sizeof qos);
    return qos;
}

int qos_equal(const FLOWSPEC *one, const FLOWSPEC *other)
{
    return memcmp(one, other, sizeof *one) == 0;
}

SOCKET talker_open(void)
{
    SOCKET s = plain_open(AF_INET);
    struct name name = name_loopback(AF_INET, 0);
    CHECK_SUCCEEDS(socket_bind(s, &name));
    name = name_of(s);
    CHECK_SUCCEEDS(connect(s, SA(name), name.length));
    return s;
}

int qos_works(void)
{
    SOCKET s = plain_open(AF_INET);
    int works = qos_set(s, qos_sending(SERVICETYPE_BESTEFFORT, 1000000, 10000)) == 0;
    if (!works)
        lacks_say("SIO_SET_QOS");
    closesocket(s);
    return works;
}

static void check_flow(SOCKET s, const FLOWSPEC *sending, const FLOWSPEC *receiving)
{
    QOS qos = qos_get(s);
    CHECK(qos_equal(&qos.SendingFlowspec, sending));
    CHECK(qos_equal(&qos.ReceivingFlowspec, receiving));
    CHECK_EQ(qos.ProviderSpecific.len, 0);
}

RULE(QS_01, "FLOWSPEC: what was set is in force; QOS_NOT_SPECIFIED and SERVICETYPE_NOCHANGE")
{
    NEEDS_QOS();
    SOCKET s = talker_open();
    QOS none = qos_none(), wanted = qos_none(), unchanged;
    check_flow(s, &none.SendingFlowspec, &none.ReceivingFlowspec);
    CHECK_SUCCEEDS(qos_set(s, none)); /* what is in force may always be asked for */
    wanted.SendingFlowspec = (FLOWSPEC){100000, 5000, 200000, 1000, 2000, SERVICETYPE_GUARANTEED, 1400, 64};
    wanted.ReceivingFlowspec =
        (FLOWSPEC){50000, 4000, 50000, 3000, 4000, SERVICETYPE_CONTROLLEDLOAD, 1000, 10};
    CHECK_SUCCEEDS(qos_set(s, wanted));
    check_flow(s, &wanted.SendingFlowspec, &wanted.ReceivingFlowspec);
    memset(&unchanged, 0x11, sizeof unchanged);
    unchanged.SendingFlowspec.ServiceType = unchanged.ReceivingFlowspec.ServiceType = SERVICETYPE_NOCHANGE;
    unchanged.ProviderSpecific = none.ProviderSpecific;
    CHECK_SUCCEEDS(qos_set(s, unchanged));
    check_flow(s, &wanted.SendingFlowspec, &wanted.ReceivingFlowspec);
    unchanged.SendingFlowspec = none.SendingFlowspec;
    CHECK_SUCCEEDS(qos_set(s, unchanged));
    check_flow(s, &none.SendingFlowspec, &wanted.ReceivingFlowspec);

    DWORD got = 0;
    char small[sizeof(QOS)];
    CHECK_FAILS(WSAIoctl(s, SIO_SET_QOS, &wanted, sizeof wanted - 1, NULL, 0, &got, NULL, NULL), WSAEFAULT);
    CHECK_FAILS(WSAIoctl(s, SIO_SET_QOS, NULL, sizeof wanted, NULL, 0, &got, NULL, NULL), WSAEFAULT);
    CHECK_FAILS(WSAIoctl(s, SIO_GET_QOS, NULL, 0, small, sizeof small - 1, &got, NULL, NULL), WSAEFAULT);
    CHECK_EQ(got, sizeof(QOS));
    CHECK_FAILS(WSAIoctl(s, SIO_GET_QOS, NULL, 0, NULL, sizeof small, &got, NULL, NULL), WSAEFAULT);
    CHECK_FAILS(qos_set(INVALID_SOCKET, wanted), WSAENOTSOCK);
    check_flow(s, &none.SendingFlowspec, &wanted.ReceivingFlowspec);
}

RULE(QS_02, "service types: which may be asked for")
{
    NEEDS_QOS();
    static const SERVICETYPE good[] = {SERVICETYPE_NOTRAFFIC,           SERVICETYPE_BESTEFFORT,
                                       SERVICETYPE_CONTROLLEDLOAD,      SERVICETYPE_GUARANTEED,
                                       SERVICETYPE_GENERAL_INFORMATION, SERVICETYPE_NOCHANGE,
                                       SERVICETYPE_QUALITATIVE};
    static const SERVICETYPE bad[] = {
        SERVICETYPE_NETWORK_UNAVAILABLE, 7, 8, SERVICETYPE_NONCONFORMING, 0xe, 0x77, 0xffffffff};
    SOCKET s = talker_open();
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        QOS qos = qos_sending(good[i], 1000000, 10000);
        CHECK_SUCCEEDS(qos_set(s, qos));
        qos.ReceivingFlowspec = qos.SendingFlowspec;
        CHECK_SUCCEEDS(qos_set(s, qos));
        CHECK_SUCCEEDS(qos_set(s, qos_none()));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_FAILS(qos_set(s, qos_sending(bad[i], 1000000, 10000)), WSAEOPNOTSUPP);
        QOS qos = qos_none();
        qos.ReceivingFlowspec.ServiceType = bad[i];
        CHECK_FAILS(qos_set(s, qos), WSAEOPNOTSUPP);
    }
    QOS none = qos_none();
    check_flow(s, &none.SendingFlowspec, &none.ReceivingFlowspec);
}

static LONG events_of(SOCKET s, WSAEVENT event)
{
    WSANETWORKEVENTS events;
    memset(&events, 0x5a, sizeof events);
    CHECK_SUCCEEDS(WSAEnumNetworkEvents(s, event, &events));
    if ((events.lNetworkEvents & FD_QOS) != 0)
        CHECK_EQ(events.iErrorCode[FD_QOS_BIT], 0);
    return events.lNetworkEvents;
}

RULE(QS_04, "a change raises FD_QOS once, until SIO_GET_QOS")
{
    NEEDS_QOS();
    SOCKET s = talker_open();
    WSAEVENT event = WSACreateEvent();
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_QOS));
    CHECK_EQ(events_of(s, event), 0);
    CHECK_SUCCEEDS(qos_set(s, qos_sending(SERVICETYPE_GUARANTEED, 1000, 1000)));
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE), WSA_WAIT_EVENT_0);
    CHECK_EQ(events_of(s, event), FD_QOS);
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE), WSA_WAIT_TIMEOUT);
    CHECK_SUCCEEDS(qos_set(s, qos_sending(SERVICETYPE_GUARANTEED, 2000, 1000)));
    CHECK_EQ(events_of(s, event), 0); /* once */
    CHECK_EQ(qos_get(s).SendingFlowspec.TokenRate, 2000);
    CHECK_EQ(events_of(s, event), 0); /* an edge, not a level */
    CHECK_SUCCEEDS(qos_set(s, qos_sending(SERVICETYPE_GUARANTEED, 2000, 1000)));
    CHECK_EQ(events_of(s, event), 0); /* nothing changed */
    CHECK_SUCCEEDS(qos_set(s, qos_sending(SERVICETYPE_GUARANTEED, 3000, 1000)));
    CHECK_EQ(events_of(s, event), FD_QOS);
    CHECK_FAILS(qos_set(s, qos_sending(SERVICETYPE_GUARANTEED, 0, 1000)), WSAEOPNOTSUPP);
    CHECK_EQ(qos_get(s).SendingFlowspec.TokenRate, 3000);
    CHECK_EQ(events_of(s, event), 0);
}

AREA(QS, &rule_QS_01, &rule_QS_02, &rule_QS_03, &rule_QS_04);
