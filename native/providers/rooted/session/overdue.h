/*
 * Links are looked at now and then: one that is too slow, too silent or too late ends. The time that this
 * side has slept does not count: it is nobody's fault. The session's lock is held.
 */
#ifndef JOINLEAF_ROOTED_OVERDUE_H
#define JOINLEAF_ROOTED_OVERDUE_H

#include "session.h"

/* Looks at all links if that is due by `now`. Afterwards session->scan_at tells when the next look is due. */
void overdue_run(struct rooted_session *session, int64_t now);
/* Whether this side has slept for so long, and so shortly ago, that the other one may have given it up. */
bool overdue_by_sleep(const struct rooted_session *session, int64_t now);

#endif
