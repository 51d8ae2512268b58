/*
 * main.c - system/datagram.h on a kernel that lacks this or that: datagrams none|several|forbidden. Plain datagrams and
 * a train go over loopback to a group, and come whole and in their order. Prints how many came and how many
 * system calls moved them. Exit status 0 if so.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "system/datagram.h"
#include "test/batch/kernel.h"
#include "test/check.h"

enum { LOOPBACK = 1, PLAIN = 20, SIZE = 100, PATIENCE_MS = 60000 };

static system_socket sender, receiver;

static void open_both(void)
{
    const uint8_t group[4] = {239, 255, 4, 17}, host[4] = {127, 0, 0, 1};
    struct system_sender wanted = {.from = system_address_of(SYSTEM_IPV4, host, 0),
                                   .group = system_address_of(SYSTEM_IPV4, group, 27017),
                                   .interface_index = LOOPBACK,
                                   .buffer = 1 << 20};
    uint16_t port;
    CHECK(system_datagram_open_receiver(&wanted.group, LOOPBACK, 1 << 20, &receiver) == 0);
    CHECK(system_datagram_open_sender(&wanted, &sender, &port) == 0);
}

static void send_all(void)
{
    static uint8_t bytes[PLAIN][SIZE];
    struct system_buffer parts[PLAIN];
    struct system_train trains[PLAIN];
    for (int i = 0; i < PLAIN; i++) {
        memset(bytes[i], i, SIZE);
        parts[i] = (struct system_buffer){bytes[i], SIZE};
        trains[i] = (struct system_train){&parts[i], 1};
    }
    uint32_t sent = 0;
    CHECK(system_datagram_send(sender, trains, PLAIN, &sent) == SYSTEM_SEND_DONE);
    CHECK(sent == PLAIN);
}

static uint32_t receive_all(void)
{
    static uint8_t bytes[PLAIN][SIZE + 1];
    struct system_message messages[PLAIN];
    struct pollfd ready = {.fd = (int)receiver, .events = POLLIN};
    uint32_t come = 0;
    while (come < PLAIN && poll(&ready, 1, PATIENCE_MS) == 1) {
        for (uint32_t i = 0; i < PLAIN; i++) {
            messages[i] = (struct system_message){.bytes = bytes[i], .room = sizeof bytes[i]};
        }
        uint32_t count = system_datagram_receive(receiver, messages, PLAIN);
        for (uint32_t i = 0; i < count; i++) {
            CHECK(messages[i].size == SIZE && bytes[i][0] == come + i && bytes[i][SIZE - 1] == come + i);
        }
        CHECK(count > 0);
        come += count;
        if (count == 0) {
            break; /* poll would tell of the same datagram for ever */
        }
    }
    return come;
}

int main(int count, char **arguments)
{
    const char *lack = count == 2 ? arguments[1] : "none";
    forbids = strcmp(lack, "forbidden") == 0;
    lacks_several = forbids || strcmp(lack, "several") == 0;
    open_both();
    send_all();
    CHECK(receive_all() == PLAIN);
    printf("%s: %d calls, %d failures\n", lack, calls, failures);
    return failures != 0;
}
