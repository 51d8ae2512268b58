/* ev_rooted.h - the bodies of EV-09 and EV-10, for each kind of rooted session. */
#ifndef CONFORMANCE_EV_ROOTED_H
#define CONFORMANCE_EV_ROOTED_H

#include "rooted.h"

void closes_after_data(const struct plane *plane);
void accepted_inherits(const struct plane *plane);
void invited_inherits(const struct plane *plane);

#endif
