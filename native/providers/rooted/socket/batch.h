/* Batches of messages (joinleaf/batch.h): many a turn of the session's lock, and sent together. */
#ifndef JOINLEAF_ROOTED_BATCH_H
#define JOINLEAF_ROOTED_BATCH_H

#include "providers/provider.h"

extern const struct batch_procs rooted_batch;

#endif
