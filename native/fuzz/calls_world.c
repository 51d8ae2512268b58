/* The calls that one thread makes, and what the rules say of each. */
#include "calls_world.h"

#include <stdlib.h>
#include <string.h>

#include "must.h"

int code_of(long long result)
{
    if (result != SOCKET_ERROR) {
        return 0;
    }
    MUST(is_documented(WSAGetLastError()));
    return WSAGetLastError();
}

static struct sockaddr_in name_of(uint32_t address, int port)
{
    struct sockaddr_in name;
    memset(&name, 0, sizeof name);
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(address);
    name.sin_port = htons((u_short)port);
    return name;
}

struct sockaddr_in group_name(int group)
{
    return name_of(0xeffe0001u + (uint32_t)group, PORT + group);
}

int open_socket(struct world *world, int slot, int multipoint)
{
    BOOL on = TRUE;
    DWORD patience = 1, flags = multipoint ? WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF : 0;
    SOCKET s = WSASocketW(AF_INET, SOCK_DGRAM, 0, NULL, 0, WSA_FLAG_OVERLAPPED | flags);
    if (s == INVALID_SOCKET) {
        return WSAGetLastError();
    }
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, (const char *)&on, sizeof on);
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (const char *)&patience, sizeof patience);
    world->sockets[slot] = s;
    world->models[slot] =
        (struct model){.open = 1, .multipoint = multipoint, .port = -1, .ttl = 1, .destination = -1};
    return 0;
}

/* The model's word on calls that send: IP-07, IO-08, IO-03. */
static int send_code(const struct model *m, int addressed)
{
    return m->no_send                  ? WSAEOPNOTSUPP
           : m->shut_send              ? WSAESHUTDOWN
           : addressed || m->connected ? 0
                                       : WSAENOTCONN;
}

/* Who hears a message to the group: members whose port it has (IP-05, IP-06). */
static void deliver(struct world *world, int group, int message)
{
    for (int i = 0; i < SLOTS; i++) {
        struct model *m = &world->models[i];
        if (m->open && m->port == group && m->member[group] && !m->shut_receive) {
            MUST(m->queued < QUEUE);
            m->queue[m->queued++] = message;
        }
    }
}

static int has_room(const struct world *world)
{
    for (int i = 0; i < SLOTS; i++) {
        if (world->models[i].open && world->models[i].queued == QUEUE) {
            return 0;
        }
    }
    return 1;
}

static int expected_bind(const struct model *m, unsigned what)
{
    return m->bound ? WSAEINVAL : what % 4 == 3 ? WSAEADDRNOTAVAIL : 0; /* IP-09 */
}

static void call_bind(struct world *world, int slot, unsigned what)
{
    struct model *m = &world->models[slot];
    int group = (int)(what / 4 % GROUPS);
    struct sockaddr_in name =
        what % 4 == 3 ? group_name(group) : name_of(0, what % 4 == 2 ? 0 : PORT + group);
    int code = code_of(bind(world->sockets[slot], (struct sockaddr *)&name, sizeof name));
    MUST(code == (m->open ? expected_bind(m, what) : WSAENOTSOCK));
    if (code == 0) {
        m->bound = 1;
        m->port = what % 4 == 2 ? -1 : group;
    }
}

/* JL-01 to JL-10, in their order. */
static int expected_join(const struct model *m, DWORD flags, unsigned kind)
{
    if (!m->multipoint) {
        return WSAEINVAL;
    }
    if (kind == 1) {
        return WSAEFAULT;
    }
    if (kind == 2) {
        return WSAEAFNOSUPPORT;
    }
    if (kind == 3) {
        return WSAEADDRNOTAVAIL;
    }
    return flags < 1 || flags > 4 ? WSAEINVAL : m->joined || m->connected ? WSAEISCONN : 0;
}

static void call_join(struct world *world, int slot, struct input *input)
{
    struct model *m = &world->models[slot];
    unsigned what = take(input);
    DWORD flags = what % 6;
    int group = (int)(what / 6 % GROUPS);
    unsigned kind = what / 18 % 8;
    struct sockaddr_in name = kind == 3 ? name_of(0x0a000001, PORT) : group_name(group);
    if (kind == 2) {
        name.sin_family = 99;
    }
    SOCKET joined = WSAJoinLeaf(world->sockets[slot], (struct sockaddr *)&name,
                                kind == 1 ? 4 : (int)sizeof name, NULL, NULL, NULL, NULL, flags);
    int code = code_of((long long)joined);
    int member = m->open && m->member[group] == 1 && flags != JL_SENDER_ONLY;
    int expected = m->open ? expected_join(m, flags, kind) : WSAENOTSOCK;
    MUST(code == expected ||
         (expected == 0 && member)); /* a member by the option: the model leaves it open */
    if (member && expected == 0) {
        m->open = 0; /* whether it failed or not, what it is bound to is nobody's rule: it goes no further */
        MUST(closesocket(world->sockets[slot]) == 0);
        return;
    }
    if (code != 0) {
        return;
    }
    MUST(joined == world->sockets[slot]);
    m->joined = 1;
    if (flags != JL_SENDER_ONLY) {
        m->member[group] = 2;
        m->port = m->bound ? m->port : group;
    }
    m->bound = 1;
    m->connected |= flags != JL_RECEIVER_ONLY;
    m->no_send = flags == JL_RECEIVER_ONLY;
    m->no_receive = flags == JL_SENDER_ONLY;
    m->destination = flags == JL_RECEIVER_ONLY ? -1 : group;
}

static void call_send(struct world *world, int slot, unsigned what)
{
    struct model *m = &world->models[slot];
    int addressed = what % 2 == 1, group = addressed ? (int)(what / 2 % GROUPS) : m->destination;
    struct sockaddr_in name = group_name(group);
    DWORD loopback = htonl(0x7f000001);
    int message = world->sent + 1;
    if (!has_room(world)) {
        return;
    }
    /* Without a route the kernel is told the way. */
    setsockopt(world->sockets[slot], IPPROTO_IP, IP_MULTICAST_IF, (const char *)&loopback, sizeof loopback);
    int size = addressed ? sendto(world->sockets[slot], (const char *)&message, sizeof message, 0,
                                  (struct sockaddr *)&name, sizeof name)
                         : send(world->sockets[slot], (const char *)&message, sizeof message, 0);
    int code = code_of(size);
    MUST(code == (m->open ? send_code(m, addressed) : WSAENOTSOCK));
    if (code == 0) {
        MUST(size == sizeof message);
        world->sent = message;
        m->bound = 1; /* IO-04 */
        deliver(world, group, message);
    }
}

static int receive_code(const struct model *m)
{
    return m->no_receive     ? WSAEOPNOTSUPP
           : m->shut_receive ? WSAESHUTDOWN
           : !m->bound       ? WSAEINVAL
           : m->queued > 0   ? 0
           : m->nonblocking  ? WSAEWOULDBLOCK
                             : WSAETIMEDOUT;
}

static void call_receive(struct world *world, int slot, int flags)
{
    struct model *m = &world->models[slot];
    int message = 0;
    int size = recv(world->sockets[slot], (char *)&message, sizeof message, flags);
    int code = code_of(size);
    MUST(code == (m->open ? receive_code(m) : WSAENOTSOCK));
    if (code == 0) {
        MUST(size == sizeof message && message == m->queue[0]);
        if (flags == 0) {
            memmove(m->queue, m->queue + 1, (size_t)--m->queued * sizeof m->queue[0]);
        }
    }
}

static void call_member(struct world *world, int slot, unsigned what)
{
    struct model *m = &world->models[slot];
    int group = (int)(what / 2 % GROUPS), add = what % 2;
    struct ip_mreq request = {group_name(group).sin_addr, {.s_addr = htonl(0x7f000001)}};
    int code =
        code_of(setsockopt(world->sockets[slot], IPPROTO_IP, add ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP,
                           (const char *)&request, sizeof request));
    if (!m->open) {
        MUST(code == WSAENOTSOCK);
    } else if (m->member[group] != 2) { /* OP-05; the session's own membership is another matter */
        MUST((code == 0) == (m->member[group] != add));
        int dropped_before = !add && code == WSAEINVAL;
        MUST(code == 0 || code == WSAEADDRNOTAVAIL || dropped_before);
        m->member[group] = add;
    } else if (code == 0) {
        m->member[group] = add ? 2 : 0;
    }
}

static void call_control(struct world *world, int slot, unsigned what)
{
    struct model *m = &world->models[slot];
    u_long on = what % 2;
    int expected = !m->open ? WSAENOTSOCK : !on && m->selected ? WSAEINVAL : 0; /* EV-03 */
    MUST(code_of(ioctlsocket(world->sockets[slot], (long)FIONBIO, &on)) == expected);
    if (expected == 0) {
        m->nonblocking = (int)on;
    }
    u_long readable = 77;
    int code = code_of(ioctlsocket(world->sockets[slot], (long)FIONREAD, &readable));
    MUST(code == (m->open ? 0 : WSAENOTSOCK));
    MUST(code != 0 || m->shut_receive || readable == (m->queued > 0 ? sizeof(int) : 0)); /* IO-06 */
}

static void call_ttl(struct world *world, int slot, unsigned what)
{
    struct model *m = &world->models[slot];
    int ttl = (int)what * 3 - 100, read = -1, size = sizeof read, valid = ttl >= 0 && ttl <= 255;
    int code = code_of(
        setsockopt(world->sockets[slot], IPPROTO_IP, IP_MULTICAST_TTL, (const char *)&ttl, sizeof ttl));
    MUST(code == (!m->open ? WSAENOTSOCK : valid ? 0 : WSAEINVAL)); /* OP-01 */
    m->ttl = m->open && valid ? ttl : m->ttl;
    code = code_of(getsockopt(world->sockets[slot], IPPROTO_IP, IP_MULTICAST_TTL, (char *)&read, &size));
    MUST(code == (m->open ? 0 : WSAENOTSOCK));
    MUST(code != 0 || read == m->ttl);
}

static void call_names(struct world *world, int slot)
{
    const struct model *m = &world->models[slot];
    struct sockaddr_in name;
    int size = sizeof name;
    int code = code_of(getsockname(world->sockets[slot], (struct sockaddr *)&name, &size));
    MUST(code == (!m->open ? WSAENOTSOCK : m->bound ? 0 : WSAEINVAL));
    MUST(code != 0 || m->port < 0 || ntohs(name.sin_port) == PORT + m->port);
    size = sizeof name;
    code = code_of(getpeername(world->sockets[slot], (struct sockaddr *)&name, &size));
    MUST(code == (!m->open ? WSAENOTSOCK : m->connected ? 0 : WSAENOTCONN));
    MUST(code != 0 || name.sin_addr.s_addr == group_name(m->destination).sin_addr.s_addr);
}

static void call_shutdown(struct world *world, int slot, unsigned what)
{
    struct model *m = &world->models[slot];
    int how = (int)(what % 4);
    MUST(code_of(shutdown(world->sockets[slot], how)) == (!m->open ? WSAENOTSOCK : how == 3 ? WSAEINVAL : 0));
    if (m->open && how < 3) {
        m->shut_receive |= how != SD_SEND;
        m->shut_send |= how != SD_RECEIVE;
    }
}

static void call_select(struct world *world, int slot, struct input *input)
{
    struct model *m = &world->models[slot];
    WSAEVENT event = world->events[take(input) % EVENTS];
    long mask = (long)(take(input) & (FD_READ | FD_WRITE | FD_CONNECT | FD_CLOSE));
    int code = code_of(WSAEventSelect(world->sockets[slot], event, mask));
    MUST(code == (m->open ? 0 : WSAENOTSOCK));
    if (code == 0) {
        m->nonblocking = 1; /* EV-02 */
        m->selected = (int)mask;
    }
}

static void call_enumerate(struct world *world, int slot, unsigned what)
{
    const struct model *m = &world->models[slot];
    WSANETWORKEVENTS record = {0};
    int code =
        code_of(WSAEnumNetworkEvents(world->sockets[slot], what % 2 ? world->events[0] : NULL, &record));
    MUST(code == (m->open ? 0 : WSAENOTSOCK));
    MUST((record.lNetworkEvents & ~(long)m->selected) == 0);
    MUST((record.lNetworkEvents & FD_READ) == 0 || m->bound);
}

static void call_readable(struct world *world, int slot)
{
    const struct model *m = &world->models[slot];
    struct timeval none = {0, 0};
    fd_set set;
    FD_ZERO(&set);
    FD_SET(world->sockets[slot], &set);
    int result = select(0, &set, NULL, NULL, &none);
    MUST(m->open ? result >= 0 : code_of(result) == WSAENOTSOCK);
    MUST(!m->open || m->shut_receive || m->no_receive || result == (m->queued > 0));
}

static void close_slot(struct world *world, int slot)
{
    struct model *m = &world->models[slot];
    MUST(code_of(closesocket(world->sockets[slot])) == (m->open ? 0 : WSAENOTSOCK));
    m->open = 0;
}

static void restart(struct world *world)
{
    WSADATA data;
    MUST(WSACleanup() == 0);
    MUST(closesocket(world->sockets[0]) == SOCKET_ERROR && WSAGetLastError() == WSANOTINITIALISED);
    MUST(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    for (int i = 0; i < SLOTS; i++) {
        world->models[i].open = 0; /* SK-03 */
    }
}

static void call_seldom(struct world *world, int slot, struct input *input)
{
    switch (take(input) % 5) {
    case 0:
        call_shutdown(world, slot, take(input));
        break;
    case 1:
        restart(world);
        break;
    case 2:
        call_readable(world, slot);
        break;
    default:
        call_enumerate(world, slot, take(input));
    }
}

void world_call(struct world *world, struct input *input)
{
    unsigned first = take(input);
    int slot = (int)(first % SLOTS);
    switch (first / SLOTS % 16) {
    case 0:
    case 1:
        if (!world->models[slot].open) {
            MUST(open_socket(world, slot, first & 1) == 0);
        }
        break;
    case 2:
        close_slot(world, slot);
        break;
    case 3:
        call_bind(world, slot, take(input));
        break;
    case 4:
    case 5:
        call_join(world, slot, input);
        break;
    case 6:
    case 7:
        call_send(world, slot, take(input));
        break;
    case 8:
        call_receive(world, slot, 0);
        break;
    case 9:
        call_receive(world, slot, MSG_PEEK);
        break;
    case 10:
        call_member(world, slot, take(input));
        break;
    case 11:
        call_control(world, slot, take(input));
        break;
    case 12:
        call_ttl(world, slot, take(input));
        break;
    case 13:
        call_names(world, slot);
        break;
    case 14:
        call_select(world, slot, input);
        break;
    default:
        call_seldom(world, slot, input);
    }
}
