/* provider.c - joinleaf's library is its providers, too: WSPStartup is exported beside the API. */
#include <winsock2.h>
#include <ws2spi.h>

#include <joinleaf/provider.h>

#include "test/conformance/host.h"

host_function host_provider_entry(const void *entry)
{
    (void)entry;
    return (host_function)WSPStartup;
}

int host_can_install_provider(void)
{
    return 1;
}

int host_install_provider(host_function start, const void *entries, unsigned count, int *code)
{
    return joinleaf_install_provider((LPWSPSTARTUP)start, entries, count, code);
}
