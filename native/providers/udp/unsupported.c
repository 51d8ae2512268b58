/* What a connectionless provider has to refuse. */
#include "providers/common/unsupported.h"

#include "udp.h"

/* AC-01: a datagram socket does not listen; AC-03: so it never accepts. */
int WSPAPI udp_WSPListen(SOCKET s, int backlog, LPINT error)
{
    (void)s;
    (void)backlog;
    *error = WSAEOPNOTSUPP;
    return SOCKET_ERROR;
}

SOCKET WSPAPI udp_WSPAccept(SOCKET s, struct WS_sockaddr *address, LPINT address_length,
                            LPCONDITIONPROC condition, DWORD_PTR callback_data, LPINT error)
{
    (void)s;
    (void)address;
    (void)address_length;
    (void)condition;
    (void)callback_data;
    *error = WSAEOPNOTSUPP;
    return INVALID_SOCKET;
}

/* IO-12: the disconnect calls are shutdown in one direction; their data is what is refused. */
int WSPAPI udp_WSPSendDisconnect(SOCKET s, LPWSABUF data, LPINT error)
{
    *error = unsupported_disconnect_data(data);
    return *error != 0 ? SOCKET_ERROR : udp_WSPShutdown(s, SD_SEND, error);
}

int WSPAPI udp_WSPRecvDisconnect(SOCKET s, LPWSABUF data, LPINT error)
{
    *error = unsupported_disconnect_data(data);
    return *error != 0 ? SOCKET_ERROR : udp_WSPShutdown(s, SD_RECEIVE, error);
}
