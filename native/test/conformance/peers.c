/* peers.c - a datagram socket that is connected to one peer after another: part of ER-02b. */
#include "op.h"

static struct name host_named(const char *text, unsigned port)
{
    return strchr(text, ':') ? name_ipv6(text, port, 0) : name_ipv4(text, port);
}

/* Opens who is connected to, and tells its name as a socket of the family has it. */
static SOCKET ear_open(const char *text, int family, struct name *seen)
{
    struct name own = host_named(text, 0);
    SOCKET ear = plain_open(own.storage.ss_family);
    CHECK_SUCCEEDS(socket_bind(ear, &own));
    own = name_of(ear);
    *seen = own.storage.ss_family == family ? own : mapped(&own);
    return ear;
}

/* The second peer takes the place of the first, is sent to from the address that leads there, and heard. */
static void two_peers(int family, const char *first, const char *second)
{
    check_context(second);
    struct name names[2], from;
    SOCKET ears[2] = {ear_open(first, family, &names[0]), ear_open(second, family, &names[1])};
    SOCKET s = plain_open(family);
    if (family == AF_INET6) {
        CHECK_SUCCEEDS(set_int(s, IPPROTO_IPV6, IPV6_V6ONLY, 0));
    }
    CHECK_SUCCEEDS(connect(s, SA(names[0]), names[0].length));
    CHECK_EQ(say(s, "first"), 5);
    CHECK_HEARS(ears[0], "first");
    struct name own = name_of(s);
    unsigned port = name_port(&own);
    CHECK_SUCCEEDS(connect(s, SA(names[1]), names[1].length));
    own = name_of(s);
    struct name expected = names[1]; /* a host sends to itself from the address that it sends to */
    name_set_port(&expected, port);
    CHECK(name_is(&own, &expected));
    CHECK_EQ(say(s, "second"), 6);
    CHECK_HEARS_FROM(ears[1], "second", &from);
    CHECK_EQ(say_to(ears[1], "answer", &from), 6);
    CHECK_SUCCEEDS(socket_receive_timeout(s, RECEIVE_MS));
    CHECK_HEARS(s, "answer");
    closesocket(s);
    closesocket(ears[0]);
    closesocket(ears[1]);
    check_context(NULL);
}

/* A peer that cannot be reached from the address that leads to the first; nobody needs to be there. */
static void beyond_loopback(int family, const char *text)
{
    struct name loopback = name_loopback(family, 9), other = host_named(text, 9);
    SOCKET s = plain_open(family);
    CHECK_SUCCEEDS(connect(s, SA(loopback), loopback.length));
    CHECK_SUCCEEDS(connect(s, SA(other), other.length));
    CHECK_EQ(say(s, "there"), 5);
    closesocket(s);
}

void peers_one_after_another(void)
{
    two_peers(AF_INET6, "127.0.0.1", "::1");
    two_peers(AF_INET6, "::1", "127.0.0.1");
    if (network == NETWORK_ROUTED) {
        two_peers(AF_INET, "127.0.0.1", SECOND_IPV4);
        two_peers(AF_INET6, "127.0.0.1", SECOND_IPV4);
        two_peers(AF_INET6, "::1", SECOND_IPV6);
        beyond_loopback(AF_INET, "10.77.0.2");
        beyond_loopback(AF_INET6, "fd77::2");
    }
}
