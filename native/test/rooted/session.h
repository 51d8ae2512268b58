/* What programs that test sessions on loopback have in common. */
#ifndef JOINLEAF_TEST_ROOTED_SESSION_H
#define JOINLEAF_TEST_ROOTED_SESSION_H

#include <winsock2.h>
#include <ws2tcpip.h>

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include <joinleaf/rooted.h>

#include "test/check_calls.h"
#include "test/seconds.h"

/* What the other side has done comes to hold here, however long a busy machine takes; two minutes are a hang.
 */
#define COMES_TO_HOLD(what)                                                                                  \
    do {                                                                                                     \
        long end_ = milliseconds_now() + 120000;                                                             \
        bool holds_ = (what);                                                                                \
        while (!holds_ && milliseconds_now() < end_) {                                                       \
            usleep(2000);                                                                                    \
            holds_ = (what);                                                                                 \
        }                                                                                                    \
        CHECK_TELLING(holds_, " (" #what ")%s", "");                                                         \
    } while (0)

static inline SOCKET open_root(void)
{
    return WSASocketW(AF_INET, SOCK_SEQPACKET, 0, NULL, 0,
                      WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_D_ROOT);
}

static inline SOCKET open_leaf(void)
{
    return WSASocketW(AF_INET, SOCK_SEQPACKET, 0, NULL, 0,
                      WSA_FLAG_MULTIPOINT_C_LEAF | WSA_FLAG_MULTIPOINT_D_LEAF);
}

static inline int set(SOCKET s, int name, DWORD value)
{
    return setsockopt(s, SOL_JLROOTED, name, (const char *)&value, sizeof value);
}

/* NULL: it has no key. */
static inline void set_key(SOCKET s, const char *key)
{
    CHECK(key == NULL || setsockopt(s, SOL_JLROOTED, JLR_KEY, key, (int)strlen(key)) == 0);
}

static inline struct sockaddr_in listen_at(SOCKET s, int backlog)
{
    struct sockaddr_in at;
    int size = sizeof at;
    memset(&at, 0, sizeof at);
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(s, (struct sockaddr *)&at, sizeof at) == 0);
    CHECK(getsockname(s, (struct sockaddr *)&at, &size) == 0);
    CHECK(listen(s, backlog) == 0);
    return at;
}

static inline SOCKET join(SOCKET s, const struct sockaddr_in *at)
{
    return WSAJoinLeaf(s, (const struct sockaddr *)at, sizeof *at, NULL, NULL, NULL, NULL, JL_BOTH);
}

struct admission {
    SOCKET root, branch;
};

static inline void *admit(void *argument)
{
    struct admission *admission = argument;
    admission->branch = accept(admission->root, NULL, NULL);
    return NULL;
}

/* A joined leaf; its branch. */
static inline SOCKET join_blocking(SOCKET root, const struct sockaddr_in *at, SOCKET leaf)
{
    struct admission admission = {root, INVALID_SOCKET};
    pthread_t thread;
    pthread_create(&thread, NULL, admit, &admission);
    CHECK(join(leaf, at) == leaf);
    pthread_join(thread, NULL);
    CHECK(admission.branch != INVALID_SOCKET);
    return admission.branch;
}

/* The root listens on loopback, and the leaf joins it; both block. Returns the branch. */
static inline SOCKET begin_session(SOCKET root, SOCKET leaf)
{
    struct sockaddr_in at = listen_at(root, 5);
    return join_blocking(root, &at, leaf);
}

static inline void nonblocking(SOCKET s)
{
    u_long on = 1;
    CHECK(ioctlsocket(s, (long)FIONBIO, &on) == 0);
}

static inline JLR_STATISTICS statistics_of(SOCKET s)
{
    JLR_STATISTICS now = {0};
    int size = sizeof now;
    CHECK(getsockopt(s, SOL_JLROOTED, JLR_STATISTICS_NAME, (char *)&now, &size) == 0);
    return now;
}

static inline int wait_for(SOCKET s, WSAEVENT event, int bit, DWORD ms)
{
    WSANETWORKEVENTS events;
    for (int i = 0; i < 50; i++) {
        if (WSAWaitForMultipleEvents(1, &event, TRUE, ms, FALSE) != WSA_WAIT_EVENT_0) {
            return -1;
        }
        CHECK(WSAEnumNetworkEvents(s, event, &events) == 0);
        if ((events.lNetworkEvents & 1 << bit) != 0) {
            return events.iErrorCode[bit];
        }
    }
    return -1;
}

#endif
