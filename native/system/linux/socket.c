#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* accept4 */
#endif
#include "system/socket.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <linux/sockios.h>

#include "os_address.h"
#include "os_descriptor.h"
#include "os_errno.h"

enum {
    RTO_MAX_MS = 44, /* TCP_..., of Linux 6.15, newer than the headers */
    RTO_MIN_US = 45,
    DELACK_MAX_US = 46,
    RTO_MAX_LEAST_MS = 1000 /* the kernel takes no less */
};

static int last_code(void)
{
    return os_wsa_error(errno);
}

static void option_set(system_socket s, int level, int name, int value)
{
    setsockopt((int)s, level, name, &value, sizeof value);
}

static void option_turn_on(system_socket s, int level, int name)
{
    option_set(s, level, name, 1);
}

void system_socket_close(system_socket s)
{
    os_close((int)s);
}

uint32_t system_socket_most(void)
{
    struct rlimit limit;
    return getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < UINT32_MAX ? (uint32_t)limit.rlim_cur
                                                                                : UINT32_MAX;
}

int system_socket_local(system_socket s, union system_address *address)
{
    union os_address own;
    socklen_t size = sizeof own;
    memset(&own, 0, sizeof own);
    if (getsockname((int)s, &own.any, &size) != 0) {
        return last_code();
    }
    *address = os_address_to_system(&own);
    return 0;
}

int system_socket_remote(system_socket s, union system_address *address)
{
    union os_address other;
    socklen_t size = sizeof other;
    memset(&other, 0, sizeof other);
    if (getpeername((int)s, &other.any, &size) != 0) {
        return last_code();
    }
    *address = os_address_to_system(&other);
    return 0;
}

/* The other two bits of the byte are congestion notification's. */
void system_socket_mark(system_socket s, uint16_t family, int dscp)
{
    bool v4 = family == SYSTEM_IPV4;
    option_set(s, v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_TOS : IPV6_TCLASS, dscp << 2);
}

int system_stream_open(uint16_t family, system_socket *made)
{
    int fd = os_socket(os_family(family), SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return last_code();
    }
    if (family == SYSTEM_IPV6) {
        option_turn_on(fd, IPPROTO_IPV6, IPV6_V6ONLY);
    }
    *made = fd;
    return 0;
}

int system_stream_bind(system_socket s, const union system_address *address, enum system_sharing sharing)
{
    union os_address at = os_address_from_system(address);
    socklen_t size = os_address_size(at.any.sa_family);
    if (sharing == SYSTEM_SHARE) {
        option_turn_on(s, SOL_SOCKET, SO_REUSEADDR);
    }
    if (bind((int)s, &at.any, size) == 0) {
        return 0;
    }
    if (errno == EADDRINUSE && (sharing == SYSTEM_SHARE_WITH_OLD || sharing == SYSTEM_SHARE_BESIDE)) {
        option_turn_on(s, SOL_SOCKET, SO_REUSEADDR);
        if (bind((int)s, &at.any, size) == 0) {
            /* So that others that also share with old connections do not share with this socket. */
            option_set(s, SOL_SOCKET, SO_REUSEADDR, 0);
            return 0;
        }
    }
    return last_code();
}

/* The kernel looks at the holder's option at the time of the bind: so the holder shares for this moment only.
 */
int system_stream_bind_beside(system_socket s, system_socket holder)
{
    union system_address address;
    int shared = 0;
    socklen_t size = sizeof shared;
    int code = system_socket_local(holder, &address);
    if (code != 0) {
        return code;
    }
    getsockopt((int)holder, SOL_SOCKET, SO_REUSEADDR, &shared, &size);
    option_turn_on(holder, SOL_SOCKET, SO_REUSEADDR);
    code = system_stream_bind(s, &address, SYSTEM_SHARE);
    option_set(holder, SOL_SOCKET, SO_REUSEADDR, shared);
    return code;
}

int system_stream_listen(system_socket s, int backlog)
{
    /* Not set before: a socket that is bound with it lets others bind its address. listen needs it if old
     * connections linger after a restart. */
    option_turn_on(s, SOL_SOCKET, SO_REUSEADDR);
    return listen((int)s, backlog) == 0 ? 0 : last_code();
}

/* The kernel looks for a descriptor before it looks whether a connection waits. */
static int accept_code(system_socket listener)
{
    int code = last_code();
    struct pollfd queue = {(int)listener, POLLIN, 0};
    bool none_waits = (code == WSAEMFILE || code == WSAENOBUFS) && poll(&queue, 1, 0) == 0;
    return none_waits ? WSAEWOULDBLOCK : code;
}

int system_stream_accept(system_socket listener, system_socket *made)
{
    int fd = os_accept((int)listener);
    if (fd < 0) {
        return accept_code(listener);
    }
    *made = fd;
    return 0;
}

/* Returns whether there is a route, and an address of this host to send from. No packet is sent. */
static bool has_way(const union os_address *to)
{
    int fd = os_socket(to->any.sa_family, SOCK_DGRAM, 0);
    bool has = fd >= 0 && connect(fd, &to->any, os_address_size(to->any.sa_family)) == 0;
    if (fd >= 0) {
        os_close(fd);
    }
    return has;
}

/* The kernel answers EADDRNOTAVAIL for a connection that exists, and for an interface without an address. */
int system_stream_connect(system_socket s, const union system_address *to)
{
    union os_address other = os_address_from_system(to);
    if (connect((int)s, &other.any, os_address_size(other.any.sa_family)) == 0 || errno == EINPROGRESS ||
        errno == EINTR) {
        return 0;
    }
    if (errno == EADDRNOTAVAIL) {
        return has_way(&other) ? WSAEADDRINUSE : WSAENETUNREACH;
    }
    return last_code();
}

int system_stream_connected(system_socket s)
{
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt((int)s, SOL_SOCKET, SO_ERROR, &error, &size) != 0) {
        return last_code();
    }
    return error == 0 ? 0 : os_wsa_error(error);
}

int system_stream_send(system_socket s, const void *bytes, size_t size, size_t *done)
{
    ssize_t sent;
    do {
        sent = send((int)s, bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    *done = sent < 0 ? 0 : (size_t)sent;
    return sent < 0 ? last_code() : 0;
}

int system_stream_receive(system_socket s, void *bytes, size_t room, size_t *done)
{
    ssize_t received;
    do {
        received = recv((int)s, bytes, room, MSG_DONTWAIT);
    } while (received < 0 && errno == EINTR);
    *done = received < 0 ? 0 : (size_t)received;
    return received < 0 ? last_code() : 0;
}

void system_stream_shut_send(system_socket s)
{
    shutdown((int)s, SHUT_WR);
}

void system_stream_break(system_socket s)
{
    shutdown((int)s, SHUT_RDWR);
}

void system_stream_abort_on_close(system_socket s)
{
    const struct linger none = {.l_onoff = 1};
    setsockopt((int)s, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

uint32_t system_stream_segment(system_socket s)
{
    int bytes = 0;
    socklen_t size = sizeof bytes;
    return getsockopt((int)s, IPPROTO_TCP, TCP_MAXSEG, &bytes, &size) == 0 && bytes > 0 ? (uint32_t)bytes : 0;
}

/* Older kernels do not know the last two. */
void system_stream_hurry(system_socket s)
{
    const int retransmit_us = 20000, delay_us = 5000;
    option_turn_on(s, IPPROTO_TCP, TCP_NODELAY);
    setsockopt((int)s, IPPROTO_TCP, RTO_MIN_US, &retransmit_us, sizeof retransmit_us);
    setsockopt((int)s, IPPROTO_TCP, DELACK_MAX_US, &delay_us, sizeof delay_us);
}

void system_stream_retry(system_socket s, int64_t microseconds)
{
    const int64_t ms = microseconds / 1000;
    option_set(s, IPPROTO_TCP, RTO_MAX_MS, ms < RTO_MAX_LEAST_MS ? RTO_MAX_LEAST_MS : (int)ms);
}

void system_stream_persist(system_socket s, int64_t microseconds)
{
    option_set(s, IPPROTO_TCP, TCP_USER_TIMEOUT, (int)(microseconds / 1000));
}

size_t system_stream_unacknowledged(system_socket s)
{
    int bytes;
    return ioctl((int)s, SIOCOUTQ, &bytes) == 0 ? (size_t)bytes : 0;
}
