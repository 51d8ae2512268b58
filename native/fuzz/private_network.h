/*
 * private_network.h - fuzzed addresses must reach nobody: the process moves to a network of its own, where
 * only lo is. Where that is not allowed nothing is fuzzed.
 */
#ifndef PRIVATE_NETWORK_H
#define PRIVATE_NETWORK_H

void private_network(void);

#endif
