/*
 * Why a request was refused: the number and the data that the application of the asked side gives, and that
 * the application of the asking side reads. A socket owns its copy; its session's lock is held in every call.
 */
#ifndef JOINLEAF_ROOTED_REFUSAL_H
#define JOINLEAF_ROOTED_REFUSAL_H

#include "session.h"

/* Frees *kept and puts a copy of the refusal in its place. Returns false if there is no memory; *kept is NULL
 * then. */
bool refusal_keep(struct rooted_refusal **kept, const struct wire_refusal *refusal);
/* Frees *kept, which is NULL afterwards. */
void refusal_forget(struct rooted_refusal **kept);
/* The application rejects a request. Sends REJECT with what the listener has kept for it, and forgets
 * that. */
void refusal_send(struct rooted_socket *listener, struct rooted_link *link);

#endif
