/* WSPSelect (SE-*). */
#include <stdlib.h>

#include "conditions.h"
#include "enter.h"
#include "entries.h"
#include "providers/common/kept.h"
#include "wait.h"

static bool is_ready(const struct rooted_socket *socket, int set)
{
    switch (set) {
    case 0:
        return rooted_readable(socket) || rooted_acceptable(socket) || socket->closed || socket->shut_receive;
    case 1:
        return rooted_writable(socket);
    default:
        return false; /* nothing is exceptional, not even that a join has failed (JL-13) */
    }
}

/* A socket in a set. */
struct mark {
    SOCKET handle;
    bool ready;
    bool joins; /* it can send only once a join is done, which select does not report (JL-13) */
};

static bool joins_only(const struct rooted_socket *socket)
{
    const struct rooted_session *session = socket->session;
    return socket->kind == ROOTED_ROOT
               ? session->root.joining != NULL && !session->listener.listening && !session->root.started
               : socket->join == ROOTED_JOINING;
}

/* A socket of the read set that was closed during the call counts as readable (SE-04b). */
static void mark_one(struct mark *mark, int set, bool first, bool *gone, int *error)
{
    struct rooted_socket *socket = rooted_enter(mark->handle, error);
    if (socket == NULL) {
        mark->ready = set == 0 && !first;
        *gone = true;
        return;
    }
    if (first) {
        mark->joins = set == 1 && joins_only(socket);
    }
    mark->ready = !mark->joins && is_ready(socket, set);
    rooted_leave(socket);
}

/* Marks the sockets that are ready. Returns how many they are, or SOCKET_ERROR if one is no socket, or was
 * closed while nothing is ready. A socket of the write set that is only joining when the call begins is never
 * marked: otherwise the call would end with the join. */
static int mark_ready(WS_fd_set *const sets[3], struct mark *marks, bool first, int *error)
{
    int ready = 0;
    bool gone = false;
    for (int set = 0; set < 3; set++) {
        const SOCKET *handles =
            sets[set] == NULL ? NULL : sets[set]->fd_array; /* may be longer than the type says */
        for (WS_u_int i = 0; sets[set] != NULL && i < sets[set]->fd_count; i++, marks++) {
            marks->handle = handles[i];
            mark_one(marks, set, first, &gone, error);
            ready += marks->ready;
        }
    }
    return gone && (first || ready == 0) ? SOCKET_ERROR : ready;
}

static SOCKET ready_at(const void *marks, size_t at)
{
    const struct mark *mark = (const struct mark *)marks + at;
    return mark->ready ? mark->handle : INVALID_SOCKET;
}

static int select_sets(WS_fd_set *const sets[3], struct mark *marks, int64_t deadline, int *error)
{
    int ready;
    rooted_count_changes();
    for (bool first = true;; first = false) {
        uint64_t seen = rooted_changes();
        ready = mark_ready(sets, marks, first, error);
        if (ready != 0 || !rooted_wait_for_any(seen, deadline)) {
            break;
        }
    }
    rooted_stop_counting();
    return ready;
}

int WSPAPI rooted_WSPSelect(int ignored, WS_fd_set *read, WS_fd_set *write, WS_fd_set *except,
                            const struct WS_timeval *timeout, LPINT error)
{
    (void)ignored;
    WS_fd_set *const sets[3] = {read, write, except};
    size_t total = 0;
    for (int i = 0; i < 3; i++) {
        total += sets[i] == NULL ? 0 : sets[i]->fd_count;
    }
    *error = total == 0 || (timeout != NULL && (timeout->tv_sec < 0 || timeout->tv_usec < 0)) ? WSAEINVAL : 0;
    struct mark *marks = *error == 0 ? calloc(total, sizeof *marks) : NULL;
    if (marks == NULL) {
        *error = *error == 0 ? WSAENOBUFS : *error;
        return SOCKET_ERROR;
    }
    int64_t deadline = timeout == NULL
                           ? ROOTED_NEVER
                           : system_clock_now() + (int64_t)timeout->tv_sec * ROOTED_SECOND + timeout->tv_usec;
    int ready = select_sets(sets, marks, deadline, error);
    if (ready != SOCKET_ERROR) {
        ready = kept_in_sets(sets, ready_at, marks);
        *error = 0;
    } else if (*error == WSAENOTSOCK) {
        kept_in_sets(sets, ready_at, marks); /* closed meanwhile: it stays in no set (SE-04b) */
    }
    free(marks);
    return ready;
}
