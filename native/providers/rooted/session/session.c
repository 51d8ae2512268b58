/* A session's life: made, run when its time has come, freed once nobody and nothing is in it. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "providers/rooted/link/channel.h"
#include "providers/rooted/link/link.h"

void rooted_default_options(struct rooted_options *options)
{
    *options = (struct rooted_options){
        .window = ROOTED_WINDOW_DEFAULT,
        .max_leaves = ROOTED_LEAVES_DEFAULT,
        .max_half_open = ROOTED_HALF_OPEN_DEFAULT,
        .handshake_time = ROOTED_HANDSHAKE_TIME,
        .join_time = ROOTED_JOIN_TIME,
        .keep_alive = ROOTED_KEEP_ALIVE,
        .dead_time = ROOTED_DEAD_TIME,
        .slow_time = ROOTED_SLOW_TIME,
        .linger_time = ROOTED_LINGER_TIME,
        .ttl = 1,
    };
}

static void run(struct task *task)
{
    struct rooted_session *session =
        (struct rooted_session *)(void *)((char *)task - offsetof(struct rooted_session, task));
    system_mutex_lock(&session->lock);
    rooted_session_run(session);
    system_mutex_unlock(&session->lock);
}

struct rooted_session *rooted_session_new(bool root, const struct rooted_options *options)
{
    struct rooted_session *session = calloc(1, sizeof *session);
    if (session == NULL || !reactor_hold()) {
        free(session);
        return NULL;
    }
    system_mutex_init(&session->lock);
    session->task = (struct task){.run = run, .due = ROOTED_NEVER};
    session->root = root;
    session->options = *options;
    session->listener.watch.socket = SYSTEM_NO_SOCKET;
    session->final = UINT64_MAX;
    session->scan_at = ROOTED_NEVER;
    return session;
}

/* In the reactor's thread, and after it has done with every event that could concern the session. */
static void destroy(struct retired *retired)
{
    struct rooted_session *session =
        (struct rooted_session *)(void *)((char *)retired - offsetof(struct rooted_session, retired));
    system_mutex_lock(&session->lock); /* whoever released it last has let go of the lock */
    system_mutex_unlock(&session->lock);
    reactor_forget(&session->task);
    channel_leave(session);
    root_free(session);
    receiver_free(&session->receiver);
    auth_wipe(&session->options, sizeof session->options);
    system_mutex_destroy(&session->lock);
    free(session);
    reactor_drop();
}

static void retire_if_empty(struct rooted_session *session)
{
    if (session->sockets == 0 && session->links == NULL && !session->retiring) {
        session->retiring = true;
        reactor_retire(&session->retired, destroy);
    }
}

void rooted_session_release(struct rooted_session *session)
{
    session->sockets--;
    if (session->links != NULL) {
        rooted_session_kick(session);
    }
    retire_if_empty(session);
}

void rooted_session_drop(struct rooted_session *session)
{
    retire_if_empty(session);
    system_mutex_unlock(&session->lock);
}

void rooted_session_kick(struct rooted_session *session)
{
    if (!session->retiring) {
        reactor_kick(&session->task);
    }
}

/* ---- patience ---- */

static void scan_open(struct rooted_session *session, struct rooted_link *link, int64_t now)
{
    const struct rooted_options *options = &session->options;
    if (now - link->heard_at > options->dead_time) {
        link_fail(link, WSAECONNABORTED);
        return;
    }
    bool wanted = (session->owner != NULL && session->owner->blocked) || session->to_relay.first != NULL;
    if (link->in_window && sender_is_slow(&session->sender, &link->peer, wanted, options->slow_time, now)) {
        link_put_reason(link, WIRE_ABORT, WIRE_ABORT_SLOW);
        link_flush(link);
        root_link_over(session, link, WSAECONNABORTED);
        return;
    }
    if (now - link->sent_at >= options->keep_alive && link_unsent(link) == 0) {
        link_put_number(link, WIRE_PING, session->root && session->started ? session->sender.next : 0);
        link_flush(link);
    }
}

static void scan_link(struct rooted_session *session, struct rooted_link *link, int64_t now)
{
    bool out_of_time = link->until != 0 && now >= link->until;
    switch (link->state) {
    case LINK_OPEN:
        scan_open(session, link, now);
        break;
    case LINK_LEAVING:
        if (out_of_time) {
            link_fail(link, WSAECONNABORTED);
        }
        break;
    case LINK_DRAINING:
        if (out_of_time) {
            link_end(link);
        }
        break;
    case LINK_PENDING:
        if (out_of_time) {
            listener_link_over(session, link, WSAEACCES); /* AC-07 */
        }
        break;
    case LINK_CONNECTING:
    case LINK_HANDSHAKE:
        if (!out_of_time) {
            break;
        }
        if (!link->control.asker) {
            session->statistics.halfOpenDropped++;
            link_fail(link, WSAECONNABORTED);
        } else if (link->control.state == CONTROL_REQUEST_SENT) {
            asker_timed_out(session, link);
        } else {
            asker_done(session, link, WSAETIMEDOUT);
        }
        break;
    default:
        break;
    }
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* A quarter of the shortest patience in force, within reason. */
static int64_t scan_interval(const struct rooted_session *session)
{
    const struct rooted_options *options = &session->options;
    int64_t shortest =
        least(least(options->keep_alive, options->dead_time), least(options->slow_time, options->join_time));
    shortest = least(least(shortest, options->handshake_time), options->linger_time) / 4;
    return shortest < 5 * ROOTED_MS ? 5 * ROOTED_MS : least(shortest, ROOTED_SCAN_TIME);
}

static void scan(struct rooted_session *session, int64_t now)
{
    struct rooted_link *next;
    for (struct rooted_link *link = session->links; link != NULL; link = next) {
        next = link->following;
        scan_link(session, link, now);
    }
    if (session->accept_again != 0 && now >= session->accept_again && session->listening) {
        session->accept_again = 0;
        reactor_rewatch(&session->listener, SYSTEM_POLL_IN);
    }
    session->scan_at = now + scan_interval(session);
}

void rooted_session_run(struct rooted_session *session)
{
    if (session->retiring) {
        return;
    }
    int64_t now = system_clock_now();
    if (session->links == NULL && session->accept_again == 0) {
        session->scan_at = ROOTED_NEVER;
    } else if (session->scan_at == ROOTED_NEVER) {
        session->scan_at = now + scan_interval(session);
    }
    if (now >= session->scan_at) {
        scan(session, now);
    }
    int64_t due = session->root ? root_run(session, now) : leaf_run(session, now);
    due = least(due, session->scan_at);
    if (session->sockets == 0 && session->links == NULL) {
        channel_leave(session);
        retire_if_empty(session);
        return;
    }
    if (due != session->task.due || session->task.place == 0) {
        reactor_schedule(&session->task, due);
    }
}
