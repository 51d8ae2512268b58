/* What this provider refuses: joining is its only way to connect, and there are no windows and no overlapped
 * operation. */
#include "entries.h"

static int refuse(LPINT error, int code)
{
    *error = code;
    return SOCKET_ERROR;
}

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
    return refuse(error, WSAEOPNOTSUPP);
}

int WSPAPI rooted_WSPAsyncSelect(SOCKET s, HWND window, unsigned message, long mask, LPINT error)
{
    (void)s;
    (void)window;
    (void)message;
    (void)mask;
    return refuse(error, WSAEOPNOTSUPP);
}

int WSPAPI rooted_WSPCancelBlockingCall(LPINT error)
{
    return refuse(error, WSAEOPNOTSUPP);
}

int WSPAPI rooted_WSPDuplicateSocket(SOCKET s, DWORD process, LPWSAPROTOCOL_INFOW info, LPINT error)
{
    (void)s;
    (void)process;
    (void)info;
    return refuse(error, WSAEOPNOTSUPP);
}

BOOL WSPAPI rooted_WSPGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD transferred,
                                          BOOL wait, LPDWORD flags, LPINT error)
{
    (void)s;
    (void)overlapped;
    (void)transferred;
    (void)wait;
    (void)flags;
    refuse(error, WSAEOPNOTSUPP);
    return FALSE;
}

BOOL WSPAPI rooted_WSPGetQOSByName(SOCKET s, LPWSABUF name, LPQOS qos, LPINT error)
{
    (void)s;
    (void)name;
    (void)qos;
    refuse(error, WSAEOPNOTSUPP);
    return FALSE;
}

int WSPAPI rooted_WSPRecvDisconnect(SOCKET s, LPWSABUF data, LPINT error)
{
    (void)s;
    (void)data;
    return refuse(error, WSAENOPROTOOPT); /* no XP1_DISCONNECT_DATA */
}

int WSPAPI rooted_WSPSendDisconnect(SOCKET s, LPWSABUF data, LPINT error)
{
    (void)s;
    (void)data;
    return refuse(error, WSAENOPROTOOPT);
}
