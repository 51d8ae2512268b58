/* arguments.c - what WSAJoinLeaf is given, and what each wrong value is answered with. */
#include "subject.h"

#include <joinleaf/rooted.h>

static void joins(const struct subject *subject)
{
    struct session session = session_open(subject);
    SOCKET s = leaf_new(subject), made;
    MUST(CHECK_EQ(join_admitted(&session, s, (struct wish){0}, &made), s));
    if (subject->udp) {
        CHECK_EQ(say(s, "to the group"), 12);
        CHECK_HEARS(s, "to the group");
    } else {
        CHECK_EQ(say(session.root, "to the leaf"), 11);
        CHECK_HEARS(s, "to the leaf");
    }
}

RULE(J_01, "a leaf joins a session and takes part in it")
{
    each_subject(joins);
}

static void multipoint_only(const struct subject *subject)
{
    struct session session = session_open(subject);
    SOCKET plain = plain_open(subject->family), closed = leaf_new(subject);
    CHECK_FAILS(join_call(plain, &session.at, (struct wish){0}), WSAEINVAL);
    CHECK_SUCCEEDS(closesocket(closed));
    CHECK_FAILS(join_call(closed, &session.at, (struct wish){0}), WSAENOTSOCK);
    CHECK_FAILS(join_call(INVALID_SOCKET, &session.at, (struct wish){0}), WSAENOTSOCK);
}

RULE(J_02, "s is a multipoint socket")
{
    each_subject(multipoint_only);
}

static void names(const struct subject *subject)
{
    struct session session = session_open(subject);
    SOCKET s = leaf_new(subject);
    struct name foreign =
        subject->family == AF_INET ? name_ipv6("ff02::4a4c:1", 5000, 1) : name_ipv4("239.255.77.1", 5000);
    CHECK_FAILS(WSAJoinLeaf(s, NULL, session.at.length, NULL, NULL, NULL, NULL, JL_BOTH), WSAEFAULT);
    CHECK_FAILS(WSAJoinLeaf(s, SA(session.at), 3, NULL, NULL, NULL, NULL, JL_BOTH), WSAEFAULT);
    foreign.length = (int)sizeof foreign.storage;
    CHECK_FAILS(join_call(s, &foreign, (struct wish){0}), WSAEAFNOSUPPORT);
}

RULE(J_03, "name and namelen: WSAEFAULT, WSAEAFNOSUPPORT")
{
    each_subject(names);
}

static void no_address(const struct subject *subject)
{
    SOCKET s = leaf_new(subject);
    struct name wildcard = name_any(subject->family, 5000), portless = session_open(subject).at;
    CHECK_FAILS(join_call(s, &wildcard, (struct wish){0}), WSAEADDRNOTAVAIL);
    name_set_port(&portless, 0);
    CHECK_FAILS(join_call(s, &portless, (struct wish){0}), WSAEADDRNOTAVAIL);
}

RULE(J_04, "a remote address that is none: WSAEADDRNOTAVAIL")
{
    each_subject(no_address);
}

static void no_memory(const struct subject *subject)
{
    struct session session = session_open(subject);
    SOCKET s = leaf_new(subject);
    static char much[65536];
    WSABUF nowhere = {4, NULL}, large = {sizeof much, much};
    CHECK_FAILS(join_call(s, &session.at, (struct wish){.caller = &nowhere}), WSAEFAULT);
    CHECK_FAILS(join_call(s, &session.at, (struct wish){.callee = &nowhere}), WSAEFAULT);
    if (!subject->udp)
        CHECK_FAILS(join_call(s, &session.at, (struct wish){.caller = &large}), WSAEFAULT);
}

RULE(J_05, "buffers that are too small, too large, or none: WSAEFAULT")
{
    each_subject(no_memory);
}

/* Both ways of joining: the leaf asks, or the root invites. */
static void talk(const struct session *other, SOCKET s, const char *said, const char *answer)
{
    static struct admission admission;
    char room[32];
    WSABUF caller = {(ULONG)strlen(said), (char *)(size_t)said}, callee = {sizeof room, room};
    condition_answer = answer;
    memset(room, 0x5a, sizeof room);
    admission_start(&admission, other->root, condition_answers);
    SOCKET joined =
        join_call(s, &other->at, (struct wish){.caller = *said == 0 ? NULL : &caller, .callee = &callee});
    CHECK(joined != INVALID_SOCKET);
    MUST(admission_ended(&admission));
    CHECK_EQ(condition_had_data, *said != 0);
    CHECK(strcmp(condition_heard, said) == 0);
    CHECK_EQ(callee.len, strlen(answer)); /* J-08: 0 if nothing came back */
    CHECK(callee.buf == room && memcmp(room, answer, strlen(answer)) == 0);
}

static void connect_data(const struct subject *subject)
{
    struct session root = session_open(subject), leaf = leaf_listening(subject);
    talk(&root, leaf_new(subject), "may I come in?", "you may");
    talk(&root, leaf_new(subject), "", "");
    talk(&leaf, root_new(subject), "will you come?", "I will");
    talk(&leaf, root_new(subject), "", "");
}

RULE(J_06, "caller data goes to the peer, callee data comes back; NULL stands for none")
{
    each_rooted(connect_data, "connect data");
}

static void callee_of_udp(const struct subject *subject)
{
    struct session session = session_open(subject);
    char room[8];
    WSABUF callee = {sizeof room, room};
    SOCKET s = leaf_new(subject);
    CHECK_EQ(join_admitted(&session, s, (struct wish){.callee = &callee}, NULL), s);
    CHECK_EQ(callee.len, 0);
}

RULE(J_07, "lpCalleeData's len becomes 0 if nothing came back")
{
    each_subject(callee_of_udp);
}

static void callee_later(const struct subject *subject)
{
    static struct admission admission;
    struct session session = session_open(subject);
    SOCKET s = leaf_new(subject);
    char room[32] = {0};
    WSABUF callee = {sizeof room, room};
    struct watched joining;
    watch(&joining, s);
    condition_answer = "later";
    CHECK_EQ(join_call(s, &session.at, (struct wish){.callee = &callee}), s);
    admission_start(&admission, session.root, condition_answers);
    CHECK_IS_CODE(await_event(&joining, FD_CONNECT_BIT), 0);
    CHECK_EQ(callee.len, 5);
    CHECK(memcmp(room, "later", 5) == 0);
    admission_ended(&admission);
    /* No room for what comes back: nothing is passed back. */
    SOCKET t = leaf_new(subject);
    WSABUF small = {2, room};
    admission_start(&admission, session.root, condition_answers);
    CHECK_FAILS(join_call(t, &session.at, (struct wish){.callee = &small}), WSAEFAULT);
    CHECK_EQ(small.len, 0);
    admission_ended(&admission);
}

RULE(J_08, "lpCalleeData is valid when the join is complete: after FD_CONNECT")
{
    each_rooted(callee_later, "connect data");
}

static void no_connect_data(const struct subject *subject)
{
    struct session session = session_open(subject);
    char text[] = "data";
    WSABUF caller = {4, text};
    CHECK_FAILS(join_call(leaf_new(subject), &session.at, (struct wish){.caller = &caller}),
                WSAEPROTONOSUPPORT);
}

RULE(J_09, "a provider without connect data: WSAEPROTONOSUPPORT")
{
    each_udp(no_connect_data, "nothing: it carries connect data");
}

static void group_qos(const struct subject *subject)
{
    static struct admission admission;
    struct session session = session_open(subject);
    SOCKET s = leaf_new(subject);
    QOS junk;
    memset(&junk, 0x77, sizeof junk);
    if (session.root != INVALID_SOCKET)
        admission_start(&admission, session.root, NULL);
    CHECK_EQ(WSAJoinLeaf(s, SA(session.at), session.at.length, NULL, NULL, NULL, &junk, JL_BOTH), s);
    if (session.root != INVALID_SOCKET)
        admission_ended(&admission);
}

RULE(J_10, "lpGQOS is reserved: it is not looked at")
{
    each_subject(group_qos);
}

static void directions(const struct subject *subject)
{
    struct session session = session_open(subject);
    SOCKET sender = leaf_new(subject), receiver = leaf_new(subject), both = leaf_new(subject), branch;
    char buffer[8];
    CHECK_FAILS(join_call(both, &session.at, (struct wish){.flags = 8}), WSAEINVAL);
    CHECK_EQ(join_admitted(&session, sender, (struct wish){.flags = JL_SENDER_ONLY}, &branch), sender);
    CHECK_EQ(say(sender, "x"), 1);
    CHECK_FAILS(recv(sender, buffer, sizeof buffer, 0), WSAEOPNOTSUPP);
    if (subject->udp) {
        CHECK_SUCCEEDS(socket_share(receiver));
        CHECK_SUCCEEDS(socket_share(both));
    }
    CHECK_EQ(join_admitted(&session, receiver, (struct wish){.flags = JL_RECEIVER_ONLY}, &branch), receiver);
    CHECK_FAILS(send(receiver, "x", 1, 0), WSAEOPNOTSUPP);
    CHECK_EQ(join_admitted(&session, both, (struct wish){0}, &branch), both);
    CHECK_EQ(say(both, "y"), 1);
    CHECK_EQ(say(subject->udp ? sender : session.root, "z"), 1);
    CHECK_EQ(recv(receiver, buffer, sizeof buffer, 0), 1);
    CHECK_EQ(recv(both, buffer, sizeof buffer, 0), 1);
}

RULE(J_11, "dwFlags: sender, receiver, or both")
{
    each_subject(directions);
}

static void results(const struct subject *subject)
{
    struct session session = session_open(subject);
    struct name wildcard = name_any(subject->family, 0);
    SOCKET s = leaf_new(subject);
    WSASetLastError(4711);
    CHECK_EQ(join_call(s, &wildcard, (struct wish){0}), INVALID_SOCKET);
    CHECK_IS_CODE(join_code, WSAEADDRNOTAVAIL);
    CHECK_EQ(join_admitted(&session, s, (struct wish){0}, NULL), s); /* no other descriptor is made */
}

RULE(J_12, "a descriptor on success, the leaf's own; else INVALID_SOCKET and a code")
{
    each_subject(results);
}

COLD_RULE(J_13, "before WSAStartup: WSANOTINITIALISED")
{
    struct name at = name_ipv4("239.255.77.1", 5000);
    CHECK_FAILS(WSAJoinLeaf(4, SA(at), at.length, NULL, NULL, NULL, NULL, JL_BOTH), WSANOTINITIALISED);
}

static void handles(const struct subject *subject)
{
    SOCKET s = leaf_new(subject);
    WSAPROTOCOL_INFOW entry;
    int size = sizeof entry;
    CHECK_SUCCEEDS(getsockopt(s, SOL_SOCKET, SO_PROTOCOL_INFOW, (char *)&entry, &size));
    CHECK_EQ(entry.dwServiceFlags1 & XP1_IFS_HANDLES, 0);
    CHECK_EQ(entry.iProtocol, subject->udp ? IPPROTO_UDP : subject->plane.entry.iProtocol);
}

RULE(J_14, "a provider whose handles are no files takes them from WPUCreateSocketHandle")
{
    each_subject(handles);
}

AREA(ARGUMENTS, &rule_J_01, &rule_J_02, &rule_J_03, &rule_J_04, &rule_J_05, &rule_J_06, &rule_J_07,
     &rule_J_08, &rule_J_09, &rule_J_10, &rule_J_11, &rule_J_12, &rule_J_13, &rule_J_14);
