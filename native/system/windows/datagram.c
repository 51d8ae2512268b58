#include "system/datagram.h"

#include <stdatomic.h>
#include <string.h>

#include "ws2_interface.h"
#include "ws2_segment.h"

enum { LONGEST_DATAGRAM = 65535 };

/* An ICMP error for an earlier datagram must not become the error of a later call. */
static void forget_refusals(system_socket s)
{
    BOOL off = FALSE;
    DWORD size = 0;
    WSAIoctl(ws2_socket(s), SIO_UDP_CONNRESET, &off, sizeof off, NULL, 0, &size, NULL, NULL);
}

/*
 * IPv4's options name an interface by its index as 0.0.0.x, as Windows wants it, or by one of its addresses,
 * which is all that Wine takes. The options are tried with the index first and then with the address.
 */
static struct in_addr by_index(unsigned index)
{
    return (struct in_addr){.S_un = {.S_addr = htonl(index)}};
}

/* ---- sending ---- */

/* These return 0 or a code. */

static int aim_v4(system_socket s, const struct system_sender *wanted)
{
    struct in_addr address = by_index(wanted->interface_index);
    int code = ws2_code(ws2_set(s, IPPROTO_IP, IP_MULTICAST_IF, address.s_addr));
    if (code != 0 && ws2_interface_ipv4(wanted->interface_index, &address)) {
        code = ws2_code(ws2_set(s, IPPROTO_IP, IP_MULTICAST_IF, address.s_addr));
    }
    return code != 0 ? code : ws2_code(ws2_set(s, IPPROTO_IP, IP_MULTICAST_TTL, wanted->ttl));
}

static int aim_v6(system_socket s, const struct system_sender *wanted)
{
    int code = ws2_code(ws2_set(s, IPPROTO_IPV6, IPV6_MULTICAST_IF, wanted->interface_index));
    return code != 0 ? code : ws2_code(ws2_set(s, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, wanted->ttl));
}

static int open_to_group(system_socket s, const struct system_sender *wanted, union system_address *from)
{
    union system_address group = wanted->group;
    bool v4 = group.family == SYSTEM_IPV4;
    *from = wanted->from;
    if (!v4) {
        group.v6.scope = wanted->interface_index;
        from->v6.scope = system_address_is_link_local(from) ? wanted->interface_index : 0;
    }
    ws2_set(s, SOL_SOCKET, SO_SNDBUF, (DWORD)wanted->buffer);
    forget_refusals(s);
    int code = ws2_code(bind(ws2_socket(s), ws2_const_name(from), ws2_name_size(from)));
    code = code != 0 ? code : (v4 ? aim_v4 : aim_v6)(s, wanted);
    code = code != 0 ? code : ws2_code(connect(ws2_socket(s), ws2_const_name(&group), ws2_name_size(&group)));
    return code != 0 ? code : system_socket_local(s, from);
}

int system_datagram_open_sender(const struct system_sender *wanted, system_socket *made, uint16_t *port)
{
    system_socket s;
    union system_address from;
    int code = ws2_open(wanted->group.family, SOCK_DGRAM, &s);
    if (code != 0) {
        return code;
    }
    code = open_to_group(s, wanted, &from);
    if (code != 0) {
        system_socket_close(s);
        return code;
    }
    *made = s;
    *port = system_address_port(&from);
    return 0;
}

bool system_datagram_cuts(system_socket s)
{
    DWORD value = 0;
    int size = sizeof value;
    return getsockopt(ws2_socket(s), IPPROTO_UDP, WS2_SEND_MSG_SIZE, (char *)&value, &size) == 0;
}

uint32_t system_datagram_way_mtu(system_socket s)
{
    (void)s;
    return 0;
}

/* 0 or a code. */
static int send_train(system_socket s, const struct system_train *train)
{
    WSABUF parts[SYSTEM_TRAIN_PARTS_MOST];
    struct ws2_segment_control control;
    DWORD sent = 0;
    for (uint32_t i = 0; i < train->count; i++) {
        parts[i] = (WSABUF){(ULONG)train->parts[i].size, train->parts[i].bytes};
    }
    if (train->count == 1) {
        return ws2_code(WSASend(ws2_socket(s), parts, 1, &sent, 0, NULL, NULL));
    }
    WSAMSG message = {.lpBuffers = parts, .dwBufferCount = train->count};
    ws2_segment_put(&message, &control, (DWORD)train->parts[0].size);
    return ws2_code(WSASendMsg(ws2_socket(s), &message, 0, &sent, NULL, NULL));
}

static enum system_send why_unsent(const struct system_train *train, int code)
{
    switch (code) {
    case WSAEWOULDBLOCK:
        return SYSTEM_SEND_NO_ROOM;
    case WSAENOBUFS:
    case WSA_NOT_ENOUGH_MEMORY:
        return SYSTEM_SEND_LOST;
    case WSAEMSGSIZE:
        return train->count > 1 ? SYSTEM_SEND_UNCUT_SIZE : SYSTEM_SEND_BROKEN;
    case WSAEINVAL:
    case WSAEOPNOTSUPP:
    case WSAENOPROTOOPT:
    case WSAENOTCONN: /* WSASendMsg may not know a group as the default destination */
        return train->count > 1 ? SYSTEM_SEND_UNCUT : SYSTEM_SEND_BROKEN;
    default:
        return SYSTEM_SEND_BROKEN;
    }
}

enum system_send system_datagram_send(system_socket s, const struct system_train *trains, uint32_t count,
                                      uint32_t *sent)
{
    uint32_t most = count < SYSTEM_TRAINS_MOST ? count : SYSTEM_TRAINS_MOST;
    for (*sent = 0; *sent < most; ++*sent) {
        int code = send_train(s, &trains[*sent]);
        if (code != 0) {
            return *sent > 0 ? SYSTEM_SEND_DONE : why_unsent(&trains[0], code);
        }
    }
    return SYSTEM_SEND_DONE;
}

void system_datagram_wait(system_socket s, int64_t microseconds)
{
    fd_set room = {.fd_count = 1, .fd_array = {ws2_socket(s)}};
    struct timeval patience = {(long)(microseconds / 1000000), (long)(microseconds % 1000000)};
    select(0, NULL, &room, NULL, &patience);
}

/* ---- receiving ---- */

static int set_membership_v4(system_socket s, int option, const union system_address *group,
                             unsigned interface_index)
{
    struct ip_mreq membership = {.imr_interface = by_index(interface_index)};
    const char *value = (const char *)&membership;
    memcpy(&membership.imr_multiaddr, group->v4.host, sizeof membership.imr_multiaddr);
    int code = ws2_code(setsockopt(ws2_socket(s), IPPROTO_IP, option, value, sizeof membership));
    if (code != 0 && ws2_interface_ipv4(interface_index, &membership.imr_interface)) {
        code = ws2_code(setsockopt(ws2_socket(s), IPPROTO_IP, option, value, sizeof membership));
    }
    return code;
}

static int set_membership_v6(system_socket s, int option, const union system_address *group,
                             unsigned interface_index)
{
    struct ipv6_mreq membership = {.ipv6mr_interface = interface_index};
    memcpy(&membership.ipv6mr_multiaddr, group->v6.host, sizeof membership.ipv6mr_multiaddr);
    return ws2_code(
        setsockopt(ws2_socket(s), IPPROTO_IPV6, option, (const char *)&membership, sizeof membership));
}

void system_datagram_leave(system_socket s, const union system_address *group, unsigned interface_index)
{
    if (group->family == SYSTEM_IPV4) {
        set_membership_v4(s, IP_DROP_MEMBERSHIP, group, interface_index);
    } else {
        set_membership_v6(s, IPV6_DROP_MEMBERSHIP, group, interface_index);
    }
}

/*
 * Several processes of a host may receive from one group: they share the port. Windows does not bind a
 * group's address, and gives a socket only what it has joined itself.
 */
static int open_from_group(system_socket s, const union system_address *group, unsigned interface_index,
                           int buffer)
{
    union system_address at = system_address_any(group->family);
    system_address_set_port(&at, system_address_port(group));
    ws2_set(s, SOL_SOCKET, SO_REUSEADDR, TRUE);
    ws2_set(s, SOL_SOCKET, SO_RCVBUF, (DWORD)buffer);
    ws2_set(s, IPPROTO_UDP, WS2_RECV_MAX_COALESCED_SIZE, LONGEST_DATAGRAM); /* older systems do not know it */
    forget_refusals(s);
    int code = ws2_code(bind(ws2_socket(s), ws2_const_name(&at), ws2_name_size(&at)));
    if (code != 0) {
        return code;
    }
    return group->family == SYSTEM_IPV4 ? set_membership_v4(s, IP_ADD_MEMBERSHIP, group, interface_index)
                                        : set_membership_v6(s, IPV6_ADD_MEMBERSHIP, group, interface_index);
}

uint32_t system_datagram_holds(system_socket s)
{
    DWORD bytes = 0;
    int size = sizeof bytes;
    return getsockopt(ws2_socket(s), SOL_SOCKET, SO_RCVBUF, (char *)&bytes, &size) == 0 ? bytes : 0;
}

int system_datagram_open_receiver(const union system_address *group, unsigned interface_index, int buffer,
                                  system_socket *made)
{
    system_socket s;
    int code = ws2_open(group->family, SOCK_DGRAM, &s);
    if (code != 0) {
        return code;
    }
    code = open_from_group(s, group, interface_index, buffer);
    if (code != 0) {
        system_socket_close(s);
        return code;
    }
    *made = s;
    return 0;
}

/* Asks for it once, because it is the same for all UDP sockets of ws2_32. Returns NULL if there is none. */
static LPFN_WSARECVMSG receive_function(system_socket s)
{
    static _Atomic(LPFN_WSARECVMSG) known;
    LPFN_WSARECVMSG function = atomic_load_explicit(&known, memory_order_acquire);
    GUID id = WSAID_WSARECVMSG;
    DWORD size = 0;
    if (function == NULL && WSAIoctl(ws2_socket(s), SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id,
                                     &function, sizeof function, &size, NULL, NULL) == 0) {
        atomic_store_explicit(&known, function, memory_order_release);
    }
    return function;
}

/* Returns whether the system hands over datagrams together on this socket, as open_from_group has asked. */
static bool coalesces(system_socket s)
{
    DWORD value = 0;
    int size = sizeof value;
    return getsockopt(ws2_socket(s), IPPROTO_UDP, WS2_RECV_MAX_COALESCED_SIZE, (char *)&value, &size) == 0 &&
           value != 0;
}

static int receive_together(system_socket s, LPFN_WSARECVMSG receive, struct system_message *message,
                            DWORD *size)
{
    struct ws2_segment_control control[2];
    WSABUF room = {(ULONG)message->room, (char *)message->bytes};
    WSAMSG what = {.name = ws2_name(&message->source),
                   .namelen = sizeof message->source,
                   .lpBuffers = &room,
                   .dwBufferCount = 1,
                   .Control = {.len = sizeof control, .buf = (char *)control}};
    int code = ws2_code(receive(ws2_socket(s), &what, size, NULL, NULL));
    message->each = code == 0 ? ws2_segment_size(&what.Control) : 0;
    return code;
}

static int receive_one(system_socket s, struct system_message *message, DWORD *size)
{
    int from_size = sizeof message->source;
    int received = recvfrom(ws2_socket(s), (char *)message->bytes, (int)message->room, 0,
                            ws2_name(&message->source), &from_size);
    *size = received < 0 ? 0 : (DWORD)received;
    message->each = 0;
    return received < 0 ? WSAGetLastError() : 0;
}

uint32_t system_datagram_receive(system_socket s, struct system_message *messages, uint32_t count)
{
    LPFN_WSARECVMSG receive = coalesces(s) ? receive_function(s) : NULL;
    uint32_t most = count < SYSTEM_MESSAGES_MOST ? count : SYSTEM_MESSAGES_MOST, got = 0;
    while (got < most) {
        struct system_message *message = &messages[got];
        DWORD size = 0;
        message->source = system_address_any(SYSTEM_NO_FAMILY);
        int code =
            receive != NULL ? receive_together(s, receive, message, &size) : receive_one(s, message, &size);
        if (code != 0 && code != WSAEMSGSIZE) {
            break;
        }
        message->size = code == 0 ? size : message->room + 1; /* longer: by how much is not known */
        got++;
    }
    return got;
}
