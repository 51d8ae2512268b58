/* ip.c - WSAJoinLeaf on UDP: nonrooted planes over IP multicast. */
#include "ip.h"

RULE(IP_01, "the name is a multicast address")
{
    static const char *const ipv4[] = {"127.0.0.1", "10.1.2.3", "223.255.255.255", "240.0.0.1",
                                       "255.255.255.255"};
    static const char *const ipv6[] = {"::1", "2001:db8::1", "fe80::1", "fe00::1", "::ffff:efff:4d01"};
    NEEDS_JOIN_LEAF();
    SOCKET s = leaf_open(AF_INET);
    for (size_t i = 0; i < sizeof ipv4 / sizeof ipv4[0]; i++) {
        struct name name = name_ipv4(ipv4[i], 5000);
        check_context(ipv4[i]);
        CHECK_FAILS(join(s, &name, JL_BOTH), WSAEADDRNOTAVAIL);
        CHECK_FAILS(join(s, &name, JL_SENDER_ONLY), WSAEADDRNOTAVAIL);
    }
    struct name last = name_ipv4("239.255.255.255", port_free(AF_INET));
    CHECK_EQ(join(s, &last, JL_BOTH), s);
    SOCKET t = leaf_open(AF_INET6);
    for (size_t i = 0; i < sizeof ipv6 / sizeof ipv6[0]; i++) {
        struct name name = name_ipv6(ipv6[i], 5000, LOOPBACK_INDEX);
        check_context(ipv6[i]);
        CHECK_FAILS(join(t, &name, JL_BOTH), WSAEADDRNOTAVAIL);
        CHECK_FAILS(join(t, &name, JL_SENDER_ONLY), WSAEADDRNOTAVAIL);
    }
}

static void sender_joins_nothing(int family)
{
    struct name group = name_group(family, 24, port_free(family));
    SOCKET sender = leaf_open(family);
    CHECK_EQ(join(sender, &group, JL_SENDER_ONLY), sender);
    CHECK(name_left(&group, LOOPBACK_INDEX));
    if (network == NETWORK_ROUTED)
        CHECK(name_left(&group, SECOND_INDEX));
    SOCKET receiver = member_open(family, &group, JL_RECEIVER_ONLY);
    CHECK_EQ(say(sender, "default"), 7);
    CHECK_HEARS(receiver, "default");
    CHECK_SUCCEEDS(closesocket(receiver));
    CHECK(name_left(&group, LOOPBACK_INDEX));
}

RULE(IP_03, "JL_SENDER_ONLY joins no group and sets the default destination")
{
    NEEDS_JOIN_LEAF();
    each_family(sender_joins_nothing);
}

static void default_destination(int family)
{
    static const DWORD flags[] = {JL_SENDER_ONLY, JL_BOTH};
    struct name group = name_group(family, 25, port_free(family));
    struct name loopback = name_loopback(family, 0);
    SOCKET receiver = member_open(family, &group, JL_RECEIVER_ONLY);
    SOCKET elsewhere = plain_open(family);
    CHECK_SUCCEEDS(socket_bind(elsewhere, &loopback));
    loopback = name_of(elsewhere);
    for (int i = 0; i < 2; i++) {
        SOCKET s = leaf_open(family);
        WSABUF parts[2] = {{3, (char[]){"WSA"}}, {4, (char[]){"Send"}}};
        DWORD sent = 0;
        CHECK_SUCCEEDS(socket_share(s));
        CHECK_EQ(join(s, &group, flags[i]), s);
        CHECK_EQ(say(s, "send"), 4);
        CHECK_HEARS(receiver, "send");
        CHECK_SUCCEEDS(WSASend(s, parts, 2, &sent, 0, NULL, NULL));
        CHECK_EQ(sent, 7);
        CHECK_HEARS(receiver, "WSASend");
        CHECK_EQ(sendto(s, "null", 4, 0, NULL, 0), 4); /* the default stands in */
        CHECK_HEARS(receiver, "null");
        CHECK_EQ(say_to(s, "elsewhere", &loopback), 9);
        CHECK_HEARS(elsewhere, "elsewhere");
        struct name other = name_group(family, 26, name_port(&group));
        CHECK_EQ(say_to(s, "another group", &other), 13);
        CHECK_EQ(say(s, "still"), 5);
        CHECK_HEARS(receiver, "still");
        struct name peer = name_peer(s);
        CHECK(peer.length > 0 && name_is(&peer, &group));
        CHECK_SUCCEEDS(connect(s, SA(group), group.length));
        CHECK_FAILS(connect(s, SA(other), other.length), WSAEISCONN);
        CHECK_EQ(say(s, "as before"), 9);
        CHECK_HEARS(receiver, "as before");
        CHECK_SUCCEEDS(closesocket(s));
    }
}

RULE(IP_04, "send goes to the group, sendto anywhere, getpeername tells the group")
{
    NEEDS_JOIN_LEAF();
    each_family(default_destination);
}

static void hears_anyone(int family)
{
    static const DWORD flags[] = {JL_RECEIVER_ONLY, JL_BOTH};
    struct name group = name_group(family, 27, port_free(family));
    for (int i = 0; i < 2; i++) {
        SOCKET member = member_open(family, &group, flags[i]);
        SOCKET senders[2] = {plain_open(family), leaf_open(family)};
        struct name from, sender;
        CHECK_EQ(join(senders[1], &group, JL_SENDER_ONLY), senders[1]);
        for (int k = 0; k < 2; k++) {
            CHECK_EQ(say_to(senders[k], "anyone", &group), 6);
            if (!CHECK_HEARS_FROM(member, "anyone", &from))
                continue;
            sender = name_of(senders[k]);
            CHECK_EQ(name_port(&from), name_port(&sender));
            sender = name_loopback(family, name_port(&sender));
            /* On loopback the source of IPv4 is 127.0.0.1; the kernel picks that of IPv6. */
            CHECK(family == AF_INET6 || name_is(&from, &sender));
            CHECK_EQ(from.length, group.length);
        }
        /* Unicast reaches it too: only the group has a membership. */
        struct name direct = name_loopback(family, name_port(&group));
        CHECK_EQ(say_to(senders[0], "direct", &direct), 6);
        CHECK_HEARS(member, "direct");
        CHECK_SUCCEEDS(closesocket(member));
        CHECK_SUCCEEDS(closesocket(senders[0]));
        CHECK_SUCCEEDS(closesocket(senders[1]));
    }
}

/* A leaf bound to one address of the host sends from it: before the join, after it, to one and to the group.
 */
static void sends_from_bound_address(void)
{
    struct name own = name_ipv4("127.0.0.2", 0), ear_name = name_loopback(AF_INET, 0), from;
    struct name group = name_group(AF_INET, 36, port_free(AF_INET));
    SOCKET s = leaf_open(AF_INET), ear = plain_open(AF_INET);
    SOCKET member = member_open(AF_INET, &group, JL_RECEIVER_ONLY);
    CHECK_SUCCEEDS(socket_bind(s, &own));
    own = name_of(s);
    CHECK_SUCCEEDS(socket_bind(ear, &ear_name));
    ear_name = name_of(ear);
    CHECK_EQ(say_to(s, "before", &ear_name), 6);
    CHECK(CHECK_HEARS_FROM(ear, "before", &from) && name_is(&from, &own));
    CHECK_EQ(join(s, &group, JL_SENDER_ONLY), s);
    CHECK_EQ(say_to(s, "after", &ear_name), 5);
    CHECK(CHECK_HEARS_FROM(ear, "after", &from) && name_is(&from, &own));
    CHECK_EQ(say(s, "group"), 5);
    CHECK(CHECK_HEARS_FROM(member, "group", &from) && name_is(&from, &own));
}

RULE(IP_05, "a join filters no source, and recvfrom names the true sender")
{
    NEEDS_JOIN_LEAF();
    sends_from_bound_address();
    each_family(hears_anyone);
}

static void only_own_group(int family)
{
    unsigned port = port_free(family);
    struct name a = name_group(family, 28, port), b = name_group(family, 29, port);
    struct name any = name_any(family, port);
    SOCKET member_a = member_open(family, &a, JL_RECEIVER_ONLY);
    SOCKET member_b = member_open(family, &b, JL_BOTH);
    SOCKET none = plain_open(family);
    SOCKET leaf = leaf_open(family);
    SOCKET sender_only = leaf_open(family);
    SOCKET sender = plain_open(family);
    CHECK_SUCCEEDS(socket_share(none));
    CHECK_SUCCEEDS(socket_bind(none, &any));
    CHECK_SUCCEEDS(socket_share(leaf));
    CHECK_SUCCEEDS(socket_bind(leaf, &any));
    CHECK_SUCCEEDS(socket_share(sender_only));
    CHECK_SUCCEEDS(socket_bind(sender_only, &any));
    CHECK_EQ(join(sender_only, &a, JL_SENDER_ONLY), sender_only);
    CHECK_EQ(say_to(sender, "a1", &a), 2);
    CHECK_EQ(say_to(sender, "b1", &b), 2);
    CHECK_EQ(say_to(sender, "a2", &a), 2);
    CHECK_EQ(say_to(sender, "b2", &b), 2);
    CHECK_HEARS(member_a, "a1");
    CHECK_HEARS(member_a, "a2");
    CHECK_HEARS(member_b, "b1");
    CHECK_HEARS(member_b, "b2");
    CHECK_QUIET(member_a);
    CHECK_QUIET(none);
    CHECK_QUIET(leaf);
}

RULE(IP_06, "other groups of the host never arrive")
{
    NEEDS_JOIN_LEAF();
    each_family(only_own_group);
}

static void unidirectional(int family)
{
    struct name group = name_group(family, 30, port_free(family));
    SOCKET receiver = member_open(family, &group, JL_RECEIVER_ONLY);
    SOCKET sender = leaf_open(family);
    char byte = 'x';
    WSABUF part = {1, &byte};
    DWORD moved = 0, flags = 0;
    CHECK_EQ(join(sender, &group, JL_SENDER_ONLY), sender);
    CHECK_FAILS(say(receiver, "no"), WSAEOPNOTSUPP);
    CHECK_FAILS(say_to(receiver, "no", &group), WSAEOPNOTSUPP);
    CHECK_FAILS(WSASend(receiver, &part, 1, &moved, 0, NULL, NULL), WSAEOPNOTSUPP);
    CHECK_FAILS(WSASendTo(receiver, &part, 1, &moved, 0, SA(group), group.length, NULL, NULL), WSAEOPNOTSUPP);
    CHECK_FAILS(recv(sender, &byte, 1, 0), WSAEOPNOTSUPP);
    CHECK_FAILS(recvfrom(sender, &byte, 1, 0, NULL, NULL), WSAEOPNOTSUPP);
    CHECK_FAILS(WSARecv(sender, &part, 1, &moved, &flags, NULL, NULL), WSAEOPNOTSUPP);
    CHECK_FAILS(WSARecvFrom(sender, &part, 1, &moved, &flags, NULL, NULL, NULL, NULL), WSAEOPNOTSUPP);
    CHECK_EQ(say(sender, "yes"), 3); /* and the other direction works */
    CHECK_HEARS(receiver, "yes");
}

RULE(IP_07, "no sending on JL_RECEIVER_ONLY, no receiving on JL_SENDER_ONLY")
{
    NEEDS_JOIN_LEAF();
    each_family(unidirectional);
}

static void shares(int family)
{
    unsigned port = port_free(family);
    struct name any = name_any(family, port);
    SOCKET shared = plain_open(family), also = plain_open(family), alone = plain_open(family);
    CHECK_SUCCEEDS(socket_share(shared));
    CHECK_SUCCEEDS(socket_bind(shared, &any));
    CHECK_FAILS(socket_bind(alone, &any), WSAEADDRINUSE);
    CHECK_SUCCEEDS(socket_share(also));
    CHECK_SUCCEEDS(socket_bind(also, &any));
    CHECK_SUCCEEDS(closesocket(shared));
    CHECK_SUCCEEDS(closesocket(also));
    CHECK_SUCCEEDS(socket_bind(alone, &any));
    shared = plain_open(family);
    CHECK_SUCCEEDS(socket_share(shared));
    CHECK_FAILS_EITHER(socket_bind(shared, &any), WSAEADDRINUSE, WSAEACCES); /* the holder does not share */
    CHECK_SUCCEEDS(closesocket(alone));
}

static void every_member_hears(int family)
{
    char output[256], numbers[4][16];
    int status = -1;
    unsigned port = port_free(family);
    struct name group = name_group(family, 31, port);
    struct name report = name_loopback(family, 0);
    SOCKET members[3];
    for (int i = 0; i < 3; i++)
        members[i] = member_open(family, &group, i == 0 ? JL_BOTH : JL_RECEIVER_ONLY);
    SOCKET ear = plain_open(family);
    CHECK_SUCCEEDS(socket_receive_timeout(ear, PROCESS_MS));
    CHECK_SUCCEEDS(socket_bind(ear, &report));
    report = name_of(ear);
    snprintf(numbers[0], sizeof numbers[0], "%d", family);
    snprintf(numbers[1], sizeof numbers[1], "%d", 31);
    snprintf(numbers[2], sizeof numbers[2], "%u", port);
    snprintf(numbers[3], sizeof numbers[3], "%u", name_port(&report));
    const char *arguments[] = {"--helper", "receive", numbers[0], numbers[1], numbers[2], numbers[3], NULL};
    struct host_process *other = host_process_start(arguments);
    MUST(CHECK(other != NULL));
    CHECK_HEARS(ear, "joined");
    CHECK_EQ(say(members[0], "everyone"), 8);
    for (int i = 0; i < 3; i++)
        CHECK_HEARS(members[i], "everyone");
    CHECK(host_process_end(other, PROCESS_MS, output, sizeof output, &status));
    CHECK_EQ(status, 0);
    CHECK(strcmp(output, "everyone") == 0);
    SOCKET selfish = leaf_open(family);
    CHECK_FAILS(join(selfish, &group, JL_RECEIVER_ONLY), WSAEADDRINUSE); /* the bind of the join */
}

RULE(IP_08, "sockets and processes share group and port with SO_REUSEADDR, and each hears all")
{
    each_family(shares);
    NEEDS_JOIN_LEAF();
    each_family(every_member_hears);
}

static void bind_to_group(int family)
{
    struct name group = name_group(family, 32, port_free(family));
    SOCKET s = leaf_open(family), t = plain_open(family);
    CHECK_FAILS(socket_bind(s, &group), WSAEADDRNOTAVAIL);
    CHECK_FAILS(socket_bind(t, &group), WSAEADDRNOTAVAIL);
    CHECK_EQ(name_of(s).length, 0);
}

RULE(IP_09, "a socket is not bound to a group's address")
{
    each_family(bind_to_group);
}

static void nonblocking_join(int family)
{
    struct name group = name_group(family, 33, port_free(family));
    SOCKET s = leaf_open(family);
    SOCKET sender = plain_open(family);
    CHECK_SUCCEEDS(socket_nonblocking(s, 1));
    CHECK_EQ(join(s, &group, JL_BOTH), s);
    CHECK(name_member(&group, LOOPBACK_INDEX));
    CHECK_SUCCEEDS(socket_nonblocking(s, 0));
    CHECK_EQ(say_to(sender, "there", &group), 5);
    CHECK_HEARS(s, "there");
}

RULE(IP_10, "a nonblocking join ends in membership")
{
    NEEDS_JOIN_LEAF();
    each_family(nonblocking_join);
}

RULE(IP_11, "no membership left, no interface, no such interface")
{
    NEEDS_JOIN_LEAF();
    struct name group = name_group(AF_INET, 34, 5034);
    struct name nowhere = name_ipv6("ff02::4a4c:22", 5034, 9999);
    struct name second = name_group(AF_INET, 35, 5034);
    SOCKET s = leaf_raw(AF_INET);
    SOCKET t = leaf_raw(AF_INET6);
    CHECK_FAILS(join(t, &nowhere, JL_BOTH), WSAEADDRNOTAVAIL);
    CHECK_FAILS(join(t, &nowhere, JL_RECEIVER_ONLY), WSAEADDRNOTAVAIL);
    CHECK_FAILS(join(t, &nowhere, JL_SENDER_ONLY), WSAEADDRNOTAVAIL);
    if (network == NETWORK_DOWN) {
        CHECK_FAILS(join(s, &group, JL_BOTH), WSAENETUNREACH);
        CHECK_FAILS(join(s, &group, JL_RECEIVER_ONLY), WSAENETUNREACH);
        CHECK_FAILS(join(s, &group, JL_SENDER_ONLY), WSAENETUNREACH);
        return;
    }
    if (network == NETWORK_FULL) {
        CHECK_SUCCEEDS(socket_interface(s, AF_INET, LOOPBACK_INDEX));
        CHECK_FAILS(join(s, &group, JL_BOTH), WSAENOBUFS);
        CHECK_FAILS(join(s, &second, JL_RECEIVER_ONLY), WSAENOBUFS);
        CHECK_EQ(join(s, &group, JL_SENDER_ONLY), s);
    }
}

static void talk_ipv6(struct name group, unsigned option, const char *how)
{
    check_context(how);
    name_set_port(&group, port_free(AF_INET6));
    SOCKET members[2];
    for (int i = 0; i < 2; i++) {
        members[i] = leaf_raw(AF_INET6);
        if (option)
            CHECK_SUCCEEDS(socket_interface(members[i], AF_INET6, option));
        CHECK_SUCCEEDS(socket_share(members[i]));
        CHECK_EQ(join(members[i], &group, JL_BOTH), members[i]);
    }
    struct name from;
    CHECK_EQ(say(members[0], how), strlen(how));
    for (int i = 0; i < 2; i++) {
        if (CHECK_HEARS_FROM(members[i], how, &from))
            CHECK_EQ(name_port(&from), name_port(&group));
    }
    struct name peer = name_peer(members[1]);
    CHECK(peer.length > 0 && name_is(&peer, &group));
    CHECK_EQ(WSAJoinLeaf(members[1], SA(group), group.length, NULL, NULL, NULL, NULL, JL_BOTH),
             INVALID_SOCKET);
    CHECK_SUCCEEDS(closesocket(members[0]));
    CHECK_SUCCEEDS(closesocket(members[1]));
    CHECK(name_left(&group, LOOPBACK_INDEX));
}

RULE(IP_12, "IPv6: interface-local, link-local and wider groups, by scope id, option or the system's choice")
{
    NEEDS_JOIN_LEAF();
    if (!ipv6_multicast())
        return;
    talk_ipv6(name_ipv6("ff01::4a4c:24", 0, LOOPBACK_INDEX), 0, "ff01 by scope id");
    talk_ipv6(name_ipv6("ff02::4a4c:24", 0, LOOPBACK_INDEX), 0, "ff02 by scope id");
    talk_ipv6(name_ipv6("ff01::4a4c:24", 0, 0), LOOPBACK_INDEX, "ff01 by option");
    talk_ipv6(name_ipv6("ff02::4a4c:24", 0, 0), LOOPBACK_INDEX, "ff02 by option");
    talk_ipv6(name_ipv6("ff05::4a4c:24", 0, 0), LOOPBACK_INDEX, "ff05 by option");
    talk_ipv6(name_ipv6("ff15::4a4c:24", 0, 0), LOOPBACK_INDEX, "a transient group by option");
    if (network == NETWORK_ROUTED || network == NETWORK_BARE) {
        talk_ipv6(name_ipv6("ff02::4a4c:24", 0, 0), 0, "ff02 by the system's choice");
        talk_ipv6(name_ipv6("ff0e::4a4c:24", 0, 0), 0, "ff0e by the system's choice");
    }
}

AREA(IP, &rule_IP_01, &rule_IP_02, &rule_IP_03, &rule_IP_04, &rule_IP_05, &rule_IP_06, &rule_IP_07,
     &rule_IP_08, &rule_IP_09, &rule_IP_10, &rule_IP_11, &rule_IP_12, &rule_IP_14, &rule_IP_15, &rule_IP_16);
