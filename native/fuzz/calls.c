/*
 * libFuzzer target: random calls over several handles. The input is a row of calls, one or two bytes each.
 * Alone, each call's result is compared with a small model of the rules, messages included: who must hear
 * what, in which order. If the first byte is odd, two threads make the calls on the same handles, and what is
 * checked is that every failure has a documented code, that closed handles stay closed, and that everything
 * can be closed in the end.
 *
 *     clang -g -O1 -fsanitize=fuzzer,address,undefined -pthread -Iinclude -Inative native/fuzz/calls.c
 *         native/fuzz/calls_world.c native/fuzz/private_network.c
 *         $(find native/winsock native/providers native/system/linux -name '*.c' -not -path '*windows*')
 */
#include <winsock2.h>
#include <ws2tcpip.h>

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "must.h"
#include "private_network.h"
#include "calls_world.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* With threads: the handles are shared, and nobody can say what a call meets. */

struct shared {
    struct world *world;
    struct input input;
};

static SOCKET shared_socket(struct world *world, unsigned slot)
{
    return __atomic_load_n(&world->sockets[slot % SLOTS], __ATOMIC_ACQUIRE);
}

static void call_any(struct world *world, struct input *input)
{
    unsigned first = take(input), what = take(input);
    SOCKET s = shared_socket(world, first);
    struct sockaddr_in name = group_name((int)(what % GROUPS));
    struct ip_mreq request = {name.sin_addr, {.s_addr = htonl(0x7f000001)}};
    WSANETWORKEVENTS record;
    WSAEVENT event = world->events[what % EVENTS];
    char byte = 0;
    u_long on = 1;
    int size = sizeof name;
    switch (first / SLOTS % 12) {
    case 0: {
        struct world own = {0};
        if (open_socket(&own, 0, what & 1) == 0) {
            ioctlsocket(own.sockets[0], (long)FIONBIO, &on);
            SOCKET old =
                __atomic_exchange_n(&world->sockets[first % SLOTS], own.sockets[0], __ATOMIC_ACQ_REL);
            code_of(closesocket(old));
            MUST(closesocket(old) == SOCKET_ERROR && WSAGetLastError() == WSAENOTSOCK); /* SK-09 */
        }
        break;
    }
    case 1:
        code_of(closesocket(s));
        break;
    case 2:
        name.sin_addr.s_addr = 0;
        code_of(bind(s, (struct sockaddr *)&name, sizeof name));
        break;
    case 3:
        code_of((long long)WSAJoinLeaf(s, (struct sockaddr *)&name, sizeof name, NULL, NULL, NULL, NULL,
                                       what / 4 % 5));
        break;
    case 4:
        code_of(send(s, &byte, 1, 0));
        break;
    case 5:
        code_of(sendto(s, &byte, 1, 0, (struct sockaddr *)&name, sizeof name));
        break;
    case 6:
        code_of(recv(s, &byte, 1, 0));
        break;
    case 7:
        code_of(setsockopt(s, IPPROTO_IP, what & 4 ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP,
                           (const char *)&request, sizeof request));
        break;
    case 8:
        code_of(WSAEventSelect(s, event, (long)(what / 4)));
        break;
    case 9:
        code_of(WSAEnumNetworkEvents(s, event, &record));
        break;
    case 10:
        MUST(WSAWaitForMultipleEvents(EVENTS, world->events, FALSE, 0, FALSE) != WSA_WAIT_FAILED);
        break;
    default:
        code_of(getsockname(s, (struct sockaddr *)&name, &size));
    }
}

static void *run_thread(void *argument)
{
    struct shared *shared = argument;
    for (int i = 0; i < CALLS_MOST && shared->input.left > 0; i++) {
        call_any(shared->world, &shared->input);
    }
    return NULL;
}

static void run_threads(struct world *world, const uint8_t *bytes, size_t size)
{
    struct shared halves[2] = {{world, {bytes, size / 2}}, {world, {bytes + size / 2, size - size / 2}}};
    pthread_t other;
    for (int i = 0; i < SLOTS; i++) {
        u_long on = 1;
        MUST(open_socket(world, i, i & 1) == 0);
        MUST(ioctlsocket(world->sockets[i], (long)FIONBIO, &on) == 0);
    }
    MUST(pthread_create(&other, NULL, run_thread, &halves[0]) == 0);
    run_thread(&halves[1]);
    pthread_join(other, NULL);
    for (int i = 0; i < SLOTS; i++) {
        code_of(closesocket(world->sockets[i]));
        MUST(closesocket(world->sockets[i]) == SOCKET_ERROR && WSAGetLastError() == WSAENOTSOCK);
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    WSADATA data;
    private_network();
    MUST(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct world world;
    if (size == 0) {
        return 0;
    }
    memset(&world, 0, sizeof world);
    for (int i = 0; i < SLOTS; i++) {
        world.sockets[i] = INVALID_SOCKET;
    }
    for (int i = 0; i < EVENTS; i++) {
        world.events[i] = WSACreateEvent();
        MUST(world.events[i] != WSA_INVALID_EVENT);
    }
    struct input input = {bytes + 1, size - 1};
    if ((bytes[0] & 1) != 0) {
        run_threads(&world, input.bytes, input.left);
    }
    for (int i = 0; (bytes[0] & 1) == 0 && i < CALLS_MOST && input.left > 0; i++) {
        world_call(&world, &input);
    }
    for (int i = 0; i < SLOTS; i++) {
        closesocket(world.sockets[i]);
    }
    for (int i = 0; i < EVENTS; i++) {
        MUST(WSACloseEvent(world.events[i]));
    }
    return 0;
}
