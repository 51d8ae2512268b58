/* Sends to the group without a destination, and trains (UDP_SEND_MSG_SIZE). */
#include "double.h"

#include <string.h>

DOUBLE int WSAAPI double_send(SOCKET s, const char *data, int length, int flags)
{
    SOCKADDR_STORAGE to;
    int size = joined_target(s, &to);
    return size < 0   ? fail(WSAEOPNOTSUPP)
           : size > 0 ? sendto(s, data, length, flags, (struct sockaddr *)&to, size)
                      : send(s, data, length, flags);
}

DOUBLE int WSAAPI double_WSASend(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                                 LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE done)
{
    SOCKADDR_STORAGE to;
    int size = joined_target(s, &to);
    return size < 0 ? fail(WSAEOPNOTSUPP)
           : size > 0
               ? WSASendTo(s, buffers, count, sent, flags, (struct sockaddr *)&to, size, overlapped, done)
               : WSASend(s, buffers, count, sent, flags, overlapped, done);
}

static DWORD train_size(const WSAMSG *message)
{
    struct {
        WSACMSGHDR header;
        DWORD number;
    } piece;
    ULONG needed = sizeof(WSACMSGHDR) + sizeof(DWORD);
    if (message->Control.buf == NULL || message->Control.len < needed) {
        return 0;
    }
    memcpy(&piece, message->Control.buf, needed);
    bool is_train = piece.header.cmsg_level == IPPROTO_UDP && piece.header.cmsg_type == SEND_MSG_SIZE;
    return is_train ? piece.number : 0;
}

int WSAAPI double_WSASendMsg(SOCKET s, LPWSAMSG message, DWORD flags, LPDWORD sent,
                             LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE done)
{
    (void)done;
    InterlockedIncrement(&demands.trains);
    if (overlapped != NULL || message->dwBufferCount != 1) {
        return fail(WSAEOPNOTSUPP); /* joinleaf does not */
    }
    DWORD each = train_size(message);
    if (each != 0 && demands.train_refusal != 0) {
        return fail(demands.train_refusal);
    }
    SOCKADDR_STORAGE group;
    int size = joined_target(s, &group);
    if (message->name == NULL && size <= 0) {
        return fail(size < 0 ? WSAEOPNOTSUPP : WSAENOTCONN);
    }
    struct sockaddr *to = message->name != NULL ? message->name : (struct sockaddr *)&group;
    int length = message->name != NULL ? message->namelen : size;
    const char *data = message->lpBuffers->buf;
    DWORD left = message->lpBuffers->len;
    *sent = 0;
    do {
        DWORD now = each != 0 && each < left ? each : left;
        if (sendto(s, data, (int)now, (int)flags, to, length) == SOCKET_ERROR) {
            return *sent > 0 ? 0 : SOCKET_ERROR;
        }
        data += now;
        left -= now;
        *sent += now;
    } while (left > 0);
    return 0;
}
