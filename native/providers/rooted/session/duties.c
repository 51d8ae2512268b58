#include "duties.h"

#include "aside.h"
#include "asker.h"
#include "delivery.h"
#include "dispatch.h"
#include "ending.h"
#include "flow_specs.h"
#include "guests.h"
#include "leaf.h"
#include "overdue.h"
#include "root.h"
#include "transmit.h"

/* ---- what the links tell ---- */

static void link_connected(struct link_owner *owner, struct rooted_link *link, int error)
{
    asker_connected(session_of_owner(owner), link, error);
}

static void frame_came(struct link_owner *owner, struct rooted_link *link, const struct wire_frame *frame,
                       const uint8_t *body)
{
    dispatch_frame(session_of_owner(owner), link, frame, body);
}

static void bad_frame_came(struct link_owner *owner, struct rooted_link *link, enum link_fault fault)
{
    ending_bad_frame(session_of_owner(owner), link, fault);
}

static bool derive_keys(struct link_owner *owner, struct control *control)
{
    const struct rooted_options *options = &session_of_owner(owner)->options;
    return control_derive(control, options->key, options->key_size);
}

/* If this side has slept for long, a reset shows nothing of the other one. That may have said ABORT, behind
 * data for which there was no room: what this side says first when it wakes resets a connection that the other
 * has left. */
static void link_broken(struct link_owner *owner, struct rooted_link *link, int error)
{
    struct rooted_session *session = session_of_owner(owner);
    bool untold = link->reset && link->state == LINK_OPEN && overdue_by_sleep(session, system_clock_now());
    ending_link(session, link, untold ? WSAECONNABORTED : error);
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
    delivery_note_link_ended(session_of_owner(owner));
    session_kick(session_of_owner(owner));
}

/* ---- all that is due ---- */

static void run_session(struct rooted_session *session)
{
    if (session->retiring) {
        return;
    }
    int64_t now = system_clock_now();
    overdue_run(session, now);
    int64_t due = session->is_root ? root_run(session, now) : leaf_run(session, now);
    int64_t flow_due = flow_specs_run(session, now);
    due = due < flow_due ? due : flow_due;
    due = due < session->scan_at ? due : session->scan_at;
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
              .frame = frame_came,
              .bad_frame = bad_frame_came,
              .derive = derive_keys,
              .broken = link_broken,
              .room = link_has_room,
              .handed_over = run_after_links,
              .ended = link_ended},
    .run = run_session,
    .free = free_session,
};
