/* What this provider refuses: its sockets connect only by joining. */

#include "providers/common/unsupported.h"

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

/* IO-12: the disconnect calls are shutdown in one direction; their data is what is refused. */
int WSPAPI rooted_WSPSendDisconnect(SOCKET s, LPWSABUF data, LPINT error)
{
    *error = unsupported_disconnect_data(data);
    return *error != 0 ? SOCKET_ERROR : rooted_WSPShutdown(s, SD_SEND, error);
}

int WSPAPI rooted_WSPRecvDisconnect(SOCKET s, LPWSABUF data, LPINT error)
{
    *error = unsupported_disconnect_data(data);
    return *error != 0 ? SOCKET_ERROR : rooted_WSPShutdown(s, SD_RECEIVE, error);
}
