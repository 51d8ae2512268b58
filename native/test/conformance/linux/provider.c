/* provider.c - joinleaf's library is its UDP provider too: WSPStartup is exported beside the API. */
#include <winsock2.h>
#include <ws2spi.h>

#include "../host.h"

host_function host_provider_entry(int family)
{
    (void)family;
    return (host_function)WSPStartup;
}
