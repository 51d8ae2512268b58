#include "winsock/built_in.h"

/* ws2_32 itself has UDP. */
const struct provider *const built_in_providers[] = {&rooted_provider};
const size_t built_in_count = sizeof built_in_providers / sizeof *built_in_providers;

const struct provider_watches *const built_in_watches = NULL;
