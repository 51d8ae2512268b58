/* The numbers that this provider tells beyond Winsock's options: joinleaf/udp.h. */
#include <linux/sock_diag.h>

#include "join.h"
#include "option.h"

int udp_told_dropped(struct udp_socket *socket, int *value)
{
    uint32_t numbers[SK_MEMINFO_VARS];
    socklen_t size = sizeof numbers;
    if (getsockopt(socket->fd, SOL_SOCKET, SO_MEMINFO, numbers, &size) != 0 ||
        size < (SK_MEMINFO_DROPS + 1) * sizeof *numbers) {
        return WSAENOPROTOOPT; /* an older kernel */
    }
    *value = (int)numbers[SK_MEMINFO_DROPS];
    return 0;
}

int udp_told_joined(struct udp_socket *socket, int *value)
{
    *value = udp_is_in_session(socket);
    return 0;
}

int udp_told_interface(struct udp_socket *socket, int *value)
{
    *value = (int)udp_session_interface(socket);
    return 0;
}
