/* What a root gives up when datagrams are lost, and what it keeps beside others who give up nothing
 * (PROTOCOL.md, "Rate"). Only pace.c calls it. */
#ifndef JOINLEAF_ROOTED_YIELD_H
#define JOINLEAF_ROOTED_YIELD_H

#include "pace.h"

/* Whether so much is lost for long that it is too much, whatever the reason is. */
bool yield_worn(const struct pace *pace);
/* A round is over, and what it has measured stands in `pace`. */
void yield_round(struct pace *pace, uint64_t under_way, int64_t now);

#endif
