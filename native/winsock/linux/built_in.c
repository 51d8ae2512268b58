#include "winsock/built_in.h"

#include "event_watch.h"

const struct provider *const built_in_providers[] = {&udp_provider, &rooted_provider};
const size_t built_in_count = sizeof built_in_providers / sizeof *built_in_providers;

const struct provider_watches *const built_in_watches = &event_watches;
