/* op_message.c - WSARecvMsg and WSASendMsg: packet information (OP-06), segmentation and coalescing by the
 * system (OP-09).
 */
#include "op.h"

#include <mstcpip.h>
#include <mswsock.h>

/* mingw-w64's WSA_CMSG_ macros mix signs. */
#pragma GCC diagnostic ignored "-Wsign-conversion"

#ifndef UDP_SEND_MSG_SIZE /* newer than some headers */
#define UDP_SEND_MSG_SIZE           2
#define UDP_RECV_MAX_COALESCED_SIZE 3
#define UDP_COALESCED_INFO          3
#endif

#ifndef IP_RECVECN
#define IP_RECVECN   50
#define IPV6_RECVECN 50
#endif

#ifndef SIO_TIMESTAMPING
#define SIO_TIMESTAMPING _WSAIOW(IOC_VENDOR, 235)
typedef struct {
    ULONG Flags;
    USHORT TxTimestampsBuffered;
} TIMESTAMPING_CONFIG;
#define TIMESTAMPING_FLAG_RX 0x1
#define TIMESTAMPING_FLAG_TX 0x2
#endif
#ifndef SO_TIMESTAMP
#define SO_TIMESTAMP 0x300A
#endif

#define SEGMENT  500
#define SEGMENTS 6

struct received {
    WSAMSG message;
    WSABUF buffer;
    struct name from;
    union {
        WSACMSGHDR header;
        char bytes[256];
    } control;
    char bytes[SEGMENT * SEGMENTS];
    DWORD size;
};

static LPFN_WSARECVMSG receive_function(SOCKET s)
{
    GUID id = WSAID_WSARECVMSG;
    LPFN_WSARECVMSG function = NULL;
    DWORD got = 0;
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &function, sizeof function,
                            &got, NULL, NULL));
    return function;
}

static int receive(SOCKET s, struct received *received)
{
    LPFN_WSARECVMSG function = receive_function(s);
    memset(received, 0, sizeof *received);
    received->buffer = (WSABUF){sizeof received->bytes, received->bytes};
    received->message = (WSAMSG){.name = SA(received->from),
                                 .namelen = sizeof received->from.storage,
                                 .lpBuffers = &received->buffer,
                                 .dwBufferCount = 1,
                                 .Control = {sizeof received->control, received->control.bytes}};
    return function ? function(s, &received->message, &received->size, NULL, NULL) : SOCKET_ERROR;
}

/* The first piece of control data of that kind, or NULL. */
static const void *piece(struct received *received, int level, int type)
{
    WSAMSG *message = &received->message;
    for (WSACMSGHDR *at = WSA_CMSG_FIRSTHDR(message); at; at = WSA_CMSG_NXTHDR(message, at)) {
        if (at->cmsg_level == level && at->cmsg_type == type)
            return WSA_CMSG_DATA(at);
    }
    return NULL;
}

/* A socket for both families that asks at both levels is told once where each datagram came to. */
static void packet_information_of_both(void)
{
    struct name any = name_any(AF_INET6, port_free(AF_INET6));
    struct name four = name_ipv4("127.0.0.1", name_port(&any));
    struct name six = name_loopback(AF_INET6, name_port(&any));
    SOCKET both = WSASocketW(AF_INET6, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0), mouth = plain_open(AF_INET);
    SOCKET mouth6 = plain_open(AF_INET6);
    LPFN_WSARECVMSG function = receive_function(both);
    struct received received;
    CHECK_SUCCEEDS(set_int(both, IPPROTO_IPV6, IPV6_V6ONLY, 0));
    CHECK_SUCCEEDS(socket_receive_timeout(both, RECEIVE_MS));
    CHECK_SUCCEEDS(socket_bind(both, &any));
    CHECK_SUCCEEDS(set_int(both, IPPROTO_IPV6, IPV6_PKTINFO, 1));
    CHECK_SUCCEEDS(set_int(both, IPPROTO_IP, IP_PKTINFO, 1));
    for (int of_four = 1; of_four >= 0; of_four--) {
        CHECK_EQ(say_to(of_four ? mouth : mouth6, "once", of_four ? &four : &six), 4);
        memset(&received, 0, sizeof received);
        received.buffer = (WSABUF){sizeof received.bytes, received.bytes};
        received.message = (WSAMSG){.name = SA(received.from),
                                    .namelen = sizeof received.from.storage,
                                    .lpBuffers = &received.buffer,
                                    .dwBufferCount = 1,
                                    .Control = {WSA_CMSG_SPACE(sizeof(IN6_PKTINFO)), received.control.bytes}};
        MUST(CHECK_SUCCEEDS(function(both, &received.message, &received.size, NULL, NULL)));
        CHECK_EQ(received.message.dwFlags, 0);
        CHECK_EQ(received.from.storage.ss_family, AF_INET6);
        CHECK_EQ(piece(&received, IPPROTO_IP, IP_PKTINFO) != NULL, of_four);
        CHECK_EQ(piece(&received, IPPROTO_IPV6, IPV6_PKTINFO) != NULL, !of_four);
    }
    closesocket(both);
    closesocket(mouth);
    closesocket(mouth6);
}

void packet_information(int family)
{
    if (family == AF_INET)
        packet_information_of_both();
    struct name group = name_group(family, 80, port_free(family));
    SOCKET member = member_open(family, &group, JL_RECEIVER_ONLY), sender = plain_open(family);
    struct received received;
    CHECK_SUCCEEDS(set_int(member, ip_level(family), ip_option(family, IP_PKTINFO, IPV6_PKTINFO), 1));
    CHECK_EQ(get_int(member, ip_level(family), ip_option(family, IP_PKTINFO, IPV6_PKTINFO)), 1);
    CHECK_EQ(say_to(sender, "information", &group), 11);
    MUST(CHECK_SUCCEEDS(receive(member, &received)));
    CHECK_EQ(received.size, 11);
    CHECK(memcmp(received.bytes, "information", 11) == 0);
    CHECK_EQ(received.message.dwFlags & MSG_MCAST, MSG_MCAST);
    CHECK_EQ(received.from.storage.ss_family, family);
    const void *found = piece(&received, ip_level(family), ip_option(family, IP_PKTINFO, IPV6_PKTINFO));
    MUST(CHECK(found != NULL));
    if (family == AF_INET) {
        IN_PKTINFO info;
        memcpy(&info, found, sizeof info);
        CHECK_EQ(info.ipi_ifindex, LOOPBACK_INDEX);
        CHECK(memcmp(&info.ipi_addr, &((struct sockaddr_in *)SA(group))->sin_addr, sizeof info.ipi_addr) ==
              0);
    } else {
        IN6_PKTINFO info;
        memcpy(&info, found, sizeof info);
        CHECK_EQ(info.ipi6_ifindex, LOOPBACK_INDEX);
        CHECK(memcmp(&info.ipi6_addr, &((struct sockaddr_in6 *)SA(group))->sin6_addr,
                     sizeof info.ipi6_addr) == 0);
    }
    CHECK_EQ(say_to(sender, "cut", &group), 3);
    LPFN_WSARECVMSG function = receive_function(member);
    received.buffer.len = 2;
    received.message.Control.len = 0;
    received.message.dwFlags = 0;
    CHECK_FAILS(function(member, &received.message, &received.size, NULL, NULL), WSAEMSGSIZE);
    CHECK(received.message.dwFlags & MSG_TRUNC);
    CHECK(received.message.dwFlags & MSG_CTRUNC);
    CHECK_FAILS(function(INVALID_SOCKET, &received.message, &received.size, NULL, NULL), WSAENOTSOCK);
}

/* Room for one piece of control data. */
struct piece {
    WSACMSGHDR header;
    union {
        IN_PKTINFO v4;
        IN6_PKTINFO v6;
        INT number;
        char bytes[32];
    } data;
};

static int send_with(SOCKET s, const struct name *to, WSABUF *buffer, struct piece *piece, size_t size)
{
    GUID id = WSAID_WSASENDMSG;
    LPFN_WSASENDMSG function = NULL;
    DWORD got = 0, sent = 0;
    CHECK_SUCCEEDS(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &function, sizeof function,
                            &got, NULL, NULL));
    piece->header.cmsg_len = WSA_CMSG_LEN(size);
    WSAMSG message = {.name = (struct sockaddr *)&to->storage,
                      .namelen = to->length,
                      .lpBuffers = buffer,
                      .dwBufferCount = 1,
                      .Control = {(ULONG)WSA_CMSG_SPACE(size), (char *)piece}};
    return function && function(s, &message, 0, &sent, NULL, NULL) == 0 ? (int)sent : SOCKET_ERROR;
}

/* To an address of IPv4, from one of IPv4, on a socket for both families. */
static void packet_source_of_both(void)
{
    struct name self = name_ipv4("127.0.0.1", port_free(AF_INET)), from;
    struct name source = name_ipv4("127.0.0.7", 0), mapped = name_ipv6("::ffff:7f00:1", name_port(&self), 0);
    SOCKET s = plain_open(AF_INET), both = WSASocketW(AF_INET6, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0);
    WSABUF buffer = {4, "both"};
    struct piece piece = {.header = {.cmsg_level = IPPROTO_IP, .cmsg_type = IP_PKTINFO}};
    memcpy(&piece.data.v4.ipi_addr, &((struct sockaddr_in *)SA(source))->sin_addr, 4);
    CHECK_SUCCEEDS(socket_bind(s, &self));
    CHECK_FAILS(send_with(both, &mapped, &buffer, &piece, sizeof piece.data.v4), WSAEINVAL);
    SOCKET other = WSASocketW(AF_INET6, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0);
    CHECK_SUCCEEDS(set_int(other, IPPROTO_IPV6, IPV6_V6ONLY, 0));
    CHECK_EQ(send_with(other, &mapped, &buffer, &piece, sizeof piece.data.v4), 4);
    CHECK_HEARS_FROM(s, "both", &from);
    name_set_port(&source, name_port(&from));
    CHECK(name_is(&from, &source));
}

/* The sender's interface and address, given with the datagram. */
void packet_source(int family)
{
    struct name group = name_group(family, 82, port_free(family)), from;
    SOCKET member = member_open(family, &group, JL_RECEIVER_ONLY);
    SOCKET sender = WSASocketW(family, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0);
    WSABUF buffer = {6, "source"};
    struct piece piece = {
        .header = {.cmsg_level = ip_level(family), .cmsg_type = ip_option(family, IP_PKTINFO, IPV6_PKTINFO)}};
    struct name self = family == AF_INET ? name_ipv4("127.0.0.7", 0) : name_loopback(family, 0);
    if (family == AF_INET) {
        memcpy(&piece.data.v4.ipi_addr, &((struct sockaddr_in *)SA(self))->sin_addr, 4);
        piece.data.v4.ipi_ifindex = LOOPBACK_INDEX;
    } else {
        memcpy(&piece.data.v6.ipi6_addr, &((struct sockaddr_in6 *)SA(self))->sin6_addr, 16);
        piece.data.v6.ipi6_ifindex = LOOPBACK_INDEX;
    }
    size_t size = family == AF_INET ? sizeof piece.data.v4 : sizeof piece.data.v6;
    CHECK_EQ(send_with(sender, &group, &buffer, &piece, size), 6);
    CHECK_HEARS_FROM(member, "source", &from);
    name_set_port(&self, name_port(&from));
    CHECK(name_is(&from, &self));
    piece.header.cmsg_type = 4711;
    CHECK_FAILS(send_with(sender, &group, &buffer, &piece, size), WSAEINVAL);
    if (family == AF_INET6)
        packet_source_of_both();
}

/* The mark of one datagram, given with it. */
void packet_mark(int family)
{
    struct name group = name_group(family, 84, port_free(family));
    SOCKET member = member_open(family, &group, JL_RECEIVER_ONLY), sender = plain_open(family);
    struct received received;
    WSABUF buffer = {6, "marked"};
    struct piece mark_wanted = {
        .header = {.cmsg_level = ip_level(family), .cmsg_type = ip_option(family, IP_TOS, IPV6_TCLASS)},
        .data = {.number = 46 << 2}};
    CHECK_SUCCEEDS(set_int(member, ip_level(family), ip_option(family, IP_RECVTOS, IPV6_RECVTCLASS), 1));
    CHECK_EQ(send_with(sender, &group, &buffer, &mark_wanted, sizeof mark_wanted.data.number), 6);
    CHECK_EQ(say_to(sender, "plain", &group), 5);
    for (int mark = 46 << 2; mark >= 0; mark -= 46 << 2) {
        INT told = -1;
        MUST(CHECK_SUCCEEDS(receive(member, &received)));
        const void *found = piece(&received, ip_level(family), ip_option(family, IP_TOS, IPV6_TCLASS));
        MUST(CHECK(found != NULL));
        memcpy(&told, found, sizeof told);
        CHECK_EQ(told, mark);
    }
}

static void check_number(struct received *received, int level, int type, INT wanted)
{
    INT told = -1;
    const void *found = piece(received, level, type);
    MUST(CHECK(found != NULL));
    memcpy(&told, found, sizeof told);
    CHECK_EQ(told, wanted);
}

/* The bits of congestion notification, beside the mark, as the page on ECN has it. */
void packet_congestion(int family)
{
    int level = ip_level(family), ecn = ip_option(family, IP_ECN, IPV6_ECN);
    int asked = ip_option(family, IP_RECVECN, IPV6_RECVECN), tos = ip_option(family, IP_TOS, IPV6_TCLASS);
    struct name group = name_group(family, 85, port_free(family));
    SOCKET member = member_open(family, &group, JL_RECEIVER_ONLY), sender = plain_open(family);
    struct received received;
    WSABUF buffer = {3, "ecn"};
    struct piece wanted = {.header = {.cmsg_level = level, .cmsg_type = ecn}, .data = {.number = 2}};
    CHECK_EQ(get_int(member, level, asked), 0);
    CHECK_SUCCEEDS(set_int(member, level, asked, 1));
    CHECK_EQ(get_int(member, level, asked), 1);
    CHECK_SUCCEEDS(set_int(sender, level, tos, 46 << 2));
    CHECK_EQ(send_with(sender, &group, &buffer, &wanted, sizeof wanted.data.number), 3);
    CHECK_EQ(say_to(sender, "plain", &group), 5);
    MUST(CHECK_SUCCEEDS(receive(member, &received)));
    check_number(&received, level, ecn, 2);
    CHECK(piece(&received, level, tos) == NULL); /* that was not asked for */
    MUST(CHECK_SUCCEEDS(receive(member, &received)));
    check_number(&received, level, ecn, 0);
    wanted.data.number = 3; /* congestion is for routers to tell */
    CHECK_FAILS(send_with(sender, &group, &buffer, &wanted, sizeof wanted.data.number), WSAEINVAL);

    CHECK_SUCCEEDS(set_int(member, level, ip_option(family, IP_RECVTOS, IPV6_RECVTCLASS), 1));
    wanted.data.number = 1;
    CHECK_EQ(send_with(sender, &group, &buffer, &wanted, sizeof wanted.data.number), 3);
    MUST(CHECK_SUCCEEDS(receive(member, &received)));
    check_number(&received, level, ecn, 1);
    check_number(&received, level, tos, 46 << 2 | 1);
    CHECK_SUCCEEDS(set_int(member, level, asked, 0));
    CHECK_EQ(say_to(sender, "mark", &group), 4);
    MUST(CHECK_SUCCEEDS(receive(member, &received)));
    check_number(&received, level, tos, 46 << 2);
    CHECK(piece(&received, level, ecn) == NULL);
}

/* The time to live that a datagram came with, and of one datagram, given with it. */
void packet_hops(int family)
{
    struct name group = name_group(family, 86, port_free(family));
    SOCKET member = member_open(family, &group, JL_RECEIVER_ONLY), sender = plain_open(family);
    struct received received;
    WSABUF buffer = {4, "hops"};
    struct piece wanted = {
        .header = {.cmsg_level = ip_level(family), .cmsg_type = ip_option(family, IP_TTL, IPV6_HOPLIMIT)},
        .data = {.number = 9}};
    CHECK_SUCCEEDS(set_int(member, ip_level(family), ip_option(family, IP_RECVTTL, IPV6_HOPLIMIT), 1));
    CHECK_SUCCEEDS(
        set_int(sender, ip_level(family), ip_option(family, IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS), 3));
    CHECK_EQ(say_to(sender, "hops", &group), 4);
    CHECK_EQ(send_with(sender, &group, &buffer, &wanted, sizeof wanted.data.number), 4);
    for (int hops = 3; hops <= 9; hops += 6) {
        INT told = -1;
        MUST(CHECK_SUCCEEDS(receive(member, &received)));
        const void *found = piece(&received, ip_level(family), ip_option(family, IP_TTL, IPV6_HOPLIMIT));
        MUST(CHECK(found != NULL));
        memcpy(&told, found, sizeof told);
        CHECK_EQ(told, hops);
    }
}

static int timestamping(SOCKET s, ULONG flags, DWORD size)
{
    TIMESTAMPING_CONFIG config = {.Flags = flags};
    DWORD got = 0;
    return WSAIoctl(s, SIO_TIMESTAMPING, &config, size, NULL, 0, &got, NULL, NULL);
}

/* When a datagram came, by the clock of QueryPerformanceCounter. */
void packet_time(int family)
{
    struct name here = name_loopback(family, 0);
    SOCKET s = plain_open(family);
    struct received received;
    LARGE_INTEGER before, after;
    UINT64 came = 0;
    CHECK_SUCCEEDS(socket_bind(s, &here));
    here = name_of(s);
    CHECK_FAILS(timestamping(s, TIMESTAMPING_FLAG_RX, 2), WSAEFAULT);
    CHECK_FAILS(timestamping(s, 4, sizeof(TIMESTAMPING_CONFIG)), WSAEINVAL);
    CHECK_FAILS(timestamping(s, TIMESTAMPING_FLAG_TX, sizeof(TIMESTAMPING_CONFIG)), WSAEOPNOTSUPP);
    CHECK_SUCCEEDS(timestamping(s, TIMESTAMPING_FLAG_RX, sizeof(TIMESTAMPING_CONFIG)));
    QueryPerformanceCounter(&before);
    CHECK_EQ(say_to(s, "when", &here), 4);
    QueryPerformanceCounter(&after);
    MUST(CHECK_SUCCEEDS(receive(s, &received)));
    const void *found = piece(&received, SOL_SOCKET, SO_TIMESTAMP);
    MUST(CHECK(found != NULL));
    memcpy(&came, found, sizeof came);
    LARGE_INTEGER second;
    QueryPerformanceFrequency(&second);
    LONGLONG tolerance = second.QuadPart / 1000; /* two clocks are read one after the other */
    CHECK((LONGLONG)came >= before.QuadPart - tolerance && (LONGLONG)came <= after.QuadPart + tolerance);
    CHECK_SUCCEEDS(timestamping(s, 0, sizeof(TIMESTAMPING_CONFIG)));
    CHECK_EQ(say_to(s, "more", &here), 4);
    MUST(CHECK_SUCCEEDS(receive(s, &received)));
    CHECK(piece(&received, SOL_SOCKET, SO_TIMESTAMP) == NULL);
}

static void segmented_once(int family)
{
    struct name group = name_group(family, 83, port_free(family));
    SOCKET member = member_open(family, &group, JL_RECEIVER_ONLY), sender = plain_open(family);
    char bytes[SEGMENT * SEGMENTS] = "once";
    WSABUF buffer = {sizeof bytes, bytes};
    struct piece piece = {.header = {.cmsg_level = IPPROTO_UDP, .cmsg_type = UDP_SEND_MSG_SIZE},
                          .data = {.number = SEGMENT}};
    CHECK_EQ(send_with(sender, &group, &buffer, &piece, sizeof piece.data.number), sizeof bytes);
    for (int i = 0; i < SEGMENTS; i++)
        CHECK_EQ(recv(member, bytes, (int)sizeof bytes, 0), SEGMENT);
}

static void segmented(int family)
{
    segmented_once(family);
    struct name group = name_group(family, 81, port_free(family));
    SOCKET plain = member_open(family, &group, JL_RECEIVER_ONLY);
    SOCKET coalescing = member_open(family, &group, JL_RECEIVER_ONLY), sender = plain_open(family);
    struct received received;
    char bytes[SEGMENT * SEGMENTS] = "segments";
    CHECK_EQ(get_int(sender, IPPROTO_UDP, UDP_SEND_MSG_SIZE), 0);
    CHECK_EQ(get_int(coalescing, IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE), 0);
    CHECK_SUCCEEDS(set_int(sender, IPPROTO_UDP, UDP_SEND_MSG_SIZE, SEGMENT));
    CHECK_EQ(get_int(sender, IPPROTO_UDP, UDP_SEND_MSG_SIZE), SEGMENT);
    CHECK_FAILS(set_int(sender, IPPROTO_UDP, UDP_SEND_MSG_SIZE, 65536), WSAEINVAL);
    CHECK_SUCCEEDS(set_int(coalescing, IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE, 65535));
    CHECK_EQ(get_int(coalescing, IPPROTO_UDP, UDP_RECV_MAX_COALESCED_SIZE), 65535);
    CHECK_EQ(sendto(sender, bytes, (int)sizeof bytes, 0, SA(group), group.length), sizeof bytes);
    for (int i = 0; i < SEGMENTS; i++)
        CHECK_EQ(recv(plain, bytes, (int)sizeof bytes, 0), SEGMENT);
    size_t total = 0;
    while (total < sizeof bytes) { /* how much comes at once is the system's affair */
        MUST(CHECK_SUCCEEDS(receive(coalescing, &received)));
        const void *found = piece(&received, IPPROTO_UDP, UDP_COALESCED_INFO);
        DWORD size = SEGMENT;
        if (found)
            memcpy(&size, found, sizeof size);
        CHECK(found != NULL || received.size == SEGMENT);
        CHECK_EQ(size, SEGMENT);
        total += received.size;
    }
    CHECK_EQ(total, sizeof bytes);
}

SHARED_RULE(OP_09, "segmentation and coalescing by the system")
{
    SOCKET s = plain_open(AF_INET);
    WSASetLastError(0);
    if (set_int(s, IPPROTO_UDP, UDP_SEND_MSG_SIZE, 0) != 0 && WSAGetLastError() == WSAENOPROTOOPT) {
        lacks_say("UDP_SEND_MSG_SIZE");
        return;
    }
    NEEDS_JOIN_LEAF();
    each_family(segmented);
}
