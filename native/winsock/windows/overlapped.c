/* Windows' own sockets are the system's. Those of our own provider have no overlapped operation: it refuses. */
#include "winsock/overlapped.h"

#include "winsock/call.h"

bool overlapped_has_results(const struct call *call)
{
    (void)call;
    return false;
}

bool overlapped_is_ours(const struct call *call, LPWSAOVERLAPPED *overlapped)
{
    (void)call, (void)overlapped;
    return false;
}

int overlapped_begin(struct call *call, SOCKET s, const struct overlapped_request *request, DWORD *moved,
                     DWORD *flags, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    (void)s, (void)request, (void)moved, (void)flags, (void)overlapped, (void)routine;
    call->error = WSAEOPNOTSUPP;
    return SOCKET_ERROR;
}

BOOL overlapped_end_with_result(struct call *call, SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD moved,
                                BOOL wait, LPDWORD flags)
{
    (void)s, (void)overlapped, (void)moved, (void)wait, (void)flags;
    call->error = WSAEOPNOTSUPP;
    return call_end(call, SOCKET_ERROR) == 0;
}

void overlapped_close(SOCKET s)
{
    (void)s;
}

void overlapped_stop(void)
{
}

void overlapped_reset_child(void)
{
}

INT overlapped_receive_message(LPFN_WSARECVMSG again, SOCKET s, LPWSAMSG message, LPDWORD received,
                               LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    (void)overlapped, (void)routine;
    return again(s, message, received, NULL, NULL);
}

INT overlapped_send_message(LPFN_WSASENDMSG again, SOCKET s, LPWSAMSG message, DWORD flags, LPDWORD sent,
                            LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine)
{
    (void)overlapped, (void)routine;
    return again(s, message, flags, sent, NULL, NULL);
}
