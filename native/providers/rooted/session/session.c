#include "session.h"

#include <stddef.h>
#include <stdlib.h>

static void run_task(struct task *task)
{
    struct rooted_session *session =
        (struct rooted_session *)(void *)((char *)task - offsetof(struct rooted_session, task));
    system_mutex_lock(&session->links.lock);
    session_run(session);
    system_mutex_unlock(&session->links.lock);
}

struct rooted_session *session_new(bool is_root, const struct rooted_options *options,
                                   const struct session_duties *duties, const struct session_calls *calls)
{
    struct rooted_session *session = calloc(1, sizeof *session);
    if (session == NULL || !reactor_hold()) {
        free(session);
        return NULL;
    }
    system_mutex_init(&session->links.lock);
    session->links.calls = &duties->links;
    session->duties = duties;
    session->calls = calls;
    session->task = (struct task){.run = run_task, .due = ROOTED_NEVER};
    session->is_root = is_root;
    session->options = *options;
    session->listener.source.watch.socket = SYSTEM_NO_SOCKET;
    session->leaf.final = SESSION_NOT_FINAL;
    session->scan_at = session->root.tokens_at = ROOTED_NEVER;
    return session;
}

/* Runs in the reactor's thread, when no event can concern the session any more. */
static void destroy_session(struct retired *retired)
{
    struct rooted_session *session =
        (struct rooted_session *)(void *)((char *)retired - offsetof(struct rooted_session, retired));
    system_mutex_lock(&session->links.lock); /* now the thread that released it last has given up the lock */
    system_mutex_unlock(&session->links.lock);
    reactor_forget(&session->task);
    session->duties->free(session);
    auth_wipe(&session->options, sizeof session->options);
    system_mutex_destroy(&session->links.lock);
    free(session);
    reactor_drop();
}

void session_retire_if_empty(struct rooted_session *session)
{
    if (session->sockets == 0 && session->links.first == NULL && !session->retiring) {
        session->retiring = true;
        reactor_retire(&session->retired, destroy_session);
    }
}

void session_release(struct rooted_session *session)
{
    session->sockets--;
    if (session->links.first != NULL) {
        session_kick(session);
    }
    session_retire_if_empty(session);
}

void session_drop(struct rooted_session *session)
{
    session_retire_if_empty(session);
    system_mutex_unlock(&session->links.lock);
}

void session_kick(struct rooted_session *session)
{
    if (!session->retiring) {
        reactor_kick(&session->task);
    }
}

void session_kick_later(struct rooted_session *session)
{
    if (!session->retiring) {
        reactor_kick_later(&session->task);
    }
}

void session_run(struct rooted_session *session)
{
    session->duties->run(session);
}

void session_changed(struct rooted_socket *socket)
{
    if (socket != NULL) {
        socket->session->calls->changed(socket);
    }
}

void session_arrived(struct rooted_socket *socket)
{
    if (socket != NULL) {
        socket->session->calls->arrived(socket);
    }
}

void session_close_socket(struct rooted_socket *socket, int error)
{
    if (!socket->closed) {
        socket->closed = true;
        socket->close_error = error;
        session_changed(socket);
    }
}
