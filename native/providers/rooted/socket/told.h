/*
 * Options of joinleaf/rooted.h that tell something: statistics, refusals, which leaf a c_leaf stands for, and
 * how far that leaf is behind. Only option.c calls these functions, with the session's lock held. Each
 * returns 0, or the code with which getsockopt or setsockopt fails.
 */
#ifndef JOINLEAF_ROOTED_TOLD_H
#define JOINLEAF_ROOTED_TOLD_H

#include "providers/rooted/session/session.h"

/* Copies `size` bytes to `value` and sets *length, or returns WSAEFAULT if *length is less. */
int told_bytes(char *value, int *length, const void *from, size_t size);

int told_get_statistics(struct rooted_socket *socket, char *value, int *length);
int told_set_refusal(struct rooted_socket *socket, const char *value, int length);
int told_get_refusal(struct rooted_socket *socket, char *value, int *length);
int told_get_member(struct rooted_socket *socket, char *value, int *length);
int told_get_behind(struct rooted_socket *socket, char *value, int *length);

#endif
