/* WSASendMsg: in Windows, too, an export of ws2_32 that asks the provider for its extension function. */
#include <joinleaf/ws_ext.h>
#include <joinleaf/ws_sock.h>

int WSAAPI WSASendMsg(SOCKET s, LPWSAMSG message, DWORD flags, LPDWORD sent, LPWSAOVERLAPPED overlapped,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    GUID id = WSAID_WSASENDMSG;
    LPFN_WSASENDMSG function = NULL;
    DWORD size = 0;
    if (WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &function, sizeof function, &size,
                 NULL, NULL) == SOCKET_ERROR) {
        return SOCKET_ERROR;
    }
    return function(s, message, flags, sent, overlapped, routine);
}
