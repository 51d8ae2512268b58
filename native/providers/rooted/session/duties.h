/*
 * The table through which the link floor tells a session what came on its links, and through which a session
 * does what is due. link.h and session.h tell who calls each function, and with which lock.
 */
#ifndef JOINLEAF_ROOTED_DUTIES_H
#define JOINLEAF_ROOTED_DUTIES_H

#include "session.h"

extern const struct session_duties session_duties;

#endif
