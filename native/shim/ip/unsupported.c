/* What a connectionless provider with no windows and no overlapped operation has to refuse. */
#include "ip.h"

static int refuse(LPINT error, int code)
{
    *error = code;
    return SOCKET_ERROR;
}

/* AC-01: a datagram socket does not listen; AC-03: so it never accepts. */
int WSPAPI ip_WSPListen(SOCKET s, int backlog, LPINT error)
{
    (void)s;
    (void)backlog;
    return refuse(error, WSAEOPNOTSUPP);
}

SOCKET WSPAPI ip_WSPAccept(SOCKET s, struct WS_sockaddr *address, LPINT address_length, LPCONDITIONPROC condition,
                           DWORD_PTR callback_data, LPINT error)
{
    (void)s;
    (void)address;
    (void)address_length;
    (void)condition;
    (void)callback_data;
    *error = WSAEOPNOTSUPP;
    return INVALID_SOCKET;
}

int WSPAPI ip_WSPAsyncSelect(SOCKET s, HWND window, unsigned message, long mask, LPINT error)
{
    (void)s;
    (void)window;
    (void)message;
    (void)mask;
    return refuse(error, WSAEOPNOTSUPP);
}

int WSPAPI ip_WSPCancelBlockingCall(LPINT error)
{
    return refuse(error, WSAEOPNOTSUPP); /* blocking hooks ended with Winsock 1.1 */
}

int WSPAPI ip_WSPDuplicateSocket(SOCKET s, DWORD process, LPWSAPROTOCOL_INFOW info, LPINT error)
{
    (void)s;
    (void)process;
    (void)info;
    return refuse(error, WSAEOPNOTSUPP);
}

BOOL WSPAPI ip_WSPGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD transferred, BOOL wait,
                                      LPDWORD flags, LPINT error)
{
    (void)s;
    (void)overlapped;
    (void)transferred;
    (void)wait;
    (void)flags;
    refuse(error, WSAEOPNOTSUPP);
    return FALSE;
}

BOOL WSPAPI ip_WSPGetQOSByName(SOCKET s, LPWSABUF name, LPQOS qos, LPINT error)
{
    (void)s;
    (void)name;
    (void)qos;
    refuse(error, WSAEOPNOTSUPP);
    return FALSE;
}

int WSPAPI ip_WSPRecvDisconnect(SOCKET s, LPWSABUF data, LPINT error)
{
    (void)s;
    (void)data;
    return refuse(error, WSAENOPROTOOPT); /* the documented code for a connectionless protocol */
}

int WSPAPI ip_WSPSendDisconnect(SOCKET s, LPWSABUF data, LPINT error)
{
    (void)s;
    (void)data;
    return refuse(error, WSAENOPROTOOPT);
}
