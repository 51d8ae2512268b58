/*
 * Where there is no memory for a message that comes, the session with that leaf ends, and both sides are told
 * that it was aborted: nobody has sent a bad frame. There is no memory for messages of one length.
 */
#include "session.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { LENGTH = 33333, ROOM = 512 };

void *__libc_calloc(size_t count, size_t size);

static atomic_bool scarce;

void *calloc(size_t count, size_t size)
{
    if (count == 1 && size >= LENGTH && size < LENGTH + ROOM && atomic_load(&scarce)) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_calloc(count, size);
}

struct session {
    SOCKET root, leaf, branch;
};

static struct session begin(void)
{
    SOCKET root = open_root(), leaf = open_leaf();
    return (struct session){root, leaf, begin_session(root, leaf)};
}

/* Both ends are told the same, and neither counts a bad frame. */
static void end_aborted(struct session s)
{
    char byte;
    FAILS(recv(s.branch, &byte, 1, 0), WSAECONNABORTED);
    FAILS(recv(s.leaf, &byte, 1, 0), WSAECONNABORTED);
    CHECK(statistics_of(s.root).badFrames == 0 && statistics_of(s.leaf).badFrames == 0);
    CHECK(closesocket(s.branch) == 0 && closesocket(s.leaf) == 0 && closesocket(s.root) == 0);
}

int main(void)
{
    static char message[LENGTH];
    WSABUF buffer = {LENGTH, message};
    WSADATA data;
    DWORD sent;
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0);

    struct session s = begin();
    CHECK(send(s.leaf, message, LENGTH, 0) == LENGTH);
    CHECK(recv(s.root, message, LENGTH, 0) == LENGTH); /* while there is memory */
    atomic_store(&scarce, true);
    CHECK(send(s.leaf, message, LENGTH, 0) == LENGTH);
    end_aborted(s);

    s = begin();
    CHECK(WSASend(s.leaf, &buffer, 1, &sent, JLR_MSG_ASIDE, NULL, NULL) == 0);
    end_aborted(s);

    s = begin();
    CHECK(send(s.branch, message, LENGTH, 0) == LENGTH); /* aside to the leaf */
    end_aborted(s);
    WSACleanup();
    return failures_told();
}
