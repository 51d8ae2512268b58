/* seen.c - what real Windows was seen to do, against a page or a first reading (the last section of
 * rules.md). */
#include "op.h"

#include <mswsock.h>

/* What is recorded after a moment; if something is to be, after as many moments as a busy machine takes. */
static WSANETWORKEVENTS enumerated(SOCKET s, WSAEVENT event, int is_expected)
{
    WSANETWORKEVENTS events;
    memset(&events, 0, sizeof events);
    for (int i = 0; i == 0 || (is_expected && i < RECEIVE_MS / 50 && events.lNetworkEvents == 0); i++) {
        host_sleep_ms(50);
        CHECK_SUCCEEDS(WSAEnumNetworkEvents(s, event, &events));
    }
    return events;
}

RULE(EV_06b, "selecting again records nothing anew; what is newly selected, or was not read, is recorded")
{
    struct name name = name_loopback(AF_INET, 0);
    SOCKET s = plain_open(AF_INET), mouth = plain_open(AF_INET);
    WSAEVENT event = WSACreateEvent();
    CHECK_SUCCEEDS(socket_bind(s, &name));
    name = name_of(s);
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_READ | FD_WRITE));
    CHECK_EQ(enumerated(s, event, 1).lNetworkEvents, FD_WRITE);
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_READ | FD_WRITE));
    CHECK_EQ(enumerated(s, event, 0).lNetworkEvents, 0);
    CHECK_SUCCEEDS(WSAEventSelect(s, event, 0));
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_READ | FD_WRITE));
    CHECK_EQ(enumerated(s, event, 0).lNetworkEvents, 0);
    CHECK_EQ(say_to(mouth, "one", &name), 3);
    CHECK_EQ(enumerated(s, event, 1).lNetworkEvents, FD_READ);
    CHECK_SUCCEEDS(WSAEventSelect(s, event, 0));
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_READ));
    CHECK_EQ(enumerated(s, event, 0).lNetworkEvents, 0);
    CHECK_HEARS(s, "one");
    /* Came while it was not selected. */
    CHECK_SUCCEEDS(WSAEventSelect(s, event, 0));
    CHECK_EQ(say_to(mouth, "two", &name), 3);
    host_sleep_ms(50);
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_READ));
    CHECK_EQ(enumerated(s, event, 1).lNetworkEvents, FD_READ);
    CHECK_HEARS(s, "two");
    /* Came and went while it was not selected. */
    CHECK_SUCCEEDS(WSAEventSelect(s, event, 0));
    CHECK_EQ(say_to(mouth, "three", &name), 5);
    CHECK_HEARS(s, "three");
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_READ));
    CHECK_EQ(enumerated(s, event, 0).lNetworkEvents, 0);
}

static void told_of_peer(int family, unsigned port)
{
    struct name name = name_loopback(family, port), peer;
    SOCKET s = plain_open(family);
    WSAEVENT event = WSACreateEvent();
    CHECK_SUCCEEDS(WSAEventSelect(s, event, FD_CONNECT | FD_READ | FD_WRITE));
    CHECK_EQ(enumerated(s, event, 0).lNetworkEvents, 0);
    CHECK_SUCCEEDS(WSAConnect(s, SA(name), name.length, NULL, NULL, NULL, NULL));
    WSANETWORKEVENTS events = enumerated(s, event, 1);
    CHECK_EQ(events.lNetworkEvents, FD_CONNECT | FD_WRITE);
    CHECK_EQ(events.iErrorCode[FD_CONNECT_BIT], 0);
    CHECK_EQ(enumerated(s, event, 0).lNetworkEvents, 0);
    peer = name_peer(s);
    CHECK(name_is(&peer, &name));
    CHECK_EQ(say(s, "x"), 1);
}

RULE(EV_07b, "connect of a datagram socket is told as FD_CONNECT and FD_WRITE, whatever the port")
{
    told_of_peer(AF_INET, 9);
    told_of_peer(AF_INET, 0); /* nobody can be there, and it is not asked */
    told_of_peer(AF_INET6, 0);
}

RULE(SK_05b, "AF_UNSPEC needs a protocol; one of another type is no protocol of the type")
{
    CHECK_FAILS(socket(AF_UNSPEC, SOCK_DGRAM, 0), WSAEINVAL);
    CHECK_FAILS(socket(AF_UNSPEC, 77, 0), WSAEINVAL);
    CHECK_FAILS(socket(AF_UNSPEC, 0, 0), WSAEINVAL);
    CHECK_FAILS(socket(AF_UNSPEC, 77, IPPROTO_UDP), WSAESOCKTNOSUPPORT);
    CHECK_FAILS(socket(99, 77, IPPROTO_UDP), WSAESOCKTNOSUPPORT);
    CHECK_FAILS(socket(99, SOCK_DGRAM, 199), WSAEAFNOSUPPORT);
    CHECK_FAILS(socket(AF_INET, 0, 199), WSAEPROTONOSUPPORT);
    CHECK_FAILS(socket(AF_INET, SOCK_DGRAM, IPPROTO_TCP), WSAEPROTONOSUPPORT);
    CHECK_FAILS(socket(AF_INET6, SOCK_DGRAM, IPPROTO_TCP), WSAEPROTONOSUPPORT);
    SOCKET s = socket(AF_UNSPEC, 0, IPPROTO_UDP);
    CHECK_SUCCEEDS(s);
    CHECK_EQ(get_int(s, SOL_SOCKET, SO_TYPE), SOCK_DGRAM);
}

COLD_RULE(SK_02b, "WSAStartup: the version before the pointer; the limits that version 1 is told")
{
    WSADATA data;
    CHECK_EQ(WSAStartup(0, NULL), WSAVERNOTSUPPORTED);
    CHECK_EQ(WSAStartup(MAKEWORD(2, 2), NULL), WSAEFAULT);
    memset(&data, 0xff, sizeof data);
    CHECK_EQ(WSAStartup(MAKEWORD(1, 1), &data), 0);
    CHECK_EQ(data.iMaxSockets, 32767);
    CHECK_EQ(data.iMaxUdpDg, 65467);
    CHECK_EQ(WSACleanup(), 0);
    CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0);
    CHECK_EQ(data.iMaxSockets, 0);
    CHECK_EQ(data.iMaxUdpDg, 0);
    CHECK_EQ(WSACleanup(), 0);
}

RULE(SK_13, "WSADuplicateSocket: handle, process, pointer")
{
    WSAPROTOCOL_INFOA narrow;
    SOCKET s = plain_open(AF_INET);
    CHECK_FAILS(WSADuplicateSocketA(0, 0, NULL), WSAENOTSOCK);
    CHECK_FAILS(WSADuplicateSocketA(s, 0, NULL), WSAEINVAL);
    CHECK_FAILS(WSADuplicateSocketA(s, ~(DWORD)0, &narrow), WSAEINVAL);
    CHECK_FAILS(WSADuplicateSocketW(s, 0, NULL), WSAEINVAL);
}

static int last_error_after(int result)
{
    int code = WSAGetLastError();
    CHECK(result >= 0);
    WSASetLastError(4711);
    return code;
}

RULE(ER_01b, "calls on sockets that succeed set the last error to 0")
{
    struct name name = name_loopback(AF_INET, 0);
    char byte;
    WSASetLastError(4711);
    SOCKET s = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    CHECK_EQ(last_error_after(s == INVALID_SOCKET ? -1 : 0), 0);
    CHECK_SUCCEEDS(socket_bind(s, &name));
    name = name_of(s);
    WSASetLastError(4711);
    CHECK_EQ(last_error_after(sendto(s, "x", 1, 0, SA(name), name.length)), 0);
    CHECK_EQ(last_error_after(recvfrom(s, &byte, 1, 0, NULL, NULL)), 0);
    CHECK_EQ(last_error_after(set_int(s, SOL_SOCKET, SO_BROADCAST, 1)), 0);
    CHECK_EQ(last_error_after(get_int(s, SOL_SOCKET, SO_BROADCAST)), 0);
}

/* From loopback, so that it stays there. */
static void broadcast_peer(const char *address)
{
    struct name here = name_loopback(AF_INET, 0), any = name_any(AF_INET, 0);
    SOCKET s = plain_open(AF_INET), ear = plain_open(AF_INET);
    struct sockaddr nowhere;
    memset(&nowhere, 0, sizeof nowhere);
    CHECK_SUCCEEDS(socket_bind(s, &here));
    CHECK_SUCCEEDS(socket_bind(ear, &any));
    any = name_of(ear);
    struct name all = name_ipv4(address, name_port(&any)), one = name_loopback(AF_INET, name_port(&any));
    CHECK_FAILS(say_to(s, "all", &all), WSAEACCES);
    CHECK_SUCCEEDS(connect(s, SA(all), all.length));
    for (int asked = 0; asked < 2; asked++) {
        CHECK_EQ(get_int(s, SOL_SOCKET, SO_BROADCAST), 0);
        CHECK_FAILS(say_to(s, "all", &all), WSAEACCES);
        CHECK_EQ(say(s, "peer"), 4);
        CHECK_HEARS(ear, "peer");
        CHECK_EQ(say_to(s, "one", &one), 3);
        CHECK_HEARS(ear, "one");
        CHECK_SUCCEEDS(set_int(s, SOL_SOCKET, SO_BROADCAST, 1));
        CHECK_EQ(say_to(s, "asked", &all), 5);
        CHECK_HEARS(ear, "asked");
        CHECK_SUCCEEDS(set_int(s, SOL_SOCKET, SO_BROADCAST, 0));
    }
    CHECK_SUCCEEDS(connect(s, &nowhere, (int)sizeof nowhere));
    CHECK_FAILS(say_to(s, "all", &all), WSAEACCES);
    CHECK_SUCCEEDS(connect(s, SA(all), all.length));
    CHECK_SUCCEEDS(connect(s, SA(one), one.length));
    CHECK_FAILS(say_to(s, "all", &all), WSAEACCES);
    CHECK_QUIET(ear);
}

static struct sockaddr_in6 name_in6(const struct name *name)
{
    struct sockaddr_in6 in6;
    memcpy(&in6, &name->storage, sizeof in6);
    return in6;
}

/* An own IPv6 address: its scope need not be given, and must be right. */
static void bind_scoped(struct name *own)
{
    static const unsigned bogus = 0xabacab;
    SOCKET s = plain_open(AF_INET6), other = plain_open(AF_INET6);
    struct sockaddr_in6 wanted = name_in6(own), told = wanted;
    unsigned scope = wanted.sin6_scope_id;
    wanted.sin6_scope_id = bogus;
    CHECK_FAILS(bind(s, (struct sockaddr *)&wanted, (int)sizeof wanted), WSAEADDRNOTAVAIL);
    wanted.sin6_scope_id = 0;
    CHECK_SUCCEEDS(bind(s, (struct sockaddr *)&wanted, (int)sizeof wanted));
    struct name bound_name = name_of(s);
    told = name_in6(&bound_name);
    CHECK(memcmp(&told.sin6_addr, &wanted.sin6_addr, sizeof told.sin6_addr) == 0);
    CHECK_EQ(told.sin6_scope_id, scope);
    CHECK_SUCCEEDS(socket_bind(other, own));
}

/* How many of this host's IPv6 addresses were bound to that are, or are not, link-local. */
static int bind_own(int link_local)
{
    SOCKET s = plain_open(AF_INET6);
    union {
        SOCKET_ADDRESS_LIST list;
        char room[8192];
    } own;
    DWORD got = 0;
    int count = 0;
    if (!CHECK_SUCCEEDS(WSAIoctl(s, SIO_ADDRESS_LIST_QUERY, NULL, 0, &own, sizeof own, &got, NULL, NULL)))
        return 0;
    const SOCKET_ADDRESS *addresses = own.list.Address; /* as many as are counted, not the one declared */
    for (INT i = 0; i < own.list.iAddressCount; i++) {
        struct name name = {.length = addresses[i].iSockaddrLength};
        memcpy(&name.storage, addresses[i].lpSockaddr, (size_t)name.length);
        struct sockaddr_in6 in6 = name_in6(&name);
        if ((IN6_IS_ADDR_LINKLOCAL(&in6.sin6_addr) != 0) == link_local) {
            bind_scoped(&name);
            count++;
        }
    }
    return count;
}

/* The wildcard is no peer, with and without a port; the peer that there is stays. */
static void wildcard_peer(int family, const char *mapped)
{
    struct name ear_name = name_loopback(family, 0);
    struct name wildcard = name_any(family, 9), none = name_any(family, 0);
    SOCKET s = plain_open(family), ear = plain_open(family);
    CHECK_SUCCEEDS(socket_bind(ear, &ear_name));
    ear_name = name_of(ear);
    if (mapped) {
        CHECK_SUCCEEDS(set_int(s, IPPROTO_IPV6, IPV6_V6ONLY, 0));
        wildcard = name_ipv6(mapped, 9, 0);
        CHECK_FAILS(say_to(s, "x", &wildcard), WSAEADDRNOTAVAIL);
    }
    CHECK_FAILS(connect(s, SA(wildcard), wildcard.length), WSAEADDRNOTAVAIL);
    CHECK_FAILS(getpeername(s, SA(none), &none.length), WSAENOTCONN);
    CHECK_SUCCEEDS(connect(s, SA(ear_name), ear_name.length));
    CHECK_FAILS(connect(s, SA(wildcard), wildcard.length), WSAEADDRNOTAVAIL);
    CHECK_FAILS(connect(s, SA(none), none.length), WSAEADDRNOTAVAIL);
    CHECK_EQ(say(s, "still"), 5);
    CHECK_HEARS(ear, "still");
    closesocket(s);
    closesocket(ear);
}

RULE(ER_02b, "bind and connect to the broadcast address and the wildcard; connect with AF_UNSPEC")
{
    wildcard_peer(AF_INET, NULL);
    wildcard_peer(AF_INET6, NULL);
    wildcard_peer(AF_INET6, "::ffff:0:0");
    broadcast_peer("255.255.255.255");
    broadcast_peer("127.255.255.255");
    struct name six = name_loopback(AF_INET6, 0);
    bind_scoped(&six);
    bind_own(0);
    int found = bind_own(1);
    for (int i = 0; network == NETWORK_ROUTED && found == 0 && i < HANG_MS / 100; i++) {
        host_sleep_ms(100); /* until nobody else has it */
        found = bind_own(1);
    }
    CHECK(found > 0 || network != NETWORK_ROUTED);
    struct name broadcast = name_ipv4("255.255.255.255", 0), peer = name_loopback(AF_INET, 9);
    SOCKET s = plain_open(AF_INET);
    CHECK_FAILS(socket_bind(s, &broadcast), WSAEADDRNOTAVAIL);
    name_set_port(&broadcast, 9);
    CHECK_FAILS(say_to(s, "all", &broadcast), WSAEACCES); /* wherever routes lead */
    CHECK_SUCCEEDS(connect(s, SA(peer), peer.length));
    CHECK(name_peer(s).length > 0);
    struct sockaddr nowhere;
    memset(&nowhere, 0, sizeof nowhere);
    CHECK_SUCCEEDS(connect(s, &nowhere, (int)sizeof nowhere));
    CHECK_FAILS(say(s, "x"), WSAENOTCONN);
    peers_one_after_another();
}

RULE(ER_03b, "getpeername without a peer is WSAENOTCONN before its pointers are looked at")
{
    struct name peer = name_loopback(AF_INET, 9), room;
    SOCKET s = plain_open(AF_INET);
    int length = 0;
    CHECK_FAILS(getpeername(s, NULL, NULL), WSAENOTCONN);
    CHECK_SUCCEEDS(connect(s, SA(peer), peer.length));
    CHECK_FAILS(getpeername(s, NULL, NULL), WSAEFAULT);
    CHECK_FAILS(getpeername(s, SA(room), &length), WSAEFAULT);
    CHECK_EQ(length, 0);
}

static int extension(SOCKET s, GUID id, void *function, DWORD size)
{
    DWORD got = 0;
    return WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, function, size, &got, NULL, NULL);
}

static void hears_cast(LPFN_WSARECVMSG receive, SOCKET s, DWORD flags)
{
    char bytes[8], control[64];
    WSABUF buffer = {sizeof bytes, bytes};
    WSAMSG message = {NULL, 0, &buffer, 1, {sizeof control, control}, 0};
    DWORD got = 0;
    CHECK_SUCCEEDS(receive(s, &message, &got, NULL, NULL));
    CHECK_EQ(message.dwFlags, flags);
    CHECK_EQ(message.Control.len, 0); /* nothing was asked for */
}

/* On loopback 127.255.255.255 is the broadcast address. */
static void told_cast(int family)
{
    struct name group = name_group(family, 77, port_free(family)), any = name_any(family, name_port(&group));
    struct name self = name_loopback(family, name_port(&group));
    SOCKET s = plain_open(family), sender = plain_open(family);
    struct group_req request = {.gr_interface = LOOPBACK_INDEX, .gr_group = group.storage};
    LPFN_WSARECVMSG receive = NULL;
    MUST(CHECK_SUCCEEDS(extension(s, (GUID)WSAID_WSARECVMSG, &receive, sizeof receive)));
    CHECK_SUCCEEDS(socket_bind(s, &any));
    CHECK_SUCCEEDS(
        setsockopt(s, ip_level(family), MCAST_JOIN_GROUP, (const char *)&request, (int)sizeof request));
    CHECK_EQ(say_to(sender, "group", &group), 5);
    hears_cast(receive, s, MSG_MCAST);
    CHECK_EQ(say_to(sender, "self", &self), 4);
    hears_cast(receive, s, 0);
    int option = ip_option(family, IP_PKTINFO, IPV6_PKTINFO);
    CHECK_EQ(get_int(s, ip_level(family), option), 0);
    CHECK_SUCCEEDS(set_int(s, ip_level(family), option, 1));
    CHECK_EQ(get_int(s, ip_level(family), option), 1);
    CHECK_SUCCEEDS(set_int(s, ip_level(family), option, 0));
    CHECK_EQ(say_to(sender, "group", &group), 5);
    hears_cast(receive, s, MSG_MCAST);
    if (family == AF_INET) {
        struct name all = name_ipv4("127.255.255.255", name_port(&group));
        CHECK_SUCCEEDS(set_int(sender, SOL_SOCKET, SO_BROADCAST, 1));
        CHECK_EQ(say_to(sender, "all", &all), 3);
        hears_cast(receive, s, MSG_BCAST);
    }
    closesocket(s);
    closesocket(sender);
}

RULE(IO_11, "WSASendMsg and WSARecvMsg: no count pointer; control data that do not fit")
{
    struct name name = name_loopback(AF_INET, 0), any;
    SOCKET s = plain_open(AF_INET), mouth = plain_open(AF_INET);
    LPFN_WSARECVMSG receive = NULL;
    LPFN_WSASENDMSG send_message = NULL;
    char bytes[8] = "control", control[1];
    WSABUF buffer = {7, bytes};
    DWORD got = 0;
    CHECK_SUCCEEDS(socket_bind(s, &name));
    name = name_of(s);
    MUST(CHECK_SUCCEEDS(extension(s, (GUID)WSAID_WSARECVMSG, &receive, sizeof receive)));
    MUST(CHECK_SUCCEEDS(extension(s, (GUID)WSAID_WSASENDMSG, &send_message, sizeof send_message)));
    WSAMSG message = {SA(name), name.length, &buffer, 1, {0, NULL}, 0};
    CHECK_FAILS(send_message(mouth, &message, 0, NULL, NULL, NULL), WSAEFAULT);
    CHECK_FAILS(send_message(mouth, NULL, 0, &got, NULL, NULL), WSAEFAULT);
    any = name_of(mouth); /* the first of them has bound it */
    CHECK(any.length > 0 && name_port(&any) != 0);
    CHECK_SUCCEEDS(set_int(s, IPPROTO_IP, IP_PKTINFO, 1));
    CHECK_EQ(say_to(mouth, "control", &name), 7);
    message = (WSAMSG){NULL, 0, &buffer, 1, {sizeof control, control}, 0};
    CHECK_FAILS(receive(s, &message, NULL, NULL, NULL), WSAEFAULT);
    CHECK_FAILS(receive(s, NULL, &got, NULL, NULL), WSAEFAULT);
    CHECK_FAILS(receive(s, &message, &got, NULL, NULL), WSAEMSGSIZE);
    CHECK_EQ(got, 7);
    CHECK_EQ(message.dwFlags, MSG_CTRUNC);
    each_family(told_cast);
}

RULE(SE_04b, "select: a socket that is closed meanwhile is in the read set")
{
    struct name any = name_loopback(AF_INET, 0);
    SOCKET first = plain_open(AF_INET), second = plain_open(AF_INET);
    CHECK_SUCCEEDS(socket_bind(first, &any));
    CHECK_SUCCEEDS(socket_bind(second, &any));
    struct ended_wait ended = closed_under_select(first, 1, HANG_MS);
    CHECK_EQ(ended.result, 1);
    CHECK(ended.left);
    ended = closed_under_select(second, 0, HANG_MS);
    CHECK_EQ(ended.result, SOCKET_ERROR);
    CHECK_IS_CODE(ended.code, WSAENOTSOCK);
    CHECK(!ended.left);
}

RULE(SE_06b, "WSAPoll: no array, sockets that are none")
{
    SOCKET s = plain_open(AF_INET), gone = plain_open(AF_INET);
    struct name any = name_loopback(AF_INET, 0);
    CHECK_SUCCEEDS(socket_bind(s, &any));
    CHECK_SUCCEEDS(closesocket(gone));
    CHECK_FAILS(WSAPoll(NULL, 0, 0), WSAEINVAL);
    CHECK_FAILS(WSAPoll(NULL, 1, 0), WSAEFAULT);
    WSAPOLLFD two[2] = {{INVALID_SOCKET, POLLERR, 77}, {s, POLLIN, 77}};
    CHECK_EQ(WSAPoll(two, 2, 0), 0);
    CHECK_EQ(two[0].revents, POLLNVAL);
    CHECK_EQ(two[1].revents, 0);
    two[0] = (WSAPOLLFD){gone, POLLIN, 77};
    two[1] = (WSAPOLLFD){s, POLLIN | POLLOUT, 77};
    CHECK_EQ(WSAPoll(two, 2, 0), 1);
    CHECK_EQ(two[0].revents, POLLNVAL);
    CHECK_EQ(two[1].revents, POLLWRNORM);
    CHECK_FAILS(WSAPoll(two, 1, 0), WSAENOTSOCK);
    CHECK_EQ(two[0].revents, POLLNVAL);
}

RULE(SE_08, "select: a socket twice in a set is one; two sets may be one")
{
    struct timeval none = {0, 0};
    SOCKET s = plain_open(AF_INET), other = plain_open(AF_INET);
    fd_set set;
    set.fd_count = 2;
    set.fd_array[0] = set.fd_array[1] = s;
    CHECK_EQ(select(0, NULL, &set, NULL, &none), 1);
    CHECK_EQ(set.fd_count, 1);
    FD_SET(other, &set);
    CHECK_EQ(select(0, &set, &set, NULL, &none), 2);
    CHECK(FD_ISSET(s, &set) && FD_ISSET(other, &set));
}

RULE(NA_16, "getaddrinfo takes an IPv6 address in brackets")
{
    struct addrinfo *found = NULL, hints;
    memset(&hints, 0, sizeof hints);
    hints.ai_flags = AI_NUMERICHOST;
    CHECK_EQ(getaddrinfo("[::1]", "5", &hints, &found), 0);
    if (found) {
        CHECK_EQ(found->ai_family, AF_INET6);
        CHECK_EQ(((struct sockaddr_in6 *)(void *)found->ai_addr)->sin6_port, htons(5));
        freeaddrinfo(found);
    }
    CHECK(getaddrinfo("[::1", "5", &hints, &found) != 0);
    hints.ai_flags = 0;
    CHECK_EQ(getaddrinfo("[::1]:99", "5", &hints, &found), 0); /* that port does not count */
    if (found) {
        CHECK_EQ(((struct sockaddr_in6 *)(void *)found->ai_addr)->sin6_port, htons(5));
        freeaddrinfo(found);
    }
}

RULE(IP_02b, "an unbound JL_BOTH sender joins where the group's port is held without sharing")
{
    NEEDS_JOIN_LEAF();
    struct name group = name_group(AF_INET, 77, port_free(AF_INET)),
                any = name_any(AF_INET, name_port(&group));
    SOCKET receiver = leaf_open(AF_INET), sender = leaf_open(AF_INET);
    CHECK_SUCCEEDS(socket_bind(receiver, &any));
    CHECK_EQ(join(receiver, &group, JL_RECEIVER_ONLY), receiver);
    CHECK_EQ(join(sender, &group, JL_BOTH), sender);
    struct name own = name_of(sender);
    CHECK(name_port(&own) != name_port(&group));
    CHECK_EQ(say(sender, "beside"), 6);
    CHECK_HEARS(receiver, "beside");
    SOCKET deaf = leaf_open(AF_INET);
    CHECK_FAILS(join(deaf, &group, JL_RECEIVER_ONLY), WSAEADDRINUSE);
}

enum { DEFAULT, REUSE, EXCLUSIVE, KINDS };

/* kind, at the wildcard or at loopback; 0 or the code of bind. */
static int bound(SOCKET s, int kind, int any, unsigned port)
{
    struct name name = any ? name_any(AF_INET, port) : name_loopback(AF_INET, port);
    if (kind == REUSE)
        CHECK_SUCCEEDS(set_int(s, SOL_SOCKET, SO_REUSEADDR, 1));
    if (kind == EXCLUSIVE)
        CHECK_SUCCEEDS(set_int(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1));
    return socket_bind(s, &name) == 0 ? 0 : WSAGetLastError();
}

RULE(IP_13, "who may bind a port that another has: SO_REUSEADDR and SO_EXCLUSIVEADDRUSE")
{
    enum { OK = 0, INUSE = WSAEADDRINUSE, DENIED = WSAEACCES };
    static const int table[2 * KINDS][2 * KINDS] = {
        /* second, at the wildcard and at an address; first likewise */
        {INUSE, OK, INUSE, OK, INUSE, OK},          {OK, INUSE, OK, INUSE, DENIED, INUSE},
        {DENIED, OK, OK, OK, DENIED, OK},           {OK, DENIED, OK, OK, DENIED, DENIED},
        {INUSE, INUSE, INUSE, INUSE, INUSE, INUSE}, {OK, INUSE, OK, INUSE, DENIED, INUSE},
    };
    char words[64];
    for (int second = 0; second < 2 * KINDS; second++) {
        for (int first = 0; first < 2 * KINDS; first++) {
            unsigned port = port_free(AF_INET);
            SOCKET one = plain_open(AF_INET), two = plain_open(AF_INET);
            snprintf(words, sizeof words, "first %d, second %d", first, second);
            check_context(words);
            CHECK_EQ(bound(one, first / 2, first % 2 == 0, port), 0);
            CHECK_IS_CODE(bound(two, second / 2, second % 2 == 0, port), table[second][first]);
            CHECK_SUCCEEDS(closesocket(one));
            CHECK_SUCCEEDS(closesocket(two));
        }
    }
    check_context(NULL);
}

AREA(SEEN, &rule_SK_02b, &rule_SK_05b, &rule_SK_13, &rule_IP_02b, &rule_IP_13, &rule_EV_06b, &rule_EV_07b,
     &rule_SE_04b, &rule_SE_06b, &rule_SE_08, &rule_IO_11, &rule_ER_01b, &rule_ER_02b, &rule_ER_03b,
     &rule_NA_16);
