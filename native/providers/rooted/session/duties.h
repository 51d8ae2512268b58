/*
 * The table by which the link floor tells a session what came on its links, and by which the reactor asks
 * what is due. The functions behind it are called by the reactor's thread or by one that reads for itself,
 * with the session's lock held.
 */
#ifndef JOINLEAF_ROOTED_DUTIES_H
#define JOINLEAF_ROOTED_DUTIES_H

#include "session.h"

extern const struct session_duties session_duties;

#endif
