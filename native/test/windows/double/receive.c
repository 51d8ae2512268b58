/* Errors that ICMP brings, what closesocket does to a blocked call, and coalesced receives. */
#include "double.h"

#include <string.h>

enum { MOST_BYTES = 65536 };

int receive_take_error(SOCKET s)
{
    int code = 0;
    if (joined_to_send(s)) {
        return WSAEOPNOTSUPP;
    }
    table_lock();
    struct entry *e = table_find(s);
    if (e != NULL && e->error_count > 0) {
        code = e->errors[0];
        e->error_count--;
        memmove(e->errors, e->errors + 1, (size_t)e->error_count * sizeof e->errors[0]);
    }
    table_unlock();
    return code;
}

int receive_code(SOCKET s, int code)
{
    table_lock();
    bool closed = table_find(s) == NULL;
    table_unlock();
    return (closed || code == WSA_OPERATION_ABORTED) && demands.close_code != 0 ? demands.close_code : code;
}

/* After a documented receive call: its result with the right last error. */
static int ended(SOCKET s, int result)
{
    int code = result == SOCKET_ERROR ? receive_code(s, WSAGetLastError()) : 0;
    events_reenable(s);
    WSASetLastError(code);
    return result;
}

static int struck(SOCKET s, int code)
{
    events_reenable(s);
    return fail(code);
}

DOUBLE int WSAAPI double_recv(SOCKET s, char *data, int length, int flags)
{
    int code = receive_take_error(s);
    return code != 0 ? struck(s, code) : ended(s, recv(s, data, length, flags));
}

DOUBLE int WSAAPI double_recvfrom(SOCKET s, char *data, int length, int flags, struct sockaddr *from,
                                  int *from_length)
{
    int code = receive_take_error(s);
    return code != 0 ? struck(s, code) : ended(s, recvfrom(s, data, length, flags, from, from_length));
}

DOUBLE int WSAAPI double_WSARecv(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD size, LPDWORD flags,
                                 LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE done)
{
    int code = receive_take_error(s);
    return code != 0 ? struck(s, code) : ended(s, WSARecv(s, buffers, count, size, flags, overlapped, done));
}

DOUBLE int WSAAPI double_WSARecvFrom(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD size, LPDWORD flags,
                                     struct sockaddr *from, LPINT from_length, LPWSAOVERLAPPED overlapped,
                                     LPWSAOVERLAPPED_COMPLETION_ROUTINE done)
{
    int code = receive_take_error(s);
    return code != 0
               ? struck(s, code)
               : ended(s, WSARecvFrom(s, buffers, count, size, flags, from, from_length, overlapped, done));
}

/* Takes the next datagram behind the first if it may be told together with it. Returns its size, or -1. */
static int next_of_train(SOCKET s, char *data, int room, const struct sockaddr *from, int from_length,
                         int each)
{
    char whole[MOST_BYTES];
    SOCKADDR_STORAGE other;
    int length = sizeof other;
    if (!readable(s)) {
        return -1;
    }
    memset(&other, 0, sizeof other);
    int size = recvfrom(s, whole, sizeof whole, MSG_PEEK, (struct sockaddr *)&other, &length);
    if (size <= 0 || size > each || size > room || length != from_length ||
        memcmp(&other, from, (size_t)from_length) != 0) {
        return -1;
    }
    return recvfrom(s, data, room, 0, (struct sockaddr *)&other, &length);
}

/* It is no call that re-enables FD_READ: the page of WSAEventSelect names recv, recvfrom, WSARecv,
 * WSARecvFrom. */
int WSAAPI double_WSARecvMsg(SOCKET s, LPWSAMSG message, LPDWORD size, LPWSAOVERLAPPED overlapped,
                             LPWSAOVERLAPPED_COMPLETION_ROUTINE done)
{
    (void)done;
    int code = receive_take_error(s);
    if (code != 0) {
        return fail(code);
    }
    if (overlapped != NULL || message->dwBufferCount != 1) {
        return fail(WSAEOPNOTSUPP); /* joinleaf does not */
    }
    table_lock();
    struct entry *e = table_find(s);
    DWORD most = e != NULL ? e->coalesced : 0;
    table_unlock();
    WSABUF *buffer = message->lpBuffers;
    int from_length = message->namelen;
    int first = recvfrom(s, buffer->buf, (int)buffer->len, 0, message->name, &from_length);
    if (first == SOCKET_ERROR) {
        return fail(receive_code(s, WSAGetLastError()));
    }
    message->namelen = from_length;
    DWORD whole = (DWORD)first;
    int next = first;
    while (most > 0 && next == first && first > 0 && whole < buffer->len && whole < most) {
        next = next_of_train(s, buffer->buf + whole, (int)(buffer->len - whole), message->name, from_length,
                             first);
        whole += next > 0 ? (DWORD)next : 0;
    }
    struct {
        WSACMSGHDR header;
        DWORD each;
    } told = {{sizeof(WSACMSGHDR) + sizeof(DWORD), IPPROTO_UDP, COALESCED_INFO}, (DWORD)first};
    ULONG told_size = sizeof(WSACMSGHDR) + sizeof(DWORD);
    if (whole > (DWORD)first && message->Control.len >= told_size) {
        memcpy(message->Control.buf, &told, told_size);
        message->Control.len = told_size;
    } else {
        message->Control.len = 0;
    }
    message->dwFlags = 0;
    *size = whole;
    return 0;
}
