/* datagram.c - what data packets say (OP-01, OP-03, IP-02), and OP-02's example with a second host in it. */
#include "proof.h"

#include <string.h>

static int hears(SOCKET s, const char *text)
{
    char bytes[32] = {0};
    return recv(s, bytes, (int)sizeof bytes - 1, 0) == (int)strlen(text) && strcmp(bytes, text) == 0;
}

static void say(SOCKET s, const char *text)
{
    WORKS(send(s, text, (int)strlen(text), 0));
}

static void expect_packet(struct capture *capture, const char *group, size_t size, const char *source,
                          int hops)
{
    struct packet packet;
    if (check(await_datagram(capture, group, size, &packet), "%zu bytes to %s pass", size, group))
        check(strcmp(packet.source, source) == 0 && packet.hops == hops && packet.dscp == 0 &&
                  packet.port == PORT,
              "from %s with %d hops and DSCP %d to port %u; should be %s, %d, 0, %d", packet.source,
              packet.hops, packet.dscp, packet.port, source, hops, PORT);
}

static void hops_and_source(const char *group, const char *source)
{
    struct capture *far_end = capture_far();
    int v4 = strchr(group, ':') == NULL;
    SOCKET s = leaf_join(group, link_near_index(), JL_SENDER_ONLY, NULL);
    WORKS(send(s, "1", 1, 0));
    expect_packet(far_end, group, 1, source, 1);
    set_int(s, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_MULTICAST_TTL : IPV6_MULTICAST_HOPS, 7);
    WORKS(send(s, "22", 2, 0));
    expect_packet(far_end, group, 2, source, 7);
    WORKS(closesocket(s));
    capture_close(far_end);
}

/* Whether what passes to the group has four bytes and not three. */
static int only_four_bytes(struct capture *capture, const char *group)
{
    struct packet packet;
    int64_t until = capture_now() + PATIENCE_NS;
    int three = 0, four = 0;
    while (!four && capture_next(capture, &packet, until)) {
        int ours = packet.kind == PACKET_UDP && strcmp(packet.target, group) == 0;
        three += ours && packet.size == 3;
        four += ours && packet.size == 4;
    }
    return !three && four;
}

/* What is sent with hops 0 does not leave the host, be there a member on it or not (OP-01). */
static void stays_on_host(const char *group, SOCKET member)
{
    struct capture *far_end = capture_far();
    int v4 = strchr(group, ':') == NULL;
    int level = v4 ? IPPROTO_IP : IPPROTO_IPV6, option = v4 ? IP_MULTICAST_TTL : IPV6_MULTICAST_HOPS;
    struct name name = name_make(group, PORT);
    SOCKET s = leaf_open(name_family(&name), link_near_index());
    set_int(s, level, option, 0);
    WORKS(sendto(s, "333", 3, 0, SA(name), name.length));
    WORKS(WSAJoinLeaf(s, SA(name), name.length, NULL, NULL, NULL, NULL, JL_SENDER_ONLY));
    say(s, "333");
    if (member != INVALID_SOCKET)
        check(hears(member, "333") && hears(member, "333"), "hops 0 to %s: a member on the host hears it",
              group);
    set_int(s, level, option, 1);
    say(s, "4444");
    check(only_four_bytes(far_end, group),
          "hops 0 to %s, %s member: only what was sent with 1 leaves the host", group,
          member == INVALID_SOCKET ? "no" : "a");
    WORKS(closesocket(s));
    capture_close(far_end);
}

/* Nor does the first one after the interface has got another address. */
static void stays_on_host_anew(const char *group)
{
    struct capture *far_end = capture_far();
    struct name name = name_make(group, PORT);
    DWORD interface_index = htonl(link_near_index());
    SOCKET s = socket(AF_INET, SOCK_DGRAM, 0);
    set_int(s, IPPROTO_IP, IP_MULTICAST_IF, (int)interface_index);
    set_int(s, IPPROTO_IP, IP_MULTICAST_TTL, 0);
    link_number_near("10.78.0.9");
    WORKS(sendto(s, "333", 3, 0, SA(name), name.length));
    set_int(s, IPPROTO_IP, IP_MULTICAST_TTL, 1);
    WORKS(sendto(s, "4444", 4, 0, SA(name), name.length));
    check(only_four_bytes(far_end, group), "hops 0 to %s: nor when its interface has another address", group);
    WORKS(closesocket(s));
    link_number_near(NEAR_IPV4);
    capture_close(far_end);
}

static void stays_on_host_in_any_case(const char *group)
{
    stays_on_host(group, INVALID_SOCKET);
    SOCKET member = leaf_join(group, link_near_index(), JL_RECEIVER_ONLY, NULL);
    stays_on_host(group, member);
    WORKS(closesocket(member));
}

/* An interface with several addresses: the bound one's socket sends from it. */
static void bound_source(void)
{
    struct capture *far_end = capture_far();
    struct name name = name_make(SECOND_IPV4, 0), group = name_make("239.78.1.2", PORT);
    SOCKET s = WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0,
                          WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
    WORKS(bind(s, SA(name), name.length));
    WORKS(WSAJoinLeaf(s, SA(group), group.length, NULL, NULL, NULL, NULL, JL_SENDER_ONLY));
    WORKS(send(s, "bound", 5, 0));
    expect_packet(far_end, "239.78.1.2", 5, SECOND_IPV4, 1);
    WORKS(closesocket(s));
    capture_close(far_end);
}

static SOCKET loopback_member(const char *group, unsigned interface_index, int on)
{
    int v4 = strchr(group, ':') == NULL;
    SOCKET s = leaf_join(group, interface_index, JL_BOTH, NULL);
    set_int(s, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_MULTICAST_LOOP : IPV6_MULTICAST_LOOP, on);
    return s;
}

/*
 * OFF can send to ON, ON cannot send to OFF. A datagram that must not come is proved by the next one that
 * must: from the far host, or with loopback on again.
 */
static void loopback(const char *what, const char *group, unsigned interface_index, SOCKET other_host)
{
    SOCKET on = loopback_member(group, interface_index, 1), off = loopback_member(group, interface_index, 0);
    int v4 = strchr(group, ':') == NULL;
    say(off, "OFF");
    check(hears(on, "OFF"), "%s: OFF can send to ON", what);
    say(on, "ON");
    check(hears(on, "ON"), "%s: ON hears itself", what);
    if (other_host != INVALID_SOCKET) {
        say(other_host, "far");
        check(hears(on, "far"), "%s: ON hears the other host", what);
        check(hears(off, "far"), "%s: OFF hears the other host, and neither ON nor itself", what);
    }
    set_int(off, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_MULTICAST_LOOP : IPV6_MULTICAST_LOOP, 1);
    say(on, "again");
    check(hears(off, "again"), "%s: ON cannot send to OFF; once OFF is on it can", what);
    WORKS(closesocket(on));
    WORKS(closesocket(off));
}

static void loopback_on_both(const char *group)
{
    loopback("lo", group, 1, INVALID_SOCKET);
    unsigned far_index = link_far_index();
    link_enter_far();
    SOCKET other_host = leaf_join(group, far_index, JL_SENDER_ONLY, NULL);
    link_enter_near();
    loopback("veth", group, link_near_index(), other_host);
    WORKS(closesocket(other_host));
}

void prove_data(void)
{
    hops_and_source("239.78.1.1", NEAR_IPV4);
    hops_and_source("ff15::78:101", NEAR_IPV6);
    stays_on_host_in_any_case("239.78.1.4");
    stays_on_host_in_any_case("ff15::78:104");
    stays_on_host_anew("239.78.1.45");
    bound_source();
    loopback_on_both("239.78.1.3");
    loopback_on_both("ff15::78:103");
}
