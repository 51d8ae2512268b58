/* What a root is told of each leaf: its number, and how far it is behind (JLR_MEMBER, JLR_BEHIND). */
#include "session.h"

#include <stdlib.h>

#include <joinleaf/batch.h>

enum { LEAVES = 3 };

static char bytes[1000];

static DWORD member_of(SOCKET branch)
{
    DWORD member = 0;
    int size = sizeof member;
    CHECK(getsockopt(branch, SOL_JLROOTED, JLR_MEMBER, (char *)&member, &size) == 0);
    return member;
}

static JLR_BEHIND behind(SOCKET branch)
{
    JLR_BEHIND found = {0};
    int size = sizeof found;
    CHECK(getsockopt(branch, SOL_JLROOTED, JLR_BEHIND_NAME, (char *)&found, &size) == 0 && size == 24);
    return found;
}

static void test_members(void)
{
    SOCKET root = open_root(), leaves[LEAVES], branches[LEAVES];
    struct sockaddr_in at = listen_at(root, 5);
    struct joinleaf_run run;
    DWORD value;
    int size = sizeof value;
    for (int i = 0; i < LEAVES; i++) {
        leaves[i] = open_leaf();
        branches[i] = join_blocking(root, &at, leaves[i]);
        for (int k = 0; k < i; k++) {
            CHECK(member_of(branches[i]) != member_of(branches[k]) && member_of(branches[i]) != 0);
        }
    }
    for (int i = 0; i < LEAVES; i++) {
        CHECK(send(leaves[i], bytes, 10, 0) == 10);
        CHECK(joinleaf_receive_batch(root, bytes, sizeof bytes, 100, &run, 1, 0) == 1);
        CHECK(run.member == member_of(branches[i]) && run.flags == 0);
        CHECK(send(root, bytes, 10, 0) == 10);
        CHECK(joinleaf_receive_batch(leaves[i], bytes, sizeof bytes, 100, &run, 1, 0) == 1 &&
              run.member == 0);
    }
    FAILS(getsockopt(root, SOL_JLROOTED, JLR_MEMBER, (char *)&value, &size), WSAENOPROTOOPT);
    FAILS(getsockopt(leaves[0], SOL_JLROOTED, JLR_BEHIND_NAME, (char *)&value, &size), WSAENOPROTOOPT);
    FAILS(getsockopt(branches[0], SOL_JLROOTED, JLR_BEHIND_NAME, (char *)&value, &size), WSAEFAULT);
    DWORD member = member_of(branches[0]);
    CHECK(closesocket(leaves[0]) == 0);
    FAILS(recv(branches[0], bytes, 1, 0), WSAESHUTDOWN);
    CHECK(member_of(branches[0]) == member); /* still, for its messages may wait */
    JLR_BEHIND gone;
    size = sizeof gone;
    FAILS(getsockopt(branches[0], SOL_JLROOTED, JLR_BEHIND_NAME, (char *)&gone, &size), WSAENOTCONN);
    closesocket(root);
}

/* A leaf that does not read: what it lacks grows; FD_QOS tells of it when half of its time is over. */
static void test_behind(void)
{
    SOCKET root = open_root(), leaf = open_leaf();
    CHECK(set(root, JLR_WINDOW, 128) == 0 && set(root, JLR_SLOW_TIMEOUT, 6000) == 0);
    SOCKET branch = begin_session(root, leaf);
    JLR_BEHIND found = behind(branch);
    CHECK(found.bytes == 0 && found.messages == 0 && found.milliseconds == 0 && found.unread == 0);
    WSAEVENT event = WSACreateEvent();
    CHECK(WSAEventSelect(branch, event, FD_QOS | FD_CLOSE) == 0);
    nonblocking(root);
    int told = -1;
    for (int i = 0; i < 6000 && told == -1; i++) {
        for (int k = 0; k < 1000 && send(root, bytes, sizeof bytes, 0) > 0;
             k++) { /* without a leaf, for ever */
        }
        told = wait_for(branch, event, FD_QOS_BIT, 10);
    }
    CHECK(told == WSAETIMEDOUT);
    found = behind(branch);
    CHECK(found.milliseconds >= 3000 && found.milliseconds < 6000 && found.unread > 64);
    /* the first of them may have begun before these bytes */
    CHECK(found.messages == 0 || (found.messages - 1) * 1004 <= found.bytes);
    CHECK(wait_for(branch, event, FD_CLOSE_BIT, 60000) == WSAECONNABORTED);
    closesocket(root);
    closesocket(leaf);
}

int main(void)
{
    WSADATA data;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);
    test_members();
    test_behind();
    CHECK(WSACleanup() == 0);
    return failures_told();
}
