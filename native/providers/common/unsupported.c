#include "unsupported.h"

#include <stdbool.h>

static int unsupported_call(LPINT error, int code)
{
    *error = code;
    return SOCKET_ERROR;
}

int WSPAPI unsupported_WSPAsyncSelect(SOCKET s, HWND window, unsigned message, long mask, LPINT error)
{
    (void)s;
    (void)window;
    (void)message;
    (void)mask;
    return unsupported_call(error, WSAEOPNOTSUPP);
}

int WSPAPI unsupported_WSPCancelBlockingCall(LPINT error)
{
    return unsupported_call(error, WSAEOPNOTSUPP);
}

int WSPAPI unsupported_WSPDuplicateSocket(SOCKET s, DWORD process, LPWSAPROTOCOL_INFOW info, LPINT error)
{
    (void)s;
    (void)process;
    (void)info;
    return unsupported_call(error, WSAEOPNOTSUPP);
}

BOOL WSPAPI unsupported_WSPGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD transferred,
                                               BOOL wait, LPDWORD flags, LPINT error)
{
    (void)s;
    (void)wait;
    bool missing = overlapped == NULL || transferred == NULL || flags == NULL;
    *error = missing ? WSAEFAULT : WSA_INVALID_PARAMETER;
    return FALSE;
}

BOOL WSPAPI unsupported_WSPGetQOSByName(SOCKET s, LPWSABUF name, LPQOS qos, LPINT error)
{
    (void)s;
    bool named = name != NULL && name->buf != NULL && name->len > 0 && name->buf[0] != '\0';
    bool missing = name == NULL || name->buf == NULL || (named && qos == NULL);
    *error = missing ? WSAEFAULT : WSAEOPNOTSUPP;
    return FALSE;
}

int unsupported_disconnect_data(const WSABUF *data)
{
    if (data == NULL) {
        return 0;
    }
    return data->len > 0 && data->buf == NULL ? WSAEFAULT : WSAENOPROTOOPT;
}
