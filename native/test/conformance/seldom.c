/* seldom.c - calls that programs use seldom: disconnect calls, results of overlapped operations, this host's
 * name in UTF-16, texts of errors. */
#include "na.h"
#include "rooted.h"

/* The disconnect calls with data; each is refused and changes nothing. */
static void check_data_refused(SOCKET s)
{
    char bytes[4] = "abc";
    WSABUF full = {sizeof bytes, bytes}, empty = {0, NULL}, nowhere = {4, NULL};
    CHECK_FAILS(WSASendDisconnect(s, &full), WSAENOPROTOOPT);
    CHECK_FAILS(WSASendDisconnect(s, &empty), WSAENOPROTOOPT);
    CHECK_FAILS(WSASendDisconnect(s, &nowhere), WSAEFAULT);
    CHECK_FAILS(WSARecvDisconnect(s, &full), WSAENOPROTOOPT);
    CHECK_EQ(full.len, sizeof bytes);
    CHECK(full.buf == bytes && strcmp(bytes, "abc") == 0);
    CHECK_FAILS(WSARecvDisconnect(s, &nowhere), WSAEFAULT);
}

static SOCKET bound(int family, struct name *name)
{
    struct name any = name_loopback(family, 0);
    SOCKET s = plain_open(family);
    CHECK_SUCCEEDS(socket_receive_timeout(s, RECEIVE_MS));
    CHECK_SUCCEEDS(socket_bind(s, &any));
    *name = name_of(s);
    return s;
}

static void disconnect(int family)
{
    struct name here, there;
    char room[16];
    SOCKET s = bound(family, &here), t = bound(family, &there);
    CHECK_SUCCEEDS(WSASendDisconnect(s, NULL));
    CHECK_EQ(WSAGetLastError(), 0);
    CHECK_FAILS(say_to(s, "x", &there), WSAESHUTDOWN);
    CHECK_EQ(say_to(t, "still heard", &here), 11);
    CHECK_HEARS(s, "still heard");
    CHECK_SUCCEEDS(WSARecvDisconnect(s, NULL));
    CHECK_EQ(WSAGetLastError(), 0);
    CHECK_FAILS(recv(s, room, sizeof room, 0), WSAESHUTDOWN);
    CHECK_SUCCEEDS(WSARecvDisconnect(t, NULL));
    CHECK_EQ(say_to(t, "x", &there), 1); /* the other direction stays */
    closesocket(s);
    CHECK_FAILS(WSASendDisconnect(s, NULL), WSAENOTSOCK);
    CHECK_FAILS(WSARecvDisconnect(s, NULL), WSAENOTSOCK);
    closesocket(t);
}

RULE(IO_12, "WSASendDisconnect and WSARecvDisconnect without data are shutdown in one direction")
{
    disconnect(AF_INET);
    disconnect(AF_INET6);
}

static void disconnect_data(int family)
{
    struct name here;
    WSABUF data = {1, (char *)"x"};
    SOCKET s = bound(family, &here);
    check_data_refused(s);
    CHECK_EQ(say_to(s, "as before", &here), 9);
    CHECK_HEARS(s, "as before");
    closesocket(s);
    CHECK_FAILS(WSASendDisconnect(s, &data), WSAENOTSOCK);
    CHECK_FAILS(WSARecvDisconnect(s, &data), WSAENOTSOCK);
}

RULE(IO_13, "disconnect data is refused, and then nothing has changed")
{
    disconnect_data(AF_INET);
    disconnect_data(AF_INET6);
}

static void disconnect_leaf(const struct plane *plane)
{
    struct pair pair;
    char room[16];
    SOCKET root = rooted_root(plane);
    MUST(pair_ask(plane, root, &pair));
    check_data_refused(root);
    check_data_refused(pair.leaf.socket);
    CHECK_EQ(say(root, "before"), 6);
    CHECK(hears(&pair.leaf, "before"));
    CHECK_SUCCEEDS(WSASendDisconnect(pair.leaf.socket, NULL));
    CHECK_FAILS(say(pair.leaf.socket, "x"), WSAESHUTDOWN);
    CHECK_EQ(say(root, "after"), 5);
    CHECK(hears(&pair.leaf, "after"));
    CHECK_SUCCEEDS(WSARecvDisconnect(root, NULL));
    CHECK_FAILS(recv(root, room, sizeof room, 0), WSAESHUTDOWN);
    CHECK_SUCCEEDS(WSARecvDisconnect(pair.leaf.socket, NULL));
    CHECK_FAILS(recv(pair.leaf.socket, room, sizeof room, 0), WSAESHUTDOWN);
    closesocket(root);
    CHECK_FAILS(WSASendDisconnect(root, NULL), WSAENOTSOCK);
}

RULE(IO_12r, "the disconnect calls on roots and leaves")
{
    each_plane(disconnect_leaf);
}

static void check_no_result(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD moved, BOOL wait, LPDWORD flags,
                            int code)
{
    WSASetLastError(0);
    CHECK_EQ(WSAGetOverlappedResult(s, overlapped, moved, wait, flags), FALSE);
    CHECK_IS_CODE(WSAGetLastError(), code);
    CHECK(moved == NULL || *moved == 4711);
    CHECK(flags == NULL || *flags == 4712);
}

RULE(IO_14, "WSAGetOverlappedResult: what it refuses")
{
    struct name here;
    SOCKET s = bound(AF_INET, &here);
    WSAOVERLAPPED overlapped;
    DWORD moved = 4711, flags = 4712;
    memset(&overlapped, 0, sizeof overlapped);
    check_no_result(INVALID_SOCKET, &overlapped, &moved, FALSE, &flags, WSAENOTSOCK);
    check_no_result(INVALID_SOCKET, NULL, NULL, FALSE, NULL, WSAENOTSOCK);
    check_no_result(s, &overlapped, NULL, FALSE, &flags, WSAEFAULT);
    check_no_result(s, &overlapped, &moved, FALSE, NULL, WSAEFAULT);
    check_no_result(s, NULL, &moved, FALSE, &flags, WSAEFAULT);
    CHECK(WSAGetOverlappedResult(s, &overlapped, &moved, TRUE, &flags)); /* zeros are a success */
    CHECK_EQ(moved, 0);
    CHECK_EQ(flags, 0);
}

RULE(NA_17, "GetHostNameW: gethostname's answer in UTF-16")
{
    char own[256];
    WCHAR name[256];
    MUST(CHECK_SUCCEEDS(gethostname(own, sizeof own)));
    const int length = (int)strlen(own);
    CHECK_SUCCEEDS(GetHostNameW(name, 256));
    CHECK(same_wide(name, own));
    CHECK_FAILS(GetHostNameW(NULL, 256), WSAEFAULT);
    memset(name, 0x2e, sizeof name);
    CHECK_FAILS(GetHostNameW(name, length), WSAEFAULT);
    CHECK_FAILS(GetHostNameW(name, 0), WSAEFAULT);
    CHECK_FAILS(GetHostNameW(name, -1), WSAEFAULT);
    CHECK_EQ(name[0], 0x2e2e); /* nothing was written */
    CHECK_SUCCEEDS(GetHostNameW(name, length + 1));
    CHECK(same_wide(name, own));
    CHECK_EQ(name[length + 1], 0x2e2e);
}

static void overwrite_message(void *unused)
{
    (void)unused;
    gai_strerrorA(WSAEFAULT);
    gai_strerrorW(WSAEFAULT);
}

COLD_RULE(NA_18, "gai_strerror: a text for each code of getaddrinfo, in memory of the thread")
{
    static const int codes[] = {EAI_AGAIN,  EAI_BADFLAGS, EAI_FAIL,         EAI_FAMILY,
                                EAI_MEMORY, EAI_NONAME,   EAI_SERVICE,      EAI_SOCKTYPE,
                                WSAEFAULT,  WSANO_DATA,   WSANOTINITIALISED};
    char texts[COUNT(codes)][TEXT_SIZE];
    WSASetLastError(4711);
    for (size_t i = 0; i < COUNT(codes); i++) {
        const char *text = gai_strerrorA(codes[i]);
        check_context(code_name(codes[i]));
        MUST(CHECK(text != NULL && *text != 0));
        snprintf(texts[i], sizeof texts[i], "%s", text);
        CHECK(same_wide(gai_strerrorW(codes[i]), text));
        for (size_t j = 0; j < i; j++)
            CHECK(strcmp(texts[i], texts[j]) != 0);
    }
    check_context("no code of getaddrinfo");
    for (int i = -1; i <= 1; i++) {
        const int code = i * 123456;
        const char *text = gai_strerrorA(code);
        MUST(CHECK(text != NULL && *text != 0));
        CHECK(same_wide(gai_strerrorW(code), text));
        for (size_t j = 0; j < COUNT(codes); j++)
            CHECK(strcmp(text, texts[j]) != 0);
    }
    check_context(NULL);
    CHECK_EQ(WSAGetLastError(), 4711);
    const char *mine = gai_strerrorA(EAI_NONAME);
    const WCHAR *mine_wide = gai_strerrorW(EAI_NONAME);
    struct host_thread *thread = host_thread_start(overwrite_message, NULL);
    CHECK(host_thread_done(thread, HANG_MS));
    check_text(mine, texts[5]);
    CHECK(same_wide(mine_wide, texts[5]));
}

AREA(SELDOM, &rule_IO_12, &rule_IO_12r, &rule_IO_13, &rule_IO_14, &rule_NA_17, &rule_NA_18);
