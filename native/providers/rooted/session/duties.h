/* What a session does: who is told what comes on its links, and what is due when. */
#ifndef JOINLEAF_ROOTED_DUTIES_H
#define JOINLEAF_ROOTED_DUTIES_H

#include "session.h"

extern const struct session_duties session_duties;

#endif
