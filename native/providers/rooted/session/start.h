/*
 * What START tells a leaf of its session's group, and of where the datagrams come from. The session's lock is
 * held.
 */
#ifndef JOINLEAF_ROOTED_START_H
#define JOINLEAF_ROOTED_START_H

#include "session.h"

/* Whether the session is one for this socket. */
bool start_is_for(const struct wire_start *start, const struct rooted_socket *socket);
union system_address start_group(const struct wire_start *start);
/* Keeps where the datagrams of the session's group may come from. */
void start_keep_sources(struct rooted_session *session, const struct rooted_link *link);
/* Whether datagrams of the session's group come from there. */
bool start_is_source(const struct rooted_session *session, const union system_address *source);

#endif
