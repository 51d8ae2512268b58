/* What this provider refuses: its sockets connect only by joining. */

#include "entries.h"

int WSPAPI rooted_WSPConnect(SOCKET s, const struct WS_sockaddr *name, int namelen, LPWSABUF caller,
                             LPWSABUF callee, LPQOS sqos, LPQOS gqos, LPINT error)
{
    (void)s;
    (void)name;
    (void)namelen;
    (void)caller;
    (void)callee;
    (void)sqos;
    (void)gqos;
    *error = WSAEOPNOTSUPP;
    return SOCKET_ERROR;
}
