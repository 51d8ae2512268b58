/* rt.c - rooted sessions: joining both ways, connect data, the data planes, and every way to end. */
#include "rooted.h"

static void root_invites(const struct plane *plane)
{
    SOCKET root = rooted_root(plane), listener = rooted_leaf_listening(plane);
    struct name at = name_of(listener);
    struct watched inviting, door;
    struct pair pair;
    MUST(pair_invite(plane, root, &pair)); /* blocking */
    struct name own = name_of(pair.leaf.socket), peer = name_peer(pair.branch);
    CHECK(name_is(&peer, &own));
    watch(&inviting, root);
    watch(&door, listener);
    SOCKET branch = ask(root, &at, NULL, NULL); /* JL-08, JL-09: at once, and not s itself */
    MUST(CHECK(branch != INVALID_SOCKET && branch != root));
    CHECK_FAILS(ask(root, &at, NULL, NULL), WSAEALREADY); /* JL-10 */
    CHECK_IS_CODE(await_event(&door, FD_ACCEPT_BIT), 0);
    SOCKET leaf = accept(listener, NULL, NULL);
    CHECK(leaf != INVALID_SOCKET && leaf != listener);
    CHECK_IS_CODE(await_event(&inviting, FD_CONNECT_BIT), 0);
    struct pair another;
    memset(&another, 0, sizeof another);
    SOCKET more = ask(root, &at, NULL, NULL); /* a c_root may join another leaf */
    CHECK(more != INVALID_SOCKET);
    CHECK_SUCCEEDS(closesocket(more)); /* JL-12: cancelled, and s stays usable */
    CHECK_EQ(send(root, "still here", 10, 0), 10);
    hears(&pair.leaf, "still here");
}

RULE(RT_01, "the root invites a listening leaf, blocking and not")
{
    each_plane(root_invites);
}

static void leaf_asks(const struct plane *plane)
{
    SOCKET root = rooted_root(plane), leaf = rooted_leaf(plane);
    struct name at = name_of(root), own;
    struct watched joining;
    watch(&joining, leaf);
    CHECK_EQ(ask(leaf, &at, NULL, NULL), leaf);
    CHECK_FAILS(ask(leaf, &at, NULL, NULL), WSAEALREADY);
    CHECK(quiet_event(&joining, FD_CONNECT_BIT)); /* nobody has admitted it */
    SOCKET branch = accept(root, NULL, NULL);
    CHECK(branch != INVALID_SOCKET);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
    CHECK_IS_CODE(await_event(&joining, FD_WRITE_BIT), 0);
    CHECK(quiet_event(&joining, FD_WRITE_BIT)); /* EV-07: once */
    own = name_of(leaf);                        /* JL-07 */
    CHECK(name_port(&own) != 0 && !name_is_any(&own));
    struct name peer = name_peer(leaf);
    CHECK(name_is(&peer, &at));
}

RULE(RT_02, "a leaf asks a listening root")
{
    each_plane(leaf_asks);
}

enum { LONGEST = 4096 };

struct data {
    char bytes[LONGEST + 1];
    ULONG length;
};
static struct data given, shown, answered;

static int CALLBACK answer(LPWSABUF caller_id, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
                           LPWSABUF callee_id, LPWSABUF callee_data, GROUP *group, DWORD_PTR context)
{
    (void)caller_id;
    (void)sqos;
    (void)gqos;
    (void)callee_id;
    (void)group;
    (void)context;
    shown.length = caller_data == NULL ? 0 : caller_data->len;
    if (caller_data != NULL)
        memcpy(shown.bytes, caller_data->buf, caller_data->len);
    CHECK(callee_data->len >= answered.length);
    memcpy(callee_data->buf, answered.bytes, answered.length);
    callee_data->len = answered.length;
    return CF_ACCEPT;
}

/* asker joins, asked listens; what they say to each other arrives byte for byte. */
static void talk_on_joining(SOCKET asker, SOCKET asked, ULONG there, ULONG back)
{
    static char room[LONGEST];
    struct name at = name_of(asked);
    struct watched joining;
    for (ULONG i = 0; i < LONGEST; i++) {
        given.bytes[i] = (char)(i * 7);
        answered.bytes[i] = (char)(i * 13 + 1);
    }
    given.length = there;
    answered.length = back;
    memset(room, 0, sizeof room);
    WSABUF caller = {there, given.bytes}, callee = {LONGEST, room};
    watch(&joining, asker);
    CHECK(WSAJoinLeaf(asker, SA(at), at.length, &caller, &callee, NULL, NULL, JL_BOTH) != INVALID_SOCKET);
    CHECK(WSAAccept(asked, NULL, NULL, answer, 0) != INVALID_SOCKET);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
    CHECK_EQ(shown.length, there);
    CHECK(memcmp(shown.bytes, given.bytes, there) == 0);
    CHECK_EQ(callee.len, back);
    CHECK(memcmp(room, answered.bytes, back) == 0);
}

static void connect_data(const struct plane *plane)
{
    static const ULONG lengths[] = {0, 1, LONGEST};
    for (int i = 0; i < 3; i++) {
        talk_on_joining(rooted_leaf(plane), rooted_root(plane), lengths[i], lengths[2 - i]);
        talk_on_joining(rooted_root(plane), rooted_leaf_listening(plane), lengths[i], lengths[2 - i]);
    }
    SOCKET root = rooted_root(plane), leaf = rooted_leaf(plane);
    struct name at = name_of(root);
    char small[2];
    WSABUF much = {LONGEST + 1, given.bytes}, none = {1, NULL}, callee = {sizeof small, small};
    CHECK_FAILS(WSAJoinLeaf(leaf, SA(at), at.length, &much, NULL, NULL, NULL, JL_BOTH),
                WSAEFAULT); /* JL-04 */
    CHECK_FAILS(WSAJoinLeaf(leaf, SA(at), at.length, &none, NULL, NULL, NULL, JL_BOTH), WSAEFAULT);
    struct watched joining;
    watch(&joining, leaf);
    answered.length = 3;
    CHECK_EQ(ask(leaf, &at, NULL, &callee), leaf); /* JL-05: no room for it */
    SOCKET branch = WSAAccept(root, NULL, NULL, answer, 0);
    CHECK(branch != INVALID_SOCKET);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), WSAEFAULT);
    CHECK_EQ(callee.len, 0);
    answered.length = 2;
    callee.len = sizeof small;
    CHECK_EQ(ask(leaf, &at, NULL, &callee), leaf); /* undone, and may be repeated */
    CHECK(WSAAccept(root, NULL, NULL, answer, 0) != INVALID_SOCKET);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
    CHECK_EQ(callee.len, 2);
}

RULE(RT_03, "caller data and callee data, both ways, byte for byte")
{
    each_plane(connect_data);
}

static void planes(const struct plane *plane)
{
    SOCKET root = rooted_root(plane);
    struct pair one, two, three;
    MUST(pair_ask(plane, root, &one) && pair_ask(plane, root, &two) && pair_invite(plane, root, &three));
    CHECK_EQ(send(root, "to all", 6, 0), 6);
    hears(&one.leaf, "to all");
    hears(&two.leaf, "to all");
    hears(&three.leaf, "to all");
    CHECK_EQ(send(one.leaf.socket, "from one", 8, 0), 8);
    struct name from = name_any(plane->family, 0), sender = name_of(one.leaf.socket);
    check_hears(__FILE__, __LINE__, "root", root, "from one", &from);
    CHECK(name_is(&from, &sender));
    if (plane->rooted) {
        host_sleep_ms(QUIET_MS);
        char byte;
        CHECK_FAILS(recv(two.leaf.socket, &byte, 1, 0), WSAEWOULDBLOCK);
    } else {
        hears(&two.leaf, "from one");
        hears(&three.leaf, "from one");
    }
    char byte;
    CHECK_FAILS(recv(one.leaf.socket, &byte, 1, 0), WSAEWOULDBLOCK); /* not its own */
    CHECK_EQ(send(root, "", 0, 0), 0);                               /* IO-05 */
    hears(&two.leaf, "");
}

RULE(RT_04, "who hears whom, rooted and nonrooted data plane")
{
    each_plane(planes);
}

static void only_members(const struct plane *plane)
{
    SOCKET root = rooted_root(plane), other_root = rooted_root(plane), waiting = rooted_leaf(plane);
    struct pair one, other;
    struct name at = name_of(root);
    struct watched late;
    MUST(pair_ask(plane, root, &one) && pair_ask(plane, other_root, &other));
    watch(&late, waiting);
    CHECK_EQ(ask(waiting, &at, NULL, NULL), waiting);
    CHECK_EQ(send(root, "early", 5, 0), 5);
    hears(&one.leaf, "early");
    SOCKET branch = accept(root, NULL, NULL);
    CHECK(branch != INVALID_SOCKET);
    CHECK_IS_CODE(await_event(&late, FD_CONNECT_BIT), 0);
    CHECK_EQ(send(root, "later", 5, 0), 5);
    hears(&one.leaf, "later");
    hears(&late, "later"); /* and not what went before its admission */
    char byte;
    CHECK_FAILS(recv(other.leaf.socket, &byte, 1, 0), WSAEWOULDBLOCK);
}

RULE(RT_05, "a member gets its own session's data, from its admission on")
{
    each_plane(only_members);
}

static void branches(const struct plane *plane)
{
    SOCKET root = rooted_root(plane);
    struct pair one, two;
    struct watched branch;
    char byte;
    MUST(pair_ask(plane, root, &one) && pair_invite(plane, root, &two));
    watch(&branch, one.branch);
    CHECK_EQ(send(one.leaf.socket, "x", 1, 0), 1);
    CHECK_HEARS(root, "x");
    CHECK_FAILS(recv(one.branch, &byte, 1, 0), WSAEWOULDBLOCK);
    CHECK_SUCCEEDS(closesocket(one.leaf.socket));
    CHECK_IS_CODE(await_event(&branch, FD_CLOSE_BIT), 0);
    CHECK(quiet_event(&branch, FD_CLOSE_BIT));
    if (!plane->rooted)
        hears(&two.leaf, "x"); /* EV-09 */
    CHECK_SUCCEEDS(closesocket(two.branch));
    CHECK_IS_CODE(await_event(&two.leaf, FD_CLOSE_BIT), 0);
}

RULE(RT_06, "the socket that stands for a leaf: no data, FD_CLOSE both ways")
{
    each_plane(branches);
}

static void root_closes(const struct plane *plane)
{
    SOCKET root = rooted_root(plane);
    struct pair one, two;
    struct watched branch;
    MUST(pair_ask(plane, root, &one) && pair_invite(plane, root, &two));
    watch(&branch, one.branch);
    CHECK_EQ(send(root, "last", 4, 0), 4);
    CHECK_SUCCEEDS(closesocket(root));
    CHECK(quiet_event(&one.leaf, FD_CLOSE_BIT)); /* EV-09: after all data was read */
    hears(&one.leaf, "last");
    CHECK_IS_CODE(await_event(&one.leaf, FD_CLOSE_BIT), 0);
    hears(&two.leaf, "last");
    CHECK_IS_CODE(await_event(&two.leaf, FD_CLOSE_BIT), 0);
    CHECK_IS_CODE(await_event(&branch, FD_CLOSE_BIT), 0);
}

RULE(RT_07, "closing the root ends the session for every leaf, in order")
{
    each_plane(root_closes);
}

static void refused(const struct plane *plane)
{
    SOCKET leaf = rooted_leaf(plane), gone = rooted_root(plane);
    struct name at = name_of(gone), none = at;
    name_set_port(&none, 0);
    closesocket(gone);
    CHECK_FAILS(ask(leaf, &at, NULL, NULL), WSAECONNREFUSED);
    CHECK_FAILS(ask(leaf, &none, NULL, NULL), WSAEADDRNOTAVAIL);
    struct watched joining;
    watch(&joining, leaf);
    CHECK_EQ(ask(leaf, &at, NULL, NULL), leaf); /* JL-09: the reason comes with FD_CONNECT */
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), WSAECONNREFUSED);
    SOCKET root = rooted_root(plane);
    CHECK_FAILS(ask(root, &at, NULL, NULL), WSAECONNREFUSED);
    struct pair pair;
    MUST(pair_ask(plane, root, &pair)); /* s stays usable */
}

RULE(RT_08, "nobody listens: WSAECONNREFUSED, and the socket may try again")
{
    each_plane(refused);
}

static void after_the_end(const struct plane *plane)
{
    SOCKET root = rooted_root(plane);
    struct name at = name_of(root);
    struct pair pair;
    char byte;
    MUST(pair_ask(plane, root, &pair));
    closesocket(root);
    CHECK_IS_CODE(await_event(&pair.leaf, FD_CLOSE_BIT), 0);
    CHECK_FAILS(send(pair.leaf.socket, "x", 1, 0), WSAESHUTDOWN);
    CHECK_FAILS(recv(pair.leaf.socket, &byte, 1, 0), WSAESHUTDOWN);
    CHECK_FAILS(ask(pair.leaf.socket, &at, NULL, NULL), WSAEINVAL);
    CHECK_SUCCEEDS(closesocket(pair.leaf.socket));
}

RULE(RT_09, "after FD_CLOSE the socket is done with")
{
    each_plane(after_the_end);
}

static void second_session(const struct plane *plane)
{
    SOCKET root = rooted_root(plane), other = rooted_root(plane);
    struct name at = name_of(other);
    struct pair pair;
    MUST(pair_ask(plane, root, &pair));
    CHECK_FAILS(ask(pair.leaf.socket, &at, NULL, NULL), WSAEISCONN);
    CHECK_EQ(send(root, "x", 1, 0), 1);
    hears(&pair.leaf, "x");
}

RULE(RT_10, "a leaf in one session asks for another: WSAEISCONN")
{
    each_plane(second_session);
}

static void entry(const struct plane *plane)
{
    const WSAPROTOCOL_INFOW *info = &plane->entry;
    DWORD flags = info->dwServiceFlags1;
    CHECK(flags & XP1_SUPPORT_MULTIPOINT);
    CHECK(flags & XP1_MULTIPOINT_CONTROL_PLANE);
    CHECK(!(flags & XP1_CONNECTIONLESS));
    CHECK(flags & XP1_CONNECT_DATA); /* RT-03 shows it */
    CHECK_EQ(info->iMaxSockAddr, plane->family == AF_INET ? 16 : 28);
    WSAPROTOCOL_INFOW copy = *info;
    SOCKET s = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &copy, 0,
                          WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_ROOT);
    if (plane->rooted)
        CHECK(s != INVALID_SOCKET);
    else
        CHECK(s == INVALID_SOCKET && WSAGetLastError() == WSAEINVAL); /* SK-07 */
}

RULE(PR_02, "entries with a rooted control plane: their flags, and the sockets they allow")
{
    each_plane(entry);
}

AREA(RT, &rule_PR_02, &rule_RT_01, &rule_RT_02, &rule_RT_03, &rule_RT_04, &rule_RT_05, &rule_RT_06,
     &rule_RT_07, &rule_RT_08, &rule_RT_09, &rule_RT_10);
