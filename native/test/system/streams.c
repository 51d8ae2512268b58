/* system/socket.h */
#include "sockets.h"

#include <string.h>

#include "system/clock.h"
#include "system/thread.h"
#include "check.h"

void nap(void)
{
    static struct system_mutex lock = SYSTEM_MUTEX_INIT;
    struct system_condition never;
    system_condition_init(&never);
    system_mutex_lock(&lock);
    system_condition_wait(&never, &lock, system_clock_now() + MILLISECOND);
    system_mutex_unlock(&lock);
    system_condition_destroy(&never);
}

union system_address loopback_of(uint16_t family, uint16_t port)
{
    static const uint8_t v4[4] = {127, 0, 0, 1}, v6[16] = {[15] = 1};
    return system_address_of(family, family == SYSTEM_IPV4 ? v4 : v6, port);
}

system_socket listener_on(uint16_t family, union system_address *at)
{
    system_socket s = SYSTEM_NO_SOCKET;
    *at = loopback_of(family, 0);
    CHECK_EQUAL(0, system_stream_open(family, &s));
    CHECK_EQUAL(0, system_stream_bind(s, at, SYSTEM_SHARE_WITH_OLD));
    CHECK_EQUAL(0, system_stream_listen(s, 128));
    CHECK_EQUAL(0, system_socket_local(s, at));
    CHECK(system_address_port(at) != 0);
    CHECK_EQUAL(family, at->family);
    return s;
}

system_socket accepted_from(system_socket listener)
{
    system_socket s = SYSTEM_NO_SOCKET;
    int64_t end = system_clock_now() + 60 * (int64_t)SECOND;
    int code;
    while ((code = system_stream_accept(listener, &s)) == CODE_WOULDBLOCK && system_clock_now() < end) {
        nap();
    }
    CHECK_EQUAL(0, code);
    return s;
}

void connected_pair(uint16_t family, system_socket *one, system_socket *other)
{
    union system_address at;
    system_socket listener = listener_on(family, &at);
    CHECK_EQUAL(0, system_stream_open(family, one));
    CHECK_EQUAL(0, system_stream_connect(*one, &at));
    *other = accepted_from(listener);
    CHECK_EQUAL(0, system_stream_connected(*one));
    system_stream_hurry(*one);
    system_stream_hurry(*other);
    system_socket_close(listener);
}

int receive_patiently(system_socket s, void *bytes, size_t room, size_t *done)
{
    int64_t end = system_clock_now() + 60 * (int64_t)SECOND;
    int code;
    while ((code = system_stream_receive(s, bytes, room, done)) == CODE_WOULDBLOCK &&
           system_clock_now() < end) {
        nap();
    }
    return code;
}

static void test_bytes(uint16_t family)
{
    system_socket one, other;
    char bytes[16];
    size_t done;
    union system_address local, remote;
    connected_pair(family, &one, &other);
    CHECK_EQUAL(CODE_WOULDBLOCK, system_stream_receive(other, bytes, sizeof bytes, &done));
    CHECK_EQUAL(0, done);
    CHECK_EQUAL(0, system_stream_send(one, "hello", 5, &done));
    CHECK_EQUAL(5, done);
    CHECK_EQUAL(0, receive_patiently(other, bytes, sizeof bytes, &done));
    CHECK_EQUAL(5, done);
    CHECK(memcmp(bytes, "hello", 5) == 0);
    CHECK_EQUAL(0, system_socket_local(one, &local));
    CHECK_EQUAL(0, system_socket_remote(other, &remote));
    CHECK(system_address_equal(&local, &remote));
    system_stream_shut_send(one);
    CHECK_EQUAL(0, receive_patiently(other, bytes, sizeof bytes, &done));
    CHECK_EQUAL(0, done); /* its end */
    CHECK_EQUAL(0, system_stream_send(other, "back", 4, &done));
    CHECK_EQUAL(0, receive_patiently(one, bytes, sizeof bytes, &done));
    CHECK_EQUAL(4, done);
    system_socket_close(one);
    system_socket_close(other);
}

/* Nonblocking: what there is no room for says so, and is sent once there is. */
static void test_room(void)
{
    enum { SIZE = 65536 };
    static char bytes[SIZE];
    system_socket one, other;
    size_t done, sent = 0, received = 0;
    int code;
    connected_pair(SYSTEM_IPV4, &one, &other);
    while ((code = system_stream_send(one, bytes, SIZE, &done)) == 0) {
        sent += done;
        CHECK(sent < ((size_t)1 << 30));
    }
    CHECK_EQUAL(CODE_WOULDBLOCK, code);
    while (received < sent) {
        CHECK_EQUAL(0, receive_patiently(other, bytes, SIZE, &done));
        CHECK(done > 0);
        received += done;
    }
    CHECK_EQUAL(sent, received);
    CHECK_EQUAL(0, system_stream_send(one, bytes, 1, &done));
    system_socket_close(one);
    system_socket_close(other);
}

static void test_addresses(void)
{
    union system_address at;
    system_socket listener = listener_on(SYSTEM_IPV4, &at), second;
    CHECK_EQUAL(0, system_stream_open(SYSTEM_IPV4, &second));
    CHECK_EQUAL(CODE_ADDRINUSE, system_stream_bind(second, &at, SYSTEM_SHARE_NOT));
    system_socket_close(second);
    CHECK_EQUAL(0, system_stream_open(SYSTEM_IPV4, &second));
    CHECK_EQUAL(CODE_ADDRINUSE, system_stream_bind(second, &at, SYSTEM_SHARE_WITH_OLD));
    system_socket_close(second);
    system_socket_close(listener);
}

/* A connection of before that lingers is no obstacle to a listener that comes back to its port. */
static void test_restart(void)
{
    union system_address at;
    system_socket listener = listener_on(SYSTEM_IPV4, &at), one, other;
    char byte;
    size_t done;
    CHECK_EQUAL(0, system_stream_open(SYSTEM_IPV4, &one));
    CHECK_EQUAL(0, system_stream_connect(one, &at));
    other = accepted_from(listener);
    system_socket_close(listener);
    system_stream_shut_send(other); /* this side ends first: its end lingers */
    CHECK_EQUAL(0, receive_patiently(one, &byte, 1, &done));
    system_socket_close(one);
    CHECK_EQUAL(0, receive_patiently(other, &byte, 1, &done));
    system_socket_close(other);
    CHECK_EQUAL(0, system_stream_open(SYSTEM_IPV4, &listener));
    CHECK_EQUAL(0, system_stream_bind(listener, &at, SYSTEM_SHARE_WITH_OLD));
    CHECK_EQUAL(0, system_stream_listen(listener, 5));
    system_socket_close(listener);
}

void test_streams(void)
{
    test_bytes(SYSTEM_IPV4);
    test_bytes(SYSTEM_IPV6);
    test_room();
    test_addresses();
    test_restart();
}
