/* Why a request was refused: what the application of the asked gives, and that of the asker gets. */
#ifndef JOINLEAF_ROOTED_REFUSAL_H
#define JOINLEAF_ROOTED_REFUSAL_H

#include "session.h"

/* A copy, in place of what *kept was. False without memory: *kept is NULL then. */
bool refusal_keep(struct rooted_refusal **kept, const struct wire_refusal *refusal);
void refusal_forget(struct rooted_refusal **kept);
/* The application rejects: the asker is told what was kept for it, which is used up. */
void refusal_send(struct rooted_socket *listener, struct rooted_link *link);

#endif
