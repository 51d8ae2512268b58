/* The system's own TCP. Its headers and winsock2.h declare the same names, so it has a file of its own. */
#ifndef BENCHMARKS_TCP_H
#define BENCHMARKS_TCP_H

#include <stdbool.h>

int tcp_send(const char *address, const char *control, double seconds);

struct tcp_taker {
    int connection;
};
bool tcp_take(struct tcp_taker *taker, const char *address);
int tcp_taken(void *taker);

#endif
