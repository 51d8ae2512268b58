#include <joinleaf/version.h>

const char *joinleaf_version(void)
{
    return JOINLEAF_VERSION;
}
