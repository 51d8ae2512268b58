/* Options and ioctls: the API half of OP-07 and OP-08. */
#include <string.h>

#include <joinleaf/ws_ext.h>
#include <joinleaf/ws_sock.h>

#include "call.h"
#include "catalogue.h"

/* An unsigned long has 64 bits here; on Windows it has 32, as a DWORD has. If a program gives room for one of
 * ours, its upper half is set to 0, not left as it was. */
static void widen_value(char *value, size_t room, size_t written)
{
    if (room >= sizeof(UINT64) && written == sizeof(DWORD)) {
        memset(value + sizeof(DWORD), 0, sizeof(UINT64) - sizeof(DWORD));
    }
}

/* SO_OPENTYPE belongs to the thread, not to a socket: programs set it on INVALID_SOCKET before they make one
 * (OP-11). Here it is only stored: it makes no difference to sockets. */
static _Thread_local int open_type;

static bool is_open_type(int level, int name)
{
    return level == WS_SOL_SOCKET && name == WS_SO_OPENTYPE;
}

static int set_open_type(const char *value, int length)
{
    if (value == NULL || (length >= 0 && length < (int)sizeof open_type)) {
        return call_fail(WSAEFAULT);
    }
    memcpy(&open_type, value, sizeof open_type);
    WSASetLastError(0);
    return 0;
}

static int get_open_type(char *value, int *length)
{
    if (value == NULL || length == NULL || (*length >= 0 && *length < (int)sizeof open_type)) {
        return call_fail(WSAEFAULT);
    }
    memcpy(value, &open_type, sizeof open_type);
    *length = sizeof open_type;
    WSASetLastError(0);
    return 0;
}

/* A provider gives its entry in UTF-16. As on Windows, the API half makes the other form of it, and answers
 * for a length that is too short (OP-08b). */
static int get_protocol_info(struct call *call, SOCKET s, bool wide, char *value, int *length)
{
    WSAPROTOCOL_INFOW info;
    int told = sizeof info, size = wide ? (int)sizeof info : (int)sizeof(WSAPROTOCOL_INFOA);
    if (value == NULL || length == NULL || *length < size) {
        if (length != NULL && *length < size) {
            *length = size;
        }
        call->error = WSAEFAULT;
        return SOCKET_ERROR;
    }
    int result = call->procs->lpWSPGetSockOpt(s, WS_SOL_SOCKET, WS_SO_PROTOCOL_INFOW, (char *)&info, &told,
                                              &call->error);
    if (result != 0) {
        return result;
    }
    if (wide) {
        memcpy(value, &info, sizeof info);
    } else {
        WSAPROTOCOL_INFOA narrow = catalogue_ansi(&info);
        memcpy(value, &narrow, sizeof narrow);
    }
    return 0;
}

int WSAAPI WS_setsockopt(SOCKET s, int level, int name, const char *value, int length)
{
    if (is_open_type(level, name)) {
        return call_started() ? set_open_type(value, length) : SOCKET_ERROR;
    }
    struct call call;
    return call_begin(&call, s)
               ? call_end(&call, call.procs->lpWSPSetSockOpt(s, level, name, value, length, &call.error))
               : SOCKET_ERROR;
}

int WSAAPI WS_getsockopt(SOCKET s, int level, int name, char *value, int *length)
{
    if (is_open_type(level, name)) {
        return call_started() ? get_open_type(value, length) : SOCKET_ERROR;
    }
    struct call call;
    if (!call_begin(&call, s)) {
        return SOCKET_ERROR;
    }
    if (level == WS_SOL_SOCKET && (name == WS_SO_PROTOCOL_INFOA || name == WS_SO_PROTOCOL_INFOW)) {
        return call_end(&call, get_protocol_info(&call, s, name == WS_SO_PROTOCOL_INFOW, value, length));
    }
    int room = length == NULL ? 0 : *length;
    int result = call.procs->lpWSPGetSockOpt(s, level, name, value, length, &call.error);
    if (result == 0 && room > 0) {
        widen_value(value, (size_t)room, (size_t)*length);
    }
    return call_end(&call, result);
}

int WSAAPI WSAIoctl(SOCKET s, DWORD code, LPVOID in, DWORD in_size, LPVOID out, DWORD out_size,
                    LPDWORD returned, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return SOCKET_ERROR;
    }
    WSATHREADID *no_thread = NULL;
    int result = call.procs->lpWSPIoctl(s, code, in, in_size, out, out_size, returned, overlapped, routine,
                                        no_thread, &call.error);
    if (result == 0 && returned != NULL) {
        widen_value(out, out_size, *returned);
    }
    return call_end(&call, result);
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
