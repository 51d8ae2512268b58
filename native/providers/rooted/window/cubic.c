#include "cubic.h"

#define SCALE       0.4  /* CUBIC's C, datagrams a second cubed */
#define RENO_GROWTH 0.53 /* datagrams in a round-trip time: as fast as Reno with a beta of 0.7 */

/* Newton's method, so that no library of mathematics must be linked. */
static double cube_root(double number)
{
    double root = number > 1 ? number : 1;
    for (int i = 0; i < 60; i++) {
        root -= (root - number / (root * root)) / 3;
    }
    return root;
}

double cubic_window(double from, double lost, int64_t since, int64_t rtt)
{
    double time = (double)since / 1e6, away = time - cube_root((lost - from) / SCALE);
    double cubic = lost + SCALE * away * away * away;
    double reno = from + RENO_GROWTH * (double)since / (double)rtt;
    return cubic > reno ? cubic : reno;
}
