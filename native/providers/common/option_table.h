/*
 * Tables of socket options whose value is one number: the providers have a row for each, of a type of their
 * own that begins with an option_form. Here stands what is the same for all: which row it is, which lengths
 * will do, which values are refused (OP-07). No state.
 */
#ifndef JOINLEAF_COMMON_OPTION_TABLE_H
#define JOINLEAF_COMMON_OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joinleaf/ws_sock.h>

struct option_form {
    int level, name;
    int family;          /* of the sockets that have it, in Winsock's number; 0: all have it */
    bool byte_will_do;   /* a single byte is taken and given as well as four; else four are needed */
    int64_t least, most; /* what may be set; both 0: anything. Negative ones take the number as signed */
};

/* The row of this level and name for a socket of the family; NULL for none. Rows are `size` bytes each. */
const void *option_find(const void *rows, size_t count, size_t size, int family, int level, int name);

/* What a caller of setsockopt gave. 0, WSAEFAULT (too short) or WSAEINVAL (a value that may not be set). */
int option_read(const struct option_form *form, const char *bytes, int length, int *value);
/* What a caller of getsockopt gets, and its length. 0 or WSAEFAULT. */
int option_write(const struct option_form *form, int value, char *bytes, int *length);

#endif
