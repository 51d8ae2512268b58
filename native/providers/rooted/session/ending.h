/*
 * A link is over, in whatever state it is: those whom it concerns are told, each as the state demands. The
 * session's lock is held.
 */
#ifndef JOINLEAF_ROOTED_ENDING_H
#define JOINLEAF_ROOTED_ENDING_H

#include "session.h"

/* The link is over with this code; 0: as it should be. */
void ending_link(struct rooted_session *session, struct rooted_link *link, int error);
/* The other side has sent what it may not send. It is told so if it is in the session. */
void ending_bad_frame(struct rooted_session *session, struct rooted_link *link, enum link_fault fault);

#endif
