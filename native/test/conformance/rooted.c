/* rooted.c - opening rooted sessions and waiting for what happens in them. */
#include "rooted.h"

enum { MOST = 64 };

static int find_entry(struct plane *plane)
{
    static WSAPROTOCOL_INFOW entries[MOST];
    const DWORD needed = XP1_SUPPORT_MULTIPOINT | XP1_MULTIPOINT_CONTROL_PLANE;
    DWORD size = sizeof entries;
    int count = WSAEnumProtocolsW(NULL, entries, &size);
    for (int i = 0; i < count; i++) {
        if ((entries[i].dwServiceFlags1 & needed) == needed && entries[i].iAddressFamily == plane->family &&
            !(entries[i].dwServiceFlags1 & XP1_MULTIPOINT_DATA_PLANE) == !plane->rooted) {
            plane->entry = entries[i];
            return 1;
        }
    }
    return 0;
}

void each_plane(void (*body)(const struct plane *plane))
{
    static const int families[] = {AF_INET, AF_INET6};
    int found = 0;
    for (int i = 0; i < 4; i++) {
        struct plane plane;
        memset(&plane, 0, sizeof plane);
        plane.family = families[i / 2];
        plane.rooted = i % 2;
        if (!find_entry(&plane))
            continue;
        check_context(plane.family == AF_INET ? plane.rooted ? "IPv4, rooted data" : "IPv4, nonrooted data"
                      : plane.rooted          ? "IPv6, rooted data"
                                              : "IPv6, nonrooted data");
        body(&plane);
        check_context(NULL);
        found++;
    }
    if (!found)
        lacks_say("no catalogue entry has a rooted control plane");
}

static SOCKET open_one(const struct plane *plane, DWORD flags)
{
    WSAPROTOCOL_INFOW entry = plane->entry;
    SOCKET s = WSASocketW(FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, FROM_PROTOCOL_INFO, &entry, 0,
                          flags | WSA_FLAG_OVERLAPPED);
    CHECK(s != INVALID_SOCKET);
    return s;
}

SOCKET rooted_root_deaf(const struct plane *plane)
{
    return open_one(plane, WSA_FLAG_MULTIPOINT_C_ROOT |
                               (plane->rooted ? WSA_FLAG_MULTIPOINT_D_ROOT : WSA_FLAG_MULTIPOINT_D_LEAF));
}

SOCKET rooted_root(const struct plane *plane)
{
    SOCKET s = rooted_root_deaf(plane);
    struct name name = name_loopback(plane->family, 0);
    CHECK_SUCCEEDS(bind(s, SA(name), name.length));
    CHECK_SUCCEEDS(listen(s, 5));
    socket_receive_timeout(s, RECEIVE_MS);
    return s;
}

SOCKET rooted_leaf(const struct plane *plane)
{
    SOCKET s = open_one(plane, WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
    socket_receive_timeout(s, RECEIVE_MS);
    return s;
}

SOCKET rooted_leaf_listening(const struct plane *plane)
{
    SOCKET s = rooted_leaf(plane);
    struct name name = name_loopback(plane->family, 0);
    CHECK_SUCCEEDS(bind(s, SA(name), name.length));
    CHECK_SUCCEEDS(listen(s, 5));
    return s;
}

void watch(struct watched *watched, SOCKET s)
{
    memset(watched, 0, sizeof *watched);
    watched->socket = s;
    watched->event = WSACreateEvent();
    CHECK(watched->event != WSA_INVALID_EVENT);
    CHECK_SUCCEEDS(WSAEventSelect(s, watched->event, FD_READ | FD_WRITE | FD_ACCEPT | FD_CONNECT | FD_CLOSE));
}

static int arrives(struct watched *watched, int bit, unsigned ms)
{
    unsigned long long until = host_now_ms() + ms;
    while ((watched->seen & 1 << bit) == 0) {
        unsigned long long now = host_now_ms();
        if (now >= until)
            return 0;
        DWORD waited = WSAWaitForMultipleEvents(1, &watched->event, TRUE, (DWORD)(until - now), FALSE);
        if (!CHECK(waited != WSA_WAIT_FAILED))
            return 0; /* it would fail again and again until then */
        if (waited != WSA_WAIT_EVENT_0)
            continue;
        WSANETWORKEVENTS events;
        memset(&events, 0, sizeof events);
        if (!CHECK_SUCCEEDS(WSAEnumNetworkEvents(watched->socket, watched->event, &events)))
            return 0;
        watched->seen |= events.lNetworkEvents;
        for (int i = 0; i < FD_MAX_EVENTS; i++) {
            if ((events.lNetworkEvents & 1 << i) != 0)
                watched->errors[i] = events.iErrorCode[i];
        }
    }
    watched->seen &= ~(1 << bit);
    return 1;
}

int await_event(struct watched *watched, int bit)
{
    static const char *const names[] = {"FD_READ did not come",    "FD_WRITE did not come",
                                        "FD_OOB did not come",     "FD_ACCEPT did not come",
                                        "FD_CONNECT did not come", "FD_CLOSE did not come"};
    if (arrives(watched, bit, ROOTED_PATIENCE_MS))
        return watched->errors[bit];
    CHECK_TEXT(names[bit]);
    return -1;
}

int quiet_event(struct watched *watched, int bit)
{
    return !arrives(watched, bit, QUIET_MS);
}

SOCKET ask(SOCKET s, const struct name *name, const char *caller, WSABUF *callee)
{
    WSABUF data = {caller == NULL ? 0 : (ULONG)strlen(caller), (char *)(size_t)caller};
    return WSAJoinLeaf(s, SA(*name), name->length, caller == NULL ? NULL : &data, callee, NULL, NULL,
                       JL_BOTH);
}

int pair_ask(const struct plane *plane, SOCKET root, struct pair *pair)
{
    struct name name = name_of(root);
    SOCKET leaf = rooted_leaf(plane);
    watch(&pair->leaf, leaf);
    if (!CHECK_EQ(ask(leaf, &name, NULL, NULL), leaf))
        return 0;
    pair->branch = accept(root, NULL, NULL);
    return CHECK(pair->branch != INVALID_SOCKET) &&
           CHECK_IS_CODE(await_event(&pair->leaf, FD_CONNECT_BIT), 0);
}

void ask_blocking(void *argument)
{
    struct joining *joining = argument;
    joining->made = ask(joining->s, &joining->at, NULL, NULL);
    joining->code = joining->made == INVALID_SOCKET ? WSAGetLastError() : 0;
}

int pair_invite(const struct plane *plane, SOCKET root, struct pair *pair)
{
    SOCKET listener = rooted_leaf_listening(plane);
    static struct joining invitation; /* the thread may outlive this call, if it fails */
    invitation = (struct joining){root, INVALID_SOCKET, name_of(listener), 0};
    struct host_thread *thread = host_thread_start(ask_blocking, &invitation);
    SOCKET leaf = accept(listener, NULL, NULL);
    if (!CHECK(leaf != INVALID_SOCKET) || !CHECK(host_thread_done(thread, ROOTED_PATIENCE_MS)))
        return 0;
    closesocket(listener);
    watch(&pair->leaf, leaf);
    pair->branch = invitation.made;
    return CHECK(pair->branch != INVALID_SOCKET);
}

int withdrawal_is_known(SOCKET listener, unsigned ms)
{
    host_sleep_ms(ms);
    SOCKET branch = accept(listener, NULL, NULL);
    if (branch != INVALID_SOCKET) {
        closesocket(branch);
        return 0;
    }
    CHECK_IS_CODE(WSAGetLastError(), WSAECONNRESET);
    CHECK_FAILS(accept(listener, NULL, NULL), WSAEWOULDBLOCK);
    return 1;
}

int hears(struct watched *watched, const char *text)
{
    char buffer[128];
    unsigned long long until = host_now_ms() + ROOTED_PATIENCE_MS;
    for (;;) {
        int size = recv(watched->socket, buffer, (int)sizeof buffer, 0);
        if (size >= 0)
            return CHECK_EQ(size, strlen(text)) && CHECK(memcmp(buffer, text, (size_t)size) == 0);
        if (!CHECK_IS_CODE(WSAGetLastError(), WSAEWOULDBLOCK) || host_now_ms() >= until)
            return CHECK_TEXT(text);
        arrives(watched, FD_READ_BIT, 100);
    }
}

int CALLBACK condition_reject(LPWSABUF caller_id, LPWSABUF caller_data, LPQOS sqos, LPQOS gqos,
                              LPWSABUF callee_id, LPWSABUF callee_data, GROUP *group, DWORD_PTR context)
{
    (void)caller_id;
    (void)caller_data;
    (void)sqos;
    (void)gqos;
    (void)callee_id;
    (void)callee_data;
    (void)group;
    (void)context;
    return CF_REJECT;
}

void knock(const struct plane *plane, const char *caller, struct knock *made)
{
    made->root = rooted_root(plane);
    made->leaf = rooted_leaf(plane);
    made->at = name_of(made->root);
    watch(&made->door, made->root);
    watch(&made->joining, made->leaf);
    CHECK_EQ(ask(made->leaf, &made->at, caller, NULL), made->leaf);
    CHECK_IS_CODE(await_event(&made->door, FD_ACCEPT_BIT), 0);
}
