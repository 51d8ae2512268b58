/*
 * Options of one socket that contradict each other. Only what the application itself has set counts; a
 * default changes with what is set. So the order in which options are set does not matter. The session's lock
 * is held in both calls.
 */
#ifndef JOINLEAF_ROOTED_CONFLICTS_H
#define JOINLEAF_ROOTED_CONFLICTS_H

#include "providers/rooted/session/session.h"

/* Returns whether this value would contradict what the application has set before. */
bool conflicts_with(const struct rooted_socket *socket, int level, int name, DWORD value);
/* The option has been set. Changes the defaults that follow it. */
void conflicts_note(struct rooted_socket *socket, int level, int name);

#endif
