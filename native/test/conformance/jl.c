/* jl.c - WSAJoinLeaf, whatever the provider; spoken with the UDP one. */
#include "conformance.h"

/* A join with everything: the checks that a rule is not about get what they want. */
static SOCKET join_with(SOCKET s, const struct name *name, WSABUF *caller, WSABUF *callee, QOS *sqos,
                        QOS *gqos)
{
    return WSAJoinLeaf(s, (const struct sockaddr *)&name->storage, name->length, caller, callee, sqos, gqos,
                       JL_BOTH);
}

static QOS qos_impossible(void)
{
    QOS qos;
    memset(&qos, 0, sizeof qos);
    qos.SendingFlowspec.ServiceType = 0x77; /* no such service */
    qos.SendingFlowspec.TokenRate = 1000;
    qos.ReceivingFlowspec = qos.SendingFlowspec;
    return qos;
}

static void only_multipoint(int family)
{
    struct name group = name_group(family, 1, port_free(family));
    SOCKET plain = plain_open(family);
    CHECK_FAILS(join(plain, &group, JL_BOTH), WSAEINVAL);
    CHECK_FAILS(join(plain, &group, JL_SENDER_ONLY), WSAEINVAL);
    CHECK_FAILS(WSAJoinLeaf(plain, NULL, 0, NULL, NULL, NULL, NULL, 0), WSAEINVAL); /* comes before JL-02 */
    CHECK_FAILS(join(INVALID_SOCKET, &group, JL_BOTH), WSAENOTSOCK);
    SOCKET leaf = leaf_open(family);
    CHECK_SUCCEEDS(closesocket(leaf));
    CHECK_FAILS(join(leaf, &group, JL_BOTH), WSAENOTSOCK);
    CHECK_FAILS(WSAJoinLeaf(leaf, NULL, 0, NULL, NULL, NULL, NULL, 0), WSAENOTSOCK);
}

RULE(JL_01, "only a socket with multipoint flags")
{
    NEEDS_JOIN_LEAF();
    each_family(only_multipoint);
}

static SOCKET join_length(SOCKET s, const struct name *name, int length, DWORD flags)
{
    return WSAJoinLeaf(s, (const struct sockaddr *)&name->storage, length, NULL, NULL, NULL, NULL, flags);
}

static void name_checked(int family)
{
    int other = family == AF_INET ? AF_INET6 : AF_INET;
    unsigned port = port_free(family);
    struct name group = name_group(family, 2, port);
    struct name foreign = name_group(other, 2, port);
    struct name unknown = group;
    struct name wildcard = name_any(family, port);
    struct name portless = name_group(family, 2, 0);
    unknown.storage.ss_family = 99;
    foreign.length = (int)sizeof foreign.storage;
    SOCKET s = leaf_open(family);
    CHECK_FAILS(WSAJoinLeaf(s, NULL, group.length, NULL, NULL, NULL, NULL, JL_BOTH), WSAEFAULT);
    CHECK_FAILS(WSAJoinLeaf(s, NULL, 0, NULL, NULL, NULL, NULL, JL_BOTH), WSAEFAULT);
    CHECK_FAILS(join_length(s, &group, 0, JL_BOTH), WSAEFAULT);
    CHECK_FAILS(join_length(s, &group, 2, JL_BOTH), WSAEFAULT);
    CHECK_FAILS(join_length(s, &group, family == AF_INET ? 15 : 16, JL_BOTH), WSAEFAULT);
    CHECK_FAILS(join_length(s, &group, -1, JL_BOTH), WSAEFAULT);
    CHECK_FAILS(join(s, &foreign, JL_BOTH), WSAEAFNOSUPPORT);
    CHECK_FAILS(join(s, &unknown, JL_BOTH), WSAEAFNOSUPPORT);
    CHECK_FAILS(join(s, &wildcard, JL_BOTH), WSAEADDRNOTAVAIL);
    CHECK_FAILS(join(s, &wildcard, JL_SENDER_ONLY), WSAEADDRNOTAVAIL);
    CHECK_FAILS(join(s, &wildcard, JL_RECEIVER_ONLY), WSAEADDRNOTAVAIL);
    CHECK_FAILS(join(s, &portless, JL_SENDER_ONLY), WSAEADDRNOTAVAIL);
    CHECK_FAILS(join(s, &portless, JL_BOTH), WSAEADDRNOTAVAIL);
    CHECK_FAILS(join(s, &portless, JL_RECEIVER_ONLY), WSAEADDRNOTAVAIL); /* unbound: it is its port */
    /* The order: this rule before JL-03. */
    CHECK_FAILS(join_length(s, &group, 2, 0), WSAEFAULT);
    CHECK_FAILS(join(s, &foreign, 0), WSAEAFNOSUPPORT);
    CHECK_FAILS(join(s, &wildcard, 0), WSAEADDRNOTAVAIL);
    /* Nothing of all this is left on the socket. */
    CHECK_EQ(name_of(s).length, 0);
    CHECK_EQ(join_length(s, &group, (int)sizeof group.storage, JL_BOTH), s);
}

RULE(JL_02, "name NULL, short, of another family, the wildcard, without a port")
{
    NEEDS_JOIN_LEAF();
    each_family(name_checked);
}

static void flags_checked(int family)
{
    static const DWORD wrong[] = {
        0, 8, 0x10, 0x80, 0x100, 0x8000, 0x80000000, JL_BOTH | 8, JL_SENDER_ONLY | 0x10};
    struct name group = name_group(family, 3, port_free(family));
    SOCKET s = leaf_open(family);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        CHECK_FAILS(join(s, &group, wrong[i]), WSAEINVAL);
    WSABUF caller = {4, (char[]){"data"}};
    CHECK_FAILS(WSAJoinLeaf(s, SA(group), group.length, &caller, NULL, NULL, NULL, 0),
                WSAEINVAL); /* before JL-04 */
    CHECK_EQ(JL_SENDER_ONLY, 1);
    CHECK_EQ(JL_RECEIVER_ONLY, 2);
    CHECK_EQ(JL_BOTH, 4);
    CHECK_SUCCEEDS(socket_share(s));
    CHECK_EQ(join(s, &group, JL_SENDER_ONLY | JL_RECEIVER_ONLY), s);
    CHECK_EQ(say(s, "both"), 4);
    CHECK_HEARS(s, "both");
    SOCKET both = member_open(family, &group, JL_BOTH);
    CHECK_SUCCEEDS(closesocket(s));
    CHECK_EQ(say(both, "alone"), 5);
    CHECK_HEARS(both, "alone");
}

RULE(JL_03, "dwFlags")
{
    NEEDS_JOIN_LEAF();
    each_family(flags_checked);
}

static void caller_data(int family)
{
    char data[] = "hello";
    QOS qos = qos_impossible();
    WSABUF some = {5, data};
    WSABUF nowhere = {5, NULL};
    struct name group = name_group(family, 4, port_free(family));
    SOCKET s = leaf_open(family);
    CHECK_FAILS(join_with(s, &group, &some, NULL, NULL, NULL), WSAEPROTONOSUPPORT);
    CHECK_FAILS(join_with(s, &group, &nowhere, NULL, NULL, NULL), WSAEFAULT);
    CHECK_FAILS(join_with(s, &group, &some, NULL, &qos, NULL), WSAEPROTONOSUPPORT); /* before JL-06 */
    CHECK(strcmp(data, "hello") == 0);
    CHECK_EQ(name_of(s).length, 0);
    CHECK_EQ(join(s, &group, JL_BOTH), s);
}

RULE(JL_04, "lpCallerData on UDP, which carries none")
{
    NEEDS_JOIN_LEAF();
    each_family(caller_data);
}

static void callee_data(int family)
{
    char room[16];
    WSABUF callee = {sizeof room, room};
    struct name group = name_group(family, 5, port_free(family));
    SOCKET s = leaf_open(family);
    memset(room, 0x5a, sizeof room);
    CHECK_EQ(join_with(s, &group, NULL, &callee, NULL, NULL), s);
    CHECK_EQ(callee.len, 0);
    CHECK(callee.buf == room);
    for (size_t i = 0; i < sizeof room; i++)
        CHECK_EQ(room[i], 0x5a);
}

RULE(JL_05, "lpCalleeData: nothing comes back on UDP")
{
    NEEDS_JOIN_LEAF();
    each_family(callee_data);
}

static void flow_specs(int family)
{
    QOS qos = qos_impossible();
    QOS garbage;
    memset(&garbage, 0xff, sizeof garbage);
    struct name group = name_group(family, 6, port_free(family));
    SOCKET s = leaf_open(family);
    CHECK_FAILS(join_with(s, &group, NULL, NULL, &qos, NULL), WSAEOPNOTSUPP);
    CHECK_EQ(name_of(s).length, 0);
    CHECK_EQ(join_with(s, &group, NULL, NULL, NULL, &garbage), s);
}

RULE(JL_06, "lpSQOS that cannot be honoured; lpGQOS is ignored")
{
    NEEDS_JOIN_LEAF();
    each_family(flow_specs);
}

static void binds(int family)
{
    unsigned port = port_free(family);
    struct name group = name_group(family, 7, port);
    SOCKET sender = leaf_open(family);
    struct name name;
    memset(&name, 0, sizeof name);
    name.length = (int)sizeof name.storage;
    CHECK_FAILS(getsockname(sender, SA(name), &name.length), WSAEINVAL);
    CHECK_EQ(join(sender, &group, JL_SENDER_ONLY), sender);
    name = name_of(sender);
    CHECK_EQ(name.storage.ss_family, family);
    CHECK(name_port(&name) != 0);
    CHECK(name_port(&name) != port);
    CHECK_EQ(bind(sender, SA(name), name.length), SOCKET_ERROR); /* it is bound */
    static const DWORD flags[] = {JL_RECEIVER_ONLY, JL_BOTH};
    for (int i = 0; i < 2; i++) {
        SOCKET receiver = leaf_open(family);
        CHECK_EQ(join(receiver, &group, flags[i]), receiver);
        name = name_of(receiver);
        CHECK(name_is_any(&name));
        CHECK_EQ(name_port(&name), port);
        CHECK_SUCCEEDS(closesocket(receiver));
    }
    /* A bound socket stays where it is. */
    struct name any = name_any(family, 0);
    SOCKET bound = leaf_open(family);
    CHECK_SUCCEEDS(socket_bind(bound, &any));
    struct name before = name_of(bound);
    CHECK_EQ(join(bound, &group, JL_BOTH), bound);
    name = name_of(bound);
    CHECK_EQ(name_port(&name), name_port(&before));
    CHECK(name_is_any(&name));
}

RULE(JL_07, "the join binds an unbound socket")
{
    NEEDS_JOIN_LEAF();
    each_family(binds);
}

static void same_handle(int family)
{
    struct name group = name_group(family, 8, port_free(family));
    int sockets = host_open_sockets();
    SOCKET s = leaf_open(family);
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK_EQ(say(s, "self"), 4);
    CHECK_HEARS(s, "self");
    CHECK_SUCCEEDS(closesocket(s));
    CHECK_EQ(host_open_sockets(), sockets); /* whatever the join needed was the one socket's */
}

RULE(JL_08, "a c_leaf gets its own handle back")
{
    NEEDS_JOIN_LEAF();
    each_family(same_handle);
}

/* Waits for the end of a nonblocking join; its error, or -1 when there was none. */
static int join_ended(SOCKET s, WSAEVENT event)
{
    WSANETWORKEVENTS events;
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, RECEIVE_MS, FALSE), WSA_WAIT_EVENT_0);
    CHECK_SUCCEEDS(WSAEnumNetworkEvents(s, event, &events));
    return events.lNetworkEvents & FD_CONNECT ? events.iErrorCode[FD_CONNECT_BIT] : -1;
}

static void told_of_the_end(int family)
{
    struct name group = name_group(family, 17, port_free(family));
    WSANETWORKEVENTS events;
    WSAEVENT event = WSACreateEvent();
    SOCKET s = leaf_open(family);
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_CONNECT));
    CHECK_EQ(WSAWaitForMultipleEvents(1, &event, FALSE, 0, FALSE), WSA_WAIT_TIMEOUT);
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK_EQ(join_ended(s, event), 0);
    CHECK(name_member(&group, LOOPBACK_INDEX));
    CHECK_FAILS(join(s, &group, JL_BOTH), WSAEISCONN); /* told by the call, not by an event */
    CHECK_SUCCEEDS(WSAEnumNetworkEvents(s, event, &events));
    CHECK_EQ(events.lNetworkEvents, 0);
    /* Selected afterwards: the end has come already (EV-06). */
    SOCKET late = leaf_open(family);
    CHECK_SUCCEEDS(socket_nonblocking(late, 1));
    CHECK_SUCCEEDS(socket_share(late));
    name_set_port(&group, port_free(family));
    CHECK_EQ(join(late, &group, JL_BOTH), late);
    CHECK_SUCCEEDS(WSAEventSelect(late, event, FD_CONNECT));
    CHECK_EQ(join_ended(late, event), 0);
}

/* A failure comes as the event's error; then the socket may try again (JL-11). */
static void told_of_failure(void)
{
    struct name group = name_group(AF_INET6, 18, port_free(AF_INET6)), astray = group;
    ((struct sockaddr_in6 *)&astray.storage)->sin6_scope_id = 9999;
    WSAEVENT event = WSACreateEvent();
    SOCKET s = WSASocketW(AF_INET6, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, LEAF_FLAGS);
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_CONNECT));
    for (int i = 0; i < 2; i++) {
        CHECK_EQ(join(s, &astray, JL_BOTH), s);
        CHECK_EQ(join_ended(s, event), WSAEADDRNOTAVAIL);
    }
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK_EQ(join_ended(s, event), 0);
}

static void returns_at_once(int family)
{
    struct name group = name_group(family, 9, port_free(family));
    SOCKET blocking = leaf_open(family);
    CHECK_EQ(join(blocking, &group, JL_BOTH), blocking);
    CHECK_EQ(say(blocking, "done"), 4); /* done when it returned */
    CHECK_HEARS(blocking, "done");
    CHECK_SUCCEEDS(closesocket(blocking));
    SOCKET s = leaf_open(family);
    CHECK_SUCCEEDS(socket_nonblocking(s, 1));
    unsigned long long start = host_now_ms();
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK(host_now_ms() - start < HANG_MS);
    int sent = SOCKET_ERROR;
    for (int i = 0; i < HANG_MS / 20 && sent < 0; i++) {
        sent = say(s, "later");
        if (sent < 0)
            host_sleep_ms(20);
    }
    CHECK_EQ(sent, 5);
    CHECK_SUCCEEDS(socket_nonblocking(s, 0));
    CHECK_HEARS(s, "later");
    /* What is wrong with the call itself is told by the call. */
    struct name wildcard = name_any(family, name_port(&group));
    SOCKET other = leaf_open(family);
    CHECK_SUCCEEDS(socket_nonblocking(other, 1));
    CHECK_FAILS(join(other, &wildcard, JL_BOTH), WSAEADDRNOTAVAIL);
    CHECK_FAILS(join(other, &group, 0), WSAEINVAL);
}

RULE(JL_09, "blocking: done when it returns; nonblocking: a handle at once")
{
    NEEDS_JOIN_LEAF();
    each_family(returns_at_once);
    each_family(told_of_the_end);
    if (ipv6_multicast())
        told_of_failure();
}

static void joins_once(int family)
{
    static const DWORD flags[] = {JL_SENDER_ONLY, JL_RECEIVER_ONLY, JL_BOTH};
    struct name group = name_group(family, 10, port_free(family));
    struct name other = name_group(family, 12, name_port(&group));
    for (int i = 0; i < 3; i++) {
        SOCKET s = leaf_open(family);
        CHECK_EQ(join(s, &group, flags[i]), s);
        CHECK_FAILS(join(s, &group, flags[i]), WSAEISCONN);
        CHECK_FAILS(join(s, &other, JL_BOTH), WSAEISCONN);
        CHECK_FAILS(join(s, &other, JL_SENDER_ONLY), WSAEISCONN);
        CHECK(name_left(&other, LOOPBACK_INDEX));
        CHECK_SUCCEEDS(closesocket(s));
    }
}

RULE(JL_10, "a c_leaf joins once")
{
    NEEDS_JOIN_LEAF();
    each_family(joins_once);
}

/*
 * Which failures leave the socket fit for another try is promised for three codes. Of these UDP gives
 * WSAENETUNREACH, where there is no interface; elsewhere a scope that does not exist stands for it.
 */
static void tries_again(int family)
{
    struct name group = name_group(family, 13, port_free(family));
    struct name astray = group;
    ((struct sockaddr_in6 *)&astray.storage)->sin6_scope_id = 9999;
    SOCKET s = WSASocketW(family, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, LEAF_FLAGS);
    CHECK_SUCCEEDS(socket_receive_timeout(s, RECEIVE_MS));
    CHECK_FAILS(join(s, &astray, JL_BOTH), WSAEADDRNOTAVAIL);
    CHECK_FAILS(join(s, &astray, JL_BOTH), WSAEADDRNOTAVAIL);
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK_EQ(say(s, "again"), 5);
    CHECK_HEARS(s, "again");
    CHECK_SUCCEEDS(closesocket(s));
    /* Each try has its own end. */
    WSAEVENT event = WSACreateEvent();
    s = WSASocketW(family, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, LEAF_FLAGS);
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_CONNECT));
    for (int i = 0; i < 2; i++) {
        CHECK_EQ(join(s, &astray, JL_BOTH), s);
        CHECK_IS_CODE(join_ended(s, event), WSAEADDRNOTAVAIL);
    }
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK_IS_CODE(join_ended(s, event), 0);
}

RULE(JL_11, "after a failed join the same socket may try again")
{
    NEEDS_JOIN_LEAF();
    if (network != NETWORK_DOWN) {
        check_context("IPv6");
        if (ipv6_multicast())
            tries_again(AF_INET6);
        return;
    }
    struct name group = name_group(AF_INET, 13, 5000);
    SOCKET s = WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, LEAF_FLAGS);
    CHECK_FAILS(join(s, &group, JL_BOTH), WSAENETUNREACH);
    CHECK_FAILS(join(s, &group, JL_BOTH), WSAENETUNREACH); /* neither WSAEISCONN nor WSAEALREADY */
}

static void cancels(int family)
{
    struct name group = name_group(family, 14, port_free(family));
    for (int i = 0; i < 50; i++) {
        SOCKET s = leaf_open(family);
        CHECK_SUCCEEDS(socket_nonblocking(s, 1));
        SOCKET joined = join(s, &group, JL_BOTH);
        CHECK_EQ(joined, s);
        CHECK_SUCCEEDS(closesocket(joined));
        CHECK_FAILS(closesocket(s), WSAENOTSOCK);
    }
    CHECK(name_left(&group, LOOPBACK_INDEX));
}

RULE(JL_12, "closesocket right after a nonblocking join leaves nothing behind")
{
    NEEDS_JOIN_LEAF();
    each_family(cancels);
}

/* A socket that is asked before and after its join looks the same to select. */
static void selects_same(int family)
{
    struct name group = name_group(family, 16, port_free(family)), any = name_any(family, name_port(&group));
    SOCKET s = leaf_open(family);
    CHECK_SUCCEEDS(socket_nonblocking(s, 1));
    CHECK_SUCCEEDS(socket_bind(s, &any));
    for (int i = 0; i < 2; i++) {
        struct timeval none = {0, 0};
        fd_set read, write, except;
        FD_ZERO(&read);
        FD_ZERO(&write);
        FD_ZERO(&except);
        FD_SET(s, &read);
        FD_SET(s, &write);
        FD_SET(s, &except);
        CHECK_EQ(select(0, &read, &write, &except, &none), 1);
        CHECK(!FD_ISSET(s, &read) && FD_ISSET(s, &write) && !FD_ISSET(s, &except));
        if (i == 0)
            CHECK_EQ(join(s, &group, JL_BOTH), s);
    }
}

RULE(JL_13, "select never reports a join's completion")
{
    NEEDS_JOIN_LEAF();
    each_family(selects_same);
}

static void forgets(int family)
{
    struct name group = name_group(family, 15, port_free(family));
    struct name *lent = malloc(sizeof *lent);
    MUST(CHECK(lent != NULL));
    *lent = group;
    SOCKET s = leaf_open(family);
    CHECK_SUCCEEDS(socket_nonblocking(s, 1));
    CHECK_EQ(join(s, lent, JL_BOTH), s);
    memset(lent, 0x5a, sizeof *lent);
    free(lent);
    CHECK(name_member(&group, LOOPBACK_INDEX));
    CHECK_SUCCEEDS(socket_nonblocking(s, 0));
    struct name peer = name_peer(s);
    CHECK(peer.length > 0 && name_is(&peer, &group));
    CHECK_EQ(say(s, "kept"), 4);
    CHECK_HEARS(s, "kept");
}

/* Returns the len that lpCalleeData has after a join that fails with this code. */
static ULONG len_of_failed(SOCKET s, const struct name *name, DWORD flags, int code)
{
    char room[8];
    WSABUF callee = {sizeof room, room};
    CHECK_FAILS(WSAJoinLeaf(s, SA(*name), name->length, NULL, &callee, NULL, NULL, flags), code);
    CHECK(callee.buf == room);
    return callee.len;
}

static void failed_len(int family)
{
    struct name group = name_group(family, 15, port_free(family));
    struct name host = name_loopback(family, name_port(&group)), cut = group;
    SOCKET s = leaf_open(family), closed = leaf_open(family);
    WSABUF nowhere = {5, NULL};
    cut.length = 3;
    CHECK_SUCCEEDS(closesocket(closed));
    CHECK_EQ(len_of_failed(closed, &group, JL_BOTH, WSAENOTSOCK), 0);
    CHECK_EQ(len_of_failed(INVALID_SOCKET, &group, JL_BOTH, WSAENOTSOCK), 0);
    CHECK_EQ(len_of_failed(plain_open(family), &group, JL_BOTH, WSAEINVAL), 0);
    CHECK_EQ(len_of_failed(s, &cut, JL_BOTH, WSAEFAULT), 0);
    CHECK_EQ(len_of_failed(s, &host, JL_BOTH, WSAEADDRNOTAVAIL), 0);
    CHECK_EQ(len_of_failed(s, &group, 0, WSAEINVAL), 0);
    CHECK_FAILS(join_with(s, &group, NULL, &nowhere, NULL, NULL), WSAEFAULT);
    CHECK_FAILS(WSAJoinLeaf(s, SA(host), host.length, NULL, NULL, NULL, NULL, JL_BOTH), WSAEADDRNOTAVAIL);
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK_EQ(len_of_failed(s, &group, JL_BOTH, WSAEISCONN), 0);
}

RULE(JL_14, "a nonblocking join keeps nothing of the caller's memory; lpCalleeData of one that fails")
{
    NEEDS_JOIN_LEAF();
    each_family(forgets);
    each_family(failed_len);
}

AREA(JL, &rule_JL_01, &rule_JL_02, &rule_JL_03, &rule_JL_04, &rule_JL_05, &rule_JL_06, &rule_JL_07,
     &rule_JL_08, &rule_JL_09, &rule_JL_10, &rule_JL_11, &rule_JL_12, &rule_JL_13, &rule_JL_14);
