#include <joinleaf/ws_calls.h>
#include <ws2tcpip.h>
#include <mswsock.h>

#include "batch_loop.h"
#include "batch_message.h"

#include <limits.h>
#include <string.h>

#include "providers/common/train.h"

int batch_check_send(const struct joinleaf_datagrams *datagrams)
{
    if (datagrams == NULL || (datagrams->data == NULL && datagrams->length > 0)) {
        return WSAEFAULT;
    }
    if (datagrams->sizes == NULL && (datagrams->count > 0 || datagrams->size == 0)) {
        return datagrams->count > 0 ? WSAEFAULT : WSAEINVAL;
    }
    return datagrams->length > INT_MAX || datagrams->count > INT_MAX ? WSAEINVAL : 0; /* a count is an int */
}

int batch_check_receive(const char *data, ULONG length, const struct joinleaf_run *runs, int room,
                        DWORD flags)
{
    if (data == NULL || runs == NULL) {
        return WSAEFAULT;
    }
    if (flags != 0) {
        return WSAEOPNOTSUPP;
    }
    return room <= 0 || length > INT_MAX ? WSAEINVAL : 0;
}

int batch_stopped(ULONG sent)
{
    int code = WSAGetLastError();
    bool closed = code == WSAEINTR || code == WSAENOTSOCK; /* during the call: that is no success */
    return sent == 0 || closed ? SOCKET_ERROR : (int)sent;
}

BOOL batch_more(SOCKET s)
{
    fd_set readable;
    FD_ZERO(&readable);
    readable.fd_array[0] = s;
    readable.fd_count = 1;
    struct timeval now = {0, 0};
    return select(0, &readable, NULL, NULL, &now) > 0;
}

int batch_loop_send(SOCKET s, const struct joinleaf_datagrams *datagrams, DWORD flags, const SOCKADDR *to,
                    int tolen)
{
    struct train_position at = {0, 0};
    while (!train_at_end(datagrams, at)) {
        ULONG size;
        if (!train_size_at(datagrams, at, &size)) {
            WSASetLastError(WSAEFAULT);
            return batch_stopped(at.index);
        }
        const char *data = datagrams->data + at.offset;
        int sent = to == NULL ? send(s, data, (int)size, (int)flags)
                              : sendto(s, data, (int)size, (int)flags, to, tolen);
        if (sent == SOCKET_ERROR) {
            return batch_stopped(at.index);
        }
        at = train_behind(at, size);
    }
    return (int)at.index;
}

static int receive_one(SOCKET s, char *slot_data, ULONG slot, struct joinleaf_run *run)
{
    int fromlen = sizeof run->from;
    int size = recvfrom(s, slot_data, (int)slot, 0, (struct sockaddr *)&run->from, &fromlen);
    int code = size == SOCKET_ERROR ? WSAGetLastError() : 0;
    if (code != 0 && code != WSAEMSGSIZE) {
        return code;
    }
    batch_describe(run, code == 0 ? (ULONG)size : slot, code != 0, fromlen);
    return 0;
}

int batch_loop_receive(SOCKET s, char *data, ULONG length, ULONG slot, struct joinleaf_run *runs, int room,
                       char *control)
{
    if (slot == 0 || slot > length) {
        WSASetLastError(WSAEINVAL);
        return SOCKET_ERROR;
    }
    LPFN_WSARECVMSG receive = control == NULL ? NULL : batch_receive_function(s);
    if (control != NULL && receive == NULL) {
        return SOCKET_ERROR;
    }
    ULONG fit = length / slot;
    int count = fit < (ULONG)room ? (int)fit : room;
    int received = 0;
    while (received < count && (received == 0 || batch_more(s))) {
        struct joinleaf_run *run = &runs[received];
        ULONG offset = (ULONG)received * slot;
        WSABUF told = {JOINLEAF_CONTROL_ROOM,
                       control == NULL ? NULL : control + (size_t)received * JOINLEAF_CONTROL_ROOM};
        int code = receive == NULL ? receive_one(s, data + offset, slot, run)
                                   : batch_receive_message(s, receive, data + offset, slot, &told, run);
        if (code != 0) {
            return batch_stopped((ULONG)received);
        }
        run->offset = offset;
        received++;
    }
    return received;
}
