/* What a connectionless provider has to refuse. */
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
