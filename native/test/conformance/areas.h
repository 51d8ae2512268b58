/* areas.h - the list of areas (NULL ends it) and the helpers: what a rule's second process does. */
#ifndef CONFORMANCE_AREAS_H
#define CONFORMANCE_AREAS_H

#include "conformance.h"

extern const struct area *const areas[];

struct helper {
    const char *name;
    int (*run)(int count, char **arguments); /* the exit status */
};
extern const struct helper helpers[]; /* name NULL ends it */

/* Sets `network` to the one of this name. 0: there is none. */
int network_choose(const char *name);
/* Whether both are the name of one rule or area. */
int names_equal(const char *one, const char *other);
/* Does what arguments[0] says; 2 for an unknown helper. */
int helper_main(int count, char **arguments);

#endif
