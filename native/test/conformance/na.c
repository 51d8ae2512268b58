/* na.c - names and addresses as text. The specification has no numbers for these: each title names its page.
 */
#include "na.h"

WCHAR *wide(const char *text)
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

int same_wide(const WCHAR *text, const char *other)
{
    return memcmp(text, wide(other), (strlen(other) + 1) * sizeof *text) == 0;
}

void check_text(const char *actual, const char *expected)
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
    CHECK(host_thread_done(thread, HANG_MS));
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
    CHECK_FAILS(WSAHtons(s, 1, &small), WSAENOTSOCK);
    CHECK_FAILS(WSANtohl(s, 1, &number), WSAENOTSOCK);
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
    u_short small;
    memset(&in, 0, sizeof in);
    in.sin_family = AF_INET;
    CHECK_EQ(inet_addr("127.0.0.1"), 0x0100007f);
    CHECK_EQ(inet_pton(AF_INET, "127.0.0.1", &in.sin_addr), 1);
    CHECK(inet_ntop(AF_INET, &in.sin_addr, text, sizeof text) == text);
    check_text(inet_ntoa(in.sin_addr), "127.0.0.1");
    CHECK_FAILS(WSAHtonl(INVALID_SOCKET, 1, &number), WSANOTINITIALISED);
    CHECK_FAILS(WSAHtons(INVALID_SOCKET, 1, &small), WSANOTINITIALISED);
    CHECK_FAILS(WSANtohl(INVALID_SOCKET, 1, &number), WSANOTINITIALISED);
    CHECK_FAILS(WSANtohs(INVALID_SOCKET, 1, &small), WSANOTINITIALISED);
    CHECK_FAILS(WSAAddressToStringA((struct sockaddr *)&in, sizeof in, NULL, text, &size), WSANOTINITIALISED);
    CHECK_FAILS(WSAStringToAddressA((char *)"1.2.3.4", AF_INET, NULL, (struct sockaddr *)&in, &length),
                WSANOTINITIALISED);
    CHECK_IS_CODE(getaddrinfo("127.0.0.1", "80", NULL, &first), WSANOTINITIALISED);
    CHECK_IS_CODE(getnameinfo((struct sockaddr *)&in, sizeof in, text, sizeof text, NULL, 0, NI_NUMERICHOST),
                  WSANOTINITIALISED);
    CHECK_FAILS(gethostname(text, sizeof text), WSANOTINITIALISED);
    CHECK_FAILS(GetHostNameW(wide(""), TEXT_SIZE), WSANOTINITIALISED);
    WSASetLastError(0);
    CHECK(gethostbyname("127.0.0.1") == NULL);
    CHECK_IS_CODE(WSAGetLastError(), WSANOTINITIALISED);
    WSASetLastError(0);
    CHECK(gethostbyname("localhost") == NULL);
    CHECK_IS_CODE(WSAGetLastError(), WSANOTINITIALISED);
    WSASetLastError(0);
    CHECK(getservbyname("domain", NULL) == NULL);
    CHECK_IS_CODE(WSAGetLastError(), WSANOTINITIALISED);
    WSASetLastError(0);
    CHECK(getservbyport(htons(53), NULL) == NULL);
    CHECK_IS_CODE(WSAGetLastError(), WSANOTINITIALISED);
    WSASetLastError(0);
    CHECK(getprotobyname("udp") == NULL);
    CHECK_IS_CODE(WSAGetLastError(), WSANOTINITIALISED);
    WSASetLastError(0);
    CHECK(gethostbyaddr("\177\0\0\1", 4, AF_INET) == NULL);
    CHECK_IS_CODE(WSAGetLastError(), WSANOTINITIALISED);
    WSASetLastError(0);
    CHECK(getprotobynumber(17) == NULL);
    CHECK_IS_CODE(WSAGetLastError(), WSANOTINITIALISED);
}

AREA(NA, &rule_NA_01, &rule_NA_02, &rule_NA_03, &rule_NA_04, &rule_NA_05, &rule_NA_06, &rule_NA_07,
     &rule_NA_08, &rule_NA_09, &rule_NA_10, &rule_NA_11, &rule_NA_12, &rule_NA_13, &rule_NA_14, &rule_NA_15);
