/* joinleaf_send_batch and its kin: the socket's provider moves the datagrams, or a loop of plain calls does.
 */
#include <joinleaf/ws_tcpip.h>

#include "winsock/batch_loop.h"

#include "call.h"
#include "catalogue.h"

static const struct batch_procs *procs_of(const struct call *call)
{
    const struct catalogue_entry *entry = handle_object(call->slot).owner;
    return entry->provider == NULL ? NULL : entry->provider->batch;
}

/* Keeps the last error that a call of the loop has set: call_end would replace it. */
static int loop_end(struct call *call, int result)
{
    call->error = result == SOCKET_ERROR ? WSAGetLastError() : 0;
    return call_end(call, result);
}

int WSAAPI joinleaf_send_batch(SOCKET s, const struct joinleaf_datagrams *datagrams, DWORD flags,
                               const SOCKADDR *to, int tolen)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return SOCKET_ERROR;
    }
    const struct batch_procs *procs = procs_of(&call);
    call.error = batch_check_send(datagrams);
    if (call.error != 0) {
        return call_end(&call, SOCKET_ERROR);
    }
    if (procs == NULL) {
        return loop_end(&call, batch_loop_send(s, datagrams, flags, to, tolen));
    }
    return call_end(&call, procs->send(s, datagrams, flags, to, tolen, &call.error));
}

int WSAAPI joinleaf_receive_batch(SOCKET s, char *data, ULONG length, ULONG slot, struct joinleaf_run *runs,
                                  int room, DWORD flags)
{
    return joinleaf_receive_batch_control(s, data, length, slot, runs, room, NULL, flags);
}

int WSAAPI joinleaf_receive_batch_control(SOCKET s, char *data, ULONG length, ULONG slot,
                                          struct joinleaf_run *runs, int room, char *control, DWORD flags)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return SOCKET_ERROR;
    }
    const struct batch_procs *procs = procs_of(&call);
    call.error = batch_check_receive(data, length, runs, room, flags);
    if (call.error != 0) {
        return call_end(&call, SOCKET_ERROR);
    }
    if (procs == NULL) {
        return loop_end(&call, batch_loop_receive(s, data, length, slot, runs, room, control));
    }
    return call_end(&call, procs->receive(s, data, length, slot, runs, room, control, &call.error));
}

int WSAAPI joinleaf_batch_modes(SOCKET s, ULONG size, LPDWORD modes)
{
    struct call call;
    if (!call_begin(&call, s)) {
        return SOCKET_ERROR;
    }
    const struct batch_procs *procs = procs_of(&call);
    if (modes == NULL) {
        call.error = WSAEFAULT;
        return call_end(&call, SOCKET_ERROR);
    }
    *modes = 0;
    return call_end(&call, procs == NULL ? 0 : procs->modes(s, size, modes, &call.error));
}
