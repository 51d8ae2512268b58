/* areas.c - the checks of this folder, for the program of native/test/conformance. */
#include "test/conformance/areas.h"

extern const struct area area_ARGUMENTS, area_JOINING, area_SESSIONS;

const struct area *const areas[] = {&area_ARGUMENTS, &area_JOINING, &area_SESSIONS, NULL};
const struct helper helpers[] = {{NULL, NULL}};
