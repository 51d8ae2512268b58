/* talk.c - sockets, joins and datagrams for the rules; see net.h. */
#include "conformance.h"

int socket_bind(SOCKET s, const struct name *name)
{
    return bind(s, (const struct sockaddr *)&name->storage, name->length);
}

int socket_share(SOCKET s)
{
    BOOL on = TRUE;
    return setsockopt(s, SOL_SOCKET, SO_REUSEADDR, (const char *)&on, (int)sizeof on);
}

int socket_interface(SOCKET s, int family, unsigned interface_index)
{
    DWORD value = interface_index;
    if (family == AF_INET6)
        return setsockopt(s, IPPROTO_IPV6, IPV6_MULTICAST_IF, (const char *)&value, (int)sizeof value);
    struct name address = name_ipv4(interface_index == SECOND_INDEX ? SECOND_IPV4 : "127.0.0.1", 0);
    struct in_addr in = ((struct sockaddr_in *)&address.storage)->sin_addr;
    return setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, (const char *)&in, (int)sizeof in);
}

int socket_receive_timeout(SOCKET s, unsigned ms)
{
    DWORD value = ms;
    return setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, (const char *)&value, (int)sizeof value);
}

int socket_nonblocking(SOCKET s, int on)
{
    u_long value = on ? 1 : 0;
    return ioctlsocket(s, (long)FIONBIO, &value);
}

static SOCKET opened(int family, DWORD flags)
{
    SOCKET s;
    if (!CHECK_SUCCEEDS(s = WSASocketW(family, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, flags)))
        return INVALID_SOCKET;
    CHECK_SUCCEEDS(socket_interface(s, family, LOOPBACK_INDEX));
    CHECK_SUCCEEDS(socket_receive_timeout(s, RECEIVE_MS));
    return s;
}

SOCKET plain_open(int family)
{
    return opened(family, WSA_FLAG_OVERLAPPED);
}

SOCKET leaf_open(int family)
{
    return opened(family, LEAF_FLAGS);
}

unsigned port_free(int family)
{
    struct name any = name_any(family, 0);
    SOCKET s = plain_open(family);
    CHECK_SUCCEEDS(socket_bind(s, &any));
    struct name name = name_of(s);
    closesocket(s);
    return name.length > 0 ? name_port(&name) : 0;
}

SOCKET join(SOCKET s, const struct name *group, DWORD flags)
{
    return WSAJoinLeaf(s, (const struct sockaddr *)&group->storage, group->length, NULL, NULL, NULL, NULL,
                       flags);
}

SOCKET member_open(int family, const struct name *group, DWORD flags)
{
    SOCKET s = leaf_open(family);
    struct name any = name_any(family, name_port(group));
    if (s == INVALID_SOCKET || !CHECK_SUCCEEDS(socket_share(s)) || !CHECK_SUCCEEDS(socket_bind(s, &any)) ||
        !CHECK_EQ(join(s, group, flags), s))
        return INVALID_SOCKET;
    return s;
}

int say(SOCKET s, const char *text)
{
    return send(s, text, (int)strlen(text), 0);
}

int say_to(SOCKET s, const char *text, const struct name *target)
{
    return sendto(s, text, (int)strlen(text), 0, (const struct sockaddr *)&target->storage, target->length);
}

int check_hears(const char *file, int line, const char *what, SOCKET s, const char *text, struct name *from)
{
    char buffer[256] = {0};
    char words[600];
    struct name sender;
    memset(&sender, 0, sizeof sender);
    sender.length = (int)sizeof sender.storage;
    WSASetLastError(0);
    int got = recvfrom(s, buffer, (int)sizeof buffer - 1, 0, SA(sender), &sender.length);
    int code = WSAGetLastError();
    if (got < 0) {
        snprintf(words, sizeof words, "%s does not hear \"%s\": recvfrom failed with %d %s", what, text, code,
                 code_name(code));
        return check_message(file, line, words);
    }
    buffer[got] = 0;
    if (strcmp(buffer, text) != 0) {
        snprintf(words, sizeof words, "%s hears \"%s\", expected \"%s\"", what, buffer, text);
        return check_message(file, line, words);
    }
    if (from)
        *from = sender;
    return 1;
}

int check_quiet(const char *file, int line, const char *what, SOCKET s)
{
    char buffer[256] = {0};
    char words[600];
    socket_receive_timeout(s, QUIET_MS);
    WSASetLastError(0);
    int got = recv(s, buffer, (int)sizeof buffer - 1, 0);
    int code = WSAGetLastError();
    socket_receive_timeout(s, RECEIVE_MS);
    if (got < 0 && (code == WSAETIMEDOUT || code == WSAEWOULDBLOCK))
        return 1;
    if (got < 0)
        snprintf(words, sizeof words, "%s: recv failed with %d %s, expected no datagram", what, code,
                 code_name(code));
    else
        snprintf(words, sizeof words, "%s hears \"%s\", expected no datagram", what, buffer);
    return check_message(file, line, words);
}

/* A send tells: it fails where the system has no way for it through loopback. */
int ipv6_multicast(void)
{
    static int known = -1;
    if (known < 0) {
        struct name group = name_group(AF_INET6, 0xfff, 9);
        SOCKET s = plain_open(AF_INET6);
        WSASetLastError(0);
        int sent = say_to(s, "probe", &group);
        int code = WSAGetLastError();
        closesocket(s);
        known =
            !(sent < 0 && (code == WSAENETUNREACH || code == WSAEHOSTUNREACH || code == WSAEADDRNOTAVAIL));
    }
    if (!known)
        needs_say("a route for ff00::/8 on lo (ip -6 route add local ff00::/8 dev lo)");
    return known;
}

int can_write(SOCKET s, unsigned ms)
{
    fd_set writers;
    struct timeval patience = {(long)(ms / 1000), (long)(ms % 1000) * 1000};
    FD_ZERO(&writers);
    FD_SET(s, &writers);
    return select(0, NULL, &writers, NULL, &patience);
}

void each_unicast_family(void (*body)(int family))
{
    check_context("IPv4");
    body(AF_INET);
    check_context("IPv6");
    body(AF_INET6);
    check_context(NULL);
}

void each_family(void (*body)(int family))
{
    check_context("IPv4");
    body(AF_INET);
    check_context("IPv6");
    if (ipv6_multicast())
        body(AF_INET6);
    check_context(NULL);
}

/* The stub fails and sets no error, whatever it is asked; anything else knows that this is no socket. */
int join_leaf_works(void)
{
    struct name group = name_group(AF_INET, 254, 9);
    WSASetLastError(0);
    return join(INVALID_SOCKET, &group, JL_SENDER_ONLY) != INVALID_SOCKET || WSAGetLastError() != 0;
}
