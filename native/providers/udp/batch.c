#include "batch.h"

#include "system/linux/os_several.h"

static int batch_modes(SOCKET s, ULONG size, LPDWORD in_force, LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    uint32_t state = atomic_load(&socket->state);
    *in_force = (udp_batch_sends_several(socket) ? JOINLEAF_SENDS_SEVERAL : 0u) |
                (udp_batch_segments(socket, size) ? JOINLEAF_SENDS_SEGMENTS : 0u) |
                (os_has_several() ? JOINLEAF_RECEIVES_SEVERAL : 0u) |
                ((state & UDP_COALESCED) != 0 ? JOINLEAF_RECEIVES_TOGETHER : 0u);
    return 0;
}

const struct batch_procs udp_batch = {udp_batch_send, udp_batch_receive, batch_modes};
