/*
 * joinleaf_send_batch and its kin on Windows: UDP_SEND_MSG_SIZE for trains of equal datagrams,
 * UDP_COALESCED_INFO for those that came together (both since Windows 10 2004), and plain calls for the rest.
 */
#include <joinleaf/ws_calls.h>
#include <ws2tcpip.h>
#include <mswsock.h>

#include "winsock/batch_loop.h"
#include "winsock/batch_message.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "providers/common/train.h"
#include "system/windows/ws2_segment.h"

enum { MOST_BYTES = 65507, MOST_DATAGRAMS = 1024 };

static int batch_fail(int code)
{
    WSASetLastError(code);
    return SOCKET_ERROR;
}

static DWORD udp_option(SOCKET s, int name)
{
    DWORD value = 0;
    int size = sizeof value;
    return getsockopt(s, IPPROTO_UDP, name, (char *)&value, &size) == 0 ? value : (DWORD)-1;
}

/*
 * What the system has refused to cut, by socket: trains of datagrams of this size and larger (WSAEMSGSIZE),
 * or all trains (ANY_SIZE). Two sockets may have the same place, and a new socket may have the handle of a
 * closed one. Then an entry is lost, or is another socket's, which costs only speed: a train is tried again,
 * or not tried. No lock: each entry is one word.
 */
enum { PLACES = 256, ANY_SIZE = 1 };
enum { SIZE_BITS = 17, SIZE_MASK = (1 << SIZE_BITS) - 1 }; /* the socket stands above the size */
static volatile LONG64 refusals[PLACES];

static LONG64 refusal(SOCKET s, DWORD each)
{
    return (LONG64)((uint64_t)s << SIZE_BITS | each);
}

static volatile LONG64 *refusal_place(SOCKET s)
{
    return &refusals[s / 4 % PLACES];
}

static bool refuses(SOCKET s, DWORD each)
{
    LONG64 known = *refusal_place(s);
    return known >> SIZE_BITS == (LONG64)s && each >= (DWORD)(known & SIZE_MASK);
}

static void remember_refusal(SOCKET s, int code, DWORD each)
{
    DWORD from = code == WSAEMSGSIZE ? each : ANY_SIZE;
    if (!refuses(s, from)) {
        InterlockedExchange64(refusal_place(s), refusal(s, from));
    }
}

void batch_forget(SOCKET s)
{
    if (*refusal_place(s) >> SIZE_BITS == (LONG64)s) {
        InterlockedExchange64(refusal_place(s), 0);
    }
}

/* Returns false if the program has set a size itself: then the system cuts each datagram by that. */
static bool segments(SOCKET s)
{
    return udp_option(s, WS2_SEND_MSG_SIZE) == 0;
}

static bool coalesces(SOCKET s)
{
    DWORD size = udp_option(s, WS2_RECV_MAX_COALESCED_SIZE);
    return size != 0 && size != (DWORD)-1;
}

/* Gets an extension function as its page says, because each provider has its own. Returns false if there is
 * none. */
static LPFN_WSASENDMSG send_function(SOCKET s)
{
    const GUID id = WSAID_WSASENDMSG;
    LPFN_WSASENDMSG function = NULL;
    return batch_extension(s, id, &function, sizeof function) ? function : NULL;
}

static bool send_train(SOCKET s, LPFN_WSASENDMSG send, const char *data, ULONG length, DWORD each,
                       DWORD flags, const SOCKADDR *to, int tolen)
{
    struct ws2_segment_control control;
    WSABUF buffer = {length, (char *)(uintptr_t)data};
    WSAMSG message;
    memset(&message, 0, sizeof message);
    message.name = (LPSOCKADDR)(uintptr_t)to;
    message.namelen = to == NULL ? 0 : tolen;
    message.lpBuffers = &buffer;
    message.dwBufferCount = 1;
    ws2_segment_put(&message, &control, each);
    DWORD sent = 0;
    return send(s, &message, flags, &sent, NULL, NULL) == 0;
}

/* Returns whether the train was refused for what it is, and not because it could not be sent just now. */
static bool is_refusal(int code)
{
    return code == WSAEINVAL || code == WSAEMSGSIZE || code == WSAEOPNOTSUPP || code == WSAENOPROTOOPT ||
           code == WSAENOTCONN; /* WSASendMsg may not know a group as the default destination */
}

int WSAAPI joinleaf_send_batch(SOCKET s, const struct joinleaf_datagrams *datagrams, DWORD flags,
                               const SOCKADDR *to, int tolen)
{
    if (front_is_own(s)) {
        return joinleaf_own_send_batch(s, datagrams, flags, to, tolen);
    }
    int code = batch_check_send(datagrams);
    if (code != 0) {
        return batch_fail(code);
    }
    struct train_position at = {0, 0};
    LPFN_WSASENDMSG send = segments(s) ? send_function(s) : NULL;
    bool trains = send != NULL;
    while (trains && !train_at_end(datagrams, at)) {
        ULONG first;
        if (!train_size_at(datagrams, at, &first) || first == 0 || refuses(s, first)) {
            break;
        }
        struct train_position end = train_end(datagrams, at, first, MOST_BYTES, MOST_DATAGRAMS);
        if (end.index - at.index <= 1) {
            break;
        }
        trains =
            send_train(s, send, datagrams->data + at.offset, end.offset - at.offset, first, flags, to, tolen);
        code = trains ? 0 : WSAGetLastError();
        if (trains) {
            at = end;
        } else if (is_refusal(code)) {
            remember_refusal(s, code, first);
        } else {
            return batch_stopped(at.index);
        }
    }
    if (train_at_end(datagrams, at) && at.index > 0) {
        return (int)at.index;
    }
    bool sized = datagrams->sizes != NULL;
    struct joinleaf_datagrams rest = {datagrams->data + at.offset, datagrams->length - at.offset,
                                      datagrams->size, sized ? datagrams->sizes + at.index : NULL,
                                      sized ? datagrams->count - at.index : 0};
    int more = batch_loop_send(s, &rest, flags, to, tolen);
    return more == SOCKET_ERROR ? batch_stopped(at.index) : more + (int)at.index;
}

/* Receives one run, and its control data into a room for them; NULL: they are not wanted. Returns 0 or the
 * code. */
static int receive_run(SOCKET s, LPFN_WSARECVMSG receive, char *slot_data, ULONG slot, char *room,
                       struct joinleaf_run *run)
{
    union {
        WSACMSGHDR header;
        char bytes[JOINLEAF_CONTROL_ROOM];
    } unwanted; /* what the program has asked for, beside the size of the datagrams */
    WSABUF control = {JOINLEAF_CONTROL_ROOM, room == NULL ? unwanted.bytes : room};
    int code = batch_receive_message(s, receive, slot_data, slot, &control, run);
    if (code != 0) {
        return code;
    }
    DWORD each = run->lost ? 0 : ws2_segment_size(&control);
    if (each != 0 && each < run->size) {
        run->each = each;
        run->count = (run->size + each - 1) / each;
    }
    if (room == NULL) {
        run->flags = run->control = 0;
    }
    return 0;
}

static int receive_runs(SOCKET s, LPFN_WSARECVMSG receive, char *data, ULONG slot, int count,
                        struct joinleaf_run *runs, char *control)
{
    int received = 0;
    /*
     * recv re-enables FD_READ, but WSARecvMsg is not among the calls that do; without it there would be no
     * more FD_READ for a selected socket. recv is called while the datagram is still there, so that a
     * blocking socket waits here. So FD_READ may be recorded at once again, though the next batch finds
     * nothing. WSAEMSGSIZE means that there is a datagram.
     */
    char look;
    if (recv(s, &look, sizeof look, MSG_PEEK) == SOCKET_ERROR && WSAGetLastError() != WSAEMSGSIZE) {
        return SOCKET_ERROR;
    }
    while (received < count && (received == 0 || batch_more(s))) {
        ULONG offset = (ULONG)received * slot;
        char *room = control == NULL ? NULL : control + (size_t)received * JOINLEAF_CONTROL_ROOM;
        int code = receive_run(s, receive, data + offset, slot, room, &runs[received]);
        if (code != 0) {
            WSASetLastError(code);
            return batch_stopped((ULONG)received);
        }
        runs[received++].offset = offset;
    }
    return received;
}

int WSAAPI joinleaf_receive_batch(SOCKET s, char *data, ULONG length, ULONG slot, struct joinleaf_run *runs,
                                  int room, DWORD flags)
{
    return joinleaf_receive_batch_control(s, data, length, slot, runs, room, NULL, flags);
}

int WSAAPI joinleaf_receive_batch_control(SOCKET s, char *data, ULONG length, ULONG slot,
                                          struct joinleaf_run *runs, int room, char *control, DWORD flags)
{
    if (front_is_own(s)) {
        return joinleaf_own_receive_batch_control(s, data, length, slot, runs, room, control, flags);
    }
    int code = batch_check_receive(data, length, runs, room, flags);
    if (code != 0) {
        return batch_fail(code);
    }
    bool together = coalesces(s);
    LPFN_WSARECVMSG receive = together || control != NULL ? batch_receive_function(s) : NULL;
    if (receive == NULL) {
        return batch_loop_receive(s, data, length, slot, runs, room, control);
    }
    ULONG each = together && slot < JOINLEAF_COALESCED_SLOT ? JOINLEAF_COALESCED_SLOT : slot;
    if (each == 0 || each > length) {
        return batch_fail(WSAEINVAL);
    }
    ULONG fit = length / each;
    return receive_runs(s, receive, data, each, fit < (ULONG)room ? (int)fit : room, runs, control);
}

int WSAAPI joinleaf_batch_modes(SOCKET s, ULONG size, LPDWORD modes)
{
    if (front_is_own(s)) {
        return joinleaf_own_batch_modes(s, size, modes);
    }
    int type;
    int type_size = sizeof type;
    if (modes == NULL) {
        return batch_fail(WSAEFAULT);
    }
    if (getsockopt(s, SOL_SOCKET, SO_TYPE, (char *)&type, &type_size) != 0) {
        return SOCKET_ERROR;
    }
    bool sends =
        size > 0 && size <= MOST_BYTES / 2 && segments(s) && !refuses(s, size) && send_function(s) != NULL;
    *modes = (sends ? JOINLEAF_SENDS_SEGMENTS : 0u) | (coalesces(s) ? JOINLEAF_RECEIVES_TOGETHER : 0u);
    return 0;
}
