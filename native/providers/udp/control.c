#define _GNU_SOURCE /* struct in6_pktinfo */
#include "control.h"

#include <string.h>
#include <time.h>

#include <joinleaf/ws_ext.h>

#include "system/linux/os_option.h"
#include "system/linux/os_segment.h"
#include "system/linux/os_time.h"

_Static_assert(sizeof(WSACMSGHDR) == sizeof(struct cmsghdr), "control data have one layout");
_Static_assert(sizeof(IN6_PKTINFO) == sizeof(struct in6_pktinfo), "IPv6 packet information has one layout");

/* What a piece of control data contains. */
enum content {
    V4_PACKET,
    V6_PACKET,
    NUMBER,
    ECN, /* the lower two bits of a number, of which another row has the whole */
    TIME
};

enum { ECN_BITS = 3, ECN_CONGESTED = 3 };

/* One row for each kind of control data. given: the kernel gives it with a received datagram. taken: the
 * kernel takes it with a datagram to send. What IP_RECVTTL asks for has the type IP_TTL. Up to Windows 10,
 * version 1607, the type was IP_HOPLIMIT (OP-06). */
static const struct row {
    int ws_level, ws_type;
    int level, type;
    enum content content;
    bool given, taken;
    size_t taken_size; /* of a number, when Linux takes it */
    uint32_t asked;    /* the bit of the state that says whether the program wants it; 0: the kernel knows */
} rows[] = {
    {WS_IPPROTO_IP, WS_IP_PKTINFO, IPPROTO_IP, IP_PKTINFO, V4_PACKET, true, true, 0, UDP_PACKET_INFO_V4},
    {WS_IPPROTO_IP, WS_IP_TTL, IPPROTO_IP, IP_TTL, NUMBER, true, true, sizeof(int), 0},
    {WS_IPPROTO_IP, WS_IP_HOPLIMIT, IPPROTO_IP, IP_TTL, NUMBER, false, true, sizeof(int), 0},
    {WS_IPPROTO_IP, WS_IP_TOS, IPPROTO_IP, IP_TOS, NUMBER, true, true, sizeof(int), UDP_TOS_V4},
    {WS_IPPROTO_IP, WS_IP_ECN, IPPROTO_IP, IP_TOS, ECN, true, true, sizeof(int), UDP_ECN_V4},
    {WS_IPPROTO_IPV6, WS_IPV6_PKTINFO, IPPROTO_IPV6, IPV6_PKTINFO, V6_PACKET, true, true, 0,
     UDP_PACKET_INFO_V6},
    {WS_IPPROTO_IPV6, WS_IPV6_HOPLIMIT, IPPROTO_IPV6, IPV6_HOPLIMIT, NUMBER, true, true, sizeof(int), 0},
    {WS_IPPROTO_IPV6, WS_IPV6_TCLASS, IPPROTO_IPV6, IPV6_TCLASS, NUMBER, true, true, sizeof(int), UDP_TOS_V6},
    {WS_IPPROTO_IPV6, WS_IPV6_ECN, IPPROTO_IPV6, IPV6_TCLASS, ECN, true, true, sizeof(int), UDP_ECN_V6},
    {WS_SOL_SOCKET, WS_SO_TIMESTAMP, SOL_SOCKET, SO_TIMESTAMPNS, TIME, true, false, 0, 0},
    {WS_IPPROTO_UDP, UDP_COALESCED_INFO, IPPROTO_UDP, UDP_GRO, NUMBER, true, false, 0, 0},
    {WS_IPPROTO_UDP, UDP_SEND_MSG_SIZE, IPPROTO_UDP, UDP_SEGMENT, NUMBER, false, true, sizeof(uint16_t), 0},
};

/* Returns the row behind `row`, or the first (NULL), for a piece that the kernel gave and the program wants. */
static const struct row *next_row_of_linux(const struct row *row, const struct cmsghdr *piece, uint32_t state)
{
    for (row = row == NULL ? rows : row + 1; row < rows + sizeof rows / sizeof *rows; row++) {
        if (row->given && row->level == piece->cmsg_level && row->type == piece->cmsg_type &&
            (row->asked == 0 || (state & row->asked) != 0)) {
            return row;
        }
    }
    return NULL;
}

static const struct row *row_of_winsock(const WSACMSGHDR *piece)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].taken && rows[i].ws_level == piece->cmsg_level && rows[i].ws_type == piece->cmsg_type) {
            return &rows[i];
        }
    }
    return NULL;
}

/* A number comes in one byte, two or four; Winsock's has four. */
static INT read_number(const unsigned char *data, size_t size)
{
    INT number = 0;
    memcpy(&number, data, size < sizeof number ? size : sizeof number); /* both systems are little-endian */
    return number;
}

/*
 * The kernel tells the time of day. Winsock wants a count of QueryPerformanceCounter (windows.h), whose clock
 * nobody sets. Both clocks are read here; a thread that loses the processor meanwhile would tell a time that
 * is wrong by that, so it reads them again.
 */
static UINT64 performance_count(const unsigned char *data)
{
    enum { MOST_READINGS = 8, CLOSE_NS = 20 * OS_MICROSECOND };
    struct timespec came, day;
    int64_t came_count = 0, closest = INT64_MAX;
    memcpy(&came, data, sizeof came);
    for (int i = 0; i < MOST_READINGS && closest > CLOSE_NS; i++) {
        int64_t before = os_time_now();
        clock_gettime(CLOCK_REALTIME, &day);
        int64_t took = os_time_now() - before;
        if (took < closest) {
            int64_t ago = os_nanoseconds(&day) - os_nanoseconds(&came);
            came_count = before - (ago > 0 ? ago : 0); /* the time of day may have been set back */
            closest = took;
        }
    }
    return (UINT64)came_count;
}

/* Converts the data of one piece from Linux' form to Winsock's; returns their size. */
static size_t content_out(const struct row *row, const struct cmsghdr *piece,
                          unsigned char data[sizeof(IN6_PKTINFO)])
{
    const unsigned char *from = CMSG_DATA(piece);
    if (row->content == V4_PACKET) {
        struct in_pktinfo told;
        memcpy(&told, from, sizeof told);
        IN_PKTINFO info = {.ipi_addr.s_addr = told.ipi_addr.s_addr, .ipi_ifindex = (ULONG)told.ipi_ifindex};
        memcpy(data, &info, sizeof info);
        return sizeof info;
    }
    if (row->content == V6_PACKET) {
        memcpy(data, from, sizeof(IN6_PKTINFO));
        return sizeof(IN6_PKTINFO);
    }
    if (row->content == TIME) {
        UINT64 count = performance_count(from);
        memcpy(data, &count, sizeof count);
        return sizeof count;
    }
    INT number = read_number(from, piece->cmsg_len - CMSG_LEN(0));
    number = row->content == ECN ? number & ECN_BITS : number;
    memcpy(data, &number, sizeof number);
    return sizeof number;
}

/* Writes one piece. Returns false if there is no room for it. */
static bool piece_out(const struct row *row, const struct cmsghdr *piece, const WSABUF *control, size_t *used)
{
    unsigned char data[sizeof(IN6_PKTINFO)];
    size_t size = content_out(row, piece, data);
    if (*used + WSA_CMSG_SPACE(size) > control->len) {
        return false;
    }
    WSACMSGHDR header = {
        .cmsg_len = WSA_CMSG_LEN(size), .cmsg_level = row->ws_level, .cmsg_type = row->ws_type};
    memcpy(control->buf + *used, &header, sizeof header);
    memcpy(control->buf + *used + WSA_CMSG_LEN(0), data, size);
    *used += WSA_CMSG_SPACE(size);
    return true;
}

/* Linux tells at both levels where a datagram of IPv4 came to. Windows tells a socket that has asked at both
 * once, at IPPROTO_IP (OP-13). */
static bool is_told_twice(const struct cmsghdr *piece, uint32_t state)
{
    if ((state & UDP_PACKET_INFO_V4) == 0 || piece->cmsg_level != IPPROTO_IPV6 ||
        piece->cmsg_type != IPV6_PKTINFO) {
        return false;
    }
    struct in6_pktinfo told;
    memcpy(&told, CMSG_DATA(piece), sizeof told);
    return IN6_IS_ADDR_V4MAPPED(&told.ipi6_addr);
}

bool udp_control_out(const struct msghdr *message, uint32_t state, WSABUF *control)
{
    size_t used = 0;
    bool fits = true;
    struct msghdr walked = *message;
    for (struct cmsghdr *piece = CMSG_FIRSTHDR(&walked); piece != NULL && fits;
         piece = CMSG_NXTHDR(&walked, piece)) {
        if (is_told_twice(piece, state)) {
            continue;
        }
        const struct row *row = NULL;
        while (fits && (row = next_row_of_linux(row, piece, state)) != NULL) {
            fits = piece_out(row, piece, control, &used);
        }
    }
    control->len = (ULONG)used;
    return fits && (message->msg_flags & MSG_CTRUNC) == 0;
}

/* Puts the socket's own mark to the bits. Returns false for what is none, or only a router may say. */
static bool add_mark(const struct udp_socket *socket, const struct row *row, unsigned char data[sizeof(INT)])
{
    INT ecn, mark = 0;
    memcpy(&ecn, data, sizeof ecn);
    if (ecn < 0 || ecn >= ECN_CONGESTED || os_number_get(socket->fd, row->level, row->type, &mark) != 0) {
        return false;
    }
    mark = (mark & ~ECN_BITS) | ecn;
    memcpy(data, &mark, sizeof mark);
    return true;
}

/* Converts the data of one piece from Winsock's form to Linux'; returns their size, or 0 if malformed. */
static size_t content_in(const struct row *row, const char *from, size_t size,
                         unsigned char data[sizeof(IN6_PKTINFO)])
{
    if (row->content == V4_PACKET) {
        IN_PKTINFO info;
        if (size != sizeof info) {
            return 0;
        }
        memcpy(&info, from, sizeof info);
        struct in_pktinfo wanted = {.ipi_ifindex = (int)info.ipi_ifindex,
                                    .ipi_spec_dst.s_addr = info.ipi_addr.s_addr};
        memcpy(data, &wanted, sizeof wanted);
        return sizeof wanted;
    }
    if (size != (row->content == V6_PACKET ? sizeof(IN6_PKTINFO) : sizeof(INT))) {
        return 0;
    }
    memcpy(data, from, size);
    return row->content == V6_PACKET ? size : row->taken_size;
}

/* A socket for both families (IPV6_V6ONLY off) takes control data of both levels, each for the datagrams of
 * its version: Linux passes over the other's. */
static bool is_foreign(const struct udp_socket *socket, const struct row *row)
{
    if (row->level == IPPROTO_IPV6) {
        return socket->family != AF_INET6;
    }
    return row->level == IPPROTO_IP && socket->family == AF_INET6 && !udp_is_dual(socket);
}

int udp_control_in(const struct udp_socket *socket, const WSABUF *control, struct msghdr *message)
{
    message->msg_controllen = 0;
    char *to = message->msg_control;
    size_t at = 0;
    while (at + sizeof(WSACMSGHDR) <= control->len) {
        WSACMSGHDR header;
        memcpy(&header, control->buf + at, sizeof header);
        const struct row *row = row_of_winsock(&header);
        if (row == NULL || is_foreign(socket, row) || header.cmsg_len < WSA_CMSG_LEN(0) ||
            header.cmsg_len > control->len - at) {
            return WSAEINVAL;
        }
        unsigned char data[sizeof(IN6_PKTINFO)] = {0};
        size_t size =
            content_in(row, control->buf + at + WSA_CMSG_LEN(0), header.cmsg_len - WSA_CMSG_LEN(0), data);
        if (size == 0 || (row->content == ECN && !add_mark(socket, row, data)) ||
            message->msg_controllen + CMSG_SPACE(size) > sizeof(union udp_control)) {
            return WSAEINVAL;
        }
        struct cmsghdr piece = {.cmsg_len = CMSG_LEN(size), .cmsg_level = row->level, .cmsg_type = row->type};
        memset(to, 0, CMSG_SPACE(size));
        memcpy(to, &piece, sizeof piece);
        memcpy(to + CMSG_LEN(0), data, size);
        to += CMSG_SPACE(size);
        message->msg_controllen += CMSG_SPACE(size);
        at += WSA_CMSGHDR_ALIGN(header.cmsg_len);
    }
    return 0;
}

static bool names_source(const struct msghdr *message)
{
    struct msghdr walked = *message;
    for (struct cmsghdr *piece = CMSG_FIRSTHDR(&walked); piece != NULL; piece = CMSG_NXTHDR(&walked, piece)) {
        if ((piece->cmsg_level == IPPROTO_IP && piece->cmsg_type == IP_PKTINFO) ||
            (piece->cmsg_level == IPPROTO_IPV6 && piece->cmsg_type == IPV6_PKTINFO)) {
            return true;
        }
    }
    return false;
}

/* Linux itself respects the zone of node-local and link-local groups, and ignores that of all others. */
unsigned udp_control_zone(const union os_address *to)
{
    bool zoned = to != NULL && to->any.sa_family == AF_INET6 && to->v6.sin6_scope_id != 0 &&
                 IN6_IS_ADDR_MULTICAST(&to->v6.sin6_addr) && !IN6_IS_ADDR_MC_LINKLOCAL(&to->v6.sin6_addr) &&
                 !IN6_IS_ADDR_MC_NODELOCAL(&to->v6.sin6_addr);
    return zoned ? to->v6.sin6_scope_id : 0;
}

bool udp_control_has_way(uint32_t state, const union os_address *to)
{
    return (state & UDP_WIDENED) != 0 || udp_control_zone(to) != 0;
}

/* A link-local source means nothing without its interface; for other sources the system chooses it. */
void udp_control_add_way(const struct udp_socket *socket, uint32_t state, const union os_address *to,
                         const struct udp_way *beside, struct msghdr *message)
{
    bool widened = (state & UDP_WIDENED) != 0;
    unsigned zone = beside != NULL ? beside->index : udp_control_zone(to);
    if (names_source(message)) {
        return; /* the caller's own choice comes first */
    }
    unsigned char data[sizeof(struct in6_pktinfo)];
    size_t size;
    int family = beside != NULL ? beside->family : socket->family;
    if (family == AF_INET) {
        struct in_pktinfo from = {.ipi_spec_dst = socket->local.v4.sin_addr};
        if (beside != NULL) {
            from = (struct in_pktinfo){.ipi_ifindex = (int)beside->index, .ipi_spec_dst = beside->source};
        }
        size = sizeof from;
        memcpy(data, &from, size);
    } else {
        struct in6_pktinfo from = {.ipi6_addr = widened ? socket->local.v6.sin6_addr : in6addr_any,
                                   .ipi6_ifindex = zone != 0 ? zone : socket->local.v6.sin6_scope_id};
        size = sizeof from;
        memcpy(data, &from, size);
    }
    if (message->msg_controllen + CMSG_SPACE(size) > sizeof(union udp_control)) {
        return;
    }
    char *end = (char *)message->msg_control + message->msg_controllen;
    struct cmsghdr piece = {.cmsg_len = CMSG_LEN(size),
                            .cmsg_level = family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6,
                            .cmsg_type = family == AF_INET ? IP_PKTINFO : IPV6_PKTINFO};
    memset(end, 0, CMSG_SPACE(size));
    memcpy(end, &piece, sizeof piece);
    memcpy(end + CMSG_LEN(0), data, size);
    message->msg_controllen += CMSG_SPACE(size);
}

size_t udp_control_segment(const struct msghdr *message)
{
    struct msghdr walked = *message;
    for (struct cmsghdr *piece = CMSG_FIRSTHDR(&walked); piece != NULL; piece = CMSG_NXTHDR(&walked, piece)) {
        if (piece->cmsg_level == IPPROTO_UDP && piece->cmsg_type == UDP_SEGMENT) {
            uint16_t size;
            memcpy(&size, CMSG_DATA(piece), sizeof size);
            return size;
        }
    }
    return 0;
}

/* Of a datagram for a broadcast address the kernel tells an address of this host besides. It does not when
 * the datagram was queued before it was asked; then there is no interface either. */
static DWORD cast_of_v4(const struct in_pktinfo *told)
{
    in_addr_t to = told->ipi_addr.s_addr;
    if (IN_MULTICAST(ntohl(to))) {
        return WS_MSG_MCAST;
    }
    bool broadcast =
        to == htonl(INADDR_BROADCAST) || (told->ipi_ifindex != 0 && told->ipi_spec_dst.s_addr != to);
    return broadcast ? WS_MSG_BCAST : 0;
}

DWORD udp_control_cast(const struct msghdr *message)
{
    DWORD cast = 0;
    struct msghdr walked = *message;
    for (struct cmsghdr *piece = CMSG_FIRSTHDR(&walked); piece != NULL; piece = CMSG_NXTHDR(&walked, piece)) {
        if (piece->cmsg_level == IPPROTO_IP && piece->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo told;
            memcpy(&told, CMSG_DATA(piece), sizeof told);
            cast |= cast_of_v4(&told);
        } else if (piece->cmsg_level == IPPROTO_IPV6 && piece->cmsg_type == IPV6_PKTINFO &&
                   *CMSG_DATA(piece) == 0xff) {
            cast |= WS_MSG_MCAST;
        }
    }
    return cast;
}
