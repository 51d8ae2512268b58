/* joining.c - how a join goes: blocking and not, refused, repeated, cancelled, and by whom. */
#include "subject.h"

#include <joinleaf/rooted.h>

static void blocking(const struct subject *subject)
{
    struct session session = session_open(subject), nobody = session;
    CHECK_EQ(join_admitted(&session, leaf_new(subject), (struct wish){0}, NULL) != INVALID_SOCKET, 1);
    if (subject->udp) {
        nobody.at = name_loopback(subject->family, 5000); /* no group: fails */
        CHECK_FAILS(join_call(leaf_new(subject), &nobody.at, (struct wish){0}), WSAEADDRNOTAVAIL);
    } else {
        nobody.at = name_loopback(subject->family, port_free(subject->family));
        CHECK_FAILS(join_call(leaf_new(subject), &nobody.at, (struct wish){0}), WSAECONNREFUSED);
        CHECK_FAILS(join_call(root_new(subject), &nobody.at, (struct wish){0}), WSAECONNREFUSED);
    }
}

RULE(J_15, "blocking: the value returned tells success or failure")
{
    each_subject(blocking);
}

static void nonblocking(const struct subject *subject)
{
    static struct admission admission;
    struct session session = session_open(subject);
    SOCKET s = leaf_new(subject), t = leaf_new(subject);
    struct watched joining;
    watch(&joining, s);
    CHECK_EQ(join_call(s, &session.at, (struct wish){0}), s);
    if (subject->udp) {
        CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
        return;
    }
    CHECK(quiet_event(&joining, FD_CONNECT_BIT));
    admission_start(&admission, session.root, NULL);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
    admission_ended(&admission);
    watch(&joining, t);
    CHECK_EQ(join_call(t, &session.at, (struct wish){0}), t);
    admission_start(&admission, session.root, condition_reject);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), WSAECONNREFUSED);
    admission_ended(&admission);
    /* The root's own: on the original socket. */
    struct session leaf = leaf_listening(subject);
    SOCKET root = root_new(subject), made;
    watch(&joining, root);
    made = join_call(root, &leaf.at, (struct wish){0});
    CHECK(made != INVALID_SOCKET && made != root);
    admission_start(&admission, leaf.root, NULL);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
    admission_ended(&admission);
}

RULE(J_16, "nonblocking: a descriptor at once, never WSAEWOULDBLOCK, then FD_CONNECT on s with the outcome")
{
    each_subject(nonblocking);
}

static void select_silent(const struct subject *subject)
{
    static struct admission admission;
    for (int invites = 0; invites < 2; invites++) {
        struct session session = invites ? leaf_listening(subject) : session_open(subject);
        SOCKET s = invites ? root_new(subject) : leaf_new(subject);
        WSAPOLLFD polled = {s, POLLWRNORM, 0};
        struct watched joining;
        for (int polls = 0; polls < 2; polls++) {
            s = invites ? root_new(subject) : leaf_new(subject);
            polled.fd = s;
            watch(&joining, s);
            CHECK(join_call(s, &session.at, (struct wish){0}) != INVALID_SOCKET);
            admission.delay_ms = QUIET_MS / 2;
            admission_start(&admission, session.root, NULL);
            CHECK_EQ(polls ? WSAPoll(&polled, 1, 4 * QUIET_MS) : can_write(s, 4 * QUIET_MS), 0);
            CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
            admission_ended(&admission);
            admission.delay_ms = 0;
            CHECK_EQ(can_write(s, ROOTED_PATIENCE_MS), 1); /* that it can be sent to is told all the same */
        }
    }
}

RULE(J_17, "select and WSAPoll do not tell when a join is done")
{
    each_rooted(select_silent, "joins that take time");
}

static void already(const struct subject *subject)
{
    struct session session = session_open(subject);
    SOCKET s = leaf_new(subject), root = root_new(subject);
    CHECK_SUCCEEDS(socket_nonblocking(s, 1));
    CHECK_EQ(join_call(s, &session.at, (struct wish){0}), s);
    CHECK_FAILS(join_call(s, &session.at, (struct wish){0}), WSAEALREADY);
    struct session leaf = leaf_listening(subject);
    CHECK_SUCCEEDS(socket_nonblocking(root, 1));
    CHECK(join_call(root, &leaf.at, (struct wish){0}) != INVALID_SOCKET);
    CHECK_FAILS(join_call(root, &leaf.at, (struct wish){0}), WSAEALREADY); /* one outstanding at a time */
}

RULE(J_18, "while a nonblocking join is pending: WSAEALREADY")
{
    each_rooted(already, "joins that take time");
}

static void is_member(const struct subject *subject)
{
    struct session session = session_open(subject);
    SOCKET s = leaf_new(subject), branch, made;
    CHECK_EQ(join_admitted(&session, s, (struct wish){0}, &branch), s);
    CHECK_FAILS(join_call(s, &session.at, (struct wish){0}), WSAEISCONN);
    if (subject->udp)
        return;
    struct session leaf = leaf_listening(subject);
    CHECK_FAILS(join_call(branch, &leaf.at, (struct wish){0}), WSAEISCONN);
    SOCKET root = root_new(subject);
    SOCKET child = join_admitted(&leaf, root, (struct wish){0}, &made);
    CHECK_FAILS(join_call(child, &leaf.at, (struct wish){0}), WSAEISCONN);
    CHECK_FAILS(join_call(made, &session.at, (struct wish){0}), WSAEISCONN);
}

RULE(J_19, "a socket that is a member: WSAEISCONN")
{
    each_subject(is_member);
}

static void root_again(const struct subject *subject)
{
    struct session one = leaf_listening(subject), two = leaf_listening(subject);
    SOCKET root = root_new(subject), first_leaf, second_leaf;
    SOCKET first = join_admitted(&one, root, (struct wish){0}, &first_leaf);
    SOCKET second = join_admitted(&two, root, (struct wish){0}, &second_leaf);
    CHECK(first != INVALID_SOCKET && second != INVALID_SOCKET && first != second && first != root);
    CHECK_EQ(say(root, "all"), 3);
    CHECK_HEARS(first_leaf, "all");
    CHECK_HEARS(second_leaf, "all");
}

RULE(J_20, "a c_root joins one leaf after another, each with a new c_leaf socket")
{
    each_rooted(root_again, "roots");
}

static void again(const struct subject *subject)
{
    static struct admission admission;
    struct session session = session_open(subject);
    SOCKET s = leaf_new(subject);
    DWORD patience = 150;
    admission_start(&admission, session.root, condition_reject);
    CHECK_FAILS(join_call(s, &session.at, (struct wish){0}), WSAECONNREFUSED);
    admission_ended(&admission);
    CHECK_IS_CODE(admission.code, WSAECONNREFUSED);
    CHECK_SUCCEEDS(setsockopt(s, SOL_JLROOTED, JLR_JOIN_TIMEOUT, (char *)&patience, sizeof patience));
    CHECK_FAILS(join_call(s, &session.at, (struct wish){0}), WSAETIMEDOUT);
    patience = 5000;
    CHECK_SUCCEEDS(setsockopt(s, SOL_JLROOTED, JLR_JOIN_TIMEOUT, (char *)&patience, sizeof patience));
    /* The request that was withdrawn may still stand in the queue for a moment. */
    struct session other = session_open(subject);
    CHECK_EQ(join_admitted(&other, s, (struct wish){0}, NULL), s);
}

RULE(J_21, "refused and timed out: WSAECONNREFUSED, WSAETIMEDOUT, and the same socket joins again")
{
    each_rooted(again, "joins that another decides about");
}

static void no_network(const struct subject *subject)
{
    struct session session = session_open(subject);
    struct name distant =
        subject->family == AF_INET ? name_ipv4("198.51.100.1", 9) : name_ipv6("2001:db8::1", 9, 0);
    SOCKET s = leaf_new(subject);
    if (network != NETWORK_BARE) {
        needs_say("a network without routes");
        return;
    }
    CHECK_FAILS(join_call(s, &distant, (struct wish){0}), WSAENETUNREACH);
    CHECK_EQ(join_admitted(&session, s, (struct wish){0}, NULL), s); /* and again */
}

RULE(J_22, "no route: WSAENETUNREACH, and the same socket joins again")
{
    each_rooted(no_network, "joins of an address: a group needs no route");
}

static void in_use(const struct subject *subject)
{
    struct session session = session_open(subject);
    struct name wildcard = name_any(subject->family, subject->udp ? name_port(&session.at) : 0), own;
    SOCKET s = leaf_new(subject), other = leaf_new(subject);
    CHECK_SUCCEEDS(bind(s, SA(wildcard), wildcard.length));
    own = name_of(s);
    CHECK_EQ(join_admitted(&session, s, (struct wish){0}, NULL), s);
    CHECK_FAILS_EITHER(bind(other, SA(own), own.length), WSAEADDRINUSE, WSAEACCES);
    if (subject->udp) {
        CHECK_FAILS(join_call(other, &session.at, (struct wish){.flags = JL_RECEIVER_ONLY}), WSAEADDRINUSE);
        return;
    }
    BOOL on = TRUE;
    SOCKET first = leaf_new(subject), second = leaf_new(subject);
    setsockopt(first, SOL_SOCKET, SO_REUSEADDR, (char *)&on, sizeof on);
    setsockopt(second, SOL_SOCKET, SO_REUSEADDR, (char *)&on, sizeof on);
    wildcard = name_any(subject->family, 0);
    CHECK_SUCCEEDS(bind(first, SA(wildcard), wildcard.length));
    own = name_of(first);
    CHECK_SUCCEEDS(bind(second, SA(own), own.length));
    CHECK_EQ(join_admitted(&session, first, (struct wish){0}, NULL), first);
    CHECK_FAILS(join_call(second, &session.at, (struct wish){0}), WSAEADDRINUSE);
}

RULE(J_23, "an address in use: WSAEADDRINUSE from bind, or delayed until the join")
{
    each_subject(in_use);
}

static int CALLBACK calls_back(LPWSABUF caller_id, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
                               LPWSABUF callee_id, LPWSABUF callee_data, GROUP *group, DWORD_PTR listener)
{
    (void)caller_id;
    (void)caller_data;
    (void)sqos;
    (void)gqos;
    (void)callee_id;
    (void)group;
    struct name at = name_loopback(AF_INET, 9);
    callee_data->len = 0;
    CHECK_FAILS(WSAJoinLeaf((SOCKET)listener, SA(at), at.length, NULL, NULL, NULL, NULL, JL_BOTH),
                WSAEINPROGRESS);
    return CF_ACCEPT;
}

static void in_progress(const struct subject *subject)
{
    static struct joining asking;
    struct session session = session_open(subject);
    asking = (struct joining){leaf_new(subject), INVALID_SOCKET, session.at, -1};
    struct watched door;
    watch(&door, session.root);
    struct host_thread *thread = host_thread_start(ask_blocking, &asking);
    CHECK_IS_CODE(await_event(&door, FD_ACCEPT_BIT), 0); /* it blocks */
    CHECK_FAILS(join_call(asking.s, &session.at, (struct wish){0}), WSAEINPROGRESS);
    CHECK(WSAAccept(session.root, NULL, NULL, calls_back, (DWORD_PTR)session.root) != INVALID_SOCKET);
    CHECK(host_thread_done(thread, ROOTED_PATIENCE_MS));
    CHECK_IS_CODE(asking.code, 0);
}

RULE(J_24, "while a blocking call is in progress, or a callback: WSAEINPROGRESS")
{
    each_rooted(in_progress, "joins that block");
}

static void interrupted(const struct subject *subject)
{
    static struct joining asking;
    struct session session = session_open(subject), leaf = leaf_listening(subject);
    for (int invites = 0; invites < 2; invites++) {
        asking = invites ? (struct joining){root_new(subject), INVALID_SOCKET, leaf.at, -1}
                         : (struct joining){leaf_new(subject), INVALID_SOCKET, session.at, -1};
        struct watched door;
        watch(&door, invites ? leaf.root : session.root);
        struct host_thread *thread = host_thread_start(ask_blocking, &asking);
        CHECK_IS_CODE(await_event(&door, FD_ACCEPT_BIT), 0); /* it blocks */
        CHECK_SUCCEEDS(closesocket(asking.s));
        CHECK(host_thread_done(thread, ROOTED_PATIENCE_MS));
        CHECK_IS_CODE(asking.code, WSAEINTR);
    }
}

RULE(J_25, "a blocking join that is broken off: WSAEINTR")
{
    each_rooted(interrupted, "joins that block");
}

static void no_room(const struct subject *subject)
{
    SOCKET s = leaf_new(subject);
    struct name at = name_loopback(subject->family, 9);
    static int limited;
    if (!limited && !host_limit_sockets(20)) {
        needs_say("a limit of sockets");
        return;
    }
    limited = 1;
    for (int i = 0; i < 64 && socket(AF_INET, SOCK_DGRAM, 0) != INVALID_SOCKET; i++) {
    }
    CHECK_FAILS(join_call(s, &at, (struct wish){0}), WSAENOBUFS);
}

RULE(J_26, "no room for another connection: WSAENOBUFS, and the socket is not joined")
{
    each_rooted(no_room, "connections; more groups than the system allows are rule 11 of its own area");
}

static void gets_bound(const struct subject *subject)
{
    struct session session = session_open(subject);
    SOCKET s = leaf_new(subject), t = leaf_new(subject);
    CHECK_EQ(join_admitted(&session, s, (struct wish){0}, NULL), s);
    struct name own = name_of(s), pending, after;
    CHECK(name_port(&own) != 0);
    if (subject->udp)
        return;
    struct watched joining;
    static struct admission admission;
    watch(&joining, t);
    CHECK_EQ(join_call(t, &session.at, (struct wish){0}), t);
    pending = name_of(t);
    CHECK(name_port(&pending) != 0 && name_port(&pending) != name_port(&own));
    admission_start(&admission, session.root, condition_reject);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), WSAECONNREFUSED);
    admission_ended(&admission);
    after = name_of(t);
    CHECK(name_is(&after, &pending));
}

RULE(J_27, "an unbound socket is bound to values of its own, and stays so")
{
    each_subject(gets_bound);
}

static void cancelled(const struct subject *subject)
{
    struct session session = session_open(subject), leaf = leaf_listening(subject);
    SOCKET s = leaf_new(subject), root = root_new(subject), made = INVALID_SOCKET;
    struct watched inviting;
    char byte = 0;
    CHECK_SUCCEEDS(socket_nonblocking(s, 1));
    CHECK_EQ(join_call(s, &session.at, (struct wish){0}), s);
    CHECK_FAILS(send(s, &byte, 1, 0), WSAENOTCONN); /* not usable yet */
    CHECK_SUCCEEDS(closesocket(s));
    watch(&inviting, root);
    socket_nonblocking(leaf.root, 1);
    /* A listener that has not heard of it yet gives a socket. */
    for (unsigned ms = QUIET_MS; ms < ROOTED_PATIENCE_MS; ms *= 4) {
        made = join_call(root, &leaf.at, (struct wish){0});
        CHECK(made != INVALID_SOCKET);
        CHECK_SUCCEEDS(closesocket(made));
        CHECK(quiet_event(&inviting, FD_CONNECT_BIT));
        host_sleep_ms(ms);
        made = accept(leaf.root, NULL, NULL);
        if (made == INVALID_SOCKET)
            break;
        closesocket(made);
    }
    CHECK(made == INVALID_SOCKET);
    CHECK_IS_CODE_EITHER(WSAGetLastError(), WSAECONNRESET, WSAEWOULDBLOCK);
    CHECK(join_call(root, &leaf.at, (struct wish){0}) != INVALID_SOCKET); /* s stays usable */
}

RULE(J_28, "until it is done the descriptor is not usable; closesocket on it cancels the join")
{
    each_rooted(cancelled, "joins that take time");
}

static void memory_is_free(const struct subject *subject)
{
    static struct admission admission;
    struct session session = session_open(subject);
    SOCKET s = leaf_new(subject);
    char text[8] = "kept";
    WSABUF caller = {4, text};
    struct name at = session.at;
    QOS qos = qos_sending(SERVICETYPE_BESTEFFORT, 100000, 1000);
    struct watched joining;
    watch(&joining, s);
    CHECK_EQ(join_call(s, &at, (struct wish){.caller = subject->udp ? NULL : &caller, .qos = &qos}), s);
    memset(text, 'x', sizeof text);
    memset(&at, 0x77, sizeof at);
    memset(&qos, 0x77, sizeof qos);
    caller.len = 0;
    if (!subject->udp) {
        admission_start(&admission, session.root, condition_answers);
        admission_ended(&admission);
        CHECK(strcmp(condition_heard, "kept") == 0);
    }
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
    CHECK_EQ(qos_get(s).SendingFlowspec.TokenRate, 100000);
}

RULE(J_29, "what the parameters point at is the application's, and its own again after the call")
{
    each_subject(memory_is_free);
}

AREA(JOINING, &rule_J_15, &rule_J_16, &rule_J_17, &rule_J_18, &rule_J_19, &rule_J_20, &rule_J_21, &rule_J_22,
     &rule_J_23, &rule_J_24, &rule_J_25, &rule_J_26, &rule_J_27, &rule_J_28, &rule_J_29);
