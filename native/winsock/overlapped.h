/*
 * Overlapped operation: calls that move data with an lpOverlapped (IO-15 to IO-19). On Linux this half does it
 * for the built-in providers: it tries the call at once, and what would wait goes into a queue, from which one
 * thread takes it. On Windows a call goes to its provider as it is.
 */
#ifndef JOINLEAF_API_OVERLAPPED_H
#define JOINLEAF_API_OVERLAPPED_H

#include <stdbool.h>

#include <joinleaf/ws_ext.h>
#include <joinleaf/ws_sock.h>

struct call; /* call.h */

/* The calls that come in this form. The functions that an application has the address of are called as those
 * of provider_calls are. */
enum overlapped_kind {
    OVERLAPPED_SEND,
    OVERLAPPED_SEND_TO,
    OVERLAPPED_SEND_MESSAGE,
    OVERLAPPED_RECEIVE,
    OVERLAPPED_RECEIVE_FROM,
    OVERLAPPED_RECEIVE_MESSAGE
};

/* A call's arguments. What its kind has not is 0. */
struct overlapped_request {
    enum overlapped_kind kind;
    WSABUF *buffers;
    DWORD count;
    DWORD flags;
    const struct WS_sockaddr *to;
    int tolen;
    struct WS_sockaddr *from;
    int *fromlen;
    WSAMSG *message;
    LPFN_WSASENDMSG send_message;
    LPFN_WSARECVMSG receive_message;
};

/*
 * Returns whether this half does the operation (overlapped_begin). If not, *overlapped is what the provider is
 * to be given: NULL for a socket without WSA_FLAG_OVERLAPPED.
 */
bool overlapped_is_ours(const struct call *call, LPWSAOVERLAPPED *overlapped);
/*
 * Begins the operation. *moved and *flags, which may be NULL, are written if it completes at once. Returns 0,
 * or SOCKET_ERROR with call->error: WSA_IO_PENDING, or why it has not begun.
 */
int overlapped_begin(struct call *call, SOCKET s, const struct overlapped_request *request, DWORD *moved,
                     DWORD *flags, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
/* Returns whether the socket's operations are ours. */
bool overlapped_has_results(const struct call *call);
/* Does WSAGetOverlappedResult for a socket whose operations are ours, and ends the call. */
BOOL overlapped_end_with_result(struct call *call, SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD moved,
                                BOOL wait, LPDWORD flags);

/* The socket is closed, and nobody is inside it: its operations end with WSA_OPERATION_ABORTED (IO-17). */
void overlapped_close(SOCKET s);
/* The last WSACleanup has closed all sockets: ends the thread. */
void overlapped_stop(void);
/* In the child of a fork (system/fork.h). */
void overlapped_reset_child(void);

/* For provider_calls. */
INT overlapped_receive_message(LPFN_WSARECVMSG again, SOCKET s, LPWSAMSG message, LPDWORD received,
                               LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
INT overlapped_send_message(LPFN_WSASENDMSG again, SOCKET s, LPWSAMSG message, DWORD flags, LPDWORD sent,
                            LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

#endif
