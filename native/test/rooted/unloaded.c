/*
 * A program that loads the library itself, closes a root that still owes its leaf everything, and unloads the
 * library without WSACleanup, as a JVM does whose application was taken away. The leaf, in a process of its
 * own that does not run meanwhile, gets all of it; then the library is gone, and the process can fork.
 *
 *     unloaded LIBRARY
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/wait.h>

#include <joinleaf/rooted.h>
#include <joinleaf/ws_sock.h>

#include "test/check.h"
#include "test/seconds.h"

enum { MESSAGES = 100, SIZE = 1400, LINGER_MS = 60000, PATIENCE_MS = 120000, LOOK_US = 10000 };

static const char *path;
static void *library;

#define CALL(function) ((__typeof__(&(function)))(uintptr_t)symbol(#function))

static void *symbol(const char *name)
{
    void *found = dlsym(library, name);
    CHECK_TELLING(found != NULL, " %s", name);
    return found;
}

static void load(void)
{
    WSADATA data;
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    CHECK_TELLING(library != NULL, " %s", dlerror());
    CHECK(CALL(WSAStartup)(0x0202, &data) == 0);
}

static bool is_mapped(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[1024];
    bool found = false;
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
        found = found || strstr(line, "libjoinleaf") != NULL;
    }
    CHECK(maps != NULL && fclose(maps) == 0);
    return found;
}

static struct WS_sockaddr_in loopback(WS_u_short port)
{
    struct WS_sockaddr_in at = {.sin_family = WS_AF_INET, .sin_port = port};
    at.sin_addr.s_addr = CALL(WS_htonl)(WS_INADDR_LOOPBACK);
    return at;
}

static int run_leaf(int ports)
{
    WS_u_short port;
    char message[SIZE + 1];
    CHECK(read(ports, &port, sizeof port) == sizeof port);
    load();
    SOCKET leaf = CALL(WSASocketW)(WS_AF_INET, WS_SOCK_SEQPACKET, 0, NULL, 0,
                                   WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
    struct WS_sockaddr_in at = loopback(port);
    CHECK(CALL(WSAJoinLeaf)(leaf, (struct WS_sockaddr *)&at, sizeof at, NULL, NULL, NULL, NULL, JL_BOTH) !=
          INVALID_SOCKET);
    raise(SIGSTOP);
    for (int i = 0; i < MESSAGES; i++) {
        int size = CALL(WS_recv)(leaf, message, sizeof message, 0);
        CHECK_TELLING(size == SIZE && message[0] == (char)i, " message %d", i);
    }
    CHECK(CALL(WS_recv)(leaf, message, sizeof message, 0) == SOCKET_ERROR);
    CHECK(CALL(WSAGetLastError)() == WSAESHUTDOWN);
    CHECK(CALL(closesocket)(leaf) == 0);
    CHECK(CALL(WSACleanup)() == 0);
    return failures_told();
}

/* A root that has closed: what its leaf has not got yet goes on in the background. */
static void send_all_and_close(int ports, pid_t leaf_process)
{
    DWORD linger = LINGER_MS;
    char message[SIZE] = "";
    int status;
    SOCKET root = CALL(WSASocketW)(WS_AF_INET, WS_SOCK_SEQPACKET, 0, NULL, 0,
                                   WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_ROOT);
    struct WS_sockaddr_in at = loopback(0);
    int size = sizeof at;
    CHECK(CALL(WS_setsockopt)(root, SOL_JLROOTED, JLR_LINGER_TIMEOUT, (const char *)&linger, sizeof linger) ==
          0);
    CHECK(CALL(WS_bind)(root, (struct WS_sockaddr *)&at, sizeof at) == 0);
    CHECK(CALL(WS_getsockname)(root, (struct WS_sockaddr *)&at, &size) == 0);
    CHECK(CALL(WS_listen)(root, 1) == 0);
    CHECK(write(ports, &at.sin_port, sizeof at.sin_port) == sizeof at.sin_port);
    SOCKET leaf = CALL(WSAAccept)(root, NULL, NULL, NULL, 0);
    CHECK(leaf != INVALID_SOCKET);
    CHECK(waitpid(leaf_process, &status, WUNTRACED) == leaf_process && WIFSTOPPED(status));
    for (int i = 0; i < MESSAGES; i++) {
        message[0] = (char)i;
        CHECK(CALL(WS_send)(root, message, SIZE, 0) == SIZE);
    }
    CHECK(CALL(closesocket)(leaf) == 0);
    CHECK(CALL(closesocket)(root) == 0);
}

int main(int count, char **arguments)
{
    int ports[2], status;
    if (count != 2 || pipe(ports) != 0) {
        return 2;
    }
    path = arguments[1];
    pid_t leaf = fork();
    if (leaf == 0) {
        return run_leaf(ports[0]);
    }
    load();
    send_all_and_close(ports[1], leaf);
    CHECK(dlclose(library) == 0);
    CHECK(is_mapped());
    CHECK(kill(leaf, SIGCONT) == 0);
    CHECK(waitpid(leaf, &status, 0) == leaf && WIFEXITED(status) && WEXITSTATUS(status) == 0);

    /* The loader removes it with the next library that is unloaded. */
    long end = milliseconds_now() + PATIENCE_MS;
    while (is_mapped() && milliseconds_now() < end) {
        usleep(LOOK_US);
        CHECK((library = dlopen(path, RTLD_NOW | RTLD_LOCAL)) != NULL && dlclose(library) == 0);
    }
    CHECK(!is_mapped());
    pid_t child = fork();
    if (child == 0) {
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    return failures_told();
}
