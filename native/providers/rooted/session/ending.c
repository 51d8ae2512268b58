#include "ending.h"

#include "asker.h"
#include "leaf.h"
#include "listener.h"
#include "root.h"

void ending_link(struct rooted_session *session, struct rooted_link *link, int error)
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

void ending_bad_frame(struct rooted_session *session, struct rooted_link *link, enum link_fault fault)
{
    session->statistics.badFrames++;
    session->statistics.refused += fault == LINK_FAULT_TAG && link->state != LINK_OPEN;
    if (link->state == LINK_OPEN) {
        link_put_reason(link, WIRE_ABORT, WIRE_ABORT_PROTOCOL);
        link_flush(link);
    }
    ending_link(session, link,
                link->control.asker && link->state != LINK_OPEN ? WSAECONNREFUSED : WSAECONNRESET);
}
