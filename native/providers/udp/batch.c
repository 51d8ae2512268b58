#define _GNU_SOURCE /* sendmmsg */
#include "batch.h"

#include <errno.h>

#include <netinet/udp.h>

/* Set once a call has failed because the kernel lacks sendmmsg or recvmmsg. */
static _Atomic bool no_several;

bool udp_batch_system_has_several(void)
{
    return !atomic_load_explicit(&no_several, memory_order_relaxed);
}

static bool is_missing(int result)
{
    if (result >= 0 || errno != ENOSYS) {
        return false;
    }
    atomic_store_explicit(&no_several, true, memory_order_relaxed);
    return true;
}

int udp_send_messages(int fd, struct mmsghdr *messages, unsigned count, int os_flags)
{
    if (count > 1 && udp_batch_system_has_several()) {
        int sent = sendmmsg(fd, messages, count, os_flags);
        if (!is_missing(sent)) {
            return sent;
        }
    }
    for (unsigned i = 0; i < count; i++) {
        if (sendmsg(fd, &messages[i].msg_hdr, os_flags) < 0) {
            return i > 0 ? (int)i : -1;
        }
    }
    return (int)count;
}

int udp_receive_messages(int fd, struct mmsghdr *messages, unsigned count, int os_flags)
{
    if (count > 1 && udp_batch_system_has_several()) {
        int received = recvmmsg(fd, messages, count, os_flags | MSG_WAITFORONE, NULL);
        if (!is_missing(received)) {
            return received;
        }
    }
    for (unsigned i = 0; i < count; i++) {
        ssize_t size = recvmsg(fd, &messages[i].msg_hdr, os_flags | (i > 0 ? MSG_DONTWAIT : 0));
        if (size < 0) {
            return i > 0 ? (int)i : -1;
        }
        messages[i].msg_len = (unsigned)size;
    }
    return (int)count;
}

static int batch_modes(SOCKET s, ULONG size, LPDWORD in_force, LPINT error)
{
    struct udp_socket *socket = udp_socket_of(s, error);
    if (socket == NULL) {
        return SOCKET_ERROR;
    }
    uint32_t state = atomic_load(&socket->state);
    *in_force = (udp_batch_sends_several(socket) ? JOINLEAF_SENDS_SEVERAL : 0u) |
                (udp_batch_segments(socket, size) ? JOINLEAF_SENDS_SEGMENTS : 0u) |
                (udp_batch_system_has_several() ? JOINLEAF_RECEIVES_SEVERAL : 0u) |
                ((state & UDP_COALESCED) != 0 ? JOINLEAF_RECEIVES_TOGETHER : 0u);
    return 0;
}

const struct batch_procs udp_batch = {udp_batch_send, udp_batch_receive, batch_modes};
