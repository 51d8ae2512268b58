/* What the API half gives to the providers that are built in (providers/provider.h). */
#ifndef JOINLEAF_API_HOST_H
#define JOINLEAF_API_HOST_H

#include "providers/provider.h"

/* Called once. */
const struct provider_host *provider_host(void);

#endif
