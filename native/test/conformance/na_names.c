/* na_names.c - names of hosts, services and protocols (NA-08 to NA-13). */
#include "na.h"

int answers(const char *node, const char *service, const struct addrinfo *hints, char *text, size_t size)
{
    struct addrinfo *first = NULL;
    int code = getaddrinfo(node, service, hints, &first);
    text[0] = 0;
    for (struct addrinfo *i = first; code == 0 && i; i = i->ai_next) {
        char address[TEXT_SIZE];
        DWORD address_size = sizeof address;
        if (!CHECK_SUCCEEDS(
                WSAAddressToStringA(i->ai_addr, (DWORD)i->ai_addrlen, NULL, address, &address_size)))
            break;
        size_t used = strlen(text);
        CHECK_EQ(i->ai_family, i->ai_addr->sa_family);
        snprintf(text + used, size - used, "%s %d %d ", address, i->ai_socktype, i->ai_protocol);
    }
    if (code == 0)
        freeaddrinfo(first);
    return code;
}

static void check_answers(const char *node, const char *service, int family, int type, int flags,
                          const char *expected)
{
    struct addrinfo hints;
    char text[1000];
    memset(&hints, 0, sizeof hints);
    hints.ai_family = family;
    hints.ai_socktype = type;
    hints.ai_flags = flags;
    if (CHECK_EQ(answers(node, service, &hints, text, sizeof text), 0))
        check_text(text, expected);
}

SHARED_RULE(NA_08, "getaddrinfo: an entry an address, with the hints' type and protocol")
{
    char text[1000];
    check_answers("127.0.0.1", "80", AF_UNSPEC, 0, 0, "127.0.0.1:80 0 0 ");
    check_answers("239.1.2.3", "5000", AF_INET, SOCK_DGRAM, AI_NUMERICHOST, "239.1.2.3:5000 2 0 ");
    check_answers("::1", NULL, AF_UNSPEC, SOCK_DGRAM, 0, "::1 2 0 ");
    check_answers("127.0.0.1", "", AF_UNSPEC, 0, 0, "127.0.0.1 0 0 ");
    check_answers(NULL, "80", AF_INET, SOCK_DGRAM, 0, "127.0.0.1:80 2 0 ");
    check_answers(NULL, "80", AF_INET, SOCK_DGRAM, AI_PASSIVE, "0.0.0.0:80 2 0 ");
    check_answers(NULL, "80", AF_INET6, SOCK_STREAM, 0, "[::1]:80 1 0 ");
    check_answers(NULL, "80", AF_INET6, SOCK_STREAM, AI_PASSIVE, "[::]:80 1 0 ");
    check_answers("localhost", "80", AF_INET, SOCK_DGRAM, 0, "127.0.0.1:80 2 0 ");
    check_answers("127.0.0.1", "80", AF_INET6, SOCK_DGRAM, AI_V4MAPPED, "[::ffff:127.0.0.1]:80 2 0 ");
    struct addrinfo hints;
    memset(&hints, 0, sizeof hints);
    hints.ai_protocol = IPPROTO_UDP;
    CHECK_EQ(answers("127.0.0.1", "80", &hints, text, sizeof text), 0);
    check_text(text, "127.0.0.1:80 0 17 ");
}

void check_lookup_fails(const char *node, const char *service, int family, int type, int flags, int code)
{
    struct addrinfo hints, *first = &hints;
    memset(&hints, 0, sizeof hints);
    hints.ai_family = family;
    hints.ai_socktype = type;
    hints.ai_flags = flags;
    WSASetLastError(0);
    CHECK_IS_CODE(getaddrinfo(node, service, &hints, &first), code);
    CHECK_IS_CODE(WSAGetLastError(), code);
    CHECK(first == NULL);
}

SHARED_RULE(NA_09, "getaddrinfo: returns its errors, and sets them")
{
    check_lookup_fails(NULL, NULL, 0, 0, 0, WSAHOST_NOT_FOUND);
    check_lookup_fails("name.of.a.host", "80", 0, 0, AI_NUMERICHOST, WSAHOST_NOT_FOUND);
    check_lookup_fails("127.0.0.1", "80", 99, 0, 0, WSAEAFNOSUPPORT);
    check_lookup_fails("127.0.0.1", "80", 0, 9, 0, WSAESOCKTNOSUPPORT);
    check_lookup_fails("127.0.0.1", "no-such-service", 0, SOCK_DGRAM, 0, WSATYPE_NOT_FOUND);
}

SHARED_RULE(NA_10, "GetAddrInfoW, FreeAddrInfoW: the same in UTF-16")
{
    ADDRINFOW hints, *first = NULL;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_DGRAM;
    hints.ai_flags = AI_CANONNAME | AI_NUMERICHOST;
    MUST(CHECK_EQ(GetAddrInfoW(wide("127.0.0.1"), wide("5000"), &hints, &first), 0));
    SOCKADDR_IN *in = (SOCKADDR_IN *)first->ai_addr;
    CHECK_EQ(first->ai_addrlen, sizeof *in);
    CHECK_EQ(first->ai_socktype, SOCK_DGRAM);
    CHECK_EQ(in->sin_addr.s_addr, 0x0100007f);
    CHECK_EQ(in->sin_port, htons(5000));
    CHECK(first->ai_canonname && same_wide(first->ai_canonname, "127.0.0.1"));
    CHECK(first->ai_next == NULL);
    FreeAddrInfoW(first);
    CHECK_IS_CODE(GetAddrInfoW(NULL, NULL, NULL, &first), WSAHOST_NOT_FOUND);
}

SHARED_RULE(NA_11, "getnameinfo, GetNameInfo: numbers, buffers and families")
{
    struct name name = name_ipv4("192.0.2.7", 5000);
    char host[NI_MAXHOST], service[NI_MAXSERV];
    WCHAR wide_host[NI_MAXHOST], wide_service[NI_MAXSERV];
    const int numbers = NI_NUMERICHOST | NI_NUMERICSERV;
    CHECK_EQ(getnameinfo(SA(name), name.length, host, sizeof host, service, sizeof service, numbers), 0);
    check_text(host, "192.0.2.7");
    check_text(service, "5000");
    CHECK_EQ(getnameinfo(SA(name), name.length, NULL, 0, service, sizeof service, numbers), 0);
    CHECK_EQ(getnameinfo(SA(name), name.length, host, sizeof host, NULL, 0, numbers), 0);
    CHECK_EQ(GetNameInfoW(SA(name), name.length, wide_host, NI_MAXHOST, wide_service, NI_MAXSERV, numbers),
             0);
    CHECK(same_wide(wide_host, "192.0.2.7") && same_wide(wide_service, "5000"));
    name = name_ipv6("2001:db8::7", 80, 0);
    CHECK_EQ(getnameinfo(SA(name), name.length, host, sizeof host, service, sizeof service, numbers), 0);
    check_text(host, "2001:db8::7");
    name.storage.ss_family = 99;
    CHECK_IS_CODE(getnameinfo(SA(name), name.length, host, sizeof host, NULL, 0, numbers), WSAEAFNOSUPPORT);
}

SHARED_RULE(NA_12, "gethostname, gethostbyname: this host's name and its interfaces' addresses")
{
    char own[256];
    MUST(CHECK_SUCCEEDS(gethostname(own, sizeof own)));
    CHECK_FAILS(gethostname(own, (int)strlen(own)), WSAEFAULT);
    CHECK_FAILS(gethostname(NULL, 256), WSAEFAULT);
    CHECK_SUCCEEDS(gethostname(own, sizeof own));
    struct hostent *host = gethostbyname(own);
    MUST(CHECK(host != NULL && host->h_addr_list[0] != NULL));
    CHECK_EQ(host->h_addrtype, AF_INET);
    CHECK_EQ(host->h_length, 4);
    for (char **address = host->h_addr_list; *address; address++) {
        struct name name = name_any(AF_INET, 0);
        memcpy(&((SOCKADDR_IN *)&name.storage)->sin_addr, *address, 4);
        SOCKET s = plain_open(AF_INET);
        CHECK_SUCCEEDS(bind(s, SA(name), name.length)); /* it is an address of this host */
        closesocket(s);
    }
    struct hostent *again = gethostbyname("");
    CHECK(again == host); /* one structure a thread */
    MUST(CHECK(again != NULL));
    check_text(again->h_name, own);
    again = gethostbyname("192.0.2.7");
    MUST(CHECK(again != NULL));
    check_text(again->h_name, "192.0.2.7");
    CHECK(memcmp(again->h_addr_list[0], "\300\0\002\007", 4) == 0 && again->h_addr_list[1] == NULL);
    CHECK(again->h_aliases[0] == NULL);
}

SHARED_RULE(NA_13, "getservbyname, getprotobyname and by number")
{
    struct servent *service = getservbyname("domain", "udp");
    struct protoent *protocol = getprotobyname("UDP");
    if (!service || !protocol) {
        needs_say("the system's tables of services and protocols");
        return;
    }
    CHECK_EQ(service->s_port, htons(53));
    check_text(service->s_name, "domain");
    check_text(service->s_proto, "udp");
    CHECK_EQ(protocol->p_proto, IPPROTO_UDP);
    check_text(protocol->p_name, "udp");
    CHECK(getservbyport(htons(53), NULL) == service);
    CHECK(getprotobynumber(IPPROTO_TCP) == protocol);
    check_text(protocol->p_name, "tcp");
    WSASetLastError(0);
    CHECK(getservbyname("no-such-service", NULL) == NULL);
    CHECK_IS_CODE_EITHER(WSAGetLastError(), WSANO_DATA, WSAHOST_NOT_FOUND);
    WSASetLastError(0);
    CHECK(getprotobyname("no-such-protocol") == NULL);
    CHECK_IS_CODE_EITHER(WSAGetLastError(), WSANO_DATA, WSAHOST_NOT_FOUND);
}
