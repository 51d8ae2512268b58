/* Options and ioctls: the API half of OP-07 and OP-08. */
#include <joinleaf/ws_sock.h>

#include "call.h"

int WSAAPI WS_setsockopt(SOCKET s, int level, int name, const char *value, int length)
{
    struct call call;
    return call_begin(&call, s)
               ? call_end(&call, call.procs->lpWSPSetSockOpt(s, level, name, value, length, &call.error))
               : SOCKET_ERROR;
}

int WSAAPI WS_getsockopt(SOCKET s, int level, int name, char *value, int *length)
{
    struct call call;
    return call_begin(&call, s)
               ? call_end(&call, call.procs->lpWSPGetSockOpt(s, level, name, value, length, &call.error))
               : SOCKET_ERROR;
}

int WSAAPI WSAIoctl(SOCKET s, DWORD code, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size,
                    LPDWORD returned, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return SOCKET_ERROR;
    }
    WSATHREADID *no_thread = NULL;
    return call_end(&call, call.procs->lpWSPIoctl(s, code, in, in_size, out, out_size, returned, overlapped,
                                                  routine, no_thread, &call.error));
}

int WSAAPI ioctlsocket(SOCKET s, long command, WS_u_long *argument)
{
    DWORD code = (DWORD)command;
    DWORD size = argument == NULL ? 0 : sizeof *argument;
    DWORD returned = 0;
    /* FIONBIO takes its argument in, FIONREAD gives it back: the direction is part of the number. */
    return (code & WS_IOC_IN) != 0 ? WSAIoctl(s, code, argument, size, NULL, 0, &returned, NULL, NULL)
                                   : WSAIoctl(s, code, NULL, 0, argument, size, &returned, NULL, NULL);
}
