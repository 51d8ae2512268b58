/* ev.c - event objects and network events. The UDP provider records FD_READ, FD_WRITE and FD_CONNECT. */
#include "change.h"
#include "ev.h"
#include "ev_rooted.h"

#include <stdatomic.h>

/* The record of s, read without touching any event. */
static long record_of(SOCKET s)
{
    WSANETWORKEVENTS events = {0};
    CHECK_SUCCEEDS(WSAEnumNetworkEvents(s, NULL, &events));
    return events.lNetworkEvents;
}

/* The record of s once something is in it, or after a while. */
static long record_awaited(SOCKET s)
{
    long record = record_of(s);
    for (int i = 0; record == 0 && i < HANG_MS / 5; i++) {
        host_sleep_ms(5);
        record = record_of(s);
    }
    return record;
}

/* A bound socket and where it is; the mouth speaks to it. */
struct ear {
    SOCKET s, mouth;
    struct name name;
};

static struct ear ear_open(int family)
{
    struct ear ear = {plain_open(family), plain_open(family), name_loopback(family, 0)};
    CHECK_SUCCEEDS(socket_bind(ear.s, &ear.name));
    ear.name = name_of(ear.s);
    return ear;
}

static void tell(const struct ear *ear, const char *text)
{
    CHECK_EQ(say_to(ear->mouth, text, &ear->name), (int)strlen(text));
}

static void hear(SOCKET s)
{
    char text[64];
    CHECK(recv(s, text, (int)sizeof text, 0) >= 0);
}

RULE(EV_01, "the numbers of the events, and errors by bit position")
{
    CHECK_EQ(FD_READ, 1);
    CHECK_EQ(FD_WRITE, 2);
    CHECK_EQ(FD_OOB, 4);
    CHECK_EQ(FD_ACCEPT, 8);
    CHECK_EQ(FD_CONNECT, 0x10);
    CHECK_EQ(FD_CLOSE, 0x20);
    CHECK_EQ(FD_QOS, 0x40);
    CHECK_EQ(FD_GROUP_QOS, 0x80);
    CHECK_EQ(FD_ROUTING_INTERFACE_CHANGE, 0x100);
    CHECK_EQ(FD_ADDRESS_LIST_CHANGE, 0x200);
    CHECK_EQ(FD_MAX_EVENTS, 10);
    CHECK_EQ(FD_ALL_EVENTS, 0x3ff);
    CHECK_EQ(FD_ADDRESS_LIST_CHANGE_BIT, 9);
    struct ear ear = ear_open(AF_INET);
    CHECK_SUCCEEDS(WSAEventSelect(ear.s, event_new(), FD_ALL_EVENTS));
    CHECK_FAILS(WSAEventSelect(INVALID_SOCKET, event_new(), FD_READ), WSAENOTSOCK);
}

static int would_block(SOCKET s)
{
    char byte;
    WSASetLastError(0);
    return recv(s, &byte, 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAEWOULDBLOCK;
}

RULE(EV_02, "WSAEventSelect makes nonblocking, replaces and cancels")
{
    struct ear ear = ear_open(AF_INET);
    WSAEVENT first = event_new(), second = event_new();
    CHECK_SUCCEEDS(WSAEventSelect(ear.s, NULL, 0)); /* even this */
    CHECK(would_block(ear.s));
    CHECK_SUCCEEDS(WSAEventSelect(ear.s, first, FD_READ));
    CHECK(would_block(ear.s));
    tell(&ear, "first");
    CHECK_SET(first);
    /* Replaced: the record starts anew, and what still holds goes to the new event. */
    CHECK_SUCCEEDS(WSAEventSelect(ear.s, second, FD_WRITE));
    CHECK_SET(second);
    CHECK_EQ(record_of(ear.s), FD_WRITE);
    CHECK_SUCCEEDS(WSAResetEvent(first));
    tell(&ear, "second");
    CHECK_UNSET(first);
    hear(ear.s);
    hear(ear.s);
    /* Cancelled; the handle then counts for nothing. */
    CHECK_SUCCEEDS(WSAEventSelect(ear.s, first, FD_READ));
    tell(&ear, "third");
    CHECK_SET(first);
    CHECK_SUCCEEDS(WSAEventSelect(ear.s, NULL, 0));
    CHECK_SUCCEEDS(WSAResetEvent(first));
    CHECK_EQ(record_of(ear.s), 0);
    hear(ear.s);
    tell(&ear, "fourth");
    CHECK_UNSET(first);
    hear(ear.s);
    CHECK(would_block(ear.s));
}

RULE(EV_03, "no way back to blocking while a mask is set")
{
    struct ear ear = ear_open(AF_INET);
    WSAEVENT event = event_new();
    CHECK_SUCCEEDS(WSAEventSelect(ear.s, event, FD_READ));
    CHECK_FAILS(socket_nonblocking(ear.s, 0), WSAEINVAL);
    CHECK(would_block(ear.s));
    CHECK_SUCCEEDS(socket_nonblocking(ear.s, 1));
    CHECK_SUCCEEDS(WSAEventSelect(ear.s, NULL, 0));
    CHECK(would_block(ear.s));
    CHECK_SUCCEEDS(socket_nonblocking(ear.s, 0));
    CHECK_SUCCEEDS(socket_receive_timeout(ear.s, 50));
    char byte;
    CHECK_FAILS(recv(ear.s, &byte, 1, 0), WSAETIMEDOUT);
}

static void recorded_once(int family)
{
    struct ear ear = ear_open(family);
    WSAEVENT event = event_new();
    CHECK_SUCCEEDS(WSAEventSelect(ear.s, event, FD_READ));
    CHECK_UNSET(event);
    tell(&ear, "one");
    CHECK_SET(event);
    CHECK_EQ(record_of(ear.s), FD_READ);
    CHECK_EQ(record_of(ear.s), 0);
    CHECK_SUCCEEDS(WSAResetEvent(event));
    /* Neither time nor another datagram records it again before a receive call does. */
    CHECK_UNSET(event);
    tell(&ear, "two");
    CHECK(!is_set_within(event, QUIET_MS));
    CHECK_EQ(record_of(ear.s), 0);
    hear(ear.s);
    CHECK_SET(event);
    CHECK_EQ(record_of(ear.s), FD_READ);
    hear(ear.s);
    CHECK_SUCCEEDS(WSAResetEvent(event));
    CHECK_UNSET(event);
    /* A receive call that fails enables it, too: with nothing there ... */
    tell(&ear, "three");
    CHECK_SET(event);
    CHECK_EQ(record_of(ear.s), FD_READ);
    hear(ear.s);
    CHECK(would_block(ear.s));
    CHECK_SUCCEEDS(WSAResetEvent(event));
    tell(&ear, "four");
    CHECK_SET(event);
    CHECK_EQ(record_of(ear.s), FD_READ);
    CHECK_SUCCEEDS(WSAResetEvent(event));
    /* ... and with a buffer that is too small. */
    char byte;
    tell(&ear, "five");
    CHECK_FAILS(recv(ear.s, &byte, 1, 0), WSAEMSGSIZE);
    CHECK_SET(event);
    CHECK_EQ(record_of(ear.s), FD_READ);
}

RULE(EV_04, "recorded once, until the re-enabling call")
{
    each_family(recorded_once);
    change_events();
}

static void level(int family)
{
    struct ear ear = ear_open(family);
    WSAEVENT event = event_new();
    char text[8];
    CHECK_SUCCEEDS(WSAEventSelect(ear.s, event, FD_READ));
    for (int i = 0; i < 5; i++)
        tell(&ear, "level");
    for (int i = 0; i < 5; i++) {
        CHECK_SET(event);
        CHECK_SUCCEEDS(WSAResetEvent(event));
        CHECK_EQ(record_of(ear.s), FD_READ);
        hear(ear.s);
    }
    CHECK_UNSET(event);
    CHECK_EQ(record_of(ear.s), 0);
    /* Looking without taking leaves the condition. */
    tell(&ear, "peek");
    CHECK_SET(event);
    CHECK_EQ(record_of(ear.s), FD_READ);
    CHECK_SUCCEEDS(WSAResetEvent(event));
    CHECK_EQ(recv(ear.s, text, (int)sizeof text, MSG_PEEK), 4);
    CHECK_SET(event);
    CHECK_EQ(record_of(ear.s), FD_READ);
    hear(ear.s);
    /* What held between two receive calls was recorded, though nobody looked. */
    tell(&ear, "a");
    tell(&ear, "b");
    CHECK_SET(event);
    CHECK_EQ(record_of(ear.s), FD_READ);
    CHECK_SUCCEEDS(WSAResetEvent(event));
    hear(ear.s);
    hear(ear.s);
    CHECK_SET(event);
    CHECK_EQ(record_of(ear.s), FD_READ);
    /* A call that is refused for its arguments does not enable it. */
    CHECK(would_block(ear.s));
    CHECK_SUCCEEDS(WSAResetEvent(event));
    tell(&ear, "refused");
    CHECK_SET(event);
    CHECK_EQ(record_of(ear.s), FD_READ);
    CHECK_SUCCEEDS(WSAResetEvent(event));
    struct name from = ear.name;
    from.length = 1;
    CHECK_FAILS(recv(ear.s, text, -1, 0), WSAEFAULT);
    CHECK_FAILS(recvfrom(ear.s, text, (int)sizeof text, 0, SA(from), &from.length), WSAEFAULT);
    CHECK(!is_set_within(event, QUIET_MS));
    CHECK_EQ(record_of(ear.s), 0);
}

RULE(EV_05, "FD_READ is level-triggered")
{
    each_family(level);
}

RULE(EV_06, "what holds already is recorded at once")
{
    struct ear ear = ear_open(AF_INET);
    WSAEVENT event = event_new();
    tell(&ear, "early");
    CHECK_SUCCEEDS(WSAEventSelect(ear.s, event, FD_READ | FD_WRITE));
    CHECK_SET(event);
    CHECK_EQ(record_of(ear.s), FD_READ | FD_WRITE);
}

/* Sends until there is no room; 1 if that happened. */
static int fill(const struct ear *ear)
{
    static char big[60000];
    for (int i = 0; i < 2000; i++) {
        if (sendto(ear->mouth, big, (int)sizeof big, 0, (const struct sockaddr *)&ear->name.storage,
                   ear->name.length) < 0)
            return WSAGetLastError() == WSAEWOULDBLOCK;
    }
    return 0;
}

RULE(EV_07, "FD_WRITE when a socket can first send, then only after WSAEWOULDBLOCK")
{
    struct ear ear = ear_open(AF_INET);
    struct name any = name_loopback(AF_INET, 0);
    WSAEVENT event = event_new();
    SOCKET s = plain_open(AF_INET);
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_WRITE));
    CHECK_UNSET(event);
    CHECK_SUCCEEDS(socket_bind(s, &any));
    CHECK_SET(event);
    CHECK_EQ(record_of(s), FD_WRITE);
    CHECK_SUCCEEDS(WSAResetEvent(event));
    /* Sends that succeed do not bring it back. */
    for (int i = 0; i < 5; i++)
        CHECK_EQ(say_to(s, "x", &ear.name), 1);
    CHECK(!is_set_within(event, QUIET_MS));
    CHECK_EQ(record_of(s), 0);
    /* A first send binds. */
    CHECK_SUCCEEDS(WSAEventSelect(ear.mouth, event, FD_WRITE));
    CHECK_UNSET(event);
    tell(&ear, "binds");
    CHECK_SET(event);
    CHECK_EQ(record_of(ear.mouth), FD_WRITE);
    CHECK_SUCCEEDS(WSAResetEvent(event));
    if (fill(&ear)) {
        CHECK_SET(event);
        CHECK_EQ(record_awaited(ear.mouth), FD_WRITE);
    }
}

RULE(EV_08, "WSAEnumNetworkEvents copies, clears and resets; on failure nothing")
{
    struct ear ear = ear_open(AF_INET);
    WSAEVENT event = event_new(), other = event_new(), closed = event_new();
    WSANETWORKEVENTS events;
    CHECK(WSACloseEvent(closed));
    CHECK_SUCCEEDS(WSAEventSelect(ear.s, event, FD_READ));
    tell(&ear, "one");
    CHECK_SET(event);
    CHECK_FAILS(WSAEnumNetworkEvents(ear.s, event, NULL), WSAEFAULT);
    CHECK_SET(event);
    CHECK_EQ(WSAEnumNetworkEvents(INVALID_SOCKET, event, &events), SOCKET_ERROR);
    CHECK_SET(event);
    memset(&events, 0x5a, sizeof events);
    CHECK_SUCCEEDS(WSAEnumNetworkEvents(ear.s, event, &events));
    CHECK_EQ(events.lNetworkEvents, FD_READ);
    CHECK_EQ(events.iErrorCode[FD_READ_BIT], 0);
    CHECK_EQ(events.iErrorCode[FD_WRITE_BIT], 0x5a5a5a5a);
    CHECK_EQ(events.iErrorCode[FD_ADDRESS_LIST_CHANGE_BIT], 0x5a5a5a5a);
    CHECK_UNSET(event);
    CHECK_EQ(record_of(ear.s), 0);
    hear(ear.s);
    /* Without an event, or with another, its own stays set. */
    tell(&ear, "two");
    CHECK_SET(event);
    CHECK(WSASetEvent(other));
    CHECK_SUCCEEDS(WSAEnumNetworkEvents(ear.s, NULL, &events));
    CHECK_EQ(events.lNetworkEvents, FD_READ);
    CHECK_SET(event);
    hear(ear.s);
    tell(&ear, "three");
    CHECK_SUCCEEDS(WSAEnumNetworkEvents(ear.s, other, &events));
    CHECK_EQ(events.lNetworkEvents, FD_READ);
    CHECK_UNSET(other);
    CHECK_SET(event);
    hear(ear.s);
    /* It sees what came just before, though nobody waited. */
    CHECK_SUCCEEDS(WSAEnumNetworkEvents(ear.s, event, &events));
    tell(&ear, "four");
    CHECK_EQ(record_of(ear.s), FD_READ);
}

RULE(EV_09, "FD_CLOSE comes once, when all data is read")
{
    each_plane(closes_after_data);
}

RULE(EV_10, "the sockets of accepted and invited leaves inherit selection and event object")
{
    each_plane(accepted_inherits);
    each_plane(invited_inherits);
}

RULE(EV_13, "one event for many sockets")
{
    enum { MANY = 100 };
    static struct ear ears[MANY];
    WSAEVENT event = event_new();
    WSANETWORKEVENTS events;
    for (int i = 0; i < MANY; i++) {
        ears[i] = ear_open(AF_INET);
        CHECK_SUCCEEDS(WSAEventSelect(ears[i].s, event, FD_READ));
    }
    for (int i = 0; i < MANY; i += 7)
        tell(&ears[i], "seventh");
    CHECK_SET(event);
    CHECK_SUCCEEDS(WSAResetEvent(event));
    CHECK_UNSET(event);
    for (int i = 0; i < MANY; i++)
        CHECK_EQ(record_of(ears[i].s), i % 7 == 0 ? FD_READ : 0);
    for (int i = 0; i < MANY; i += 7)
        hear(ears[i].s);
    CHECK_UNSET(event);
    /* Reading one socket's record resets the event for all: the others' records stay. */
    tell(&ears[3], "three");
    tell(&ears[50], "fifty");
    CHECK_SUCCEEDS(WSAEnumNetworkEvents(ears[3].s, event, &events));
    CHECK_EQ(events.lNetworkEvents, FD_READ);
    CHECK_UNSET(event);
    CHECK_EQ(record_of(ears[50].s), FD_READ);
    /* One socket, one event. */
    WSAEVENT other = event_new();
    CHECK_SUCCEEDS(WSAEventSelect(ears[9].s, other, FD_READ));
    tell(&ears[9], "nine");
    CHECK_SET(other);
    CHECK_UNSET(event);
}

struct waiter {
    WSAEVENT event;
    DWORD result;
};

static void wait_for_event(void *argument)
{
    struct waiter *waiter = argument;
    waiter->result = WSAWaitForMultipleEvents(1, &waiter->event, FALSE, 5000, FALSE);
}

RULE(EV_14, "closing an event in use is safe")
{
    struct ear ear = ear_open(AF_INET);
    WSAEVENT event = event_new();
    CHECK_SUCCEEDS(WSAEventSelect(ear.s, event, FD_READ));
    CHECK(WSACloseEvent(event));
    tell(&ear, "recorded");
    CHECK_EQ(record_awaited(ear.s), FD_READ);
    hear(ear.s);
    event = event_new();
    CHECK_SUCCEEDS(WSAEventSelect(ear.s, event, FD_READ));
    tell(&ear, "again");
    CHECK_SET(event);
    CHECK_SUCCEEDS(closesocket(ear.s)); /* SK-11: the event stays valid */
    CHECK(WSAResetEvent(event));
    CHECK_UNSET(event);
    CHECK(WSACloseEvent(event));
    static struct waiter waiter;
    waiter.event = event_new();
    struct host_thread *thread = host_thread_start(wait_for_event, &waiter);
    host_sleep_ms(100);
    CHECK(WSACloseEvent(waiter.event));
    WSAEVENT successor = event_new(); /* must not be waited for in its place */
    MUST(CHECK(host_thread_done(thread, HANG_MS)));
    CHECK(waiter.result == WSA_WAIT_FAILED || waiter.result == WSA_WAIT_EVENT_0 ||
          waiter.result == WSA_WAIT_TIMEOUT);
    CHECK_UNSET(successor);
}

/* EV-15: senders, one receiver that enumerates and receives one by one; nothing may be lost or told twice. */
enum { EARS = 4, ROUNDS = 2000 };
static struct ear hammered[EARS];
static _Atomic LONG heard[EARS];

static void speak(void *argument)
{
    const struct ear *ear = argument;
    for (LONG i = 0; i < ROUNDS; i++) {
        if (say_to(ear->mouth, "hammer", &ear->name) < 0)
            return;
        for (int wait = 0; heard[ear - hammered] + 50 < i && wait < 3000; wait++)
            host_sleep_ms(1);
    }
}

RULE(EV_15, "no event is lost, none told twice, under threads")
{
    struct host_thread *threads[EARS];
    int told[EARS];
    WSAEVENT event = event_new();
    WSANETWORKEVENTS events;
    char text[16];
    for (int i = 0; i < EARS; i++) {
        hammered[i] = ear_open(AF_INET);
        CHECK_SUCCEEDS(WSAEventSelect(hammered[i].s, event, FD_READ));
    }
    for (int i = 0; i < EARS; i++)
        threads[i] = host_thread_start(speak, &hammered[i]);
    for (LONG total = 0; total < EARS * ROUNDS;) {
        MUST(CHECK(is_set_within(event, HANG_MS))); /* else one was lost */
        /* Reset first, then look at all: what comes after one was looked at sets the event anew. */
        MUST(CHECK(WSAResetEvent(event)));
        for (int i = 0; i < EARS; i++) {
            MUST(CHECK_SUCCEEDS(WSAEnumNetworkEvents(hammered[i].s, NULL, &events)));
            told[i] = events.lNetworkEvents != 0;
        }
        for (int i = 0; i < EARS; i++) {
            if (!told[i])
                continue;
            MUST(CHECK_EQ(record_of(hammered[i].s), 0)); /* told, and no receive call since */
            MUST(CHECK(recv(hammered[i].s, text, (int)sizeof text, 0) > 0)); /* what was told of is there */
            heard[i]++;
            total++;
        }
    }
    for (int i = 0; i < EARS; i++)
        CHECK(host_thread_done(threads[i], HANG_MS));
}

AREA(EV, &rule_EV_01, &rule_EV_02, &rule_EV_03, &rule_EV_04, &rule_EV_05, &rule_EV_06, &rule_EV_07,
     &rule_EV_08, &rule_EV_09, &rule_EV_10, &rule_EV_11, &rule_EV_12, &rule_EV_13, &rule_EV_14, &rule_EV_15);
