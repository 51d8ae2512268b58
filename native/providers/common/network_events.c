#include "network_events.h"

#include <string.h>

void network_events_select(struct network_events *events, LONG mask)
{
    memset(events, 0, sizeof *events);
    events->selected = mask;
}

void network_events_reselect(struct network_events *events, LONG mask)
{
    events->selected = mask;
}

LONG network_events_wanted(const struct network_events *events)
{
    return events->selected & ~events->spent;
}

bool network_events_record(struct network_events *events, LONG happened, int error)
{
    LONG fresh = happened & network_events_wanted(events);
    events->recorded |= fresh;
    events->spent |= fresh;
    for (int bit = 0; fresh >> bit != 0; bit++) { /* mostly there is none */
        if ((fresh & 1 << bit) != 0) {
            events->errors[bit] = error;
        }
    }
    return fresh != 0;
}

void network_events_enable(struct network_events *events, LONG enabled)
{
    events->spent &= ~enabled;
}

void network_events_forget(struct network_events *events, LONG forgotten)
{
    events->spent &= ~forgotten;
    events->recorded &= ~forgotten;
}

void network_events_take(struct network_events *events, LPWSANETWORKEVENTS taken)
{
    taken->lNetworkEvents = events->recorded & events->selected;
    for (int bit = 0; bit < FD_MAX_EVENTS; bit++) {
        if ((taken->lNetworkEvents & 1 << bit) != 0) {
            taken->iErrorCode[bit] = events->errors[bit];
        }
    }
    events->recorded &= ~events->selected;
}
