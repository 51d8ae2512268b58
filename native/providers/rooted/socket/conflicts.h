/* Options that contradict each other. Only what the application has set itself counts: what it has left alone
 * follows. So the order in which options are set does not matter. */
#ifndef JOINLEAF_ROOTED_CONFLICTS_H
#define JOINLEAF_ROOTED_CONFLICTS_H

#include "providers/rooted/session/session.h"

/* Whether this value would contradict what the application has set before. */
bool conflicts_with(const struct rooted_socket *socket, int level, int name, DWORD value);
/* The option has been set: what follows it and was left alone is changed, too. */
void conflicts_note(struct rooted_socket *socket, int level, int name);

#endif
