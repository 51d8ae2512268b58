/* er.c - errors. */
#include "conformance.h"

static void fail_elsewhere(void *argument)
{
    int *codes = argument;
    codes[0] = WSAGetLastError();
    closesocket(INVALID_SOCKET);
    codes[1] = WSAGetLastError();
}

COLD_RULE(ER_01, "the last error is the thread's own, set by failing calls")
{
    WSADATA data;
    static int codes[2] = {-1, -1};
    WSASetLastError(4711);
    CHECK_EQ(WSAGetLastError(), 4711); /* before start-up */
    MUST(CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0));
    SOCKET s = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    struct name any = name_any(AF_INET, 0);
    CHECK_EQ(socket_bind(s, &any), 0);
    WSASetLastError(4711);
    CHECK_EQ(htons(1), 256); /* this and its kin leave it alone */
    CHECK_EQ(inet_addr("1.2.3.4"), htonl(0x01020304));
    CHECK_EQ(WSAGetLastError(), 4711);
    CHECK_EQ(closesocket(INVALID_SOCKET), SOCKET_ERROR);
    CHECK_EQ(WSAGetLastError(), WSAENOTSOCK);
    CHECK_EQ(closesocket(s), 0);
    CHECK_EQ(WSAGetLastError(), WSAENOTSOCK);
    WSASetLastError(4711);
    struct host_thread *thread = host_thread_start(fail_elsewhere, codes);
    MUST(CHECK(thread != NULL));
    CHECK(host_thread_done(thread, HANG_MS));
    CHECK_EQ(codes[0], 0);
    CHECK_EQ(codes[1], WSAENOTSOCK);
    CHECK_EQ(WSAGetLastError(), 4711);
    WSASetLastError(0);
    CHECK_EQ(WSAGetLastError(), 0);
    CHECK_EQ(WSACleanup(), 0);
}

/* Failures that any system gives. */
static void provoked(void)
{
    struct name nowhere = name_ipv4("203.0.113.9", 0);
    struct name broadcast = name_ipv4("127.255.255.255", 9);
    struct name any = name_any(AF_INET, 0);
    SOCKET s = plain_open(AF_INET);
    CHECK_FAILS(socket_bind(s, &nowhere), WSAEADDRNOTAVAIL);
    CHECK_FAILS(say_to(s, "x", &broadcast), WSAEACCES); /* without SO_BROADCAST */
    if (network == NETWORK_BARE) {
        nowhere = name_ipv4("203.0.113.9", 9);
        CHECK_FAILS(say_to(s, "x", &nowhere), WSAENETUNREACH);
    }
    SOCKET t = plain_open(AF_INET);
    CHECK_SUCCEEDS(socket_bind(t, &any));
    CHECK_FAILS(socket_bind(t, &any), WSAEINVAL);
}

/* Every failure that the operating system can be made to give. */
static void ordered(void)
{
    struct name any = name_any(AF_INET, 0);
    const char *name;
    int expected;
    for (size_t i = 0; host_failure(i, &name, &expected); i++) {
        SOCKET s = WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0, 0);
        check_context(name);
        MUST(CHECK(host_failure_order(i)));
        WSASetLastError(0);
        CHECK_EQ(socket_bind(s, &any), SOCKET_ERROR);
        int code = WSAGetLastError();
        if (expected) {
            CHECK_IS_CODE(code, expected);
        } else {
            CHECK(code != WSAEINVAL);
            CHECK(strcmp(code_name(code), "?") != 0); /* documented */
            CHECK(code != 0);
        }
        closesocket(s);
    }
    check_context(NULL);
}

static void exhausted(void)
{
    static SOCKET sockets[64];
    int count = 0;
    if (!host_limit_sockets(20))
        return;
    while (count < 64 && (sockets[count] = socket(AF_INET, SOCK_DGRAM, 0)) != INVALID_SOCKET)
        count++;
    CHECK(count < 64);
    CHECK_FAILS(socket(AF_INET, SOCK_DGRAM, 0), WSAEMFILE);
    MUST(CHECK(count > 0));
    CHECK_SUCCEEDS(closesocket(sockets[0]));
    CHECK_SUCCEEDS(sockets[0] = socket(AF_INET, SOCK_DGRAM, 0)); /* the failed ones took nothing */
    for (int i = 0; i < count; i++)
        CHECK_SUCCEEDS(closesocket(sockets[i]));
}

RULE(ER_02, "failures of the operating system become documented codes")
{
    provoked();
    exhausted();
    ordered();
}

RULE(ER_03, "which code wins: handle, pointer and length, family, state, value")
{
    struct name loopback = name_loopback(AF_INET, 0);
    struct name foreign = name_loopback(AF_INET6, 0);
    SOCKET s = plain_open(AF_INET);
    int value = 0, length = 0;
    CHECK_FAILS(bind(INVALID_SOCKET, NULL, 0), WSAENOTSOCK);
    CHECK_FAILS(recv(INVALID_SOCKET, NULL, -1, 0x7fff), WSAENOTSOCK);
    CHECK_FAILS(sendto(INVALID_SOCKET, NULL, 5, 0, NULL, -1), WSAENOTSOCK);
    CHECK_FAILS(setsockopt(INVALID_SOCKET, SOL_SOCKET, 0x7abc, NULL, -1), WSAENOTSOCK);
    CHECK_FAILS(getsockopt(INVALID_SOCKET, SOL_SOCKET, 0x7abc, NULL, NULL), WSAENOTSOCK);
    CHECK_FAILS(getsockname(INVALID_SOCKET, NULL, NULL), WSAENOTSOCK);
    CHECK_FAILS(shutdown(INVALID_SOCKET, 77), WSAENOTSOCK);
    CHECK_FAILS(ioctlsocket(INVALID_SOCKET, 0x1234, NULL), WSAENOTSOCK);
    CHECK_FAILS(bind(s, NULL, loopback.length), WSAEFAULT);
    CHECK_FAILS(bind(s, SA(foreign), 2), WSAEFAULT); /* length before family */
    CHECK_FAILS(bind(s, SA(loopback), -1), WSAEFAULT);
    CHECK_FAILS(bind(s, SA(foreign), foreign.length), WSAEAFNOSUPPORT);
    CHECK_FAILS(getsockname(s, SA(loopback), &length), WSAEFAULT);
    CHECK_FAILS(recv(s, NULL, 4, 0), WSAEFAULT);
    CHECK_FAILS(send(s, NULL, 4, 0), WSAEFAULT);
    CHECK_FAILS(sendto(s, "x", 1, 0, SA(foreign), 2), WSAEFAULT);
    CHECK_FAILS(sendto(s, "x", 1, 0, SA(foreign), foreign.length), WSAEAFNOSUPPORT);
    CHECK_FAILS(connect(s, SA(foreign), foreign.length), WSAEAFNOSUPPORT);
    QOS qos;
    WSABUF nowhere = {0, NULL}, name = {8, "template"};
    CHECK(!WSAGetQOSByName(INVALID_SOCKET, NULL, NULL));
    CHECK_IS_CODE(WSAGetLastError(), WSAENOTSOCK);
    CHECK(!WSAGetQOSByName(s, NULL, &qos));
    CHECK_IS_CODE(WSAGetLastError(), WSAEFAULT);
    CHECK(!WSAGetQOSByName(s, &nowhere, &qos));
    CHECK_IS_CODE(WSAGetLastError(), WSAEFAULT);
    CHECK(!WSAGetQOSByName(s, &name, NULL));
    CHECK_IS_CODE(WSAGetLastError(), WSAEFAULT);
    CHECK_SUCCEEDS(socket_bind(s, &loopback));
    CHECK_FAILS(bind(s, SA(foreign), foreign.length), WSAEAFNOSUPPORT); /* family before state */
    CHECK_FAILS(bind(s, SA(loopback), 3), WSAEFAULT);
    CHECK_EQ(send(s, (char *)&value, -1, 0), SOCKET_ERROR);
    CHECK_EQ(recv(s, (char *)&value, -1, 0), SOCKET_ERROR);
    struct name from = name_loopback(AF_INET, 0), here = name_of(s);
    CHECK_EQ(say_to(s, "kept", &here), 4);
    from.length = 4;
    CHECK_FAILS(recvfrom(s, (char *)&value, 4, 0, SA(from), &from.length), WSAEFAULT);
    CHECK_FAILS(recvfrom(s, (char *)&value, 4, 0, SA(from), NULL), WSAEFAULT);
    CHECK_HEARS(s, "kept"); /* a refused call takes no datagram */
    /* Last, for they crash Wine. Pointer before state: this one is not bound. */
    SOCKET fresh = plain_open(AF_INET);
    length = (int)sizeof from.storage;
    CHECK_FAILS(getsockname(fresh, NULL, &length), WSAEFAULT);
    CHECK_FAILS(connect(fresh, NULL, 16), WSAEFAULT);
    CHECK_FAILS(getsockname(fresh, SA(loopback), NULL), WSAEFAULT);
}

AREA(ER, &rule_ER_01, &rule_ER_02, &rule_ER_03);
