/* The provider's WSP entries, one file a group. */
#ifndef JOINLEAF_ROOTED_ENTRIES_H
#define JOINLEAF_ROOTED_ENTRIES_H

#include "providers/common/entries.h"

PROVIDER_ENTRIES(rooted);

#endif
