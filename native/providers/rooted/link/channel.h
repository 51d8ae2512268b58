/*
 * The receiving end of a group: one datagram socket for all leaves of this process that are in a session with
 * the same group, port and interface. Touched by the reactor's thread alone.
 */
#ifndef JOINLEAF_ROOTED_CHANNEL_H
#define JOINLEAF_ROOTED_CHANNEL_H

#include "providers/rooted/session/rooted.h"

/* Joins the group on the interface of `local`. False: the system does not let it. */
bool channel_join(struct rooted_session *session, const union system_address *group,
                  const union system_address *local);
void channel_leave(struct rooted_session *session);

#endif
