/* Sending and receiving: the API half of IO-01 to IO-09. send and its kin are one-buffer forms of the WSA
 * calls. */
#include <joinleaf/ws_sock.h>

#include "providers/common/in_place.h"
#include "call.h"
#include "overlapped.h"

int WSAAPI WSASend(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                   LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return SOCKET_ERROR;
    }
    if (overlapped != NULL && overlapped_is_ours(&call, &overlapped)) {
        struct overlapped_request request = {
            .kind = OVERLAPPED_SEND, .buffers = buffers, .count = count, .flags = flags};
        return call_end(&call, overlapped_begin(&call, s, &request, sent, NULL, overlapped, routine));
    }
    return call_end(
        &call, call.procs->lpWSPSend(s, buffers, count, sent, flags, overlapped, routine, NULL, &call.error));
}

int WSAAPI WSASendTo(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                     const struct WS_sockaddr *to, int tolen, LPWSAOVERLAPPED overlapped,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return SOCKET_ERROR;
    }
    if (overlapped != NULL && overlapped_is_ours(&call, &overlapped)) {
        struct overlapped_request request = {.kind = OVERLAPPED_SEND_TO,
                                             .buffers = buffers,
                                             .count = count,
                                             .flags = flags,
                                             .to = to,
                                             .tolen = tolen};
        return call_end(&call, overlapped_begin(&call, s, &request, sent, NULL, overlapped, routine));
    }
    return call_end(&call, call.procs->lpWSPSendTo(s, buffers, count, sent, flags, to, tolen, overlapped,
                                                   routine, NULL, &call.error));
}

int WSAAPI WSARecv(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                   LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return SOCKET_ERROR;
    }
    if (overlapped != NULL && overlapped_is_ours(&call, &overlapped)) {
        struct overlapped_request request = {.kind = OVERLAPPED_RECEIVE,
                                             .buffers = buffers,
                                             .count = count,
                                             .flags = flags == NULL ? 0 : *flags};
        return call_end(&call, overlapped_begin(&call, s, &request, received, flags, overlapped, routine));
    }
    return call_end(&call, call.procs->lpWSPRecv(s, buffers, count, received, flags, overlapped, routine,
                                                 NULL, &call.error));
}

int WSAAPI WSARecvFrom(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                       struct WS_sockaddr *from, LPINT fromlen, LPWSAOVERLAPPED overlapped,
                       LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return SOCKET_ERROR;
    }
    if (overlapped != NULL && overlapped_is_ours(&call, &overlapped)) {
        struct overlapped_request request = {.kind = OVERLAPPED_RECEIVE_FROM,
                                             .buffers = buffers,
                                             .count = count,
                                             .flags = flags == NULL ? 0 : *flags,
                                             .from = from,
                                             .fromlen = fromlen};
        return call_end(&call, overlapped_begin(&call, s, &request, received, flags, overlapped, routine));
    }
    return call_end(&call, call.procs->lpWSPRecvFrom(s, buffers, count, received, flags, from, fromlen,
                                                     overlapped, routine, NULL, &call.error));
}

/* Makes a WSABUF of one buffer. Returns false (WSAEFAULT) for a negative length, and for NULL with a length
 * above 0. The handle is checked before (ER-03). */
static bool one_buffer(WSABUF *buffer, const char *bytes, int length)
{
    buffer->len = (ULONG)length;
    buffer->buf = (char *)bytes;
    return length >= 0 && (bytes != NULL || length == 0);
}

IN_PLACE int send_one(SOCKET s, const char *bytes, int length, int flags, bool to_given,
                      const struct WS_sockaddr *to, int tolen)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return SOCKET_ERROR;
    }
    WSABUF buffer;
    DWORD sent = 0;
    int result = SOCKET_ERROR;
    if (!one_buffer(&buffer, bytes, length)) {
        call.error = WSAEFAULT;
    } else if (to_given) {
        result = call.procs->lpWSPSendTo(s, &buffer, 1, &sent, (DWORD)flags, to, tolen, NULL, NULL, NULL,
                                         &call.error);
    } else {
        result = call.procs->lpWSPSend(s, &buffer, 1, &sent, (DWORD)flags, NULL, NULL, NULL, &call.error);
    }
    return call_end(&call, result) == SOCKET_ERROR ? SOCKET_ERROR : (int)sent;
}

int WSAAPI WS_send(SOCKET s, const char *bytes, int length, int flags)
{
    return send_one(s, bytes, length, flags, false, NULL, 0);
}

int WSAAPI WS_sendto(SOCKET s, const char *bytes, int length, int flags, const struct WS_sockaddr *to,
                     int tolen)
{
    return send_one(s, bytes, length, flags, true, to, tolen);
}

IN_PLACE int receive_one(SOCKET s, char *bytes, int length, int flags, bool from_given,
                         struct WS_sockaddr *from, int *fromlen)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return SOCKET_ERROR;
    }
    WSABUF buffer;
    DWORD received = 0, flags_in_out = (DWORD)flags;
    int result = SOCKET_ERROR;
    if (!one_buffer(&buffer, bytes, length)) {
        call.error = WSAEFAULT;
    } else if (from_given) {
        result = call.procs->lpWSPRecvFrom(s, &buffer, 1, &received, &flags_in_out, from, fromlen, NULL, NULL,
                                           NULL, &call.error);
    } else {
        result =
            call.procs->lpWSPRecv(s, &buffer, 1, &received, &flags_in_out, NULL, NULL, NULL, &call.error);
    }
    return call_end(&call, result) == SOCKET_ERROR ? SOCKET_ERROR : (int)received;
}

int WSAAPI WS_recv(SOCKET s, char *bytes, int length, int flags)
{
    return receive_one(s, bytes, length, flags, false, NULL, NULL);
}

int WSAAPI WS_recvfrom(SOCKET s, char *bytes, int length, int flags, struct WS_sockaddr *from, int *fromlen)
{
    return receive_one(s, bytes, length, flags, true, from, fromlen);
}
