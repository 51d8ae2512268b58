/* Linux has no catalogue: a program has the providers that are linked into the library. */
#include "winsock/install.h"

#include <joinleaf/ws_errors.h>

int install_provider(const uint16_t *path)
{
    (void)path;
    return WSAEOPNOTSUPP;
}

int install_remove(void)
{
    return WSAEOPNOTSUPP;
}

int install_path(uint16_t *path, int room)
{
    (void)path, (void)room;
    return WSAEOPNOTSUPP;
}
