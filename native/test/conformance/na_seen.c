/* na_seen.c - what tests that run on Windows show of names and addresses as
 * text (NA-04b to NA-09b). */
#include "na.h"

enum { UNTOUCHED = 4711 };

static int parsed(int family, const char *text, int last_error)
{
    unsigned char host[16];
    WSASetLastError(UNTOUCHED);
    int found = inet_pton(family, text, host);
    CHECK_EQ(WSAGetLastError(), UNTOUCHED);
    WSASetLastError(UNTOUCHED);
    CHECK_EQ(InetPtonW(family, wide(text), host), found);
    CHECK_EQ(WSAGetLastError(), last_error);
    return found;
}

RULE(NA_04b, "InetPtonW sets WSAEINVAL for what is no address, inet_pton "
             "nothing; zeros before an IPv4 tail's parts")
{
    static const char *const none[] = {"", "1.2.3", "1.2.3.010", "1.2.3.4 ", "0x01020304"};
    static const char *const none_six[] = {"::01234", "1:2:3:4:5:6:7:8:9", "::1.2.3", "1::0001.2.3.4",
                                           "1::1.2.3.256"};
    static const char *const six[] = {"::1", "1::001.2.3.4", "1::1.002.3.4", "1:2:3:4:5:6:7::"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        check_context(none[i]);
        CHECK_EQ(parsed(AF_INET, none[i], WSAEINVAL), 0);
        check_context(none_six[i]);
        CHECK_EQ(parsed(AF_INET6, none_six[i], WSAEINVAL), 0);
    }
    for (size_t i = 0; i < sizeof six / sizeof *six; i++) {
        check_context(six[i]);
        CHECK_EQ(parsed(AF_INET6, six[i], UNTOUCHED), 1);
    }
    check_context(NULL);
}

RULE(NA_07b, "WSAStringToAddress of what is no address leaves zeros, and the "
             "length as it was")
{
    static const char *const four[] = {"",          "1.2.3.4:", "1.2.3.4:0", "1.2.3.4:65536",
                                       "1.2.3.256", "1.2.3.4 ", "[1.2.3.4]"};
    SOCKADDR_IN in;
    SOCKADDR_IN6 in6;
    for (size_t i = 0; i < sizeof four / sizeof *four; i++) {
        int length = (int)sizeof in + 4;
        check_context(four[i]);
        memset(&in, 0xab, sizeof in);
        CHECK_FAILS(WSAStringToAddressA((char *)four[i], AF_INET, NULL, (struct sockaddr *)&in, &length),
                    WSAEINVAL);
        CHECK_EQ(length, (int)sizeof in + 4);
        CHECK_EQ(in.sin_family, 0);
        length = (int)sizeof in6 + 4;
        memset(&in6, 0xab, sizeof in6);
        CHECK_FAILS(WSAStringToAddressA((char *)four[i], AF_INET6, NULL, (struct sockaddr *)&in6, &length),
                    WSAEINVAL);
        CHECK_EQ(length, (int)sizeof in6 + 4);
        CHECK(in6.sin6_family == 0 && in6.sin6_scope_id == 0 && in6.sin6_flowinfo == 0);
    }
    check_context(NULL);
}

/* The port, or the complement of the code; the type and the flags of the first
 * entry. */
static int answer_of(const char *node, const char *service, int *type, int *flags)
{
    struct addrinfo *first = NULL, hints;
    memset(&hints, 0, sizeof hints);
    hints.ai_family = AF_INET;
    int code = getaddrinfo(node, service, &hints, &first);
    if (code != 0) {
        return ~code;
    }
    int port = ntohs(((SOCKADDR_IN *)(void *)first->ai_addr)->sin_port);
    *type = first->ai_socktype;
    *flags = first->ai_flags;
    freeaddrinfo(first);
    return port;
}

RULE(NA_08b, "getaddrinfo: numbers of services and of hosts, AI_NUMERICHOST, "
             "and the type of a service")
{
    static const struct {
        const char *text;
        int port;
    } services[] = {{"0", 0},
                    {"010", 10},
                    {" 123", 123},
                    {"65535", 65535},
                    {"65537", 1},
                    {"+5", 5},
                    {"-1", 65535},
                    {"-65535", 1},
                    {"4294967296", 65535},
                    {"28a", ~WSATYPE_NOT_FOUND},
                    {"0x1a", ~WSATYPE_NOT_FOUND}};
    int type = 0, flags = 0;
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        check_context(services[i].text);
        CHECK_EQ(answer_of(NULL, services[i].text, &type, &flags), services[i].port);
        CHECK_EQ(type, 0);
    }
    check_context(NULL);
    CHECK_EQ(answer_of("7.8.9.10", NULL, &type, &flags), 0);
    CHECK_EQ(flags, AI_NUMERICHOST);
    CHECK_EQ(answer_of("1.2.3.0x4", NULL, &type, &flags), 0);
    CHECK_EQ(flags, AI_NUMERICHOST);
    CHECK_EQ(answer_of("localhost", NULL, &type, &flags), 0);
    CHECK_EQ(flags, 0);
    CHECK_EQ(answer_of("1.2.3", NULL, &type, &flags), ~WSAHOST_NOT_FOUND);
    if (getservbyname("http", "tcp") == NULL || getservbyname("http", "udp") != NULL) {
        needs_say("the system's table of services");
        return;
    }
    CHECK_EQ(answer_of(NULL, "http", &type, &flags), 80);
    CHECK_EQ(type, SOCK_STREAM);
    CHECK_EQ(answer_of(NULL, "domain", &type, &flags), 53);
    CHECK_EQ(type, 0);
}

RULE(NA_09b, "getaddrinfo, getnameinfo, WSAStartup and WSACleanup that "
             "succeed set the last error to 0")
{
    struct name name = name_ipv4("127.0.0.1", 80);
    struct addrinfo *first = NULL;
    char host[NI_MAXHOST];
    WSADATA data;
    WSASetLastError(UNTOUCHED);
    MUST(CHECK_EQ(getaddrinfo("127.0.0.1", "80", NULL, &first), 0));
    CHECK_EQ(WSAGetLastError(), 0);
    freeaddrinfo(first);
    WSASetLastError(UNTOUCHED);
    CHECK_EQ(getnameinfo(SA(name), name.length, host, sizeof host, NULL, 0, NI_NUMERICHOST), 0);
    CHECK_EQ(WSAGetLastError(), 0);
    WSASetLastError(UNTOUCHED);
    CHECK_EQ(WSAStartup(0, &data), WSAVERNOTSUPPORTED);
    CHECK_EQ(WSAGetLastError(), UNTOUCHED);
    MUST(CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0));
    CHECK_EQ(WSAGetLastError(), 0);
    WSASetLastError(UNTOUCHED);
    CHECK_SUCCEEDS(WSACleanup());
    CHECK_EQ(WSAGetLastError(), 0);
}

AREA(NA_SEEN, &rule_NA_04b, &rule_NA_07b, &rule_NA_08b, &rule_NA_09b);
