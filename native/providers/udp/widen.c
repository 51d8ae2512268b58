#include "widen.h"

#include <errno.h>

#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/ioctl.h>
#include <sys/time.h>

#include "system/linux/os_descriptor.h"
#include "system/linux/os_errno.h"
#include "system/linux/os_option.h"
#include "binding.h"
#include "filter.h"
#include "interface.h"

struct kernel_option {
    int level, name;
};

/* All that the kernel knows of a socket and can tell again in the form in which it is set. */
static const struct kernel_option options[] = {
    {SOL_SOCKET, SO_BROADCAST},    {SOL_SOCKET, SO_DONTROUTE},  {SOL_SOCKET, SO_NO_CHECK},
    {SOL_SOCKET, SO_RCVTIMEO},     {SOL_SOCKET, SO_SNDTIMEO},   {SOL_SOCKET, SO_TIMESTAMPNS},
    {IPPROTO_UDP, UDP_GRO},        {IPPROTO_UDP, UDP_SEGMENT},  {IPPROTO_IP, IP_TTL},
    {IPPROTO_IP, IP_TOS},          {IPPROTO_IP, IP_UNICAST_IF}, {IPPROTO_IP, IP_MULTICAST_TTL},
    {IPPROTO_IP, IP_MTU_DISCOVER}, {IPPROTO_IP, IP_PKTINFO},    {IPPROTO_IP, IP_RECVTTL},
    {IPPROTO_IP, IP_RECVTOS},      {IPPROTO_IP, IP_RECVERR},
};

static const struct kernel_option v6_options[] = {
    {IPPROTO_IPV6, IPV6_V6ONLY},         {IPPROTO_IPV6, IPV6_TCLASS},       {IPPROTO_IPV6, IPV6_UNICAST_HOPS},
    {IPPROTO_IPV6, IPV6_MULTICAST_HOPS}, {IPPROTO_IPV6, IPV6_UNICAST_IF},   {IPPROTO_IPV6, IPV6_MTU_DISCOVER},
    {IPPROTO_IPV6, IPV6_RECVPKTINFO},    {IPPROTO_IPV6, IPV6_RECVHOPLIMIT}, {IPPROTO_IPV6, IPV6_RECVTCLASS},
    {IPPROTO_IPV6, IPV6_RECVERR},
};

/* The kernel tells a buffer's size doubled. */
static const struct buffer_option {
    int name, force_name;
} buffers[] = {{SO_RCVBUF, SO_RCVBUFFORCE}, {SO_SNDBUF, SO_SNDBUFFORCE}};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* An option that this kernel does not know, no program has set. Returns 0 or an errno. */
static int copy_options(int from, int to, const struct kernel_option *copied, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct timeval value = {0}; /* the largest of them */
        socklen_t size = sizeof value;
        if (getsockopt(from, copied[i].level, copied[i].name, &value, &size) != 0) {
            if (errno == ENOPROTOOPT) {
                continue;
            }
            return errno;
        }
        if (setsockopt(to, copied[i].level, copied[i].name, &value, size) != 0) {
            return errno;
        }
    }
    return 0;
}

static int copy_buffers(int from, int to)
{
    for (size_t i = 0; i < COUNT(buffers); i++) {
        int size = 0;
        socklen_t length = sizeof size;
        if (getsockopt(from, SOL_SOCKET, buffers[i].name, &size, &length) != 0) {
            return errno;
        }
        size /= 2;
        if (setsockopt(to, SOL_SOCKET, buffers[i].force_name, &size, sizeof size) != 0 &&
            setsockopt(to, SOL_SOCKET, buffers[i].name, &size, sizeof size) != 0) {
            return errno;
        }
    }
    return 0;
}

/* Returns 0 or the code. */
static int make_like(const struct udp_socket *socket, int fd)
{
    udp_set_winsock_defaults(fd, socket->family);
    int error = copy_options(socket->fd, fd, options, COUNT(options));
    if (error == 0 && socket->family == AF_INET6) {
        error = copy_options(socket->fd, fd, v6_options, COUNT(v6_options));
    }
    if (error == 0) {
        error = copy_buffers(socket->fd, fd);
    }
    int nonblocking = socket->os_nonblocking;
    if (error == 0 && nonblocking && ioctl(fd, FIONBIO, &nonblocking) != 0) {
        error = errno;
    }
    return error != 0 ? os_wsa_error(error) : udp_interface_tell(socket, fd);
}

/* Whoever calls closesocket or shutdown meanwhile says so in the state first: then either this sees it, or
 * they shut down the new kernel socket themselves. */
static void shut_as_told(const struct udp_socket *socket)
{
    uint32_t state = atomic_load(&socket->state);
    bool closing = (state & UDP_CLOSING) != 0;
    if (closing || (state & UDP_SHUT_RECEIVE) != 0) {
        shutdown(socket->fd, SHUT_RD);
    }
    if (closing || (state & UDP_SHUT_SEND) != 0) {
        shutdown(socket->fd, SHUT_WR);
    }
}

static void close_both(int fd, int substitute)
{
    if (fd >= 0) {
        os_close(fd);
    }
    if (substitute >= 0) {
        os_close(substitute);
    }
}

/*
 * The former kernel socket gives its port up, while other threads may be in calls on its descriptor, or about
 * to make them. They are woken, and who waits in poll then looks at the descriptor again: so that stays open
 * until the socket is closed, and is a socket that was shut down for good. To each such call it says that the
 * socket was shut down, and the call goes on with the new one (udp_errno_of_nothing, udp_failure, select.c).
 */
static void retire(int former, int substitute)
{
    shutdown(substitute, SHUT_RDWR); /* has its effect though it fails with ENOTCONN */
    shutdown(former, SHUT_RDWR);
    os_replace(former, substitute);
    os_close(substitute);
}

int udp_widen(struct udp_socket *socket)
{
    uint32_t state = atomic_load(&socket->state);
    if ((state & UDP_BOUND) == 0 || (state & (UDP_WIDENED | UDP_CONNECTED | UDP_SHUT_RECEIVE)) != 0 ||
        os_address_is_wildcard(&socket->local)) {
        return 0;
    }
    int fd = os_socket(socket->family, SOCK_DGRAM, 0);
    int substitute = fd < 0 ? -1 : os_socket(socket->family, SOCK_DGRAM, 0);
    int error = substitute < 0 ? os_wsa_error(errno) : make_like(socket, fd);
    error = error != 0 ? error : udp_filter_prepare(socket, fd);
    error = error != 0 ? error : udp_binding_widen(socket, fd);
    if (error == 0 && !selection_replace(&socket->selection, fd)) {
        error = WSAENOBUFS;
    }
    if (error != 0) {
        close_both(fd, substitute);
        return error;
    }
    atomic_fetch_or(&socket->state, UDP_WIDENED); /* what the former socket sends has that source, too */
    socket->former_fd = socket->fd;
    atomic_store(&socket->fd, fd);
    atomic_fetch_or(&socket->state, UDP_REPLACED);
    shut_as_told(socket);
    retire(socket->former_fd, substitute);
    return 0;
}
