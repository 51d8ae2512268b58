/* What a refused join is told (JLR_REFUSAL). */
#include "session.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

static const DWORD head = (DWORD)offsetof(JLR_REFUSAL, data);

/* The cause, and the rest in *told. */
static DWORD told_to(SOCKET s, JLR_REFUSAL *told)
{
    int size = sizeof *told;
    memset(told, 0xee, sizeof *told);
    CHECK(getsockopt(s, SOL_JLROOTED, JLR_REFUSAL_NAME, (char *)told, &size) == 0);
    CHECK(size == (int)(head + told->length));
    return told->cause;
}

static JLR_REFUSAL to_tell;
static SOCKET listener;

/* Says why while it decides; the caller data are what it tells. */
static int CALLBACK reject(LPWSABUF id, LPWSABUF data, LPQOS sqos, LPQOS gqos, LPWSABUF callee_id,
                           LPWSABUF callee, GROUP *group, DWORD_PTR context)
{
    (void)id, (void)sqos, (void)gqos, (void)callee_id, (void)callee, (void)group;
    if (context != 0) {
        to_tell.number = (DWORD)context;
        to_tell.length = data == NULL ? 0 : data->len;
        memcpy(to_tell.data, data == NULL ? "" : data->buf, to_tell.length);
        CHECK(setsockopt(listener, SOL_JLROOTED, JLR_REFUSAL_NAME, (char *)&to_tell,
                         (int)(head + to_tell.length)) == 0);
        FAILS(set(listener, JLR_WINDOW, 128), WSAEINPROGRESS); /* AC-09 */
    }
    return CF_REJECT;
}

static _Atomic int entered, returned;

/* The second of two waits until the first has decided. It may still not use the socket. */
static int CALLBACK reject_one_of_two(LPWSABUF id, LPWSABUF data, LPQOS sqos, LPQOS gqos, LPWSABUF callee_id,
                                      LPWSABUF callee, GROUP *group, DWORD_PTR context)
{
    (void)id, (void)data, (void)sqos, (void)gqos, (void)callee_id, (void)callee, (void)group, (void)context;
    int number = atomic_fetch_add(&entered, 1);
    COMES_TO_HOLD(atomic_load(&entered) == 2);
    if (number == 1) {
        COMES_TO_HOLD(atomic_load(&returned) == 1);
    }
    FAILS(set(listener, JLR_WINDOW, 128), WSAEINPROGRESS); /* AC-09 */
    return CF_REJECT;
}

static void *refuse_one_of_two(void *unused)
{
    (void)unused;
    FAILS(WSAAccept(listener, NULL, NULL, reject_one_of_two, 0), WSAECONNREFUSED);
    atomic_fetch_add(&returned, 1);
    return NULL;
}

/* Two threads decide about two requests at the same time. */
static void test_two_decide(void)
{
    SOCKET leaves[2] = {open_leaf(), open_leaf()};
    pthread_t threads[2];
    listener = open_root();
    struct sockaddr_in at = listen_at(listener, 5);
    for (int i = 0; i < 2; i++) {
        nonblocking(leaves[i]);
        CHECK(join(leaves[i], &at) == leaves[i]);
        pthread_create(&threads[i], NULL, refuse_one_of_two, NULL);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    for (int i = 0; i < 2; i++) {
        JLR_REFUSAL told;
        COMES_TO_HOLD(told_to(leaves[i], &told) == JLR_REFUSED_BY_APPLICATION);
        closesocket(leaves[i]);
    }
    closesocket(listener);
}

struct refuser {
    SOCKET listener;
    DWORD_PTR number;
};

static void *refuse(void *argument)
{
    const struct refuser *refuser = argument;
    listener = refuser->listener;
    FAILS(WSAAccept(listener, NULL, NULL, reject, refuser->number), WSAECONNREFUSED);
    return NULL;
}

static void ask_and_be_refused(SOCKET asker, SOCKET at_listener, const struct sockaddr_in *at,
                               DWORD_PTR number, DWORD length)
{
    char data[JLR_REFUSAL_DATA_MAX];
    WSABUF caller = {length, data};
    struct refuser refuser = {at_listener, number};
    JLR_REFUSAL told;
    pthread_t thread;
    for (DWORD i = 0; i < length; i++) {
        data[i] = (char)(i * 13);
    }
    pthread_create(&thread, NULL, refuse, &refuser);
    FAILS(WSAJoinLeaf(asker, (const struct sockaddr *)at, sizeof *at, &caller, NULL, NULL, NULL, JL_BOTH),
          WSAECONNREFUSED);
    pthread_join(thread, NULL);
    CHECK(told_to(asker, &told) == JLR_REFUSED_BY_APPLICATION && told.number == (DWORD)number);
    CHECK(told.length == (number == 0 ? 0 : length) && memcmp(told.data, data, told.length) == 0);
}

static void test_application(void)
{
    static const DWORD lengths[] = {0, 1, 500, JLR_REFUSAL_DATA_MAX};
    SOCKET root = open_root(), leaf = open_leaf(), door = open_leaf();
    struct sockaddr_in at = listen_at(root, 5), of_door = listen_at(door, 5);
    JLR_REFUSAL told;
    CHECK(told_to(leaf, &told) == 0);
    for (int i = 0; i < 4; i++) {
        ask_and_be_refused(leaf, root, &at, 4711 + (DWORD_PTR)i, lengths[i]);
        ask_and_be_refused(root, door, &of_door, UINT32_MAX, lengths[i]);
    }
    ask_and_be_refused(leaf, root, &at, 0, 5); /* what was told is used up */
    SOCKET branch = join_blocking(root, &at, leaf);
    CHECK(told_to(leaf, &told) == 0); /* of the last join */
    to_tell.length = JLR_REFUSAL_DATA_MAX + 1;
    FAILS(setsockopt(root, SOL_JLROOTED, JLR_REFUSAL_NAME, (char *)&to_tell, sizeof to_tell), WSAEINVAL);
    to_tell.length = 10;
    FAILS(setsockopt(root, SOL_JLROOTED, JLR_REFUSAL_NAME, (char *)&to_tell, (int)head + 9), WSAEFAULT);
    FAILS(setsockopt(root, SOL_JLROOTED, JLR_REFUSAL_NAME, (char *)&to_tell, (int)head - 1), WSAEFAULT);
    FAILS(setsockopt(branch, SOL_JLROOTED, JLR_REFUSAL_NAME, (char *)&to_tell, sizeof to_tell), WSAEINVAL);
    int size = (int)head - 1;
    FAILS(getsockopt(root, SOL_JLROOTED, JLR_REFUSAL_NAME, (char *)&told, &size), WSAEFAULT);
    closesocket(root);
    closesocket(leaf);
    closesocket(door);
}

/* What is no decision of the application, and nobody at all. */
static void test_other_causes(void)
{
    SOCKET root = open_root(), leaf = open_leaf(), other_root = open_root();
    JLR_REFUSAL told;
    CHECK(set(root, JLR_MAX_LEAVES, 1) == 0);
    struct sockaddr_in at = listen_at(root, 5);
    join_blocking(root, &at, leaf);
    SOCKET late = open_leaf();
    FAILS(join(late, &at), WSAECONNREFUSED);
    CHECK(told_to(late, &told) == JLR_REFUSED_FULL && told.number == 0 && told.length == 0);
    FAILS(join(other_root, &at), WSAECONNREFUSED);
    CHECK(told_to(other_root, &told) == JLR_REFUSED_PLANE);
    set_key(late, "sixteen bytes...");
    FAILS(join(late, &at), WSAECONNREFUSED);
    CHECK(told_to(late, &told) == JLR_REFUSED_KEY);
    SOCKET keyed = open_root();
    set_key(keyed, "another sixteen.");
    struct sockaddr_in keyed_at = listen_at(keyed, 5);
    FAILS(join(late, &keyed_at), WSAECONNREFUSED);
    CHECK(told_to(late, &told) == JLR_REFUSED_UNANSWERED);
    closesocket(keyed);
    FAILS(join(late, &keyed_at), WSAECONNREFUSED);
    CHECK(told_to(late, &told) == 0); /* nobody listens */
    closesocket(root);
    closesocket(leaf);
    closesocket(late);
    closesocket(other_root);
}

/* A join that is out of time tells what it has waited for; the next one begins anew. */
static void test_out_of_time(void)
{
    SOCKET root = open_root(), leaf = open_leaf();
    struct sockaddr_in at = listen_at(root, 5);
    JLR_REFUSAL told;
    CHECK(set(leaf, JLR_JOIN_TIMEOUT, 100) == 0);
    FAILS(join(leaf, &at), WSAETIMEDOUT);
    CHECK(told_to(leaf, &told) == JLR_WAITED_FOR_DECISION && told.number == 0 && told.length == 0);
    closesocket(root);
    FAILS(join(leaf, &at), WSAECONNREFUSED);
    CHECK(told_to(leaf, &told) == 0);
    closesocket(leaf);
}

/* JLR_MAX_LEAVES bounds the leaves that a root invites, too. */
static void test_full_root_that_invites(void)
{
    SOCKET root = open_root(), door = open_leaf(), other_door = open_leaf(), leaf = open_leaf();
    struct sockaddr_in at = listen_at(root, 5), of_door = listen_at(door, 5),
                       of_other = listen_at(other_door, 5);
    JLR_REFUSAL told;
    CHECK(set(root, JLR_MAX_LEAVES, 1) == 0);
    nonblocking(root);
    SOCKET branch = join(root, &of_door);
    CHECK(branch != INVALID_SOCKET);
    FAILS(join(leaf, &at), WSAECONNREFUSED); /* the one who is invited has the last place */
    CHECK(told_to(leaf, &told) == JLR_REFUSED_FULL);
    SOCKET invited = accept(door, NULL, NULL);
    CHECK(invited != INVALID_SOCKET);
    COMES_TO_HOLD(send(branch, "x", 1, 0) == 1);
    FAILS(join(root, &of_other), WSAECONNREFUSED);
    CHECK(told_to(root, &told) == JLR_REFUSED_FULL && told.number == 0 && told.length == 0);
    CHECK(set(root, JLR_MAX_LEAVES, 2) == 0);
    CHECK(join(root, &of_other) != INVALID_SOCKET && accept(other_door, NULL, NULL) != INVALID_SOCKET);
    closesocket(root);
    closesocket(leaf);
    closesocket(door);
    closesocket(other_door);
}

int main(void)
{
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    test_application();
    test_two_decide();
    test_other_causes();
    test_out_of_time();
    test_full_root_that_invites();
    CHECK(WSACleanup() == 0);
    return failures_told();
}
