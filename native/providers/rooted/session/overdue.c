#include "overdue.h"

#include "asker.h"
#include "connecting.h"
#include "delivery.h"
#include "ending.h"
#include "leaf.h"
#include "listener.h"
#include "root.h"

static int64_t earlier_time(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* How much later than it was to be the links are looked at. */
static int64_t slept_for(const struct rooted_session *session, int64_t now)
{
    return session->scan_at > 0 ? now - session->scan_at : 0;
}

/* Whether this side may have slept for so long that the other one, which had heard it shortly before, has
 * given it up. */
static bool is_long_sleep(const struct rooted_session *session, int64_t slept)
{
    return slept >= session->options.dead_time / 2;
}

bool overdue_by_sleep(const struct rooted_session *session, int64_t now)
{
    bool woke = session->woke_at > 0 && now - session->woke_at < session->options.keep_alive;
    return woke || is_long_sleep(session, slept_for(session, now));
}

static void drop_slow_leaf(struct rooted_session *session, struct rooted_link *link)
{
    link_put_reason(link, WIRE_ABORT, WIRE_ABORT_SLOW);
    link_flush(link);
    root_link_over(session, link, WSAECONNABORTED);
}

/* Whether a send waits for room, or a message for its turn. */
static bool is_held_up(const struct rooted_session *session)
{
    return session->root.sender.unsent_bytes > 0 || session->root.relay.to_relay.first != NULL ||
           (session->owner != NULL && session->owner->blocked);
}

/* A leaf may make progress, and still its rate or its window may hold all others to a rate that the
 * application does not want. Such a leaf is closed. */
static void look_at_rate(struct rooted_session *session, int64_t seen)
{
    const struct rooted_options *options = &session->options;
    struct session_laggard *laggard = &session->root.laggard;
    bool matters = options->least_rate > 0 && session->root.started && is_held_up(session);
    struct sender_peer *last = matters ? sender_last(&session->root.sender) : NULL;
    uint64_t sent = session->root.sender.sent_bytes;
    int64_t time = seen - laggard->since;
    bool slept = seen - laggard->looked_at > 4 * ROOTED_SCAN_TIME; /* nobody has looked meanwhile */
    laggard->looked_at = seen;
    last = slept ? NULL : last;
    if (last != NULL && last == laggard->slowest && time < options->slow_time) {
        return;
    }
    bool below = (double)(sent - laggard->sent_by_then) < (double)options->least_rate * (double)time / 1e6;
    if (last != NULL && last == laggard->slowest && below) {
        drop_slow_leaf(session, link_of_peer(last));
        last = NULL;
    }
    laggard->slowest = last;
    laggard->since = seen;
    laggard->sent_by_then = sent;
}

/* Tells the application when a leaf has made no progress for half of the slow time. */
static void warn_of_slow_leaf(struct rooted_session *session, struct rooted_link *link, int64_t seen)
{
    int64_t since = link->leaf.peer.held_since;
    bool slow = since != ROOTED_NEVER && seen - since >= session->options.slow_time / 2;
    if (slow && !link->leaf.warned && link->leaf.socket != NULL) {
        session->calls->slow(link->leaf.socket);
    }
    link->leaf.warned = slow;
}

/* The other side may only have slept. Then it reads why it was given up, and does not think that this side is
 * dead. */
static void give_up_silent(struct rooted_session *session, struct rooted_link *link)
{
    link_put_reason(link, WIRE_ABORT, WIRE_ABORT_SILENT);
    link_flush(link);
    ending_link(session, link, WSAECONNABORTED);
}

/* While this side slept it could hear nobody, and nobody could get on with it: that time does not count. The
 * other side may have slept, too, and needs a moment, as this one does. */
static void forget_sleep(struct rooted_link *link, int64_t slept, int64_t now)
{
    int64_t *held_since = &link->leaf.peer.held_since;
    link->heard_at = earlier_time(link->heard_at + slept, now);
    if (link->leaf.in_window && *held_since != ROOTED_NEVER) {
        *held_since = earlier_time(*held_since + slept, now);
    }
}

/* What had come until `seen` has been handed over (reactor_seen_until). */
static void look_at_open_link(struct rooted_session *session, struct rooted_link *link, int64_t now,
                              int64_t seen)
{
    const struct rooted_options *options = &session->options;
    if (seen - link->heard_at > options->dead_time) {
        give_up_silent(session, link);
        return;
    }
    bool wanted = (session->owner != NULL && session->owner->blocked) ||
                  session->root.relay.to_relay.first != NULL || session->root.aside_waits;
    if (link->leaf.in_window &&
        sender_is_slow(&session->root.sender, &link->leaf.peer, wanted, options->slow_time, seen)) {
        drop_slow_leaf(session, link);
        return;
    }
    if (link->leaf.in_window) {
        warn_of_slow_leaf(session, link, seen);
    }
    if (!session->is_root) {
        leaf_follow_interface(session, now);
    }
    if (!link_renew(link, now)) {
        ending_bad_frame(session, link, LINK_FAULT_FRAME);
        return;
    }
    if (now - link->sent_at >= options->keep_alive && link_unsent(link) == 0) {
        link_put_number(link, WIRE_PING, session->is_root ? session->root.sender.sent : WIRE_PING_ALIVE);
        link_flush(link);
    }
}

/* The connection, or the handshake on it, is not made yet. */
static void look_at_handshake(struct rooted_session *session, struct rooted_link *link, int64_t now,
                              bool out_of_time)
{
    if (!out_of_time) {
        int error = connecting_again(session, link, now);
        if (error != 0) {
            asker_connected(session, link, error);
        }
    } else if (link->control.asker) {
        asker_timed_out(session, link);
    } else {
        session->statistics.halfOpenDropped++;
        ending_link(session, link, WSAECONNABORTED);
    }
}

/* What the system does not show for good may not keep a link for ever. */
static bool is_out_of_time(const struct rooted_link *link, int64_t now, int64_t seen)
{
    return link->until != 0 && (reactor_is_blind() ? now : seen) >= link->until;
}

/* A leaf that has everything that could go out lacks the rest because of others. These are given up first. */
static bool waits_for_others(const struct rooted_session *session, const struct rooted_link *link)
{
    return link->leaf.in_window && sender_is_ahead(&session->root.sender, &link->leaf.peer);
}

static void look_at_link(struct rooted_session *session, struct rooted_link *link, int64_t now, int64_t seen)
{
    bool out_of_time = is_out_of_time(link, now, seen);
    switch (link->state) {
    case LINK_OPEN:
        look_at_open_link(session, link, now, seen);
        break;
    case LINK_LEAVING:
        link_renew(link, now); /* its BYE may wait behind frames that were too many */
        if (link_gets_on(link) || waits_for_others(session, link)) {
            delivery_note_progress(link);
        }
        if (is_out_of_time(link, now, seen)) {
            ending_link(session, link, WSAECONNABORTED);
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
        look_at_handshake(session, link, now, out_of_time);
        break;
    case LINK_OVER:
        break;
    }
}

/* The links are looked at after a quarter of the shortest time limit in force, within bounds. */
static int64_t scan_interval(const struct rooted_session *session)
{
    const struct rooted_options *options = &session->options;
    int64_t shortest = earlier_time(earlier_time(options->keep_alive, options->dead_time),
                                    earlier_time(options->slow_time, options->join_time));
    shortest = earlier_time(earlier_time(shortest, options->handshake_time), options->linger_time) / 4;
    return shortest < 5 * ROOTED_MS ? 5 * ROOTED_MS : earlier_time(shortest, ROOTED_SCAN_TIME);
}

static void look_at_all_links(struct rooted_session *session, int64_t now)
{
    struct rooted_link *next;
    int64_t seen = earlier_time(now, reactor_seen_until());
    int64_t slept = slept_for(session, now);
    session->woke_at = is_long_sleep(session, slept) ? now : session->woke_at;
    for (struct rooted_link *link = session->links.first; link != NULL; link = next) {
        next = link->following;
        forget_sleep(link, slept, now);
        look_at_link(session, link, now, seen);
    }
    look_at_rate(session, seen);
    root_fit_anew(session, now);
    listener_accept_again(session, now);
    session->scan_at = now + scan_interval(session);
}

void overdue_run(struct rooted_session *session, int64_t now)
{
    if (session->links.first == NULL && session->listener.accept_again == 0) {
        session->scan_at = ROOTED_NEVER;
    } else if (session->scan_at == ROOTED_NEVER) {
        session->scan_at = now + scan_interval(session);
    }
    if (now >= session->scan_at) {
        look_at_all_links(session, now);
    }
}
