/* Options that Linux has too: one row each, from Winsock's level, name and value to Linux's (OP-01, OP-06).
 */
#ifndef JOINLEAF_OS_OPTION_H
#define JOINLEAF_OS_OPTION_H

#include <stdbool.h>
#include <stddef.h>

enum os_value_kind {
    OS_VALUE_BOOL,          /* any value but 0 is 1 */
    OS_VALUE_INT,           /* minimum to maximum */
    OS_VALUE_NETWORK_ORDER, /* an interface index: in host order for Winsock, in network order for Linux */
    OS_VALUE_NETWORK_SET,   /* an interface index: Winsock sets it in network order, and gets it in host order
                             */
    OS_VALUE_CHOICE,        /* one of `choices` */
    OS_VALUE_BOOL_CHOICE,   /* any value but 0 is 1, then as OS_VALUE_CHOICE */
};

/* How many bytes Windows takes and gives (OP-07b). The values are those of enum option_width, of which this
 * floor knows nothing; udp/option.c checks that. */
enum os_width {
    OS_WIDTH_INT,  /* four */
    OS_WIDTH_ANY,  /* four, or fewer */
    OS_WIDTH_BYTE, /* one, however many are offered */
};

struct os_choice {
    int winsock;
    int linux_value;
};

struct os_option {
    int ws_level, ws_name;
    int family; /* Linux's; 0: any */
    int level, name;
    enum os_value_kind kind;
    enum os_width width;
    bool read_only;
    int minimum, maximum;
    const struct os_choice *choices; /* an unknown value of Linux reads as the first */
    size_t choice_count;
};

/* Set and get an option whose value is an int; level, name and value are Linux's. They return 0 or a WSA
 * code.
 */
int os_number_set(int fd, int level, int name, int value);
int os_number_get(int fd, int level, int name, int *value);

/* Returns NULL if Winsock has no such option for the family, or Linux has none. */
const struct os_option *os_option_find(int family, int ws_level, int ws_name);

/* `value` is Winsock's. They return 0 or a WSA code, which is WSAEINVAL for a value out of range. */
int os_option_set(int fd, const struct os_option *option, int value);
int os_option_get(int fd, const struct os_option *option, int *value);

#endif
