/* na.h - the rules of NA are in two files; na.c lists them all. */
#ifndef CONFORMANCE_NA_H
#define CONFORMANCE_NA_H

#include "conformance.h"

#define TEXT_SIZE    128
#define COUNT(table) (sizeof(table) / sizeof *(table))

/* Text in UTF-16. In rotating memory: a few may be in use at a time. */
WCHAR *wide(const char *text);
int same_wide(const WCHAR *text, const char *other);
void check_text(const char *actual, const char *expected);

/* getaddrinfo's answers, each "address type protocol" and a blank. The code, or 0. */
int answers(const char *node, const char *service, const struct addrinfo *hints, char *text, size_t size);
/* getaddrinfo with these hints fails with the code. */
void check_lookup_fails(const char *node, const char *service, int family, int type, int flags, int code);

extern const struct rule rule_NA_08, rule_NA_09, rule_NA_10, rule_NA_11, rule_NA_12,
    rule_NA_13; /* na_names.c */

#endif
