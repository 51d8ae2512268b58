#include "dispatch.h"

#include "asker.h"
#include "ending.h"
#include "leaf.h"
#include "listener.h"
#include "root_frames.h"

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

void dispatch_frame(struct rooted_session *session, struct rooted_link *link, const struct wire_frame *frame,
                    const uint8_t *body)
{
    enum part part = part_of(session, link);
    frame_handler *handler = handlers[frame->type][part];
    if (handler == NULL) {
        ending_bad_frame(session, link, LINK_FAULT_FRAME);
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
