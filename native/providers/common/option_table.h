/*
 * Tables of socket options whose value is one number: the providers have a row for each, of a type of their
 * own that begins with an option_form. Here stands what is the same for all: which row it is, which lengths
 * will do, which values are refused (OP-07), and how a number is kept that needs no more than that. A row
 * also has functions of the provider for the options that need more. No state.
 */
#ifndef JOINLEAF_COMMON_OPTION_TABLE_H
#define JOINLEAF_COMMON_OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joinleaf/ws_sock.h>

/* How many bytes Windows takes and gives of an option (OP-07b). */
enum option_width {
    OPTION_INT,  /* four */
    OPTION_ANY,  /* four, or fewer */
    OPTION_BYTE, /* one, however many are offered */
};

/* How a number is kept in a struct of the provider, at the offset of its member. */
enum option_kept {
    OPTION_KEPT_NOT, /* the provider has functions for it */
    OPTION_KEPT_U32,
    OPTION_KEPT_U8,
    OPTION_KEPT_BOOL, /* any value but 0 is true */
    OPTION_KEPT_MS,   /* a time in milliseconds, as an int64_t in microseconds */
};

struct option_form {
    int level, name;
    int family; /* of the sockets that have it, in Winsock's number; 0: all have it */
    enum option_width width;
    int64_t least, most; /* what may be set; both 0: anything. Negative ones take the number as signed */
    enum option_kept kept;
    size_t offset;
};

/* The form of an option that is not kept, and that of one that is kept in a member of a struct. The width is
 * INT, ANY or BYTE; `as` is U32, U8, BOOL or MS. */
#define OPTION_FORM(of_level, of_name, of_family, of_width, from, to)                                        \
    {                                                                                                        \
        .level = (of_level), .name = (of_name), .family = (of_family), .width = OPTION_##of_width,           \
        .least = (from), .most = (to)                                                                        \
    }
#define OPTION_KEPT_FORM(of_level, of_name, of_family, of_width, from, to, as, in, member)                   \
    {                                                                                                        \
        .level = (of_level), .name = (of_name), .family = (of_family), .width = OPTION_##of_width,           \
        .least = (from), .most = (to), .kept = OPTION_KEPT_##as, .offset = offsetof(in, member)              \
    }

/* Returns the row of this level and name for a socket of the family, or NULL. Each row has `size` bytes. */
const void *option_find(const void *rows, size_t count, size_t size, int family, int level, int name);

/* Returns the code for an option that no table has: WSAENOPROTOOPT if there is such a level, else WSAEINVAL
 * (OP-07b). */
int option_unknown(int level);
/* Reads what a caller of setsockopt gave. Returns 0, WSAEFAULT if it is too short, WSAENOBUFS for a negative
 * length that does not stand for a long one, or WSAEINVAL for a value that may not be set. */
int option_read(const struct option_form *form, const char *bytes, int length, int *value);
/* Keep a number in the member that the form names of the struct at `base`, and return it. OPTION_KEPT_NOT:
 * they do nothing, and return 0. */
void option_keep(const struct option_form *form, void *base, int value);
int option_kept(const struct option_form *form, const void *base);
/* Returns whether the caller has given room enough for an option. It is called before the value is fetched,
 * because fetching SO_ERROR clears it. If there is too little room, *length becomes what Windows makes of it
 * (OP-07b). */
bool option_has_room(const struct option_form *form, int *length);
/* Writes what a caller of getsockopt gets, and its length. Returns 0 or WSAEFAULT. */
int option_write(const struct option_form *form, int value, char *bytes, int *length);

#endif
