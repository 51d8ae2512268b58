/* pages.c - what the pages of WSAJoinLeaf and WSPJoinLeaf say, of sessions with a rooted control plane. */
#include "op.h"
#include "qs.h"
#include "rooted.h"

/* JL-07: the values that the system chose stay, and are told, whatever becomes of the join. */
static void stays_bound(const struct plane *plane)
{
    SOCKET root = rooted_root(plane), leaf = rooted_leaf(plane);
    struct name at = name_of(root), pending, refused;
    struct watched joining;
    WSABUF callee = {0, NULL};
    watch(&joining, leaf);
    CHECK_EQ(ask(leaf, &at, NULL, &callee), leaf);
    pending = name_of(leaf);
    CHECK(name_port(&pending) != 0);
    CHECK_FAILS(WSAAccept(root, NULL, NULL, condition_reject, 0), WSAECONNREFUSED);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), WSAECONNREFUSED);
    refused = name_of(leaf);
    CHECK(name_is(&refused, &pending));
    CHECK_EQ(ask(leaf, &at, NULL, NULL), leaf); /* JL-11 */
    CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
    struct name own = name_of(leaf);
    CHECK_EQ(name_port(&own), name_port(&pending));
}

RULE(JL_07b, "a c_leaf that a join has bound stays bound")
{
    each_plane(stays_bound);
}

static void bind_second(const struct plane *plane, const struct name *taken)
{
    static const int options[] = {0, SO_EXCLUSIVEADDRUSE, SO_REUSEADDR};
    for (int i = 0; i < 3; i++) {
        SOCKET other = rooted_leaf(plane);
        BOOL on = TRUE;
        if (options[i] != 0)
            CHECK_SUCCEEDS(setsockopt(other, SOL_SOCKET, options[i], (const char *)&on, sizeof on));
        CHECK_FAILS_EITHER(bind(other, SA(*taken), taken->length), WSAEADDRINUSE, WSAEACCES);
        CHECK_SUCCEEDS(closesocket(other));
    }
}

/* Whoever did not ask to share its address keeps it, also once it has joined. */
static void address_in_use(const struct plane *plane)
{
    SOCKET root = rooted_root(plane);
    struct name at = name_of(root), wildcard = name_any(plane->family, 0), own;
    for (int bound = 0; bound < 2; bound++) {
        struct watched joining;
        SOCKET leaf = rooted_leaf(plane);
        if (bound)
            CHECK_SUCCEEDS(bind(leaf, SA(wildcard), wildcard.length));
        watch(&joining, leaf);
        CHECK_EQ(ask(leaf, &at, NULL, NULL), leaf);
        own = name_any(plane->family, 0);
        struct name pending = name_of(leaf);
        name_set_port(&own, name_port(&pending));
        bind_second(plane, &own);
        CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
        CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
        bind_second(plane, &own);
        closesocket(leaf);
    }
    /* Who shares its address learns at the join that this way to the root is taken. */
    BOOL on = TRUE;
    SOCKET first = rooted_leaf(plane), second = rooted_leaf(plane);
    CHECK_SUCCEEDS(setsockopt(first, SOL_SOCKET, SO_REUSEADDR, (const char *)&on, sizeof on));
    CHECK_SUCCEEDS(setsockopt(second, SOL_SOCKET, SO_REUSEADDR, (const char *)&on, sizeof on));
    CHECK_SUCCEEDS(bind(first, SA(wildcard), wildcard.length));
    own = name_of(first);
    CHECK_SUCCEEDS(bind(second, SA(own), own.length));
    struct watched joining;
    watch(&joining, first);
    CHECK_EQ(ask(first, &at, NULL, NULL), first);
    CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
    CHECK_FAILS(ask(second, &at, NULL, NULL), WSAEADDRINUSE);
}

RULE(JL_15, "the address of a leaf is in use")
{
    each_plane(address_in_use);
}

static struct linger linger_of(SOCKET s)
{
    struct linger linger = {9, 9};
    int size = sizeof linger;
    CHECK_SUCCEEDS(getsockopt(s, SOL_SOCKET, SO_LINGER, (char *)&linger, &size));
    return linger;
}

static void options_of_one(const struct plane *plane)
{
    SOCKET root = rooted_root(plane);
    struct pair one, other;
    struct linger hard = {1, 0}, five = {1, 5};
    MUST(pair_ask(plane, root, &one) && pair_ask(plane, root, &other));
    CHECK_SUCCEEDS(setsockopt(one.branch, SOL_SOCKET, SO_LINGER, (const char *)&hard, sizeof hard));
    CHECK_EQ(linger_of(one.branch).l_onoff, 1);
    CHECK_EQ(linger_of(root).l_onoff, 0);
    CHECK_EQ(linger_of(other.branch).l_onoff, 0);
    CHECK_SUCCEEDS(setsockopt(root, SOL_SOCKET, SO_LINGER, (const char *)&five, sizeof five));
    CHECK_EQ(linger_of(root).l_onoff, 1);
    CHECK_EQ(linger_of(root).l_linger, 5);
    CHECK_EQ(linger_of(other.branch).l_onoff, 0);
    CHECK_SUCCEEDS(closesocket(other.branch));
    CHECK_IS_CODE(await_event(&other.leaf, FD_CLOSE_BIT), 0);
    CHECK_SUCCEEDS(closesocket(one.branch));
    CHECK_IS_CODE(await_event(&one.leaf, FD_CLOSE_BIT), WSAECONNRESET);
}

static void lengths_of_options(const struct plane *plane)
{
    SOCKET leaf = rooted_leaf(plane);
    WSAPROTOCOL_INFOW wide;
    WSAPROTOCOL_INFOA narrow;
    struct linger five = {1, 5};
    int value = 1, length = 1;
    CHECK_FAILS(getsockopt(leaf, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&wide, &length), WSAEFAULT);
    CHECK_EQ(length, sizeof wide);
    CHECK_SUCCEEDS(getsockopt(leaf, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&wide, &length));
    CHECK_EQ(wide.dwCatalogEntryId, plane->entry.dwCatalogEntryId);
    length = -1;
    CHECK_FAILS(getsockopt(leaf, SOL_SOCKET, SO_PROTOCOL_INFOA, (char *)&narrow, &length), WSAEFAULT);
    CHECK_EQ(length, sizeof narrow);
    CHECK_SUCCEEDS(getsockopt(leaf, SOL_SOCKET, SO_PROTOCOL_INFOA, (char *)&narrow, &length));
    CHECK_EQ(narrow.dwCatalogEntryId, wide.dwCatalogEntryId);
    CHECK_EQ(narrow.szProtocol[0], wide.szProtocol[0]);
    CHECK_SUCCEEDS(setsockopt(leaf, SOL_SOCKET, SO_RCVBUF, (char *)&value, -1));
    CHECK_SUCCEEDS(setsockopt(leaf, SOL_SOCKET, SO_REUSEADDR, (char *)&value, 0));
    CHECK_SUCCEEDS(setsockopt(leaf, SOL_SOCKET, SO_LINGER, (char *)&five, -1));
    CHECK_EQ(linger_of(leaf).l_linger, 5);
    CHECK_FAILS(setsockopt(leaf, IPPROTO_IP, IP_MULTICAST_TTL, (char *)&value, 0), WSAEFAULT);
    CHECK_FAILS(setsockopt(leaf, SOL_SOCKET, 0x7777, (char *)&value, -1), WSAENOPROTOOPT);
    DWORD got = 77;
    CHECK_FAILS(WSAIoctl(leaf, FIONREAD, NULL, 0, &value, 1, &got, NULL, NULL), WSAEFAULT);
    CHECK_EQ(got, 77); /* untouched */
    unsigned char scope = 200;
    CHECK_SUCCEEDS(WSAIoctl(leaf, SIO_MULTICAST_SCOPE, &scope, sizeof scope, NULL, 0, &got, NULL, NULL));
    CHECK_EQ(get_int(leaf, IPPROTO_IP, IP_MULTICAST_TTL), scope);
    CHECK_FAILS(WSAIoctl(leaf, SIO_MULTICAST_SCOPE, &scope, 0, NULL, 0, &got, NULL, NULL), WSAEFAULT);
}

RULE(OP_12, "the options of a c_leaf at the root are its own; lengths of options")
{
    each_plane(options_of_one);
    each_plane(lengths_of_options);
}

static void root_closed_under_select(const struct plane *plane)
{
    for (int reads = 0; reads < 2; reads++) {
        struct ended_wait ended = closed_under_select(rooted_root(plane), reads, 8000);
        CHECK_EQ(ended.result, reads ? 1 : SOCKET_ERROR);
        CHECK_EQ(ended.code, reads ? 0 : WSAENOTSOCK);
        CHECK_EQ(ended.left, reads);
    }
}

RULE(SE_04r, "select: a root that is closed meanwhile is in the read set")
{
    each_plane(root_closed_under_select);
}

static void one_set_twice(const struct plane *plane)
{
    struct timeval none = {0, 0};
    SOCKET deaf = rooted_leaf(plane), ready = rooted_root(plane);
    fd_set set;
    set.fd_count = 3;
    set.fd_array[0] = deaf;
    set.fd_array[1] = set.fd_array[2] = ready;
    CHECK_EQ(select(0, &set, &set, NULL, &none), 1); /* it can send, and has nothing to read */
    CHECK_EQ(set.fd_count, 1);
    CHECK(FD_ISSET(ready, &set));
    WSAPOLLFD three[3] = {{ready, POLLWRNORM, 77}, {deaf, POLLWRNORM, 77}, {ready, POLLWRNORM, 77}};
    CHECK_EQ(WSAPoll(three, 3, 0), 2);
    CHECK_EQ(three[1].revents, 0);
    CHECK_EQ(three[2].revents, POLLWRNORM);
}

RULE(SE_08r, "a root twice in a set of select is one, in an array of WSAPoll two; two sets may be one")
{
    each_plane(one_set_twice);
}

struct opening {
    SOCKET listener, made;
    unsigned waits; /* the thread that is to wait by then */
};

static void open_later(void *argument)
{
    struct opening *opening = argument;
    host_thread_await_sleep(opening->waits);
    host_sleep_ms(QUIET_MS / 2);
    opening->made = accept(opening->listener, NULL, NULL);
}

/* A call that waits while the join is pending does not end with it; one that begins later tells what is. */
static void select_is_silent(const struct plane *plane)
{
    static struct opening opening; /* the thread may outlive this call, if it fails */
    for (int invites = 0; invites < 2; invites++) {
        SOCKET listener = invites ? rooted_leaf_listening(plane) : rooted_root(plane);
        SOCKET s = invites ? rooted_root_deaf(plane) : rooted_leaf(plane);
        struct name at = name_of(listener);
        struct watched joining;
        watch(&joining, s);
        opening = (struct opening){listener, INVALID_SOCKET, host_thread_self()};
        SOCKET made = ask(s, &at, NULL, NULL);
        CHECK(made != INVALID_SOCKET);
        struct host_thread *thread = host_thread_start(open_later, &opening);
        CHECK_EQ(can_write(s, 4 * QUIET_MS), 0);
        CHECK(host_thread_done(thread, ROOTED_PATIENCE_MS));
        CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
        CHECK_EQ(can_write(s, ROOTED_PATIENCE_MS), 1);
    }
}

RULE(JL_13b, "select of a socket that joins is silent, and tells afterwards that it can send")
{
    each_plane(select_is_silent);
}

static void no_way(const struct plane *plane)
{
    struct name distant =
        plane->family == AF_INET ? name_ipv4("198.51.100.1", 9) : name_ipv6("2001:db8::1", 9, 0);
    struct name loopback = name_loopback(plane->family, port_free(plane->family));
    SOCKET leaf = rooted_leaf(plane);
    if (network == NETWORK_BARE) {
        CHECK_FAILS(ask(leaf, &distant, NULL, NULL), WSAENETUNREACH);
        CHECK_FAILS(ask(rooted_root_deaf(plane), &distant, NULL, NULL), WSAENETUNREACH);
    }
    CHECK_FAILS(ask(leaf, &loopback, NULL, NULL), WSAECONNREFUSED);
}

static void no_descriptor(const struct plane *plane)
{
    struct name at = name_loopback(plane->family, 9);
    SOCKET leaf = rooted_leaf(plane);
    static int limited; /* and stays so */
    if (!limited && !host_limit_sockets(20)) {
        needs_say("a limit of descriptors");
        return;
    }
    limited = 1;
    for (int i = 0; i < 64 && socket(AF_INET, SOCK_DGRAM, 0) != INVALID_SOCKET; i++) {
    }
    CHECK_FAILS(ask(leaf, &at, NULL, NULL), WSAENOBUFS);
}

RULE(JL_16, "the codes of a join are those of its page")
{
    each_plane(no_way);
    each_plane(no_descriptor);
}

/* A leaf that joined with these flow specifications and flags. */
static int join_with(const struct plane *plane, SOCKET root, SOCKET leaf, QOS *qos, DWORD flags)
{
    struct name at = name_of(root);
    struct watched joining;
    (void)plane;
    watch(&joining, leaf);
    if (!CHECK_EQ(WSAJoinLeaf(leaf, SA(at), at.length, NULL, NULL, qos, NULL, flags), leaf))
        return 0;
    SOCKET branch = accept(root, NULL, NULL);
    int joined = CHECK(branch != INVALID_SOCKET) && CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
    WSAEventSelect(leaf, NULL, 0);
    socket_nonblocking(leaf, 0);
    return joined;
}

static void granted_specs(const struct plane *plane)
{
    SOCKET root = rooted_root(plane);
    QOS base = qos_sending(SERVICETYPE_CONTROLLEDLOAD, 1000000, 10000);
    QOS other = qos_sending(SERVICETYPE_GUARANTEED, 5000, 500), junk = qos_none(), got;
    other.ReceivingFlowspec = other.SendingFlowspec;

    SOCKET leaf = rooted_leaf(plane); /* QS-03: a receiver's sending specification counts for nothing */
    CHECK_SUCCEEDS(qos_set(leaf, base));
    MUST(join_with(plane, root, leaf, &other, JL_RECEIVER_ONLY));
    got = qos_get(leaf);
    CHECK(qos_equal(&got.SendingFlowspec, &base.SendingFlowspec));
    CHECK(qos_equal(&got.ReceivingFlowspec, &other.ReceivingFlowspec)); /* what was granted is told */

    leaf = rooted_leaf(plane);
    junk.SendingFlowspec.ServiceType = 0x77;
    MUST(join_with(plane, root, leaf, &junk, JL_RECEIVER_ONLY));
    CHECK_SUCCEEDS(qos_set(leaf, qos_get(leaf)));

    leaf = rooted_leaf(plane); /* QS-01 */
    other.SendingFlowspec.ServiceType = SERVICETYPE_NOCHANGE;
    CHECK_SUCCEEDS(qos_set(leaf, base));
    MUST(join_with(plane, root, leaf, &other, JL_BOTH));
    got = qos_get(leaf);
    CHECK(qos_equal(&got.SendingFlowspec, &base.SendingFlowspec));

    struct name at = name_of(root);
    QOS impossible = qos_sending(SERVICETYPE_GUARANTEED, 4000000000u, 10000);
    leaf = rooted_leaf(plane);
    CHECK_FAILS(qos_set(leaf, impossible), WSAEOPNOTSUPP);
    CHECK_FAILS(WSAJoinLeaf(leaf, SA(at), at.length, NULL, NULL, &impossible, NULL, JL_BOTH), WSAEOPNOTSUPP);
}

RULE(QS_05, "in rooted sessions: what is in force after a join")
{
    each_plane(granted_specs);
}

static void sends_as_granted(const struct plane *plane)
{
    enum { RATE = 400000, SIZE = 500, MESSAGES = 400 };
    static const char message[2000];
    char heard[SIZE];
    SOCKET root = rooted_root(plane), leaf = rooted_leaf(plane);
    QOS slow = qos_sending(SERVICETYPE_GUARANTEED, RATE, 10000);
    slow.SendingFlowspec.MaxSduSize = SIZE;
    MUST(join_with(plane, root, leaf, &slow, JL_BOTH));
    CHECK_FAILS(send(leaf, message, SIZE + 1, 0), WSAEMSGSIZE);
    unsigned long long began = host_now_ms();
    for (int i = 0; i < MESSAGES; i++) {
        MUST(CHECK_EQ(send(leaf, message, SIZE, 0), SIZE));
        MUST(CHECK_EQ(recv(root, heard, SIZE, 0), SIZE));
    }
    unsigned long long took = host_now_ms() - began;
    CHECK(took >= 470); /* (400 * 500 - 10,000) bytes at 400,000 a second are 475 ms */

    /* A nonblocking sender is refused, and FD_WRITE comes when there are tokens again. */
    struct watched sending;
    watch(&sending, leaf);
    CHECK_IS_CODE(await_event(&sending, FD_WRITE_BIT), 0); /* it can send */
    int sent = 0;
    while (send(leaf, message, SIZE, 0) == SIZE && ++sent < MESSAGES) {
    }
    CHECK_IS_CODE(WSAGetLastError(), WSAEWOULDBLOCK);
    CHECK(sent < MESSAGES);
    CHECK_IS_CODE(await_event(&sending, FD_WRITE_BIT), 0);
    CHECK_EQ(send(leaf, message, SIZE, 0), SIZE);

    /* The root's own: what it sends to all. */
    CHECK_SUCCEEDS(qos_set(root, slow));
    CHECK_FAILS(send(root, message, SIZE + 1, 0), WSAEMSGSIZE);
    began = host_now_ms();
    for (int i = 0; i < MESSAGES; i++)
        MUST(CHECK_EQ(send(root, message, SIZE, 0), SIZE));
    took = host_now_ms() - began;
    CHECK(took >= 470);
    CHECK_SUCCEEDS(qos_set(root, qos_none()));
    CHECK_EQ(send(root, message, sizeof message, 0), (int)sizeof message);
}

RULE(QS_06, "in rooted sessions: what is granted shapes and bounds what is sent")
{
    each_plane(sends_as_granted);
}

struct invitation {
    SOCKET root, branch;
    struct name at;
    QOS *qos;
};

static void invite_with(void *argument)
{
    struct invitation *invitation = argument;
    invitation->branch = WSAJoinLeaf(invitation->root, SA(invitation->at), invitation->at.length, NULL, NULL,
                                     invitation->qos, NULL, JL_BOTH);
}

static void specs_of_s(const struct plane *plane)
{
    static struct invitation invitation; /* the thread may outlive this call, if it fails */
    QOS base = qos_sending(SERVICETYPE_CONTROLLEDLOAD, 1000000, 10000);
    QOS more = qos_sending(SERVICETYPE_GUARANTEED, 2000000, 10000), got;
    SOCKET root = rooted_root(plane), listener = rooted_leaf_listening(plane);
    CHECK_SUCCEEDS(qos_set(root, base));
    for (int overrides = 0; overrides < 2; overrides++) {
        QOS *expected = overrides ? &more : &base;
        invitation = (struct invitation){root, INVALID_SOCKET, name_of(listener), overrides ? &more : NULL};
        struct host_thread *thread = host_thread_start(invite_with, &invitation);
        CHECK(accept(listener, NULL, NULL) != INVALID_SOCKET);
        MUST(CHECK(host_thread_done(thread, ROOTED_PATIENCE_MS)));
        got = qos_get(root);
        CHECK(qos_equal(&got.SendingFlowspec, &expected->SendingFlowspec));
        got = qos_get(invitation.branch);
        CHECK(qos_equal(&got.SendingFlowspec, &expected->SendingFlowspec));
    }
}

RULE(QS_07, "a root's lpSQOS is for the root, and its new c_leaf is as it is")
{
    each_plane(specs_of_s);
}

static void recorded_again(const struct plane *plane)
{
    SOCKET root = rooted_root(plane);
    struct pair pair;
    MUST(pair_ask(plane, root, &pair));
    for (int i = 0; i < 3; i++) {
        CHECK_EQ(send(root, "more", 4, 0), 4);
        CHECK_IS_CODE(await_event(&pair.leaf, FD_READ_BIT), 0);
        CHECK(quiet_event(&pair.leaf, FD_READ_BIT)); /* once a message */
    }
    struct watched upper;
    watch(&upper, root);
    for (int i = 0; i < 3; i++) {
        CHECK_EQ(send(pair.leaf.socket, "up", 2, 0), 2);
        CHECK_IS_CODE(await_event(&upper, FD_READ_BIT), 0);
    }
}

RULE(EV_04b, "a message that comes after the record was read is recorded, though nothing was received")
{
    each_plane(recorded_again);
}

AREA(PAGES, &rule_EV_04b, &rule_JL_07b, &rule_JL_13b, &rule_JL_15, &rule_JL_16, &rule_OP_12, &rule_SE_04r,
     &rule_SE_08r, &rule_QS_05, &rule_QS_06, &rule_QS_07);
