/* sessions.c - the sockets of a session with a root: what each is for, and how it ends; flow specifications.
 */
#include "subject.h"

static void leaf_asks(const struct subject *subject)
{
    static struct admission admission;
    struct session session = session_open(subject);
    SOCKET s = leaf_new(subject);
    struct watched door;
    watch(&door, session.root);
    CHECK_SUCCEEDS(socket_nonblocking(s, 1));
    CHECK_EQ(join_call(s, &session.at, (struct wish){0}), s);
    CHECK_IS_CODE(await_event(&door, FD_ACCEPT_BIT), 0);
    admission_start(&admission, session.root, NULL);
    admission_ended(&admission);
    CHECK(admission.made != INVALID_SOCKET && admission.made != session.root);
    CHECK_FAILS(listen(admission.made, 1), WSAEISCONN); /* a c_leaf */
}

RULE(J_30, "a leaf asks: the root listens, gets FD_ACCEPT, and accept gives it a c_leaf")
{
    each_rooted(leaf_asks, "roots");
}

static void listening_root_invites(const struct subject *subject)
{
    struct session session = session_open(subject), leaf = leaf_listening(subject);
    SOCKET made, invited = join_admitted(&leaf, session.root, (struct wish){0}, &made),
                 asked = leaf_new(subject);
    CHECK(invited != INVALID_SOCKET);
    CHECK_EQ(join_admitted(&session, asked, (struct wish){0}, NULL), asked);
    CHECK_EQ(say(session.root, "both"), 4);
    CHECK_HEARS(made, "both");
    CHECK_HEARS(asked, "both");
}

RULE(J_31, "a c_root that listens invites, too")
{
    each_rooted(listening_root_invites, "roots");
}

static void properties(const struct subject *subject)
{
    struct session leaf = leaf_listening(subject);
    SOCKET root = root_new(subject), made;
    DWORD patience = 1234, told = 0;
    int size = sizeof told;
    struct linger linger = {1, 7}, back = {0, 0};
    QOS qos = qos_sending(SERVICETYPE_CONTROLLEDLOAD, 123456, 10000);
    struct watched events;
    CHECK_SUCCEEDS(setsockopt(root, SOL_SOCKET, SO_RCVTIMEO, (char *)&patience, sizeof patience));
    CHECK_SUCCEEDS(setsockopt(root, SOL_SOCKET, SO_LINGER, (char *)&linger, sizeof linger));
    CHECK_SUCCEEDS(qos_set(root, qos));
    watch(&events, root);
    static struct admission admission;
    SOCKET child = join_call(root, &leaf.at, (struct wish){0});
    MUST(CHECK(child != INVALID_SOCKET));
    admission_start(&admission, leaf.root, NULL);
    CHECK_IS_CODE(await_event(&events, FD_CONNECT_BIT), 0);
    admission_ended(&admission);
    made = admission.made;
    CHECK_SUCCEEDS(getsockopt(child, SOL_SOCKET, SO_RCVTIMEO, (char *)&told, &size));
    CHECK_EQ(told, patience);
    size = sizeof back;
    CHECK_SUCCEEDS(getsockopt(child, SOL_SOCKET, SO_LINGER, (char *)&back, &size));
    CHECK(back.l_onoff == 1 && back.l_linger == 7);
    CHECK_EQ(qos_get(child).SendingFlowspec.TokenRate, 123456);
    struct watched heir = events;
    heir.socket = child;
    heir.seen = 0;
    CHECK_SUCCEEDS(closesocket(made));
    CHECK_IS_CODE(await_event(&heir, FD_CLOSE_BIT), 0); /* its event object is that of s */
    /* From here on they are two. */
    linger.l_linger = 0;
    CHECK_SUCCEEDS(setsockopt(child, SOL_SOCKET, SO_LINGER, (char *)&linger, sizeof linger));
    size = sizeof back;
    CHECK_SUCCEEDS(getsockopt(root, SOL_SOCKET, SO_LINGER, (char *)&back, &size));
    CHECK(back.l_onoff == 1 && back.l_linger == 7);
}

RULE(J_32, "the new c_leaf has the properties of s, its events and flow specifications among them")
{
    each_rooted(properties, "roots");
}

static void no_multipoint_data(const struct subject *subject)
{
    struct session session = session_open(subject);
    SOCKET one = leaf_new(subject), other = leaf_new(subject), branch;
    CHECK_EQ(join_admitted(&session, one, (struct wish){0}, &branch), one);
    CHECK_EQ(join_admitted(&session, other, (struct wish){0}, NULL), other);
    socket_receive_timeout(branch, QUIET_MS);
    CHECK_EQ(say(one, "up"), 2);
    CHECK_HEARS(session.root, "up"); /* and not the branch */
    char buffer[8];
    CHECK(recv(branch, buffer, sizeof buffer, 0) < 0);
}

RULE(J_33, "a root's c_leaf carries no multipoint data")
{
    each_rooted(no_multipoint_data, "roots");
}

static void leaf_leaves(const struct subject *subject)
{
    struct session session = session_open(subject);
    struct pair pair;
    struct watched branch;
    MUST(pair_ask(&subject->plane, session.root, &pair));
    watch(&branch, pair.branch);
    CHECK_SUCCEEDS(closesocket(pair.leaf.socket));
    CHECK_IS_CODE(await_event(&branch, FD_CLOSE_BIT), 0);
}

RULE(J_34, "a leaf that is closed: FD_CLOSE on the root's c_leaf")
{
    each_rooted(leaf_leaves, "roots");
}

static void root_lets_go(const struct subject *subject)
{
    struct session session = session_open(subject);
    struct pair pair;
    char buffer[8];
    MUST(pair_ask(&subject->plane, session.root, &pair));
    CHECK_SUCCEEDS(closesocket(pair.branch));
    CHECK_IS_CODE(await_event(&pair.leaf, FD_CLOSE_BIT), 0);
    CHECK(recv(pair.leaf.socket, buffer, sizeof buffer, 0) < 0);
    CHECK_FAILS(join_call(pair.leaf.socket, &session.at, (struct wish){0}), WSAEINVAL); /* to be discarded */
}

RULE(J_35, "a root's c_leaf that is closed: FD_CLOSE at the leaf, which is then to be discarded")
{
    each_rooted(root_lets_go, "roots");
}

/* ---- flow specifications ---- */

static void overrides(const struct subject *subject)
{
    struct session session = session_open(subject);
    SOCKET s = leaf_new(subject);
    QOS before = qos_sending(SERVICETYPE_CONTROLLEDLOAD, 1000000, 10000);
    QOS wanted = qos_sending(SERVICETYPE_GUARANTEED, 2000000, 10000), got;
    wanted.ReceivingFlowspec = wanted.SendingFlowspec;
    wanted.ReceivingFlowspec.TokenRate = 500000;
    CHECK_SUCCEEDS(qos_set(s, before));
    CHECK_EQ(join_admitted(&session, s, (struct wish){.qos = &wanted}, NULL), s);
    got = qos_get(s);
    CHECK_EQ(got.SendingFlowspec.TokenRate, 2000000); /* one for each direction */
    CHECK_EQ(got.ReceivingFlowspec.TokenRate, 500000);
    if (subject->udp)
        return;
    struct session leaf = leaf_listening(subject);
    SOCKET root = root_new(subject);
    CHECK_SUCCEEDS(qos_set(root, before));
    SOCKET child = join_admitted(&leaf, root, (struct wish){.qos = &wanted}, NULL);
    CHECK_EQ(qos_get(root).SendingFlowspec.TokenRate, 2000000); /* for socket s */
    CHECK_EQ(qos_get(child).SendingFlowspec.TokenRate, 2000000);
}

RULE(J_36, "lpSQOS is for s, one specification a direction, and overrides SIO_SET_QOS")
{
    each_subject(overrides);
}

static void impossible(const struct subject *subject)
{
    struct session session = session_open(subject);
    SOCKET s = leaf_new(subject);
    QOS no_service = qos_sending(0x77, 1000, 1000),
        fast = qos_sending(SERVICETYPE_GUARANTEED, 4000000000u, 10000);
    CHECK_FAILS(join_call(s, &session.at, (struct wish){.qos = &no_service}), WSAEOPNOTSUPP);
    CHECK_FAILS(join_call(s, &session.at, (struct wish){.qos = &fast}), WSAEOPNOTSUPP);
    CHECK_FAILS(qos_set(s, fast), WSAEOPNOTSUPP);
    CHECK_EQ(join_admitted(&session, s, (struct wish){0}, NULL), s);
}

RULE(J_37, "flow specifications that cannot be had: WSAEOPNOTSUPP")
{
    each_subject(impossible);
}

static void unidirectional(const struct subject *subject)
{
    struct session session = session_open(subject);
    SOCKET receiver = leaf_new(subject), sender = leaf_new(subject);
    QOS before = qos_sending(SERVICETYPE_CONTROLLEDLOAD, 1000000, 10000), wanted = qos_sending(0x77, 5, 5);
    wanted.ReceivingFlowspec = before.SendingFlowspec;
    wanted.ReceivingFlowspec.TokenRate = 70000;
    CHECK_SUCCEEDS(qos_set(receiver, before));
    CHECK_EQ(
        join_admitted(&session, receiver, (struct wish){.qos = &wanted, .flags = JL_RECEIVER_ONLY}, NULL),
        receiver);
    CHECK_EQ(qos_get(receiver).SendingFlowspec.TokenRate, 1000000);
    CHECK_EQ(qos_get(receiver).ReceivingFlowspec.TokenRate, 70000);
    QOS other = qos_none();
    other.SendingFlowspec = wanted.ReceivingFlowspec;
    other.ReceivingFlowspec = wanted.SendingFlowspec;
    CHECK_EQ(join_admitted(&session, sender, (struct wish){.qos = &other, .flags = JL_SENDER_ONLY}, NULL),
             sender);
    CHECK_EQ(qos_get(sender).SendingFlowspec.TokenRate, 70000);
}

RULE(J_38, "the specification of the direction that a unidirectional socket lacks is ignored")
{
    each_subject(unidirectional);
}

/* The only object that means something here: shape what does not conform, which is what is done anyway. */
static void specific(const struct subject *subject)
{
    struct session session = session_open(subject);
    SOCKET s = leaf_new(subject);
    QOS_SD_MODE object = {{QOS_OBJECT_SD_MODE, sizeof object}, TC_NONCONF_SHAPE};
    QOS wanted = qos_sending(SERVICETYPE_GUARANTEED, 100000, 10000);
    wanted.ProviderSpecific.len = sizeof object;
    wanted.ProviderSpecific.buf = (char *)&object;
    CHECK_EQ(join_admitted(&session, s, (struct wish){.qos = &wanted}, NULL), s);
    CHECK_EQ(wanted.ProviderSpecific.len, sizeof object);
    SOCKET t = leaf_new(subject);
    wanted.ProviderSpecific.len = 0; /* none */
    wanted.ProviderSpecific.buf = NULL;
    CHECK_EQ(join_admitted(&session, t, (struct wish){.qos = &wanted}, NULL), t);
    object.ObjectHdr.ObjectType = 4711;
    wanted.ProviderSpecific.len = sizeof object;
    wanted.ProviderSpecific.buf = (char *)&object;
    CHECK_FAILS(join_call(leaf_new(subject), &session.at, (struct wish){.qos = &wanted}), WSAEOPNOTSUPP);
}

RULE(J_39, "provider-specific parameters follow; none are NULL and 0")
{
    each_subject(specific);
}

static void no_qos(const struct subject *subject)
{
    struct session session = session_open(subject);
    SOCKET s = leaf_new(subject);
    QOS before = qos_sending(SERVICETYPE_CONTROLLEDLOAD, 1000000, 10000);
    CHECK_SUCCEEDS(qos_set(s, before));
    if (!subject->udp) {
        static struct admission admission;
        admission_start(&admission, session.root, condition_answers);
        CHECK_EQ(join_call(s, &session.at, (struct wish){0}), s);
        admission_ended(&admission);
        CHECK(!condition_had_qos);
    } else {
        CHECK_EQ(join_call(s, &session.at, (struct wish){0}), s);
    }
    CHECK_EQ(qos_get(s).SendingFlowspec.TokenRate, 1000000);
}

RULE(J_40, "lpSQOS NULL: none is supplied")
{
    each_subject(no_qos);
}

AREA(SESSIONS, &rule_J_30, &rule_J_31, &rule_J_32, &rule_J_33, &rule_J_34, &rule_J_35, &rule_J_36, &rule_J_37,
     &rule_J_38, &rule_J_39, &rule_J_40);
