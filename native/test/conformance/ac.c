/* ac.c - listen, accept, WSAAccept: admission to rooted sessions. */
#include "rooted.h"

/* What the condition function does, and what it was shown. */
struct doorman {
    int decision;
    const char *callee;
    SOCKET own; /* called upon, if not INVALID_SOCKET */
    int calls, own_code, caller_family, callee_family, has_data, has_flow;
    char data[64];
    FLOWSPEC sending;
};

static int CALLBACK decide(LPWSABUF caller_id, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
                           LPWSABUF callee_id, LPWSABUF callee_data, GROUP *group, DWORD_PTR context)
{
    struct doorman *doorman = (struct doorman *)context;
    (void)gqos;
    (void)group;
    doorman->calls++;
    doorman->caller_family = ((struct sockaddr *)caller_id->buf)->sa_family;
    doorman->callee_family = ((struct sockaddr *)callee_id->buf)->sa_family;
    doorman->has_data = caller_data != NULL;
    doorman->has_flow = sqos != NULL;
    if (caller_data != NULL && caller_data->len < sizeof doorman->data)
        memcpy(doorman->data, caller_data->buf, caller_data->len);
    if (sqos != NULL)
        doorman->sending = sqos->SendingFlowspec;
    if (doorman->own != INVALID_SOCKET) {
        CHECK_EQ(send(doorman->own, "x", 1, 0), SOCKET_ERROR);
        doorman->own_code = WSAGetLastError();
    }
    callee_data->len = doorman->callee == NULL ? 0 : (ULONG)strlen(doorman->callee);
    if (doorman->callee != NULL)
        memcpy(callee_data->buf, doorman->callee, callee_data->len);
    return doorman->decision;
}

static struct doorman doorman_who(int decision)
{
    struct doorman doorman;
    memset(&doorman, 0, sizeof doorman);
    doorman.decision = decision;
    doorman.own = INVALID_SOCKET;
    return doorman;
}

static void listening(const struct plane *plane)
{
    struct name name = name_loopback(plane->family, 0);
    SOCKET leaf = rooted_leaf(plane), udp = plain_open(plane->family);
    CHECK_FAILS(listen(leaf, 5), WSAEINVAL);
    CHECK_SUCCEEDS(bind(leaf, SA(name), name.length));
    CHECK_SUCCEEDS(listen(leaf, SOMAXCONN));
    CHECK_SUCCEEDS(bind(udp, SA(name), name.length));
    CHECK_FAILS(listen(udp, 5), WSAEOPNOTSUPP);
}

/* What Windows was seen to do of streams and datagrams alike: ER-02b, ER-03b, OP-07b, OP-08b. */
static void as_others(const struct plane *plane)
{
    SOCKET leaf = rooted_leaf(plane), base = INVALID_SOCKET;
    DWORD got = 0;
    if (plane->family == AF_INET) {
        struct name all = name_ipv4("255.255.255.255", 0);
        CHECK_FAILS(bind(leaf, SA(all), all.length), WSAEADDRNOTAVAIL);
    }
    CHECK_FAILS(getpeername(leaf, NULL, NULL), WSAENOTCONN);
    int value = 2, length = (int)sizeof value;
    CHECK_FAILS(setsockopt(leaf, SOL_SOCKET, SO_TYPE, (char *)&value, length), WSAEINVAL);
    CHECK_SUCCEEDS(setsockopt(leaf, SOL_SOCKET, SO_DEBUG, (char *)&value, length));
    CHECK_SUCCEEDS(getsockopt(leaf, SOL_SOCKET, SO_DEBUG, (char *)&value, &length));
    CHECK_EQ(value, 1);
    value = WSAENOBUFS;
    CHECK_SUCCEEDS(setsockopt(leaf, SOL_SOCKET, SO_ERROR, (char *)&value, length));
    CHECK_SUCCEEDS(getsockopt(leaf, SOL_SOCKET, SO_ERROR, (char *)&value, &length));
    CHECK_EQ(value, WSAENOBUFS);
    CHECK_SUCCEEDS(WSAIoctl(leaf, _WSAIOR(IOC_WS2, 34) /* SIO_BASE_HANDLE */, NULL, 0, &base, sizeof base,
                            &got, NULL, NULL));
    CHECK_EQ(base, leaf);
}

RULE(AC_01, "listen: not unbound, not on UDP")
{
    each_plane(listening);
    each_plane(as_others);
}

static void listening_root_works(const struct plane *plane)
{
    SOCKET root = rooted_root(plane);
    struct pair asked, invited;
    MUST(pair_ask(plane, root, &asked));
    MUST(pair_invite(plane, root, &invited));
    CHECK_EQ(send(root, "both", 4, 0), 4);
    hears(&asked.leaf, "both");
    hears(&invited.leaf, "both");
    CHECK_EQ(send(invited.leaf.socket, "up", 2, 0), 2);
    CHECK_HEARS(root, "up");
}

RULE(AC_02, "a listening c_root still joins leaves, sends and receives")
{
    each_plane(listening_root_works);
}

static void accepting(const struct plane *plane)
{
    SOCKET leaf = rooted_leaf(plane);
    struct name small = name_loopback(plane->family, 0), from = small;
    CHECK_FAILS(accept(leaf, NULL, NULL), WSAEINVAL);
    SOCKET root = rooted_root(plane);
    socket_nonblocking(root, 1);
    CHECK_FAILS(accept(root, NULL, NULL), WSAEWOULDBLOCK);
    struct name at = name_of(root);
    struct watched door, joining;
    watch(&door, root);
    watch(&joining, leaf);
    CHECK_EQ(ask(leaf, &at, NULL, NULL), leaf);
    CHECK_IS_CODE(await_event(&door, FD_ACCEPT_BIT), 0);
    small.length = 4;
    CHECK_FAILS(accept(root, SA(small), &small.length), WSAEFAULT);
    SOCKET branch = accept(root, SA(from), &from.length);
    MUST(CHECK(branch != INVALID_SOCKET));
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
    struct name own = name_of(leaf), peer = name_peer(branch);
    CHECK(name_is(&from, &own));
    CHECK(name_is(&peer, &own));
}

RULE(AC_03, "accept: not without listen, WSAEWOULDBLOCK, the asker's address")
{
    each_plane(accepting);
}

static void condition(const struct plane *plane)
{
    SOCKET root = rooted_root(plane), leaf = rooted_leaf(plane);
    struct name at = name_of(root);
    struct watched joining;
    char back[64];
    WSABUF caller = {5, "hello"}, callee = {sizeof back, back};
    QOS qos;
    memset(&qos, 0xff, sizeof qos);
    qos.SendingFlowspec.ServiceType = qos.ReceivingFlowspec.ServiceType = SERVICETYPE_BESTEFFORT;
    qos.SendingFlowspec.TokenRate = 123456;
    qos.ProviderSpecific.len = 0;
    qos.ProviderSpecific.buf = NULL;
    watch(&joining, leaf);
    CHECK_EQ(WSAJoinLeaf(leaf, SA(at), at.length, &caller, &callee, &qos, NULL, JL_BOTH), leaf);
    struct doorman doorman = doorman_who(CF_ACCEPT);
    doorman.callee = "come in";
    SOCKET branch = WSAAccept(root, NULL, NULL, decide, (DWORD_PTR)&doorman);
    MUST(CHECK(branch != INVALID_SOCKET));
    CHECK_EQ(doorman.calls, 1);
    CHECK_EQ(doorman.caller_family, plane->family);
    CHECK_EQ(doorman.callee_family, plane->family);
    CHECK(doorman.has_data && strcmp(doorman.data, "hello") == 0);
    CHECK(doorman.has_flow);
    CHECK_EQ(doorman.sending.TokenRate, 123456);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
    CHECK_EQ(callee.len, 7);
    CHECK(memcmp(back, "come in", 7) == 0);
    SOCKET second = rooted_leaf(plane);
    watch(&joining, second);
    CHECK_EQ(ask(second, &at, NULL, NULL), second);
    doorman = doorman_who(CF_ACCEPT);
    CHECK(WSAAccept(root, NULL, NULL, decide, (DWORD_PTR)&doorman) != INVALID_SOCKET);
    CHECK(!doorman.has_data && !doorman.has_flow);
}

/* A condition function that leaves the callee data as they are, writes without a length, or lets them lie
 * elsewhere. */
struct giver {
    char *bytes; /* NULL: its room stays */
    ULONG size;
    ULONG written; /* so many bytes, all of them `value`, it writes into the room */
    char value;
    ULONG room; /* what it was given */
};

static int CALLBACK give(LPWSABUF caller_id, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos, LPWSABUF callee_id,
                         LPWSABUF callee_data, GROUP *group, DWORD_PTR context)
{
    struct giver *giver = (struct giver *)context;
    (void)caller_id, (void)caller_data, (void)sqos, (void)gqos, (void)callee_id, (void)group;
    giver->room = callee_data->len;
    memset(callee_data->buf, giver->value, giver->written);
    if (giver->size > 0)
        *callee_data = (WSABUF){giver->size, giver->bytes};
    return CF_ACCEPT;
}

/* What comes to a leaf that has room for so many bytes. */
static WSABUF given(const struct plane *plane, SOCKET root, struct giver *giver, char *back, ULONG room)
{
    SOCKET leaf = rooted_leaf(plane);
    struct name at = name_of(root);
    struct watched joining;
    WSABUF callee = {room, back};
    memset(back, 'x', room);
    watch(&joining, leaf);
    CHECK_EQ(ask(leaf, &at, "who", &callee), leaf);
    CHECK(WSAAccept(root, NULL, NULL, give, (DWORD_PTR)giver) != INVALID_SOCKET);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
    return callee;
}

static void callee_data(const struct plane *plane)
{
    static char back[8192], own[] = "lies elsewhere", zeros[4096];
    SOCKET root = rooted_root(plane);
    struct giver giver = {.bytes = NULL};
    WSABUF callee = given(plane, root, &giver, back, 1);
    CHECK_EQ(callee.len, 0); /* so a leaf with little room is admitted, too */
    CHECK_EQ(giver.room, sizeof zeros);

    giver = (struct giver){.written = 1, .value = 'h'};
    callee = given(plane, root, &giver, back, sizeof back);
    CHECK_EQ(callee.len, giver.room);
    CHECK_EQ(back[0], 'h');
    for (ULONG k = 1; k < callee.len; k++)
        MUST(CHECK_EQ(back[k], 0)); /* nothing of the process' memory */

    giver = (struct giver){.bytes = own, .size = sizeof own};
    callee = given(plane, root, &giver, back, sizeof back);
    CHECK_EQ(callee.len, sizeof own);
    CHECK(memcmp(back, own, sizeof own) == 0);

    giver = (struct giver){.written = sizeof zeros}; /* zeros are data, too */
    callee = given(plane, root, &giver, back, sizeof back);
    CHECK_EQ(callee.len, sizeof zeros);
    CHECK(memcmp(back, zeros, sizeof zeros) == 0);

    SOCKET leaf = rooted_leaf(plane);
    struct name at = name_of(root);
    struct watched joining;
    giver = (struct giver){.size = sizeof own};
    callee = (WSABUF){sizeof back, back};
    watch(&joining, leaf);
    CHECK_EQ(ask(leaf, &at, "who", &callee), leaf);
    CHECK_FAILS(WSAAccept(root, NULL, NULL, give, (DWORD_PTR)&giver), WSAEINVAL);
    CHECK_SUCCEEDS(closesocket(leaf)); /* its join is pending, and callee is about to go */
}

RULE(AC_04, "the condition function's arguments, and what it gives back")
{
    each_plane(condition);
    each_plane(callee_data);
}

static void decisions(const struct plane *plane)
{
    struct knock asked;
    struct doorman doorman = doorman_who(CF_DEFER);
    knock(plane, "x", &asked);
    CHECK_FAILS(WSAAccept(asked.root, NULL, NULL, decide, (DWORD_PTR)&doorman), WSATRY_AGAIN);
    CHECK(quiet_event(&asked.door, FD_ACCEPT_BIT)); /* not re-enabled */
    doorman.decision = 77;
    CHECK_FAILS(WSAAccept(asked.root, NULL, NULL, decide, (DWORD_PTR)&doorman), WSAEINVAL);
    CHECK_IS_CODE(await_event(&asked.door, FD_ACCEPT_BIT), 0); /* EV-05: it is still there */
    doorman.decision = CF_REJECT;
    CHECK_FAILS(WSAAccept(asked.root, NULL, NULL, decide, (DWORD_PTR)&doorman), WSAECONNREFUSED);
    CHECK_EQ(doorman.calls, 3);
    CHECK_IS_CODE(await_event(&asked.joining, FD_CONNECT_BIT), WSAECONNREFUSED);
    CHECK_FAILS(WSAAccept(asked.root, NULL, NULL, decide, (DWORD_PTR)&doorman), WSAEWOULDBLOCK);
    CHECK_EQ(ask(asked.leaf, &asked.at, "x", NULL), asked.leaf); /* JL-11 */
    CHECK_IS_CODE(await_event(&asked.door, FD_ACCEPT_BIT), 0);
    doorman.decision = CF_ACCEPT;
    CHECK(WSAAccept(asked.root, NULL, NULL, decide, (DWORD_PTR)&doorman) != INVALID_SOCKET);
    CHECK_IS_CODE(await_event(&asked.joining, FD_CONNECT_BIT), 0);
}

RULE(AC_05, "CF_ACCEPT, CF_REJECT, CF_DEFER and other answers")
{
    each_plane(decisions);
}

static void plain_accept(const struct plane *plane)
{
    SOCKET root = rooted_root(plane), leaf = rooted_leaf(plane);
    struct name at = name_of(root);
    struct watched joining;
    char back[8];
    WSABUF callee = {sizeof back, back};
    watch(&joining, leaf);
    CHECK_EQ(ask(leaf, &at, "ignored", &callee), leaf);
    CHECK(accept(root, NULL, NULL) != INVALID_SOCKET);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
    CHECK_EQ(callee.len, 0);
}

RULE(AC_06, "accept admits without callee data")
{
    each_plane(plain_accept);
}

static void withdrawn(const struct plane *plane)
{
    int known = 0;
    for (unsigned ms = QUIET_MS; ms < ROOTED_PATIENCE_MS; ms *= 4) {
        struct knock asked;
        knock(plane, NULL, &asked);
        CHECK_SUCCEEDS(closesocket(asked.leaf)); /* JL-12 */
        known = withdrawal_is_known(asked.root, ms);
        if (known)
            break;
    }
    CHECK(known);
}

RULE(AC_07, "a request that was withdrawn before the accept")
{
    each_plane(withdrawn);
}

static void inherits(const struct plane *plane)
{
    struct knock asked;
    knock(plane, NULL, &asked);
    SOCKET branch = accept(asked.root, NULL, NULL);
    MUST(CHECK(branch != INVALID_SOCKET));
    CHECK_FAILS(listen(branch, 1), WSAEISCONN);
    CHECK_FAILS(accept(branch, NULL, NULL), WSAEINVAL);
    CHECK_FAILS(ask(branch, &asked.at, NULL, NULL), WSAEISCONN); /* JL-10 */
    CHECK_IS_CODE(await_event(&asked.joining, FD_CONNECT_BIT), 0);
    CHECK_SUCCEEDS(WSAResetEvent(asked.door.event));
    CHECK_SUCCEEDS(closesocket(asked.leaf));
    struct watched heir = asked.door;
    heir.socket = branch;
    heir.seen = 0;
    CHECK_IS_CODE(await_event(&heir, FD_CLOSE_BIT), 0); /* EV-10 */
}

RULE(AC_08, "an accepted socket: no listener, with the listener's events")
{
    each_plane(inherits);
}

static void reentry(const struct plane *plane)
{
    SOCKET root = rooted_root(plane), leaf = rooted_leaf(plane);
    struct name at = name_of(root);
    struct watched joining;
    struct doorman doorman = doorman_who(CF_ACCEPT);
    doorman.own = root;
    watch(&joining, leaf);
    CHECK_EQ(ask(leaf, &at, NULL, NULL), leaf);
    CHECK(WSAAccept(root, NULL, NULL, decide, (DWORD_PTR)&doorman) != INVALID_SOCKET);
    CHECK_IS_CODE(doorman.own_code, WSAEINPROGRESS);
}

static int CALLBACK clean_up(LPWSABUF caller_id, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
                             LPWSABUF callee_id, LPWSABUF callee_data, GROUP *group, DWORD_PTR context)
{
    (void)caller_id, (void)caller_data, (void)sqos, (void)gqos, (void)callee_id, (void)callee_data;
    (void)group, (void)context;
    CHECK_EQ(WSACleanup(), 0);
    return CF_ACCEPT;
}

/* The listener is not closed by this, but later it can be, and its address is free again. */
static void clean_up_inside(const struct plane *plane)
{
    struct knock asked;
    WSADATA data;
    knock(plane, NULL, &asked);
    CHECK_EQ(WSAAccept(asked.root, NULL, NULL, clean_up, 0), INVALID_SOCKET);
    MUST(CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0));
    CHECK_SUCCEEDS(closesocket(asked.root));
    SOCKET next = rooted_root_deaf(plane);
    CHECK_SUCCEEDS(bind(next, SA(asked.at), asked.at.length));
}

RULE(AC_09, "calls on the same socket inside the condition function")
{
    each_plane(reentry);
    each_plane(clean_up_inside);
}

AREA(AC, &rule_AC_01, &rule_AC_02, &rule_AC_03, &rule_AC_04, &rule_AC_05, &rule_AC_06, &rule_AC_07,
     &rule_AC_08, &rule_AC_09);
