/*
 * Batches of messages (joinleaf/batch.h): many messages are put or taken while the session's lock is held
 * once, and are sent together. Any thread may call the functions of the table; they take the lock themselves.
 */
#ifndef JOINLEAF_ROOTED_BATCH_H
#define JOINLEAF_ROOTED_BATCH_H

#include "providers/provider.h"

extern const struct batch_procs rooted_batch;

#endif
