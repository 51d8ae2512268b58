#include <joinleaf/ws_calls.h>
#include <ws2tcpip.h>
#include <mswsock.h>

#include "batch_message.h"

#include <string.h>

void batch_describe(struct joinleaf_run *run, ULONG size, BOOL lost, int fromlen)
{
    run->size = size;
    run->each = size > 0 ? size : 1;
    run->count = 1;
    run->lost = lost ? 1 : 0;
    run->fromlen = fromlen;
    run->flags = run->member = run->control = 0;
}

bool batch_extension(SOCKET s, GUID id, void *function, DWORD room)
{
    DWORD size = 0;
    return WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, function, room, &size, NULL,
                    NULL) == 0;
}

LPFN_WSARECVMSG batch_receive_function(SOCKET s)
{
    const GUID id = WSAID_WSARECVMSG;
    LPFN_WSARECVMSG function = NULL;
    return batch_extension(s, id, &function, sizeof function) ? function : NULL;
}

int batch_receive_message(SOCKET s, LPFN_WSARECVMSG receive, char *slot_data, ULONG slot, WSABUF *control,
                          struct joinleaf_run *run)
{
    WSABUF buffer = {slot, slot_data};
    WSAMSG message;
    memset(&message, 0, sizeof message);
    message.name = (struct sockaddr *)&run->from;
    message.namelen = sizeof run->from;
    message.lpBuffers = &buffer;
    message.dwBufferCount = 1;
    message.Control = *control;
    DWORD size = 0;
    int code = receive(s, &message, &size, NULL, NULL) == 0 ? 0 : WSAGetLastError();
    if (code != 0 && code != WSAEMSGSIZE) {
        return code;
    }
    /* WSAEMSGSIZE may also say that control data found no room (IO-11). */
    bool lost = code != 0 && (message.dwFlags & (MSG_TRUNC | MSG_CTRUNC)) != MSG_CTRUNC;
    batch_describe(run, lost ? slot : size, lost, message.namelen);
    run->flags = message.dwFlags & (MSG_MCAST | MSG_BCAST | MSG_CTRUNC);
    run->control = message.Control.len;
    *control = message.Control;
    return 0;
}
