/* system/poll.h */
#include <string.h>

#include "system/clock.h"
#include "system/datagram.h"
#include "system/interface.h"
#include "system/poll.h"
#include "system/thread.h"
#include "check.h"
#include "sockets.h"

static struct system_poller *poller;
static struct system_ready ready[SYSTEM_POLL_MOST];

/* What the poller says of a watch within that time; 0: nothing. Others may be reported meanwhile. */
static unsigned told_of(const struct system_watch *watch, int64_t patience)
{
    int64_t end = system_clock_now() + patience, now;
    while ((now = system_clock_now()) < end) {
        int count = system_poller_wait(poller, ready, end - now);
        CHECK(count >= 0 && count <= SYSTEM_POLL_MOST);
        for (int i = 0; i < count; i++) {
            if (ready[i].watch == watch) {
                return ready[i].what;
            }
        }
    }
    return 0;
}

static const int64_t SOON = 60 * (int64_t)SECOND, MOMENT = 50 * MILLISECOND;

static void test_in(void)
{
    struct system_watch watch = {0};
    system_socket one;
    char few[8];
    size_t done;
    connected_pair(SYSTEM_IPV4, &one, &watch.socket);
    CHECK(system_poller_add(poller, &watch, SYSTEM_POLL_IN));
    CHECK_EQUAL(0, told_of(&watch, MOMENT));
    CHECK_EQUAL(0, system_stream_send(one, "four", 4, &done));
    CHECK_EQUAL(SYSTEM_POLL_IN, told_of(&watch, SOON));
    CHECK_EQUAL(0, system_stream_receive(watch.socket, few, 1, &done));
    CHECK_EQUAL(SYSTEM_POLL_IN, told_of(&watch, SOON)); /* there is more */
    CHECK_EQUAL(0, system_stream_receive(watch.socket, few, sizeof few, &done));
    CHECK_EQUAL(3, done);
    CHECK_EQUAL(0, told_of(&watch, MOMENT));
    system_stream_shut_send(one);
    CHECK((told_of(&watch, SOON) & SYSTEM_POLL_IN) != 0);
    CHECK((told_of(&watch, SOON) & SYSTEM_POLL_IN) != 0); /* an end stays */
    system_poller_remove(poller, &watch);
    CHECK_EQUAL(0, told_of(&watch, MOMENT));
    system_socket_close(one);
    system_socket_close(watch.socket);
}

enum { SIZE = 65536 };
static char bytes[SIZE];

/* Until there is no room, and nobody is told of any: the system may still move what was sent. */
static void fill(const struct system_watch *watch)
{
    int64_t end = system_clock_now() + SOON;
    size_t done;
    do {
        CHECK(system_clock_now() < end);
        while (system_stream_send(watch->socket, bytes, SIZE, &done) == 0) {
        }
    } while (told_of(watch, MOMENT) != 0);
}

static void test_out(void)
{
    struct system_watch watch = {0};
    system_socket other;
    size_t done;
    connected_pair(SYSTEM_IPV4, &watch.socket, &other);
    CHECK(system_poller_add(poller, &watch, SYSTEM_POLL_OUT));
    CHECK_EQUAL(SYSTEM_POLL_OUT, told_of(&watch, SOON));
    CHECK_EQUAL(SYSTEM_POLL_OUT, told_of(&watch, SOON)); /* still */
    for (int rounds = 0; rounds < 3; rounds++) {
        fill(&watch);
        int64_t end = system_clock_now() + SOON;
        unsigned told = 0;
        while (told == 0 && system_clock_now() < end) {
            while (system_stream_receive(other, bytes, SIZE, &done) == 0 && done > 0) {
            }
            told = told_of(&watch, 10 * MILLISECOND);
        }
        CHECK_EQUAL(SYSTEM_POLL_OUT, told);
    }
    system_poller_change(poller, &watch, SYSTEM_POLL_IN);
    CHECK_EQUAL(0, told_of(&watch, MOMENT));
    system_poller_change(poller, &watch, SYSTEM_POLL_IN | SYSTEM_POLL_OUT);
    CHECK_EQUAL(SYSTEM_POLL_OUT, told_of(&watch, SOON));
    CHECK_EQUAL(0, system_stream_send(other, "x", 1, &done));
    unsigned both = SYSTEM_POLL_IN | SYSTEM_POLL_OUT, told = 0;
    for (int64_t end = system_clock_now() + SOON; told != both && system_clock_now() < end;) {
        told = told_of(&watch, SOON);
    }
    CHECK_EQUAL(both, told);
    system_poller_remove(poller, &watch);
    system_socket_close(other);
    system_socket_close(watch.socket);
}

static void test_connections(void)
{
    struct system_watch listener = {0}, asker = {0};
    union system_address at;
    listener.socket = listener_on(SYSTEM_IPV6, &at);
    CHECK(system_poller_add(poller, &listener, SYSTEM_POLL_IN));
    CHECK_EQUAL(0, told_of(&listener, MOMENT));
    for (int i = 0; i < 3; i++) {
        CHECK_EQUAL(0, system_stream_open(SYSTEM_IPV6, &asker.socket));
        CHECK_EQUAL(0, system_stream_connect(asker.socket, &at));
        asker.place = 0;
        CHECK(system_poller_add(poller, &asker, SYSTEM_POLL_OUT));
        CHECK_EQUAL(SYSTEM_POLL_OUT, told_of(&asker, SOON));
        CHECK_EQUAL(0, system_stream_connected(asker.socket));
        CHECK_EQUAL(SYSTEM_POLL_IN, told_of(&listener, SOON));
        CHECK_EQUAL(SYSTEM_POLL_IN, told_of(&listener, SOON)); /* it waits to be accepted */
        system_socket_close(accepted_from(listener.socket));
        system_poller_change(poller, &asker, SYSTEM_POLL_IN);
        CHECK((told_of(&asker, SOON) & SYSTEM_POLL_IN) != 0); /* its end */
        CHECK_EQUAL(0, told_of(&listener, MOMENT));
        system_poller_remove(poller, &asker);
        system_socket_close(asker.socket);
    }
    system_poller_remove(poller, &listener);
    system_socket_close(listener.socket);

    CHECK_EQUAL(0, system_stream_open(SYSTEM_IPV6, &asker.socket)); /* nobody listens there now */
    int code = system_stream_connect(asker.socket, &at);
    if (code == 0) {
        asker.place = 0;
        CHECK(system_poller_add(poller, &asker, SYSTEM_POLL_OUT));
        CHECK((told_of(&asker, SOON) & SYSTEM_POLL_ERROR) != 0);
        code = system_stream_connected(asker.socket);
        system_poller_remove(poller, &asker);
    }
    CHECK_EQUAL(CODE_CONNREFUSED, code);
    system_socket_close(asker.socket);
}

static void test_break(void)
{
    struct system_watch watch = {0};
    system_socket other;
    char byte;
    size_t done;
    connected_pair(SYSTEM_IPV4, &watch.socket, &other);
    CHECK(system_poller_add(poller, &watch, SYSTEM_POLL_IN));
    CHECK_EQUAL(0, told_of(&watch, MOMENT));
    system_stream_break(watch.socket);
    CHECK((told_of(&watch, SOON) & SYSTEM_POLL_IN) != 0);
    CHECK((told_of(&watch, SOON) & SYSTEM_POLL_IN) != 0);
    CHECK(system_stream_receive(watch.socket, &byte, 1, &done) != 0 || done == 0);
    system_poller_remove(poller, &watch);
    system_socket_close(watch.socket);
    system_socket_close(other);
}

static void test_datagram_watch(void)
{
    static const uint8_t host[4] = {239, 255, 47, 82};
    static uint8_t room[65536];
    union system_address group = system_address_of(SYSTEM_IPV4, host, 27814),
                         from = loopback_of(SYSTEM_IPV4, 0);
    unsigned index = system_interface_of(&from);
    struct system_watch watch = {0};
    system_socket sender;
    uint16_t port;
    uint32_t sent;
    const struct system_sender wanted = {
        .from = from, .group = group, .interface_index = index, .ttl = 0, .buffer = 65536};
    CHECK_EQUAL(0, system_datagram_open_receiver(&group, index, 65536, &watch.socket));
    CHECK_EQUAL(0, system_datagram_open_sender(&wanted, &sender, &port));
    CHECK(system_poller_add(poller, &watch, SYSTEM_POLL_IN));
    CHECK_EQUAL(0, told_of(&watch, MOMENT));
    struct system_buffer part = {"datagram", 8};
    struct system_train train = {&part, 1};
    for (int i = 0; i < 3; i++) {
        CHECK_EQUAL(SYSTEM_SEND_DONE, system_datagram_send(sender, &train, 1, &sent));
        CHECK_EQUAL(SYSTEM_POLL_IN, told_of(&watch, SOON));
        CHECK_EQUAL(SYSTEM_POLL_IN, told_of(&watch, SOON));
        struct system_message message = {.bytes = room, .room = sizeof room};
        CHECK_EQUAL(1, system_datagram_receive(watch.socket, &message, 1));
        CHECK_EQUAL(8, message.size);
        CHECK_EQUAL(0, told_of(&watch, MOMENT));
    }
    system_poller_remove(poller, &watch);
    system_socket_close(watch.socket);
    system_socket_close(sender);
}

/* ---- other threads ---- */

static struct system_watch late;

static void add_late(void *context)
{
    (void)context;
    for (int i = 0; i < 20; i++) {
        nap();
    }
    CHECK(system_poller_add(poller, &late, SYSTEM_POLL_IN));
}

static void wake(void *context)
{
    (void)context;
    for (int i = 0; i < 20; i++) {
        nap();
    }
    system_poller_wake(poller);
}

static void test_other_threads(void)
{
    struct system_thread thread;
    system_socket one;
    size_t done;
    system_poller_wake(poller); /* before the wait counts too */
    int64_t start = system_clock_now();
    system_poller_wait(poller, ready, 2 * SOON);
    CHECK(system_clock_now() - start < SOON);
    start = system_clock_now();
    while (system_clock_now() - start < 20 * MILLISECOND) { /* and that once */
        system_poller_wait(poller, ready, start + 20 * MILLISECOND - system_clock_now());
    }
    CHECK(system_thread_start(&thread, wake, NULL));
    start = system_clock_now();
    system_poller_wait(poller, ready, -1);
    CHECK(system_clock_now() - start < SOON);
    system_thread_join(&thread);

    connected_pair(SYSTEM_IPV4, &one, &late.socket);
    CHECK_EQUAL(0, system_stream_send(one, "x", 1, &done));
    CHECK(system_thread_start(&thread, add_late, NULL));
    CHECK_EQUAL(SYSTEM_POLL_IN, told_of(&late, SOON)); /* the thread that added it ends */
    system_thread_join(&thread);
    CHECK_EQUAL(SYSTEM_POLL_IN, told_of(&late, SOON));
    system_poller_remove(poller, &late);
    system_socket_close(one);
    system_socket_close(late.socket);
}

/* ---- many ---- */

enum { MANY = 1000, ROUNDS = 2000 };

static void test_many(void)
{
    static struct system_watch watches[MANY];
    static system_socket others[MANY];
    char byte;
    size_t done;
    for (int i = 0; i < MANY; i++) {
        connected_pair(SYSTEM_IPV4, &others[i], &watches[i].socket);
        CHECK(system_poller_add(poller, &watches[i], SYSTEM_POLL_IN));
    }
    CHECK_EQUAL(0, told_of(&watches[0], MOMENT));
    int64_t start = system_clock_now();
    for (int i = 0; i < ROUNDS; i++) {
        struct system_watch *watch = &watches[i * 7 % MANY];
        CHECK_EQUAL(0, system_stream_send(others[watch - watches], "x", 1, &done));
        CHECK_EQUAL(SYSTEM_POLL_IN, told_of(watch, SOON));
        CHECK_EQUAL(0, system_stream_receive(watch->socket, &byte, 1, &done));
    }
    double one = (double)(system_clock_now() - start) / ROUNDS;
    printf("poller: %.1f us from a byte's sending to its being read, with %d sockets watched\n", one, MANY);
    for (int i = 0; i < MANY; i++) { /* all at once: each is told of, in several waits */
        CHECK_EQUAL(0, system_stream_send(others[i], "x", 1, &done));
    }
    int left = MANY;
    for (int64_t end = start + 60 * (int64_t)SECOND; left > 0 && system_clock_now() < end;) {
        int count = system_poller_wait(poller, ready, SECOND);
        for (int i = 0; i < count; i++) {
            left -= system_stream_receive(ready[i].watch->socket, &byte, 1, &done) == 0 && done == 1;
        }
    }
    CHECK_EQUAL(0, left);
    for (int i = 0; i < MANY; i++) {
        system_poller_remove(poller, &watches[i]);
        system_socket_close(watches[i].socket);
        system_socket_close(others[i]);
    }
}

void test_poller(void)
{
    poller = system_poller_new();
    CHECK(poller != NULL);
    test_in();
    test_out();
    test_connections();
    test_break();
    test_datagram_watch();
    test_other_threads();
    test_many();
    system_poller_free(poller);
}
