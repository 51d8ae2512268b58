/* How CUBIC's window grows again after a loss (RFC 9438). Any thread may call it; it has no state. */
#ifndef JOINLEAF_ROOTED_CUBIC_H
#define JOINLEAF_ROOTED_CUBIC_H

#include <stdint.h>

/* Returns the window in datagrams. It was `lost` when the loss came, and `from` after it. `since` is the time
 * since then, and `rtt` the round-trip time, both in microseconds. The window is never smaller than one that
 * grows as Reno's does. */
double cubic_window(double from, double lost, int64_t since, int64_t rtt);

#endif
