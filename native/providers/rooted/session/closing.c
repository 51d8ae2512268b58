#include "closing.h"

#include "aside.h"
#include "asker.h"
#include "delivery.h"
#include "listener.h"
#include "relay.h"
#include "root.h"

/* Until when a leaf may take its time: at the least rate it has everything by then. Otherwise one that takes
 * a little now and then would keep the session, and with it the process, for as long as it likes. */
static int64_t last_time(const struct rooted_session *session, const struct rooted_link *link,
                         const struct rooted_options *options)
{
    if (options->least_rate == 0) {
        return ROOTED_NEVER;
    }
    double bytes = (double)link_unsent(link);
    if (link->leaf.in_window) {
        bytes += (double)sender_undelivered(&session->root.sender, link->leaf.peer.next);
    }
    return system_clock_now() + options->linger_time + (int64_t)(bytes / options->least_rate * 1e6);
}

/* Sends BYE, and leaves time for what is still under way. `options` are those of the closed socket. */
static void put_bye(struct rooted_session *session, struct rooted_link *link,
                    const struct rooted_options *options, uint64_t number)
{
    link_put_number(link, WIRE_BYE, number);
    link->state = LINK_LEAVING;
    session->links.leaving++;
    delivery_note_leaving(session);
    link->linger = options->linger_time;
    link->last = last_time(session, link, options);
    link->until = system_clock_now() + link->linger;
    link_flush(link);
    link_gets_on(link); /* from here on */
}

static void close_leaf_at_root(struct rooted_session *session, struct rooted_link *link,
                               const struct rooted_options *options)
{
    link->leaf.socket = NULL;
    if (link->state != LINK_OPEN) {
        if (session->root.joining == link) {
            asker_cancel(session, link, WIRE_CANCEL_WITHDRAWN); /* JL-12 */
        }
    } else if (options_abort_on_close(options)) {
        link_abort_on_end(link);
        root_link_over(session, link, WSAECONNABORTED);
    } else {
        put_bye(session, link, options, session->root.sender.next);
    }
}

static void close_root(struct rooted_session *session)
{
    listener_stop(session);
    if (session->root.joining != NULL) {
        struct rooted_link *link = session->root.joining;
        if (link->leaf.socket != NULL) {
            link->leaf.socket->link = NULL;
            session_close_socket(link->leaf.socket, WSAECONNABORTED);
            link->leaf.socket = NULL;
        }
        asker_cancel(session, link, WIRE_CANCEL_WITHDRAWN);
    }
    struct rooted_link *next;
    for (struct rooted_link *link = session->links.first; link != NULL; link = next) {
        next = link->following;
        if (link->state != LINK_OPEN) {
            continue;
        }
        if (options_abort_on_close(&session->options)) {
            link_abort_on_end(link);
            root_link_over(session, link, WSAECONNABORTED);
            continue;
        }
        put_bye(session, link, &session->options, session->root.sender.next);
        if (link->leaf.socket != NULL) { /* the session is over for it too */
            struct rooted_socket *leaf = link->leaf.socket;
            link->leaf.socket = NULL;
            aside_leave(leaf);
            leaf->link = NULL;
            session_close_socket(leaf, 0);
        }
    }
    relay_free(session);
}

static void close_leaf(struct rooted_session *session)
{
    listener_stop(session);
    struct rooted_link *next;
    for (struct rooted_link *link = session->links.first; link != NULL; link = next) {
        next = link->following;
        /* A leaf that was invited leaves in good order, even if START has not come yet. */
        bool in_session = link->state == LINK_OPEN || (!link->control.asker && link->state == LINK_HANDSHAKE);
        if (in_session && !options_abort_on_close(&session->options)) {
            put_bye(session, link, &session->options, 0);
        } else if (in_session) {
            link_abort_on_end(link);
            link_end(link);
        } else if (link->control.asker && link->state != LINK_DRAINING) {
            asker_cancel(session, link, WIRE_CANCEL_WITHDRAWN);
        } else if (link->state != LINK_DRAINING) {
            link_end(link);
        }
    }
}

void closing_socket(struct rooted_socket *socket)
{
    struct rooted_session *session = socket->session;
    aside_discard(socket);
    if (session->owner == socket) {
        (socket->kind == ROOTED_ROOT ? close_root : close_leaf)(session);
        session->owner = NULL;
        session_kick(session);
    } else if (socket->link != NULL) {
        close_leaf_at_root(session, socket->link, socket->options);
        socket->link = NULL;
    }
}
