/* change.c - SIO_ADDRESS_LIST_CHANGE, SIO_ROUTING_INTERFACE_CHANGE and their network events. */
#include "change.h"

/* What changes: an address that the second interface gets, and two destinations that it comes to lead to. */
struct place {
    struct name name;
    unsigned char bytes[16];
    size_t size;
};

static struct place place_of(int family, const char *ipv4, const char *ipv6)
{
    struct place place = {family == AF_INET ? name_ipv4(ipv4, 9) : name_ipv6(ipv6, 9, 0), {0}, 0};
    place.size = family == AF_INET ? 4 : 16;
    if (family == AF_INET)
        memcpy(place.bytes, &((struct sockaddr_in *)&place.name.storage)->sin_addr, 4);
    else
        memcpy(place.bytes, &((struct sockaddr_in6 *)&place.name.storage)->sin6_addr, 16);
    return place;
}

static struct place own(int family)
{
    return place_of(family, "10.78.0.1", "fd78::1");
}

static struct place far_away(int family)
{
    return place_of(family, "198.51.100.1", "fd79::1");
}

static struct place elsewhere(int family)
{
    return place_of(family, "198.51.100.2", "fd79::2");
}

static void address(int add, struct place place)
{
    CHECK(host_address(add, place.bytes, place.size, SECOND_INDEX));
}

static void route(int add, struct place place)
{
    CHECK(host_route(add, place.bytes, place.size, SECOND_INDEX));
}

static int ask_addresses(SOCKET s)
{
    DWORD got = 4711;
    return WSAIoctl(s, SIO_ADDRESS_LIST_CHANGE, NULL, 0, NULL, 0, &got, NULL, NULL);
}

static int ask_route(SOCKET s, struct name towards)
{
    DWORD got = 4711;
    return WSAIoctl(s, SIO_ROUTING_INTERFACE_CHANGE, SA(towards), (DWORD)towards.length, NULL, 0, &got, NULL,
                    NULL);
}

/* A thread in a blocking call. */
struct asker {
    SOCKET s;
    struct name towards; /* length 0: the address list */
    int result, code;
};

static void ask(void *argument)
{
    struct asker *asker = argument;
    WSASetLastError(0);
    asker->result =
        asker->towards.length == 0 ? ask_addresses(asker->s) : ask_route(asker->s, asker->towards);
    asker->code = WSAGetLastError();
}

/* Made again and again: the thread may be slow to ask, and what came before does not count. */
static int ends_when(struct host_thread *thread, void (*change)(int add, struct place place),
                     struct place place)
{
    int done = 0, there = 0;
    for (int i = 0; i < 20 && !done; i++) {
        there = !there;
        change(there, place);
        done = host_thread_done(thread, 100);
    }
    if (there)
        change(0, place);
    return done;
}

static void blocks_until(int family)
{
    int other = family == AF_INET ? AF_INET6 : AF_INET;
    struct asker asker = {plain_open(family), {.length = 0}, 1, 0};
    struct host_thread *thread = host_thread_start(ask, &asker);
    MUST(CHECK(!host_thread_done(thread, QUIET_MS)));
    address(1, own(other)); /* the other family's list */
    MUST(CHECK(!host_thread_done(thread, QUIET_MS)));
    address(0, own(other));
    MUST(CHECK(ends_when(thread, address, own(family))));
    CHECK_EQ(asker.result, 0);

    asker = (struct asker){plain_open(family), far_away(family).name, 1, 0};
    thread = host_thread_start(ask, &asker);
    MUST(CHECK(!host_thread_done(thread, QUIET_MS)));
    route(1, elsewhere(family)); /* leaves the way to there as it was */
    MUST(CHECK(!host_thread_done(thread, QUIET_MS)));
    route(0, elsewhere(family));
    MUST(CHECK(ends_when(thread, route, far_away(family))));
    CHECK_EQ(asker.result, 0);

    asker = (struct asker){plain_open(family), name_any(family, 0), 1, 0}; /* any way */
    thread = host_thread_start(ask, &asker);
    MUST(CHECK(ends_when(thread, route, elsewhere(family))));
    CHECK_EQ(asker.result, 0);
}

static void close_wakes(int family)
{
    for (int routes = 0; routes < 2; routes++) {
        struct asker asker = {plain_open(family), {.length = 0}, 1, 0};
        if (routes)
            asker.towards = name_loopback(family, 9);
        struct host_thread *thread = host_thread_start(ask, &asker);
        MUST(CHECK(!host_thread_done(thread, QUIET_MS)));
        CHECK_SUCCEEDS(closesocket(asker.s));
        MUST(CHECK(host_thread_done(thread, HANG_MS)));
        CHECK_EQ(asker.result, SOCKET_ERROR);
        CHECK_IS_CODE_EITHER(asker.code, WSAEINTR, WSAENOTSOCK);
    }
}

static void would_block(int family)
{
    SOCKET s = plain_open(family);
    struct name towards = name_loopback(family, 9);
    CHECK_SUCCEEDS(socket_nonblocking(s, 1));
    for (int i = 0; i < 2; i++) {
        CHECK_FAILS(ask_addresses(s), WSAEWOULDBLOCK);
        CHECK_FAILS(ask_route(s, towards), WSAEWOULDBLOCK);
        CHECK_FAILS(ask_route(s, name_any(family, 0)), WSAEWOULDBLOCK);
    }
    towards.length = 4;
    CHECK_FAILS(ask_route(s, towards), WSAEFAULT);
    DWORD got;
    CHECK_FAILS(WSAIoctl(s, SIO_ROUTING_INTERFACE_CHANGE, NULL, 0, NULL, 0, &got, NULL, NULL), WSAEFAULT);
}

void change_requests(void)
{
    each_unicast_family(would_block);
    each_unicast_family(close_wakes);
    if (network == NETWORK_ROUTED)
        each_unicast_family(blocks_until);
}

static int is_set_within(WSAEVENT event, DWORD ms)
{
    return WSAWaitForMultipleEvents(1, &event, FALSE, ms, FALSE) == WSA_WAIT_EVENT_0;
}

/* Takes the record; 0 when nothing is in it. */
static long record_of(SOCKET s, WSAEVENT event)
{
    WSANETWORKEVENTS events = {0};
    events.iErrorCode[FD_ADDRESS_LIST_CHANGE_BIT] = events.iErrorCode[FD_ROUTING_INTERFACE_CHANGE_BIT] = 0;
    CHECK_SUCCEEDS(WSAEnumNetworkEvents(s, event, &events));
    CHECK_EQ(events.iErrorCode[FD_ADDRESS_LIST_CHANGE_BIT], 0);
    CHECK_EQ(events.iErrorCode[FD_ROUTING_INTERFACE_CHANGE_BIT], 0);
    return events.lNetworkEvents;
}

/* The kernel may tell of an IPv6 address some time after it was added. */
static long record_awaited(SOCKET s, WSAEVENT event)
{
    long record = record_of(s, event);
    for (int i = 0; record == 0 && i < HANG_MS / 10; i++) {
        host_sleep_ms(10);
        record = record_of(s, event);
    }
    return record;
}

static void add_later(void *argument)
{
    host_sleep_ms(QUIET_MS);
    address(1, *(const struct place *)argument);
}

static void address_events(int family)
{
    SOCKET s = plain_open(family);
    WSAEVENT event = WSACreateEvent();
    struct place place = own(family);
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_ADDRESS_LIST_CHANGE | FD_ROUTING_INTERFACE_CHANGE | FD_READ));
    /* Nothing was asked for. */
    address(1, place);
    CHECK(!is_set_within(event, QUIET_MS));
    address(0, place);
    CHECK_FAILS(ask_addresses(s), WSAEWOULDBLOCK);
    CHECK(!is_set_within(event, QUIET_MS));
    /* Whoever waits is woken; once, until asked for again. */
    struct host_thread *thread = host_thread_start(add_later, &place);
    CHECK(is_set_within(event, HANG_MS));
    MUST(CHECK(host_thread_done(thread, HANG_MS)));
    CHECK_EQ(record_of(s, event), FD_ADDRESS_LIST_CHANGE);
    address(0, place);
    CHECK(!is_set_within(event, QUIET_MS));
    CHECK_EQ(record_of(s, event), 0);
    /* The request counts from when it was made, not from the change before. */
    CHECK_FAILS(ask_addresses(s), WSAEWOULDBLOCK);
    CHECK(!is_set_within(event, QUIET_MS));
    /* A look at the record is enough to find it there. */
    address(1, place);
    CHECK_EQ(record_awaited(s, NULL), FD_ADDRESS_LIST_CHANGE);
    CHECK_EQ(record_of(s, event), 0);
    /* What came and went between two looks was a change, too. */
    CHECK_FAILS(ask_addresses(s), WSAEWOULDBLOCK);
    address(0, place);
    address(1, place);
    CHECK(is_set_within(event, HANG_MS));
    CHECK_EQ(record_of(s, event), FD_ADDRESS_LIST_CHANGE);
    /* And what came before the selection (EV-06). */
    CHECK_FAILS(ask_addresses(s), WSAEWOULDBLOCK);
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_READ));
    address(0, place);
    CHECK(!is_set_within(event, QUIET_MS));
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_ADDRESS_LIST_CHANGE));
    CHECK(is_set_within(event, 0));
    CHECK_EQ(record_of(s, event), FD_ADDRESS_LIST_CHANGE);
}

static void route_events(int family)
{
    SOCKET s = plain_open(family);
    WSAEVENT event = WSACreateEvent();
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_ADDRESS_LIST_CHANGE | FD_ROUTING_INTERFACE_CHANGE));
    CHECK_FAILS(ask_route(s, far_away(family).name), WSAEWOULDBLOCK);
    route(1, elsewhere(family));
    CHECK(!is_set_within(event, QUIET_MS));
    route(1, far_away(family));
    CHECK(is_set_within(event, HANG_MS));
    CHECK_EQ(record_of(s, event), FD_ROUTING_INTERFACE_CHANGE);
    route(0, far_away(family));
    CHECK(!is_set_within(event, QUIET_MS));
    /* The wildcard asks for any way. */
    CHECK_FAILS(ask_route(s, name_any(family, 0)), WSAEWOULDBLOCK);
    CHECK(!is_set_within(event, QUIET_MS));
    route(0, elsewhere(family));
    CHECK(is_set_within(event, HANG_MS));
    CHECK_EQ(record_of(s, event), FD_ROUTING_INTERFACE_CHANGE);
    /* Both at once are two records of one event. */
    CHECK_FAILS(ask_addresses(s), WSAEWOULDBLOCK);
    CHECK_FAILS(ask_route(s, name_any(family, 0)), WSAEWOULDBLOCK);
    address(1, own(family));
    CHECK(is_set_within(event, HANG_MS));
    long record = record_of(s, event);
    for (int i = 0; i < HANG_MS / 10 && record != (FD_ADDRESS_LIST_CHANGE | FD_ROUTING_INTERFACE_CHANGE);
         i++) {
        host_sleep_ms(10);
        record |= record_of(s, event);
    }
    CHECK_EQ(record, FD_ADDRESS_LIST_CHANGE | FD_ROUTING_INTERFACE_CHANGE);
    address(0, own(family));
}

void change_events(void)
{
    if (network == NETWORK_ROUTED) {
        each_unicast_family(address_events);
        each_unicast_family(route_events);
    }
}
