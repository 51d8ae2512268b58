/* How CUBIC's window grows again behind a loss (RFC 9438). */
#ifndef JOINLEAF_ROOTED_CUBIC_H
#define JOINLEAF_ROOTED_CUBIC_H

#include <stdint.h>

/* The window in datagrams. It was `lost` when the loss came, and `from` behind it, so many microseconds ago.
 * It is never smaller than a window would be that grows as Reno's does, at that round-trip time. */
double cubic_window(double from, double lost, int64_t since, int64_t rtt);

#endif
