/* The options of provider `rooted`: what may be set, and what contradicts what. */
#include "session.h"

static void test_options(void)
{
    SOCKET root = open_root();
    DWORD value = 0;
    int size = sizeof value;
    FAILS(set(root, JLR_WINDOW, 300), WSAEINVAL);
    FAILS(set(root, JLR_WINDOW, 64), WSAEINVAL);
    CHECK(set(root, JLR_WINDOW, 512) == 0);
    CHECK(getsockopt(root, SOL_JLROOTED, JLR_WINDOW, (char *)&value, &size) == 0 && value == 512);
    FAILS(setsockopt(root, SOL_JLROOTED, JLR_KEY, "short", 5), WSAEINVAL);
    CHECK(setsockopt(root, SOL_JLROOTED, JLR_KEY, "sixteen bytes...", 16) == 0);
    FAILS(getsockopt(root, SOL_JLROOTED, JLR_KEY, (char *)&value, &size), WSAENOPROTOOPT);
    FAILS(set(root, 4711, 1), WSAENOPROTOOPT);
    FAILS(setsockopt(root, SOL_JLROOTED, JLR_DEAD_TIMEOUT, (const char *)&value, 2), WSAEFAULT);
    struct sockaddr_in unicast = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    FAILS(setsockopt(root, SOL_JLROOTED, JLR_GROUP, (const char *)&unicast, sizeof unicast),
          WSAEADDRNOTAVAIL);
    CHECK(getsockopt(root, SOL_SOCKET, SO_TYPE, (char *)&value, &size) == 0 && value == SOCK_SEQPACKET);
    CHECK(getsockopt(root, SOL_SOCKET, SO_MAX_MSG_SIZE, (char *)&value, &size) == 0 && value == 65536);
    FAILS(WSASocketW(AF_INET, SOCK_SEQPACKET, 0, NULL, 0, 0), WSAEINVAL);
    /* OP-07b: a level that does not exist; booleans take fewer bytes. */
    FAILS(setsockopt(root, 0x4711, SO_TYPE, (const char *)&value, sizeof value), WSAEINVAL);
    FAILS(getsockopt(root, 0x4711, SO_TYPE, (char *)&value, &size), WSAEINVAL);
    FAILS(getsockopt(root, IPPROTO_TCP, 1, (char *)&value, &size), WSAENOPROTOOPT);
    CHECK(setsockopt(root, SOL_SOCKET, SO_REUSEADDR, "", 1) == 0);
    CHECK(setsockopt(root, SOL_SOCKET, SO_DONTLINGER, "\1", 1) == 0);
    /* What is refused is not kept. */
    static const int buffers[] = {SO_RCVBUF, SO_SNDBUF};
    for (int i = 0; i < 2; i++) {
        int wanted = 471100, refused = -5;
        CHECK(setsockopt(root, SOL_SOCKET, buffers[i], (char *)&wanted, sizeof wanted) == 0);
        FAILS(setsockopt(root, SOL_SOCKET, buffers[i], (char *)&refused, sizeof refused), WSAEINVAL);
        CHECK(getsockopt(root, SOL_SOCKET, buffers[i], (char *)&value, &size) == 0 && value == 471100);
    }
    closesocket(root);
}

static DWORD get(SOCKET s, int name)
{
    DWORD value = 0;
    int size = sizeof value;
    CHECK(getsockopt(s, SOL_JLROOTED, name, (char *)&value, &size) == 0);
    return value;
}

static int set_socket(SOCKET s, int name, int value)
{
    return setsockopt(s, SOL_SOCKET, name, (const char *)&value, sizeof value);
}

static DWORD get_socket(SOCKET s, int name)
{
    DWORD value = 0;
    int size = sizeof value;
    CHECK(getsockopt(s, SOL_SOCKET, name, (char *)&value, &size) == 0);
    return value;
}

/* Until somebody sets them, the sizes of the buffers are those in force: of the window for what a root sends
 * to all, and of one leaf's credit for the rest. Who sets 0 reads 0. */
static void test_buffers_in_force(void)
{
    SOCKET root = open_root(), leaf = open_leaf();
    CHECK(set(root, JLR_WINDOW, 256) == 0);
    CHECK(get_socket(root, SO_SNDBUF) == 256 * 7680 && get_socket(root, SO_RCVBUF) == 3 * 65536);
    CHECK(get_socket(leaf, SO_RCVBUF) == 2048 * 7680 && get_socket(leaf, SO_SNDBUF) == 3 * 65536);
    SOCKET branch = begin_session(root, leaf);
    CHECK(get_socket(leaf, SO_RCVBUF) == get_socket(root, SO_SNDBUF));
    CHECK(get_socket(leaf, SO_RCVBUF) >= 256 * 576);
    CHECK(get_socket(branch, SO_RCVBUF) == 3 * 65536 && get_socket(branch, SO_SNDBUF) == 3 * 65536);
    CHECK(set_socket(leaf, SO_RCVBUF, 0) == 0 && get_socket(leaf, SO_RCVBUF) == 0);
    CHECK(set_socket(root, SO_SNDBUF, 0) == 0 && get_socket(root, SO_SNDBUF) == 0);
    CHECK(get_socket(root, SO_RCVBUF) == 3 * 65536);
    closesocket(branch);
    closesocket(root);
    closesocket(leaf);
}

/* Values that contradict each other, in whichever order they are set; what is refused changes nothing. */
static void test_contradictions(void)
{
    SOCKET first = open_root(), second = open_root(), defaults = open_root();
    CHECK(set(first, JLR_KEEP_ALIVE, 1000) == 0);
    FAILS(set(first, JLR_DEAD_TIMEOUT, 999), WSAEINVAL);
    CHECK(get(first, JLR_DEAD_TIMEOUT) == 10000);
    CHECK(set(first, JLR_DEAD_TIMEOUT, 3000) == 0);
    CHECK(set(second, JLR_DEAD_TIMEOUT, 999) == 0);
    FAILS(set(second, JLR_KEEP_ALIVE, 1000), WSAEINVAL);
    CHECK(get(second, JLR_KEEP_ALIVE) == 333);
    CHECK(set(second, JLR_KEEP_ALIVE, 999) == 0);
    /* What was left alone follows. */
    CHECK(set(defaults, JLR_KEEP_ALIVE, 20000) == 0 && get(defaults, JLR_DEAD_TIMEOUT) == 60000);
    CHECK(set(defaults, JLR_KEEP_ALIVE, 500) == 0 && get(defaults, JLR_DEAD_TIMEOUT) == 10000);

    CHECK(set(first, JLR_WINDOW, 512) == 0);
    FAILS(set_socket(first, SO_SNDBUF, 512 * 576 - 1), WSAEINVAL);
    CHECK(set_socket(first, SO_SNDBUF, 512 * 576) == 0 && set_socket(first, SO_SNDBUF, 0) == 0);
    CHECK(set_socket(second, SO_SNDBUF, 100000) == 0);
    FAILS(set(second, JLR_WINDOW, 256), WSAEINVAL);
    CHECK(set(second, JLR_WINDOW, 128) == 0);

    CHECK(set(first, JLR_LEAST_RATE, 1000) == 0);
    FAILS(set(first, JLR_SLOW_TIMEOUT, 500), WSAEINVAL);
    CHECK(set(first, JLR_SLOW_TIMEOUT, 576) == 0);
    CHECK(set(second, JLR_SLOW_TIMEOUT, 500) == 0);
    FAILS(set(second, JLR_LEAST_RATE, 1000), WSAEINVAL);
    CHECK(get(second, JLR_LEAST_RATE) == 0 && set(second, JLR_LEAST_RATE, 1152) == 0);

    CHECK(set_socket(first, SO_REUSEADDR, 1) == 0);
    FAILS(set_socket(first, SO_EXCLUSIVEADDRUSE, 1), WSAEINVAL);
    CHECK(set_socket(second, SO_EXCLUSIVEADDRUSE, 1) == 0);
    FAILS(set_socket(second, SO_REUSEADDR, 1), WSAEINVAL);
    CHECK(set_socket(second, SO_REUSEADDR, 0) == 0);
    closesocket(first);
    closesocket(second);
    closesocket(defaults);
}

/* What is set on a root's c_leaf is the c_leaf's alone. */
static void test_options_of_a_branch(void)
{
    SOCKET root = open_root(), leaf = open_leaf();
    SOCKET branch = begin_session(root, leaf);
    CHECK(set(branch, JLR_KEEP_ALIVE, 1000) == 0 && get(branch, JLR_DEAD_TIMEOUT) == 10000);
    FAILS(set(branch, JLR_DEAD_TIMEOUT, 999), WSAEINVAL);
    CHECK(set(root, JLR_DEAD_TIMEOUT, 999) == 0 && get(root, JLR_KEEP_ALIVE) == 333);
    CHECK(set(branch, JLR_DEAD_TIMEOUT, 1000) == 0 && get(root, JLR_DEAD_TIMEOUT) == 999);
    closesocket(root);
    closesocket(leaf);
}

int main(void)
{
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    test_options();
    test_buffers_in_force();
    test_contradictions();
    test_options_of_a_branch();
    CHECK(WSACleanup() == 0);
    return failures_told();
}
