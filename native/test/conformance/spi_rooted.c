/* spi_rooted.c - the provider's side of sessions with a rooted control plane. */
#include "rooted.h"
#include "spi_host.h"

static int is_rooted(const WSAPROTOCOL_INFOW *entry)
{
    const DWORD needed = XP1_SUPPORT_MULTIPOINT | XP1_MULTIPOINT_CONTROL_PLANE;
    return entry->iAddressFamily == AF_INET && (entry->dwServiceFlags1 & needed) == needed;
}

static SOCKET open_by(struct provider *p, DWORD control)
{
    int rooted =
        (p->entry.dwServiceFlags1 & XP1_MULTIPOINT_DATA_PLANE) != 0 && control == WSA_FLAG_MULTIPOINT_C_ROOT;
    int code = -1;
    SOCKET s = p->calls.lpWSPSocket(
        AF_INET, p->entry.iSocketType, p->entry.iProtocol, &p->entry, 0,
        control | (rooted ? WSA_FLAG_MULTIPOINT_D_ROOT : WSA_FLAG_MULTIPOINT_D_LEAF), &code);
    CHECK(handle_is_given(s)); /* the handle is the one that the upcall gave */
    return s;
}

static struct name listens(struct provider *p, SOCKET s)
{
    struct name name = name_loopback(AF_INET, 0);
    int code = -1;
    CHECK_EQ(p->calls.lpWSPBind(s, SA(name), name.length, &code), 0);
    CHECK_EQ(p->calls.lpWSPGetSockName(s, SA(name), &name.length, &code), 0);
    CHECK_EQ(p->calls.lpWSPListen(s, 5, &code), 0);
    return name;
}

static SOCKET asks(struct provider *p, SOCKET s, const struct name *at, DWORD flags, int *code)
{
    *code = -1;
    return p->calls.lpWSPJoinLeaf(s, at == NULL ? NULL : (const struct sockaddr *)&at->storage,
                                  at == NULL ? 16 : at->length, NULL, NULL, NULL, NULL, flags, code);
}

static void ends(struct provider *p, const SOCKET *sockets, int count)
{
    int code = -1;
    for (int i = 0; i < count; i++)
        CHECK_EQ(p->calls.lpWSPCloseSocket(sockets[i], &code), 0);
    CHECK_EQ(handles_given(), 0);
    CHECK_EQ(p->calls.lpWSPCleanup(&code), 0);
}

COLD_RULE(SPI_01r, "WSPStartup fills 30 entries, and speaks version 2.2 only")
{
    provider_starts(is_rooted);
}

COLD_RULE(SPI_02r,
          "WSPJoinLeaf of root and leaf answers with lpErrno and leaves the thread's last error alone")
{
    static struct provider p;
    int code;
    if (!provider_start(&p, is_rooted))
        return;
    SOCKET leaf = open_by(&p, WSA_FLAG_MULTIPOINT_C_LEAF), root = open_by(&p, WSA_FLAG_MULTIPOINT_C_ROOT);
    SOCKET gone = open_by(&p, WSA_FLAG_MULTIPOINT_C_ROOT), both[] = {leaf, root};
    struct name nobody = listens(&p, gone);
    CHECK_EQ(p.calls.lpWSPCloseSocket(gone, &code), 0);
    listens(&p, root);
    WSASetLastError(WSAEPROCLIM);
    for (int i = 0; i < 2; i++) {
        CHECK_EQ(asks(&p, both[i], NULL, JL_BOTH, &code), INVALID_SOCKET);
        CHECK_IS_CODE(code, WSAEFAULT);
        CHECK_EQ(asks(&p, both[i], &nobody, 0, &code), INVALID_SOCKET);
        CHECK_IS_CODE(code, WSAEINVAL);
        CHECK_EQ(asks(&p, both[i], &nobody, JL_BOTH, &code), INVALID_SOCKET);
        CHECK_IS_CODE(code, WSAECONNREFUSED);
        CHECK_EQ(asks(&p, gone, &nobody, JL_BOTH, &code), INVALID_SOCKET);
        CHECK_IS_CODE(code, WSAENOTSOCK);
    }
    CHECK_EQ(handles_given(), 2); /* the root's c_leaf of a join that failed is gone */
    CHECK_EQ(WSAGetLastError(), WSAEPROCLIM);
    ends(&p, both, 2);
}

static void copied(const struct plane *plane)
{
    SOCKET root = rooted_root(plane), gone = rooted_root(plane), leaf = rooted_leaf(plane);
    struct name at = name_of(root), nobody = name_of(gone);
    closesocket(gone);
    WSASetLastError(4711);
    CHECK_EQ(ask(leaf, &nobody, NULL, NULL), INVALID_SOCKET);
    CHECK_IS_CODE(WSAGetLastError(), WSAECONNREFUSED);
    WSASetLastError(4711);
    CHECK_EQ(ask(root, &nobody, NULL, NULL), INVALID_SOCKET);
    CHECK_IS_CODE(WSAGetLastError(), WSAECONNREFUSED);
    CHECK_SUCCEEDS(socket_nonblocking(leaf, 1));
    WSASetLastError(4711);
    CHECK_EQ(ask(leaf, &at, NULL, NULL), leaf);
    CHECK_EQ(WSAGetLastError(), 0); /* ER-01b */
    CHECK_EQ(ask(leaf, &at, NULL, NULL), INVALID_SOCKET);
    CHECK_IS_CODE(WSAGetLastError(), WSAEALREADY);
}

RULE(SPI_03r, "the API half takes lpErrno over on failure, and 0 on success, of a root and of a leaf")
{
    each_plane(copied);
}

/* What the wait of a nonblocking call ended with; -1 (reported): it did not. */
static int event_of(struct provider *p, SOCKET s, WSAEVENT event, int bit)
{
    WSANETWORKEVENTS events;
    int code = -1;
    memset(&events, 0, sizeof events);
    for (int i = 0; i < 50; i++) {
        if (!CHECK_EQ(WSAWaitForMultipleEvents(1, &event, TRUE, ROOTED_PATIENCE_MS, FALSE), WSA_WAIT_EVENT_0))
            return -1;
        CHECK_EQ(p->calls.lpWSPEnumNetworkEvents(s, event, &events, &code), 0);
        if ((events.lNetworkEvents & 1 << bit) != 0)
            return events.iErrorCode[bit];
    }
    return -1;
}

COLD_RULE(SPI_04r, "a session through the table: every socket has a handle of the host's, events are set")
{
    static struct provider p;
    int code = -1;
    char heard[8];
    WSABUF down = {4, "down"}, room = {sizeof heard, heard};
    DWORD moved = 0, flags = 0;
    WSADATA data;
    if (!provider_start(&p, is_rooted))
        return;
    MUST(CHECK_EQ(WSAStartup(MAKEWORD(2, 2), &data), 0)); /* for event objects */
    SOCKET root = open_by(&p, WSA_FLAG_MULTIPOINT_C_ROOT), leaf = open_by(&p, WSA_FLAG_MULTIPOINT_C_LEAF);
    struct name at = listens(&p, root);
    WSAEVENT door = WSACreateEvent(), joined = WSACreateEvent();
    CHECK_EQ(p.calls.lpWSPEventSelect(root, door, FD_ACCEPT, &code), 0);
    CHECK_EQ(p.calls.lpWSPEventSelect(leaf, joined, FD_CONNECT | FD_READ, &code), 0);
    CHECK_EQ(WSAWaitForMultipleEvents(1, &door, TRUE, 0, FALSE), WSA_WAIT_TIMEOUT);
    CHECK_EQ(asks(&p, leaf, &at, JL_BOTH, &code), leaf);
    CHECK_IS_CODE(event_of(&p, root, door, FD_ACCEPT_BIT), 0);
    SOCKET branch = p.calls.lpWSPAccept(root, NULL, NULL, NULL, 0, &code);
    CHECK(handle_is_given(branch));
    CHECK_EQ(handles_given(), 3);
    CHECK_IS_CODE(event_of(&p, leaf, joined, FD_CONNECT_BIT), 0);
    CHECK_EQ(p.calls.lpWSPSend(root, &down, 1, &moved, 0, NULL, NULL, NULL, &code), 0);
    CHECK_EQ(moved, 4);
    CHECK_IS_CODE(event_of(&p, leaf, joined, FD_READ_BIT), 0);
    CHECK_EQ(p.calls.lpWSPRecv(leaf, &room, 1, &moved, &flags, NULL, NULL, NULL, &code), 0);
    CHECK(moved == 4 && memcmp(heard, "down", 4) == 0);
    ends(&p, (SOCKET[]){branch, leaf, root}, 3);
    CHECK(WSACloseEvent(door) && WSACloseEvent(joined));
    CHECK_EQ(WSACleanup(), 0);
}

AREA(SPIR, &rule_SPI_01r, &rule_SPI_02r, &rule_SPI_03r, &rule_SPI_04r);
