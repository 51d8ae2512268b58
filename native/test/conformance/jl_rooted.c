/*
 * jl_rooted.c - the rules of WSAJoinLeaf once more, of sockets of sessions with a rooted control plane. What
 * a rule of AC or RT shows already is not repeated: JL-05 is in RT-03, JL-07 in RT-02.
 */
#include "qs.h"
#include "rooted.h"

static SOCKET join_flags(SOCKET s, const struct name *name, int length, DWORD flags)
{
    return WSAJoinLeaf(s, (const struct sockaddr *)&name->storage, length, NULL, NULL, NULL, NULL, flags);
}

static void only_multipoint(const struct plane *plane)
{
    WSAPROTOCOL_INFOW entry = plane->entry;
    struct name at = name_loopback(plane->family, port_free(plane->family));
    CHECK_FAILS(WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &entry, 0,
                           WSA_FLAG_OVERLAPPED),
                WSAEINVAL); /* so that a rooted socket without flags never comes to a join */
    SOCKET closed[] = {rooted_leaf(plane), rooted_root(plane)};
    for (int i = 0; i < 2; i++) {
        CHECK_SUCCEEDS(closesocket(closed[i]));
        CHECK_FAILS(ask(closed[i], &at, NULL, NULL), WSAENOTSOCK);
        CHECK_FAILS(WSAJoinLeaf(closed[i], NULL, 0, NULL, NULL, NULL, NULL, 0), WSAENOTSOCK);
    }
}

RULE(JL_01r, "only a socket with multipoint flags, and an open one")
{
    each_plane(only_multipoint);
}

/* JL-02: leaf and root take the same names, and refuse the same. */
static void names_of(const struct plane *plane, SOCKET s, const struct name *at)
{
    int other = plane->family == AF_INET ? AF_INET6 : AF_INET;
    struct name foreign = name_loopback(other, name_port(at)), unknown = *at, portless = *at;
    struct name wildcard = name_any(plane->family, name_port(at));
    struct name group = name_group(plane->family, 2, name_port(at));
    unknown.storage.ss_family = 99;
    foreign.length = (int)sizeof foreign.storage;
    name_set_port(&portless, 0);
    CHECK_FAILS(WSAJoinLeaf(s, NULL, at->length, NULL, NULL, NULL, NULL, JL_BOTH), WSAEFAULT);
    CHECK_FAILS(join_flags(s, at, 0, JL_BOTH), WSAEFAULT);
    CHECK_FAILS(join_flags(s, at, plane->family == AF_INET ? 15 : 16, JL_BOTH), WSAEFAULT);
    CHECK_FAILS(join_flags(s, at, -1, JL_BOTH), WSAEFAULT);
    CHECK_FAILS(join(s, &foreign, JL_BOTH), WSAEAFNOSUPPORT);
    CHECK_FAILS(join(s, &unknown, JL_BOTH), WSAEAFNOSUPPORT);
    CHECK_FAILS(join(s, &wildcard, JL_BOTH), WSAEADDRNOTAVAIL);
    CHECK_FAILS(join(s, &portless, JL_BOTH), WSAEADDRNOTAVAIL);
    CHECK_FAILS(join(s, &group, JL_BOTH), WSAEADDRNOTAVAIL); /* a session's name is a host's */
    CHECK_FAILS(join_flags(s, at, 2, 0), WSAEFAULT);         /* the order: before JL-03 */
    CHECK_FAILS(join(s, &wildcard, 0), WSAEADDRNOTAVAIL);
}

static void name_checked(const struct plane *plane)
{
    SOCKET root = rooted_root(plane), listener = rooted_leaf_listening(plane), leaf = rooted_leaf(plane);
    struct name at = name_of(root), there = name_of(listener);
    names_of(plane, leaf, &at);
    names_of(plane, root, &there);
    CHECK_EQ(name_of(leaf).length, 0); /* nothing of all this is left on the socket */
    struct pair pair;
    MUST(pair_ask(plane, root, &pair) && pair_invite(plane, root, &pair));
}

RULE(JL_02r, "name NULL, short, of another family, the wildcard, a group, without a port")
{
    each_plane(name_checked);
}

/* What a leaf may do in its session is what both sides' flags leave it; RT-04 has those with JL_BOTH. */
static void one_way(const struct plane *plane, SOCKET root, DWORD flags)
{
    struct name at = name_of(root), from = name_any(plane->family, 0);
    struct watched joining;
    SOCKET leaf = rooted_leaf(plane);
    watch(&joining, leaf);
    CHECK_EQ(join(leaf, &at, flags), leaf);
    SOCKET branch = accept(root, NULL, NULL);
    CHECK(branch != INVALID_SOCKET);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
    if (flags == JL_RECEIVER_ONLY)
        CHECK_FAILS(send(leaf, "up", 2, 0), WSAEOPNOTSUPP);
    else
        CHECK_EQ(send(leaf, "up", 2, 0), 2);
    if (flags != JL_RECEIVER_ONLY)
        check_hears(__FILE__, __LINE__, "root", root, "up", &from);
    char byte;
    CHECK_EQ(send(root, "down", 4, 0), 4);
    if (flags == JL_SENDER_ONLY)
        CHECK_FAILS(recv(leaf, &byte, 1, 0), WSAEOPNOTSUPP);
    else
        hears(&joining, "down");
    CHECK_SUCCEEDS(closesocket(leaf));
}

static void flags_checked(const struct plane *plane)
{
    static const DWORD wrong[] = {
        0, 8, 0x10, 0x80, 0x100, 0x8000, 0x80000000, JL_BOTH | 8, JL_SENDER_ONLY | 0x10};
    SOCKET root = rooted_root(plane), listener = rooted_leaf_listening(plane), leaf = rooted_leaf(plane);
    struct name at = name_of(root), there = name_of(listener);
    static char much[5000];
    WSABUF too_much = {sizeof much, much};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK_FAILS(join(leaf, &at, wrong[i]), WSAEINVAL);
        CHECK_FAILS(join(root, &there, wrong[i]), WSAEINVAL);
    }
    CHECK_FAILS(WSAJoinLeaf(leaf, SA(at), at.length, &too_much, NULL, NULL, NULL, 0),
                WSAEINVAL); /* before JL-04 */
    one_way(plane, root, JL_SENDER_ONLY);
    one_way(plane, root, JL_RECEIVER_ONLY);
    one_way(plane, root, JL_SENDER_ONLY | JL_RECEIVER_ONLY);
}

RULE(JL_03r, "dwFlags: what a leaf may do in its session")
{
    each_plane(flags_checked);
}

static void data_of_the_root(const struct plane *plane)
{
    static char bytes[5000];
    SOCKET root = rooted_root(plane), listener = rooted_leaf_listening(plane);
    struct name there = name_of(listener);
    WSABUF too_much = {4097, bytes}, nowhere = {1, NULL};
    QOS qos = qos_none();
    qos.SendingFlowspec.ServiceType = 0x77;
    CHECK_FAILS(WSAJoinLeaf(root, SA(there), there.length, &too_much, NULL, &qos, NULL, JL_BOTH), WSAEFAULT);
    CHECK_FAILS(WSAJoinLeaf(root, SA(there), there.length, &nowhere, NULL, NULL, NULL, JL_BOTH), WSAEFAULT);
    CHECK_FAILS(WSAJoinLeaf(root, SA(there), there.length, NULL, &nowhere, NULL, NULL, JL_BOTH), WSAEFAULT);
    struct pair pair;
    MUST(pair_invite(plane, root, &pair)); /* nothing is left of them */
}

RULE(JL_04r, "a root's lpCallerData: too much, or nowhere; looked at before lpSQOS")
{
    each_plane(data_of_the_root);
}

static void flow_specs(const struct plane *plane)
{
    QOS qos = qos_none(), garbage;
    memset(&garbage, 0xff, sizeof garbage);
    qos.SendingFlowspec.ServiceType = qos.ReceivingFlowspec.ServiceType = 0x77; /* no such service */
    SOCKET root = rooted_root(plane), listener = rooted_leaf_listening(plane), leaf = rooted_leaf(plane);
    struct name at = name_of(root), there = name_of(listener);
    struct watched joining;
    CHECK_FAILS(WSAJoinLeaf(leaf, SA(at), at.length, NULL, NULL, &qos, NULL, JL_BOTH), WSAEOPNOTSUPP);
    CHECK_FAILS(WSAJoinLeaf(root, SA(there), there.length, NULL, NULL, &qos, NULL, JL_BOTH), WSAEOPNOTSUPP);
    CHECK_EQ(name_of(leaf).length, 0);
    watch(&joining, leaf);
    CHECK_EQ(WSAJoinLeaf(leaf, SA(at), at.length, NULL, NULL, NULL, &garbage, JL_BOTH), leaf);
    CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
}

RULE(JL_06r, "lpSQOS that cannot be honoured; lpGQOS is ignored")
{
    each_plane(flow_specs);
}

static void other_handle(const struct plane *plane)
{
    SOCKET root = rooted_root(plane);
    struct pair asked, one, other;
    MUST(pair_ask(plane, root, &asked)); /* its handle is the leaf's own: pair_ask looks */
    MUST(pair_invite(plane, root, &one) && pair_invite(plane, root, &other));
    CHECK(one.branch != root && other.branch != root && one.branch != other.branch);
    int type = 0, size = sizeof type;
    WSAPROTOCOL_INFOW of_root, of_branch;
    CHECK_SUCCEEDS(getsockopt(one.branch, SOL_SOCKET, SO_TYPE, (char *)&type, &size));
    CHECK_EQ(type, plane->entry.iSocketType);
    size = sizeof of_root;
    CHECK_SUCCEEDS(getsockopt(root, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&of_root, &size));
    size = sizeof of_branch;
    CHECK_SUCCEEDS(getsockopt(one.branch, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&of_branch, &size));
    CHECK(memcmp(&of_root, &of_branch, sizeof of_root) == 0); /* a c_leaf of the same provider and kind */
    CHECK_SUCCEEDS(closesocket(root));
    CHECK_SUCCEEDS(closesocket(one.branch)); /* a socket of its own until it is closed */
    CHECK_FAILS(closesocket(one.branch), WSAENOTSOCK);
}

RULE(JL_08r, "a c_root gets a new c_leaf for each leaf, of its own kind")
{
    each_plane(other_handle);
}

/* Asker and asked may each be root or leaf; `joining` may outlive its caller, if the caller fails. */
static void while_it_blocks(const struct plane *plane, int root_asks)
{
    static struct joining joining;
    struct watched door;
    SOCKET asked = root_asks ? rooted_leaf_listening(plane) : rooted_root(plane);
    joining = (struct joining){root_asks ? rooted_root(plane) : rooted_leaf(plane), INVALID_SOCKET,
                               name_of(asked), -1};
    watch(&door, asked);
    struct host_thread *thread = host_thread_start(ask_blocking, &joining);
    CHECK_IS_CODE(await_event(&door, FD_ACCEPT_BIT), 0); /* the request is there, and nobody has answered */
    MUST(CHECK(!host_thread_done(thread, QUIET_MS)));    /* JL-09: it returns when the join is done */
    CHECK_FAILS(ask(joining.s, &joining.at, NULL, NULL), WSAEINPROGRESS);
    CHECK(accept(asked, NULL, NULL) != INVALID_SOCKET);
    MUST(CHECK(host_thread_done(thread, ROOTED_PATIENCE_MS)));
    CHECK_IS_CODE(joining.code, 0);
    CHECK(root_asks ? joining.made != joining.s : joining.made == joining.s);
    if (!root_asks)
        CHECK_FAILS(ask(joining.s, &joining.at, NULL, NULL), WSAEISCONN);
    else
        CHECK_FAILS(ask(joining.made, &joining.at, NULL, NULL), WSAEISCONN); /* a root's c_leaf */
}

static void both_block(const struct plane *plane)
{
    while_it_blocks(plane, 0);
    while_it_blocks(plane, 1);
}

RULE(JL_10r, "while a thread is inside a blocking join, and after it")
{
    each_plane(both_block);
}

/* A root's join that succeeds: the leaf's door tells of it, takes it, and the root hears so. */
static void joins_at(SOCKET root, const struct name *there, struct watched *inviting, struct watched *door)
{
    CHECK(ask(root, there, NULL, NULL) != INVALID_SOCKET);
    CHECK_IS_CODE(await_event(door, FD_ACCEPT_BIT), 0);
    CHECK(accept(door->socket, NULL, NULL) != INVALID_SOCKET);
    CHECK_IS_CODE(await_event(inviting, FD_CONNECT_BIT), 0);
}

static void root_tries_again(const struct plane *plane)
{
    SOCKET root = rooted_root(plane), gone = rooted_leaf_listening(plane),
           listener = rooted_leaf_listening(plane);
    struct name nobody = name_of(gone), there = name_of(listener);
    struct watched inviting, door;
    closesocket(gone);
    CHECK_FAILS(ask(root, &nobody, NULL, NULL), WSAECONNREFUSED);
    CHECK_FAILS(ask(root, &nobody, NULL, NULL), WSAECONNREFUSED);
    watch(&inviting, root);
    watch(&door, listener);
    for (int i = 0; i < 2; i++) { /* each try has its own end */
        SOCKET branch = ask(root, &nobody, NULL, NULL);
        CHECK(branch != INVALID_SOCKET && branch != root);
        CHECK_IS_CODE(await_event(&inviting, FD_CONNECT_BIT), WSAECONNREFUSED);
        CHECK_SUCCEEDS(closesocket(branch));
    }
    joins_at(root, &there, &inviting, &door);
}

RULE(JL_11r, "after a failed join the root may try again")
{
    each_plane(root_tries_again);
}

static void root_cancels(const struct plane *plane)
{
    SOCKET root = rooted_root(plane), listener = rooted_leaf_listening(plane);
    struct name there = name_of(listener);
    struct watched inviting, door;
    watch(&inviting, root);
    watch(&door, listener);
    int known = 0;
    for (unsigned ms = QUIET_MS; ms < ROOTED_PATIENCE_MS; ms *= 4) {
        SOCKET branch = ask(root, &there, NULL, NULL);
        CHECK(branch != INVALID_SOCKET);
        CHECK_IS_CODE(await_event(&door, FD_ACCEPT_BIT), 0);
        CHECK_SUCCEEDS(closesocket(branch));
        CHECK_FAILS(closesocket(branch), WSAENOTSOCK);
        known = withdrawal_is_known(listener, ms); /* nothing is left at the peer, not even a request */
        if (known)
            break;
    }
    CHECK(known);
    CHECK(quiet_event(&inviting, FD_CONNECT_BIT) || inviting.errors[FD_CONNECT_BIT] != 0);
    joins_at(root, &there, &inviting, &door); /* s stays usable */
}

RULE(JL_12r, "a root's join that is cancelled leaves nothing at the leaf")
{
    each_plane(root_cancels);
}

static void forgets(const struct plane *plane)
{
    SOCKET root = rooted_root(plane), leaf = rooted_leaf(plane);
    struct lent {
        struct name name;
        char data[8];
        QOS qos;
    } *lent = malloc(sizeof *lent);
    MUST(CHECK(lent != NULL));
    char room[8];
    WSABUF caller = {5, lent->data}, callee = {sizeof room, room};
    struct watched joining;
    lent->name = name_of(root);
    lent->qos = qos_none();
    memcpy(lent->data, "hello", 5);
    watch(&joining, leaf);
    CHECK_EQ(
        WSAJoinLeaf(leaf, SA(lent->name), lent->name.length, &caller, &callee, &lent->qos, NULL, JL_BOTH),
        leaf);
    memset(lent, 0x5a, sizeof *lent);
    free(lent);
    caller.buf = NULL;
    CHECK_SUCCEEDS(closesocket(root));
    CHECK(await_event(&joining, FD_CONNECT_BIT) > 0);
    CHECK_EQ(callee.len, 0); /* a join that fails tells so here, too */
}

static void check_len(SOCKET s, const struct name *name, DWORD flags, int code, ULONG len)
{
    char room[8];
    WSABUF callee = {sizeof room, room};
    CHECK_FAILS(WSAJoinLeaf(s, SA(*name), name->length, NULL, &callee, NULL, NULL, flags), code);
    CHECK_EQ(callee.len, len);
}

/* A join that fails at once; but the room that a pending join may have is not touched. */
static void failed_len(const struct plane *plane)
{
    SOCKET root = rooted_root(plane), leaf = rooted_leaf(plane);
    struct name at = name_of(root), wildcard = name_any(plane->family, name_port(&at));
    check_len(leaf, &wildcard, JL_BOTH, WSAEADDRNOTAVAIL, 0);
    check_len(root, &wildcard, JL_BOTH, WSAEADDRNOTAVAIL, 0);
    check_len(leaf, &at, 0, WSAEINVAL, 0);
    CHECK_SUCCEEDS(socket_nonblocking(leaf, 1));
    CHECK_EQ(join(leaf, &at, JL_BOTH), leaf);
    check_len(leaf, &at, JL_BOTH, WSAEALREADY, 8);
}

RULE(JL_14r, "a pending join keeps nothing of the caller's memory; lpCalleeData of one that fails")
{
    each_plane(forgets);
    each_plane(failed_len);
}

AREA(JLR, &rule_JL_01r, &rule_JL_02r, &rule_JL_03r, &rule_JL_04r, &rule_JL_06r, &rule_JL_08r, &rule_JL_10r,
     &rule_JL_11r, &rule_JL_12r, &rule_JL_14r);
