/* system/datagram.h: one sender, two receivers of one group, all on the loopback interface. */
#include <string.h>

#include "system/clock.h"
#include "system/datagram.h"
#include "system/interface.h"
#include "check.h"
#include "sockets.h"

enum { PORT = 47813, EACH = 100, BUFFER = 1 << 20 };

static union system_address group_of(uint16_t family)
{
    static const uint8_t v4[4] = {239, 255, 47, 81}, v6[16] = {0xff, 0x12, [14] = 0x47, [15] = 0x81};
    return system_address_of(family, family == SYSTEM_IPV4 ? v4 : v6, PORT);
}

static void send_all(system_socket s, struct system_buffer *parts, uint32_t count, bool together)
{
    uint32_t done = 0;
    while (done < count) {
        struct system_train train = {parts + done, together ? count - done : 1};
        uint32_t sent = 0;
        enum system_send result = system_datagram_send(s, &train, 1, &sent);
        if (result == SYSTEM_SEND_UNCUT || result == SYSTEM_SEND_UNCUT_SIZE) {
            CHECK(together);
            together = false;
        } else if (result == SYSTEM_SEND_NO_ROOM) {
            system_datagram_wait(s, MILLISECOND);
        } else {
            CHECK_EQUAL(SYSTEM_SEND_DONE, result);
            CHECK_EQUAL(1, sent);
            done += train.count;
        }
    }
}

/* As many datagrams as there are to be, each EACH bytes of its own number, whatever came together. */
static void receive_all(system_socket s, uint32_t count, uint16_t port)
{
    static uint8_t room[SYSTEM_MESSAGES_MOST][65536];
    int64_t end = system_clock_now() + 5 * (int64_t)SECOND;
    uint32_t got = 0;
    while (got < count) {
        struct system_message messages[SYSTEM_MESSAGES_MOST];
        for (int i = 0; i < SYSTEM_MESSAGES_MOST; i++) {
            messages[i] = (struct system_message){.bytes = room[i], .room = sizeof room[i]};
        }
        uint32_t came = system_datagram_receive(s, messages, SYSTEM_MESSAGES_MOST);
        for (uint32_t i = 0; i < came; i++) {
            CHECK_EQUAL(port, system_address_port(&messages[i].source));
            CHECK_EQUAL(0, messages[i].size % EACH);
            CHECK(messages[i].each == 0 ? messages[i].size == EACH : messages[i].each == EACH);
            for (size_t at = 0; at < messages[i].size; at += EACH) {
                CHECK_EQUAL(got++, messages[i].bytes[at]);
            }
        }
        CHECK(system_clock_now() < end);
        if (came == 0) {
            nap();
        }
    }
}

static void test_family(uint16_t family)
{
    enum { COUNT = 40 };
    static uint8_t bytes[COUNT][EACH];
    struct system_buffer parts[COUNT];
    system_socket sender, receivers[2];
    uint16_t port = 0;
    union system_address group = group_of(family), from = loopback_of(family, 0);
    unsigned index = system_interface_of(&from);
    for (int i = 0; i < 2; i++) {
        CHECK_EQUAL(0, system_datagram_open_receiver(&group, index, BUFFER, &receivers[i]));
    }
    const struct system_sender wanted = {
        .from = from, .group = group, .interface_index = index, .ttl = 1, .buffer = BUFFER};
    int code = system_datagram_open_sender(&wanted, &sender, &port);
    if (family == SYSTEM_IPV6 && code == CODE_NETUNREACH) {
        printf("datagrams over IPv6: not run, this loopback has no multicast route\n");
        system_socket_close(receivers[0]);
        system_socket_close(receivers[1]);
        return;
    }
    CHECK_EQUAL(0, code);
    CHECK(port != 0);
    for (uint32_t i = 0; i < COUNT; i++) {
        memset(bytes[i], (int)i, EACH);
        parts[i] = (struct system_buffer){bytes[i], EACH};
    }
    for (int together = 0; together < 2; together++) {
        send_all(sender, parts, COUNT, together != 0 && system_datagram_cuts(sender));
        receive_all(receivers[0], COUNT, port);
        receive_all(receivers[1], COUNT, port);
    }
    system_socket_close(sender);
    system_socket_close(receivers[0]);
    system_socket_close(receivers[1]);
}

void test_datagrams(void)
{
    system_socket none;
    union system_address group = group_of(SYSTEM_IPV4);
    test_family(SYSTEM_IPV4);
    test_family(SYSTEM_IPV6);
    CHECK(system_datagram_open_receiver(&group, 987654, BUFFER, &none) != 0); /* no such interface */
}
