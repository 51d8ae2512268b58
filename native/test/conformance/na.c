/* na.c - names and addresses as text. The specification has no numbers for these: each title names its page.
 */
#include "conformance.h"

#define TEXT_SIZE    128
#define COUNT(table) (sizeof(table) / sizeof *(table))

/* Text in UTF-16. In rotating memory: a few may be in use at a time. */
static WCHAR *wide(const char *text)
{
    static WCHAR memory[4][TEXT_SIZE];
    static unsigned next;
    WCHAR *result = memory[next++ % 4];
    size_t i = 0;
    for (; text[i] && i < TEXT_SIZE - 1; i++)
        result[i] = (WCHAR)(unsigned char)text[i];
    result[i] = 0;
    return result;
}

static int same_wide(const WCHAR *text, const char *other)
{
    return memcmp(text, wide(other), (strlen(other) + 1) * sizeof *text) == 0;
}

static void check_text(const char *actual, const char *expected)
{
    if (!actual || strcmp(actual, expected) != 0) {
        char words[300];
        snprintf(words, sizeof words, "got \"%.100s\", expected \"%.100s\"", actual ? actual : "(null)",
                 expected);
        CHECK_TEXT(words);
    }
}

RULE(NA_01, "htonl, WSAHtonl: the socket's network order")
{
    u_long number = 0;
    u_short small = 0;
    CHECK_EQ(htonl(0x12345678), 0x78563412);
    CHECK_EQ(ntohl(0x12345678), 0x78563412);
    CHECK_EQ(htons(0x1234), 0x3412);
    CHECK_EQ(ntohs(0x1234), 0x3412);
    SOCKET s = plain_open(AF_INET);
    CHECK_SUCCEEDS(WSAHtonl(s, 0x12345678, &number));
    CHECK_EQ(number, 0x78563412);
    CHECK_SUCCEEDS(WSANtohl(s, 0x12345678, &number));
    CHECK_EQ(number, 0x78563412);
    CHECK_SUCCEEDS(WSAHtons(s, 0x1234, &small));
    CHECK_EQ(small, 0x3412);
    CHECK_SUCCEEDS(WSANtohs(s, 0x1234, &small));
    CHECK_EQ(small, 0x3412);
}

RULE(NA_02, "inet_addr: four parts or fewer, decimal, octal or hexadecimal")
{
    static const struct {
        const char *text;
        unsigned address; /* as a little-endian machine reads it */
    } cases[] = {
        {"4.3.2.16", 0x10020304},
        {"004.003.002.020", 0x10020304},
        {"0x4.0x3.0x2.0x10", 0x10020304},
        {"4.003.002.0x10", 0x10020304},
        {"128.1.2", 0x02000180},
        {"10.2", 0x0200000a},
        {"0.0.0.0", 0},
        {"0777", 0xff010000},
        {"3.4.5.6 ", 0x06050403},
        {" ", 0},
        {"", INADDR_NONE},
        {"1.2.3.256", INADDR_NONE},
        {"1.2.3.4.5", INADDR_NONE},
        {"1.2.3.", INADDR_NONE},
        {" 1.2.3.4", INADDR_NONE},
        {"1.2.3.4:5", INADDR_NONE},
        {"a", INADDR_NONE},
        {"::1", INADDR_NONE},
        {"1.1.1.0x", INADDR_NONE},
        {"1.2.3. 4", INADDR_NONE},
        {"1.2.3.08", INADDR_NONE},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_context(cases[i].text);
        CHECK_EQ(inet_addr(cases[i].text), cases[i].address);
    }
    CHECK_EQ(inet_addr(NULL), INADDR_NONE);
}

static void overwrite_text(void *unused)
{
    struct in_addr address;
    (void)unused;
    address.s_addr = 0x08080808;
    inet_ntoa(address);
}

RULE(NA_03, "inet_ntoa: a buffer for each thread")
{
    struct in_addr address;
    address.s_addr = inet_addr("192.168.16.0");
    const char *text = inet_ntoa(address);
    check_text(text, "192.168.16.0");
    struct host_thread *thread = host_thread_start(overwrite_text, NULL);
    CHECK(host_thread_done(thread, 2000));
    check_text(text, "192.168.16.0");
    address.s_addr = INADDR_NONE;
    check_text(inet_ntoa(address), "255.255.255.255");
}

RULE(NA_04, "inet_pton, InetPton: standard notation only")
{
    static const char *const good[] = {
        "::",      "::1",     "0:0:0:0:0:0:0::",      "1:2:3:4:5:6:7:8",
        "ff02::1", "FF02::A", "::ffff:129.144.52.38", "1:2:3:4:5:6:123.123.123.123"};
    static const char *const bad[] = {
        "",        " ",    ":1",    "1",     "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
        "::fffff", "::1 ", "::1%1", "[::1]", "1.2.3.4",       "::1/128",           "1:2:3:4:5:6:7::8"};
    static const char *const bad_ipv4[] = {"",          " ",         "1",        "1.2",      "1.2.3",
                                           "1.2.3.256", "1.2.3.4.5", "1.2.3.4 ", " 1.2.3.4", "1.2.3.010",
                                           "1.2.3.0x4", "1.2.3.4:5", "1.2.3.-4", "::1",      "203569230"};
    unsigned char bytes[16];
    memset(bytes, 0, sizeof bytes);
    CHECK_EQ(inet_pton(AF_INET, "192.168.16.1", bytes), 1);
    CHECK(memcmp(bytes, "\300\250\020\001", 4) == 0);
    memset(bytes, 0, sizeof bytes);
    CHECK_EQ(InetPtonW(AF_INET6, wide("ff02::1:3"), bytes), 1);
    CHECK(memcmp(bytes, "\377\002\0\0\0\0\0\0\0\0\0\0\0\001\0\003", 16) == 0);
    for (size_t i = 0; i < COUNT(good); i++) {
        check_context(good[i]);
        CHECK_EQ(inet_pton(AF_INET6, good[i], bytes), 1);
        CHECK_EQ(InetPtonW(AF_INET6, wide(good[i]), bytes), 1);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        check_context(bad[i]);
        CHECK_EQ(inet_pton(AF_INET6, bad[i], bytes), 0);
        CHECK_EQ(InetPtonW(AF_INET6, wide(bad[i]), bytes), 0);
    }
    for (size_t i = 0; i < COUNT(bad_ipv4); i++) {
        check_context(bad_ipv4[i]);
        CHECK_EQ(inet_pton(AF_INET, bad_ipv4[i], bytes), 0);
        CHECK_EQ(InetPtonW(AF_INET, wide(bad_ipv4[i]), bytes), 0);
    }
    check_context(NULL);
    CHECK_FAILS(inet_pton(99, "::1", bytes), WSAEAFNOSUPPORT);
    CHECK_FAILS(inet_pton(AF_INET, NULL, bytes), WSAEFAULT);
    CHECK_FAILS(inet_pton(AF_INET, "1.2.3.4", NULL), WSAEFAULT);
}

RULE(NA_05, "inet_ntop, InetNtop: the shortest standard notation")
{
    static const char *const texts[] = {
        "::",
        "::1",
        "ff02::1",
        "1::",
        "2001:db8:0:1:1:1:1:1",
        "2001:0:0:1::1",
        "1::2:0:0:3:4",
        "1:2:3:4:5:6:7:8",
        "::1.2.3.4",
        "::ffff:1.2.3.4",
        "::ffff:0:1.2.3.4",
        "fe80::5efe:1.2.3.4",
        "fe80::200:5efe:1.2.3.4",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    };
    char text[TEXT_SIZE];
    WCHAR wide_text[TEXT_SIZE];
    unsigned char bytes[16] = {224, 0, 1, 255};
    CHECK(inet_ntop(AF_INET, bytes, text, 12) == text);
    check_text(text, "224.0.1.255");
    CHECK(inet_ntop(AF_INET, bytes, text, 11) == NULL);
    for (size_t i = 0; i < COUNT(texts); i++) {
        check_context(texts[i]);
        CHECK_EQ(inet_pton(AF_INET6, texts[i], bytes), 1);
        CHECK(inet_ntop(AF_INET6, bytes, text, strlen(texts[i]) + 1) == text);
        check_text(text, texts[i]);
        CHECK(inet_ntop(AF_INET6, bytes, text, strlen(texts[i])) == NULL);
        CHECK(InetNtopW(AF_INET6, bytes, wide_text, TEXT_SIZE) == wide_text &&
              same_wide(wide_text, texts[i]));
    }
    check_context(NULL);
    WSASetLastError(0);
    CHECK(inet_ntop(99, bytes, text, sizeof text) == NULL);
    CHECK_EQ(WSAGetLastError(), WSAEAFNOSUPPORT);
}

/* Texts that both functions take and give, for the family. */
static void check_round_trip(int family, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        SOCKADDR_STORAGE address, other;
        int length = (int)sizeof address, other_length = (int)sizeof other;
        char text[TEXT_SIZE];
        WCHAR wide_text[TEXT_SIZE];
        DWORD size = sizeof text, wide_size = TEXT_SIZE, needed = (DWORD)strlen(texts[i]) + 1;
        check_context(texts[i]);
        memset(&address, 0xee, sizeof address);
        memset(&other, 0xee, sizeof other);
        CHECK_SUCCEEDS(
            WSAStringToAddressA((char *)texts[i], family, NULL, (struct sockaddr *)&address, &length));
        CHECK_EQ(address.ss_family, family);
        CHECK_EQ(length, family == AF_INET ? sizeof(SOCKADDR_IN) : sizeof(SOCKADDR_IN6));
        CHECK_SUCCEEDS(
            WSAStringToAddressW(wide(texts[i]), family, NULL, (struct sockaddr *)&other, &other_length));
        CHECK(length == other_length && memcmp(&address, &other, (size_t)length) == 0);
        CHECK_SUCCEEDS(WSAAddressToStringA((struct sockaddr *)&address, (DWORD)length, NULL, text, &size));
        check_text(text, texts[i]);
        CHECK_EQ(size, needed);
        CHECK_SUCCEEDS(
            WSAAddressToStringW((struct sockaddr *)&address, (DWORD)length, NULL, wide_text, &wide_size));
        CHECK_EQ(wide_size, needed);
        CHECK(same_wide(wide_text, texts[i]));
        size = wide_size = needed - 1;
        CHECK_FAILS(WSAAddressToStringA((struct sockaddr *)&address, (DWORD)length, NULL, text, &size),
                    WSAEFAULT);
        CHECK_EQ(size, needed);
        CHECK_FAILS(
            WSAAddressToStringW((struct sockaddr *)&address, (DWORD)length, NULL, wide_text, &wide_size),
            WSAEFAULT);
        CHECK_EQ(wide_size, needed);
    }
    check_context(NULL);
}

RULE(NA_06, "WSAAddressToString: with scope and port where there are any")
{
    static const char *const ipv4[] = {"192.168.16.0", "239.1.2.3:5000", "255.255.255.255:65535", "0.0.0.0"};
    static const char *const ipv6[] = {"::", "[::1]:80", "ff02::1%3", "[ff02::1%4294967295]:5000",
                                       "[::ffff:255.255.255.255%4294967295]:65535"};
    check_round_trip(AF_INET, ipv4, COUNT(ipv4));
    check_round_trip(AF_INET6, ipv6, COUNT(ipv6));
    SOCKADDR_STORAGE address;
    char text[TEXT_SIZE];
    DWORD size = sizeof text;
    memset(&address, 0, sizeof address);
    address.ss_family = 99;
    CHECK_FAILS(WSAAddressToStringA((struct sockaddr *)&address, sizeof address, NULL, text, &size),
                WSAEINVAL);
}

RULE(NA_07, "WSAStringToAddress: what it takes, and what it refuses with WSAEINVAL")
{
    static const char *const bad_ipv4[] = {"",         " ",         "1.2.3.256",     "1.2.3.4 ",
                                           " 1.2.3.4", "1.2.3.4:",  "1.2.3.4:65536", "1.2.3.4:5x",
                                           "::1",      "localhost", "1.2.3.4:-5"};
    static const char *const bad_ipv6[] = {"",       "1.2.3.4",        "[::1",        "::1]:80",
                                           "[::1]:", "[::1]80",        "[::1]:65536", "::1%",
                                           "::1%x",  "::1%4294967296", "::1 ",        "1:2:3:4:5:6:7:8:9"};
    SOCKADDR_STORAGE address;
    SOCKADDR_IN *in = (SOCKADDR_IN *)&address;
    int length = (int)sizeof address;
    CHECK_SUCCEEDS(
        WSAStringToAddressA((char *)"0x7f.1:0x50", AF_INET, NULL, (struct sockaddr *)&address, &length));
    CHECK_EQ(in->sin_addr.s_addr, 0x0100007f);
    CHECK_EQ(in->sin_port, 0x5000);
    for (size_t i = 0; i < COUNT(bad_ipv4); i++) {
        check_context(bad_ipv4[i]);
        length = (int)sizeof address;
        CHECK_FAILS(
            WSAStringToAddressA((char *)bad_ipv4[i], AF_INET, NULL, (struct sockaddr *)&address, &length),
            WSAEINVAL);
    }
    for (size_t i = 0; i < COUNT(bad_ipv6); i++) {
        check_context(bad_ipv6[i]);
        length = (int)sizeof address;
        CHECK_FAILS(
            WSAStringToAddressA((char *)bad_ipv6[i], AF_INET6, NULL, (struct sockaddr *)&address, &length),
            WSAEINVAL);
    }
    check_context(NULL);
    length = (int)sizeof(SOCKADDR_IN6) - 1;
    CHECK_FAILS(WSAStringToAddressA((char *)"::1", AF_INET6, NULL, (struct sockaddr *)&address, &length),
                WSAEFAULT);
    CHECK_EQ(length, sizeof(SOCKADDR_IN6));
    CHECK_FAILS(WSAStringToAddressA((char *)"::1", 99, NULL, (struct sockaddr *)&address, &length),
                WSAEINVAL);
    CHECK_FAILS(WSAStringToAddressA(NULL, AF_INET, NULL, (struct sockaddr *)&address, &length), WSAEINVAL);
}

/* getaddrinfo's answers, each "address type protocol" and a blank. The code, or 0. */
static int answers(const char *node, const char *service, const struct addrinfo *hints, char *text,
                   size_t size)
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

RULE(NA_08, "getaddrinfo: an entry an address, with the hints' type and protocol")
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

static void check_lookup_fails(const char *node, const char *service, int family, int type, int flags,
                               int code)
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

RULE(NA_09, "getaddrinfo: returns its errors, and sets them")
{
    check_lookup_fails(NULL, NULL, 0, 0, 0, WSAHOST_NOT_FOUND);
    check_lookup_fails("name.of.a.host", "80", 0, 0, AI_NUMERICHOST, WSAHOST_NOT_FOUND);
    check_lookup_fails("127.0.0.1", "80", 99, 0, 0, WSAEAFNOSUPPORT);
    check_lookup_fails("127.0.0.1", "80", 0, 9, 0, WSAESOCKTNOSUPPORT);
    check_lookup_fails("127.0.0.1", "no-such-service", 0, SOCK_DGRAM, 0, WSATYPE_NOT_FOUND);
}

RULE(NA_10, "GetAddrInfoW, FreeAddrInfoW: the same in UTF-16")
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

RULE(NA_11, "getnameinfo, GetNameInfo: numbers, buffers and families")
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

RULE(NA_12, "gethostname, gethostbyname: this host's name and its interfaces' addresses")
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

RULE(NA_13, "getservbyname, getprotobyname and by number")
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

RULE(NA_14, "the documented code for each bad argument, and NULL hints, of the functions above")
{
    struct addrinfo hints, *first;
    struct name name = name_ipv4("192.0.2.7", 5000);
    char host[NI_MAXHOST], text[1000];
    DWORD size = sizeof host;
    unsigned char bytes[16] = {0};
    u_long number = 0;
    u_short small = 0;
    const int numeric = NI_NUMERICHOST;
    /* WSAHtonl and its kin */
    SOCKET s = plain_open(AF_INET);
    CHECK_FAILS(WSAHtonl(s, 1, NULL), WSAEFAULT);
    CHECK_FAILS(WSAHtons(s, 1, NULL), WSAEFAULT);
    CHECK_FAILS(WSANtohl(s, 1, NULL), WSAEFAULT);
    CHECK_FAILS(WSANtohs(s, 1, NULL), WSAEFAULT);
    closesocket(s);
    CHECK_FAILS(WSAHtonl(s, 1, &number), WSAENOTSOCK);
    CHECK_FAILS(WSANtohs(INVALID_SOCKET, 1, &small), WSAENOTSOCK);
    /* getaddrinfo */
    CHECK_EQ(answers("127.0.0.1", "80", NULL, text, sizeof text), 0);
    check_text(text, "127.0.0.1:80 0 0 ");
    check_lookup_fails(NULL, "80", 0, 0, AI_CANONNAME, WSANO_RECOVERY);
    check_lookup_fails(NULL, "80", 0, 0, AI_FQDN, WSANO_RECOVERY);
    check_lookup_fails("127.0.0.1", "80", 0, 0, AI_FQDN | AI_CANONNAME, WSAEINVAL);
    check_lookup_fails("::1", "80", AF_INET, 0, 0, WSAHOST_NOT_FOUND);
    memset(&hints, 0, sizeof hints);
    hints.ai_addrlen = 1;
    CHECK_IS_CODE(getaddrinfo("127.0.0.1", "80", &hints, &first), WSANO_RECOVERY);
    /* getnameinfo */
    CHECK_IS_CODE(getnameinfo(SA(name), 8, host, sizeof host, NULL, 0, numeric), WSAEFAULT);
    CHECK_IS_CODE(getnameinfo(SA(name), name.length, NULL, 0, NULL, 0, numeric), WSAHOST_NOT_FOUND);
    CHECK_IS_CODE(getnameinfo(SA(name), name.length, host, 0, NULL, 0, numeric), WSAEINVAL);
    name = name_ipv6("fe80::1", 0, LOOPBACK_INDEX);
    CHECK_EQ(getnameinfo(SA(name), name.length, host, sizeof host, NULL, 0, numeric), 0);
    check_text(host, "fe80::1%1"); /* a scope is a number */
    /* gethostbyname, gethostbyaddr */
    WSASetLastError(0);
    CHECK(gethostbyname("::1") == NULL);
    CHECK_IS_CODE(WSAGetLastError(), WSANO_DATA);
    WSASetLastError(0);
    CHECK(gethostbyname("1.2.3.256") == NULL);
    CHECK_IS_CODE(WSAGetLastError(), WSANO_DATA);
    WSASetLastError(0);
    CHECK(gethostbyaddr((char *)bytes, 4, 99) == NULL);
    CHECK_IS_CODE(WSAGetLastError(), WSAEAFNOSUPPORT);
    WSASetLastError(0);
    CHECK(gethostbyaddr((char *)bytes, 4, AF_INET6) == NULL);
    CHECK_IS_CODE(WSAGetLastError(), WSAEINVAL);
    WSASetLastError(0);
    CHECK(gethostbyaddr((char *)bytes, 3, AF_INET) == NULL);
    CHECK_IS_CODE(WSAGetLastError(), WSAEFAULT);
    /* WSAAddressToString */
    CHECK_FAILS(WSAAddressToStringA(NULL, 16, NULL, host, &size), WSAEINVAL);
    CHECK_FAILS(WSAAddressToStringA(SA(name), 8, NULL, host, &size), WSAEINVAL);
    CHECK_FAILS(WSAAddressToStringA(SA(name), (DWORD)name.length, NULL, host, NULL), WSAEINVAL);
    /* inet_ntop: its page names a Win32 code */
    WSASetLastError(0);
    CHECK(inet_ntop(AF_INET, bytes, host, 4) == NULL);
    CHECK_EQ(WSAGetLastError(), 87);
    WSASetLastError(0);
    CHECK(inet_ntop(AF_INET, bytes, NULL, 16) == NULL);
    CHECK_EQ(WSAGetLastError(), 87);
    /* inet_addr */
    WSASetLastError(0);
    CHECK_EQ(inet_addr(NULL), INADDR_NONE);
    CHECK_IS_CODE(WSAGetLastError(), WSAEFAULT);
}

COLD_RULE(NA_15, "the inet_ and Inet functions need no WSAStartup, all others do")
{
    SOCKADDR_IN in;
    struct addrinfo *first = NULL;
    char text[TEXT_SIZE];
    DWORD size = sizeof text;
    int length = (int)sizeof in;
    u_long number;
    memset(&in, 0, sizeof in);
    in.sin_family = AF_INET;
    CHECK_EQ(inet_addr("127.0.0.1"), 0x0100007f);
    CHECK_EQ(inet_pton(AF_INET, "127.0.0.1", &in.sin_addr), 1);
    CHECK(inet_ntop(AF_INET, &in.sin_addr, text, sizeof text) == text);
    check_text(inet_ntoa(in.sin_addr), "127.0.0.1");
    CHECK_FAILS(WSAHtonl(INVALID_SOCKET, 1, &number), WSANOTINITIALISED);
    CHECK_FAILS(WSAAddressToStringA((struct sockaddr *)&in, sizeof in, NULL, text, &size), WSANOTINITIALISED);
    CHECK_FAILS(WSAStringToAddressA((char *)"1.2.3.4", AF_INET, NULL, (struct sockaddr *)&in, &length),
                WSANOTINITIALISED);
    CHECK_IS_CODE(getaddrinfo("127.0.0.1", "80", NULL, &first), WSANOTINITIALISED);
    CHECK_IS_CODE(getnameinfo((struct sockaddr *)&in, sizeof in, text, sizeof text, NULL, 0, NI_NUMERICHOST),
                  WSANOTINITIALISED);
    CHECK_FAILS(gethostname(text, sizeof text), WSANOTINITIALISED);
    WSASetLastError(0);
    CHECK(gethostbyname("127.0.0.1") == NULL);
    CHECK_IS_CODE(WSAGetLastError(), WSANOTINITIALISED);
    WSASetLastError(0);
    CHECK(getservbyname("domain", NULL) == NULL);
    CHECK_IS_CODE(WSAGetLastError(), WSANOTINITIALISED);
    WSASetLastError(0);
    CHECK(getprotobynumber(17) == NULL);
    CHECK_IS_CODE(WSAGetLastError(), WSANOTINITIALISED);
}

AREA(NA, &rule_NA_01, &rule_NA_02, &rule_NA_03, &rule_NA_04, &rule_NA_05, &rule_NA_06, &rule_NA_07,
     &rule_NA_08, &rule_NA_09, &rule_NA_10, &rule_NA_11, &rule_NA_12, &rule_NA_13, &rule_NA_14, &rule_NA_15);
