/* Messages of one size that lie one behind the other in a datagram: they are copied without a call for each. */
#ifndef JOINLEAF_ROOTED_ROW_H
#define JOINLEAF_ROOTED_ROW_H

#include <stdint.h>

/*
 * Copies whole messages of `size` bytes, at least 1, to `out`, one behind the other. `records` is where the head
 * of the first one begins, which says that size, and `left` is how many bytes the datagram has from there on.
 * Ends before a record that says anything else, before one that goes on in the next datagram, or after `most`.
 * Returns how many it has copied.
 */
uint32_t row_copy(const uint8_t *records, uint32_t left, uint32_t size, uint32_t most, uint8_t *out);

#endif
