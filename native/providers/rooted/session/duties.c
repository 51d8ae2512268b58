#include "duties.h"

#include "aside.h"
#include "asker.h"
#include "connecting.h"
#include "flow_specs.h"
#include "guests.h"
#include "leaf.h"
#include "listener.h"
#include "root.h"
#include "root_frames.h"
#include "transmit.h"

/* ---- frames ---- */

/* The part that this side plays on a link. */
enum part { PART_ASKED, PART_ASKER, PART_TO_ROOT, PART_TO_LEAF, PARTS };

typedef void frame_handler(struct rooted_session *session, struct rooted_link *link, const uint8_t *body,
                           uint32_t size);

/*
 * Who takes a frame, in the order of enum part: on a link that was asked and is not admitted yet, on one that
 * asks, on a leaf's link to its root, and on a root's link to a leaf. NULL: such a frame may not come there.
 * Each frame of WIRE_FRAMES needs a line here; without it this file does not compile.
 */
// clang-format off
#define ON_HELLO   {listener_hello, NULL, NULL, NULL}
#define ON_WELCOME {NULL, asker_welcome, NULL, NULL}
#define ON_REQUEST {listener_request, NULL, NULL, NULL}
#define ON_ADMIT   {NULL, asker_admit, NULL, NULL}
#define ON_REJECT  {NULL, asker_reject, NULL, NULL}
#define ON_START   {NULL, NULL, leaf_start, NULL}
#define ON_ACK     {NULL, NULL, NULL, root_ack}
#define ON_NAK     {NULL, NULL, NULL, root_nak}
#define ON_REPAIR  {NULL, NULL, leaf_repair, NULL}
#define ON_MESSAGE {NULL, NULL, NULL, root_message}
#define ON_CREDIT  {NULL, NULL, leaf_credit, root_credit}
#define ON_PING    {NULL, NULL, leaf_ping, root_ping}
#define ON_BYE     {NULL, NULL, leaf_bye, root_bye}
#define ON_ABORT   {NULL, NULL, leaf_abort, root_abort}
#define ON_CANCEL  {listener_cancel, NULL, leaf_cancel, root_cancel}
#define ON_ASIDE   {NULL, NULL, leaf_aside, root_aside}
// clang-format on

#define LINE(name) [WIRE_##name] = ON_##name,
static frame_handler *const handlers[WIRE_TYPES][PARTS] = {WIRE_FRAMES(LINE)};
#undef LINE

static enum part part_of(const struct rooted_session *session, const struct rooted_link *link)
{
    /* A leaf that waits for START is in the session already, although its link is not open yet. */
    bool in_session =
        link->state == LINK_OPEN || link->state == LINK_LEAVING || link->control.state == CONTROL_WAIT_START;
    if (in_session) {
        return session->is_root ? PART_TO_LEAF : PART_TO_ROOT;
    }
    return link->control.asker ? PART_ASKER : PART_ASKED;
}

static void owner_link_over(struct link_owner *owner, struct rooted_link *link, int error);

static void bad_frame(struct link_owner *owner, struct rooted_link *link, enum link_fault fault)
{
    struct rooted_session *session = session_of_owner(owner);
    session->statistics.badFrames++;
    session->statistics.refused += fault == LINK_FAULT_TAG && link->state != LINK_OPEN;
    if (link->state == LINK_OPEN) {
        link_put_reason(link, WIRE_ABORT, WIRE_ABORT_PROTOCOL);
        link_flush(link);
    }
    owner_link_over(owner, link,
                    link->control.asker && link->state != LINK_OPEN ? WSAECONNREFUSED : WSAECONNRESET);
}

static void dispatch_frame(struct link_owner *owner, struct rooted_link *link, const struct wire_frame *frame,
                           const uint8_t *body)
{
    struct rooted_session *session = session_of_owner(owner);
    enum part part = part_of(session, link);
    frame_handler *handler = handlers[frame->type][part];
    if (handler == NULL) {
        bad_frame(owner, link, LINK_FAULT_FRAME);
        return;
    }
    control_received(&link->control, frame->type);
    bool ends = frame->type == WIRE_BYE || frame->type == WIRE_CANCEL;
    if (part == PART_TO_ROOT && link->state == LINK_LEAVING && !ends) {
        return; /* nothing more is wanted */
    }
    /* MESSAGE and ASIDE do not count: their credit bounds them. */
    if (part == PART_TO_LEAF && frame->type != WIRE_MESSAGE && frame->type != WIRE_ASIDE) {
        link->quota -= link->quota > 0;
    }
    handler(session, link, body, frame->length);
}

static bool derive_keys(struct link_owner *owner, struct control *control)
{
    const struct rooted_options *options = &session_of_owner(owner)->options;
    return control_derive(control, options->key, options->key_size);
}

/* ---- ends ---- */

static void session_link_over(struct rooted_session *session, struct rooted_link *link, int error)
{
    switch (link->state) {
    case LINK_OPEN:
    case LINK_LEAVING:
        (session->is_root ? root_link_over : leaf_link_over)(session, link, error);
        break;
    case LINK_DRAINING:
        link_end(link);
        break;
    case LINK_OVER:
        break;
    case LINK_CONNECTING:
    case LINK_HANDSHAKE:
    case LINK_PENDING:
        if (link->control.state == CONTROL_WAIT_START && !link->control.asker) {
            leaf_link_over(session, link, error);
        } else if (link->control.asker) {
            asker_done(session, link, error);
        } else {
            listener_link_over(session, link, WSAECONNRESET);
        }
    }
}

static void owner_link_over(struct link_owner *owner, struct rooted_link *link, int error)
{
    session_link_over(session_of_owner(owner), link, error);
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

/* If this side has slept for long, a reset shows nothing of the other one. That may have said ABORT, behind
 * data for which there was no room: what this side says first when it wakes resets a connection that the other
 * has left. */
static void link_broken(struct link_owner *owner, struct rooted_link *link, int error)
{
    const struct rooted_session *session = session_of_owner(owner);
    int64_t now = system_clock_now();
    bool sleeps = is_long_sleep(session, slept_for(session, now));
    bool woke = session->woke_at > 0 && now - session->woke_at < session->options.keep_alive;
    bool untold = link->reset && link->state == LINK_OPEN && (sleeps || woke);
    owner_link_over(owner, link, untold ? WSAECONNABORTED : error);
}

static void link_connected(struct link_owner *owner, struct rooted_link *link, int error)
{
    asker_connected(session_of_owner(owner), link, error);
}

/* The connection has room again. What may have waited for that: a message of this leaf, a root's message
 * aside, or what a root sends to a leaf that multicast does not reach. */
static void link_has_room(struct link_owner *owner, struct rooted_link *link)
{
    struct rooted_session *session = session_of_owner(owner);
    if (link->leaf.unicast && link->leaf.in_window) {
        transmit_feed(session, link);
    }
    session_changed(link->leaf.socket);
    session_changed(session->owner);
}

static void run_after_links(struct link_owner *owner)
{
    session_run(session_of_owner(owner));
}

/* The session may only have waited for this link to end, and can be freed then. */
static void link_ended(struct link_owner *owner)
{
    session_kick(session_of_owner(owner));
}

/* ---- patience ---- */

static int64_t earlier_time(int64_t a, int64_t b)
{
    return a < b ? a : b;
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
static void look_at_rate(struct rooted_session *session, int64_t now)
{
    const struct rooted_options *options = &session->options;
    struct session_laggard *laggard = &session->root.laggard;
    bool matters = options->least_rate > 0 && session->root.started && is_held_up(session);
    struct sender_peer *last = matters ? sender_last(&session->root.sender) : NULL;
    uint64_t sent = session->root.sender.sent_bytes;
    int64_t time = now - laggard->since;
    bool slept = now - laggard->looked_at > 4 * ROOTED_SCAN_TIME; /* this thread did not run meanwhile */
    laggard->looked_at = now;
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
    laggard->since = now;
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
    session_link_over(session, link, WSAECONNABORTED);
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
        bad_frame(&session->links, link, LINK_FAULT_FRAME);
        return;
    }
    if (now - link->sent_at >= options->keep_alive && link_unsent(link) == 0) {
        link_put_number(link, WIRE_PING, session->is_root ? session->root.sender.sent : WIRE_PING_ALIVE);
        link_flush(link);
    }
}

static void look_at_link(struct rooted_session *session, struct rooted_link *link, int64_t now, int64_t seen)
{
    bool out_of_time = link->until != 0 && seen >= link->until;
    switch (link->state) {
    case LINK_OPEN:
        look_at_open_link(session, link, now, seen);
        break;
    case LINK_LEAVING:
        link_renew(link, now); /* its BYE may wait behind frames that were too many */
        if (out_of_time) {
            session_link_over(session, link, WSAECONNABORTED);
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
            int error = connecting_again(session, link, now);
            if (error != 0) {
                asker_connected(session, link, error);
            }
            break;
        }
        if (!link->control.asker) {
            session->statistics.halfOpenDropped++;
            session_link_over(session, link, WSAECONNABORTED);
        } else if (link->control.state == CONTROL_REQUEST_SENT) {
            asker_timed_out(session, link);
        } else {
            asker_done(session, link, WSAETIMEDOUT);
        }
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
    look_at_rate(session, now);
    root_fit_anew(session, now);
    if (session->listener.accept_again != 0 && now >= session->listener.accept_again &&
        session->listener.listening) {
        session->listener.accept_again = 0;
        reactor_rewatch(&session->listener.source, SYSTEM_POLL_IN);
    }
    session->scan_at = now + scan_interval(session);
}

/* ---- all that is due ---- */

static void run_session(struct rooted_session *session)
{
    if (session->retiring) {
        return;
    }
    int64_t now = system_clock_now();
    if (session->links.first == NULL && session->listener.accept_again == 0) {
        session->scan_at = ROOTED_NEVER;
    } else if (session->scan_at == ROOTED_NEVER) {
        session->scan_at = now + scan_interval(session);
    }
    if (now >= session->scan_at) {
        look_at_all_links(session, now);
    }
    int64_t due = session->is_root ? root_run(session, now) : leaf_run(session, now);
    due = earlier_time(earlier_time(due, session->scan_at), flow_specs_run(session, now));
    if (session->sockets == 0 && session->links.first == NULL) {
        if (group_receiver_leave(&session->leaf.in_group)) {
            session_retire_if_empty(session);
        } else {
            reactor_schedule(&session->task, now + ROOTED_LEAVE_AGAIN);
        }
        return;
    }
    if (due != session->task.due || session->task.place == 0) {
        reactor_schedule(&session->task, due);
    }
}

static void free_session(struct rooted_session *session)
{
    group_receiver_leave_now(&session->leaf.in_group);
    root_free(session);
    guests_free(session);
    aside_free(session);
    receiver_free(&session->leaf.receiver);
}

const struct session_duties session_duties = {
    .links = {.connected = link_connected,
              .frame = dispatch_frame,
              .bad_frame = bad_frame,
              .derive = derive_keys,
              .broken = link_broken,
              .room = link_has_room,
              .handed_over = run_after_links,
              .ended = link_ended},
    .run = run_session,
    .free = free_session,
};
