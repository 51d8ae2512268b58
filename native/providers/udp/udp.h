/*
 * native/providers/udp: nonrooted sessions on Linux: UDP/IP and UDP/IPv6 over Linux's IP multicast.
 *
 * It owns its sockets, each of which is one kernel socket. The API half calls it, from any thread, with a
 * reference on the handle. A socket's lock guards what its comment below says; the data calls read one atomic
 * word instead.
 *
 * Winsock's nonblocking mode is MSG_DONTWAIT on each call, so one atomic flag holds it. The kernel socket's
 * own mode changes only what calls cost: a call that blocks and finds it nonblocking waits by poll
 * (failure.c). The kernel socket is nonblocking from the first selection of network events on until the
 * program makes the socket blocking. Before each answer about a blocking one epoll has the kernel verify the
 * next datagram's checksum.
 */
#ifndef JOINLEAF_UDP_H
#define JOINLEAF_UDP_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <joinleaf/ws_sock.h>
#include <joinleaf/ws_spi.h>
#include <joinleaf/ws_tcpip.h>

#include "providers/common/entries.h"
#include "system/linux/os_address.h"
#include "system/linux/os_change.h"
#include "selection.h"

/* udp_socket.state: facts that the data calls read without the lock. */
enum {
    /* What the socket may do. */
    UDP_NONBLOCKING = 1u << 0,
    UDP_BOUND = 1u << 1,
    UDP_CONNECTED = 1u << 2,  /* by connect, or by a join: there is a default destination */
    UDP_JOINED = 1u << 3,     /* WSAJoinLeaf succeeded */
    UDP_NO_SEND = 1u << 4,    /* JL_RECEIVER_ONLY (IP-07) */
    UDP_NO_RECEIVE = 1u << 5, /* JL_SENDER_ONLY (IP-07) */
    UDP_SHUT_SEND = 1u << 6,
    UDP_SHUT_RECEIVE = 1u << 7,
    UDP_CLOSING = 1u << 8, /* closesocket has begun: whoever is woken returns WSAEINTR (SK-10) */

    /* How it sends. */
    UDP_KERNEL_CONNECTED = 1u << 9, /* the kernel socket has the destination; else each send names it */
    UDP_WIDENED = 1u << 10,         /* bound to one address, the kernel socket to all: widen.h */
    UDP_SHAPED = 1u << 11,          /* a flow specification limits it: udp_qos_admit says when (QS-03) */
    UDP_HOST_ONLY = 1u << 12,       /* multicast time to live or hop limit 0 (scope.h) */
    UDP_LENT_BROADCAST = 1u << 13,  /* the kernel alone has SO_BROADCAST, not the program (broadcast.h) */

    /* How it receives. */
    UDP_REPORT_RESET = 1u << 14,   /* SIO_UDP_CONNRESET: an ICMP port unreachable fails a call (IO-10) */
    UDP_RESET_HELD = 1u << 25,     /* one is still to be told: failure.c */
    UDP_COALESCED = 1u << 15,      /* what is queued may be several datagrams (UDP_RECV_MAX_COALESCED_SIZE) */
    UDP_PACKET_INFO_V4 = 1u << 16, /* the program has set IP_PKTINFO; the kernel's may be on besides */
    UDP_PACKET_INFO_V6 = 1u << 17, /* the same of IPV6_PKTINFO: shared_option.c */
    UDP_TOLD = 1u << 18,           /* the kernel tells where each datagram was sent to */
    UDP_REPLACED = 1u << 26,       /* the kernel socket is not the first one (widen.h) */
    UDP_TOS_V4 = 1u << 21,         /* the program has set IP_RECVTOS; the kernel's may be on for the next */
    UDP_ECN_V4 = 1u << 22,         /* IP_RECVECN */
    UDP_TOS_V6 = 1u << 23,         /* IPV6_RECVTCLASS */
    UDP_ECN_V6 = 1u << 24,         /* IPV6_RECVECN */

    /* Network events. */
    UDP_SELECTED = 1u << 19, /* WSAEventSelect with a mask: the socket stays nonblocking (EV-03) */
    UDP_FOLLOWED = 1u << 20, /* WSAEventSelect was called: calls tell the selection what they did (event.h) */
};

/* What a socket has for the datagrams of each version. One of IPv4 uses the first only; one of IPv6 uses the
 * first, too, if it takes IPv4 (udp_takes_v4). */
enum udp_version { UDP_V4, UDP_V6, UDP_VERSIONS };

static inline enum udp_version udp_version_of(int family)
{
    return family == AF_INET6 ? UDP_V6 : UDP_V4;
}

enum udp_sharing { UDP_SHARING_DEFAULT, UDP_SHARING_REUSE, UDP_SHARING_EXCLUSIVE };

/* A bound socket's place in the list of those with its port; guarded by binding.c's lock. */
struct udp_binding {
    struct udp_socket *next;
    union os_address address; /* the kernel socket's; port 0: not in the list */
    enum udp_sharing sharing; /* when it was bound */
};

/* Where a datagram goes that the kernel finds no way for. */
struct udp_way {
    int family;            /* the datagram's: AF_INET of what a socket of IPv6 sends to a mapped group */
    unsigned index;        /* of the interface; 0: nowhere */
    struct in_addr source; /* its address, for IPv4 */
};

struct udp_socket {
    SOCKET handle;
    _Atomic int fd; /* of the kernel socket; another one after UDP_REPLACED. It is read without the lock */
    int former_fd;  /* before that; -1: there was none. Calls may still have it: see widen.c */
    int family;     /* Linux's: AF_INET or AF_INET6 */
    DWORD flags;    /* WSA_FLAG_*; see udp_is_multipoint */
    WSAPROTOCOL_INFOW info;
    _Atomic uint32_t state;

    /* Guards all members below that are not atomic and whose comment names no other lock. Every change of
     * state is made under it, too, but for UDP_CLOSING, UDP_SHUT_*, UDP_RESET_HELD, and the UDP_BOUND that a
     * send sets. */
    pthread_mutex_t lock;
    union os_address local; /* as the caller bound it; the kernel may be bound to the wildcard */
    struct udp_session {    /* joined by WSAJoinLeaf, while UDP_JOINED is set */
        union os_address group;
        unsigned interface_index; /* of the membership that is the session's; 0: a sender has none */
    } session;
    struct udp_destination *destinations; /* every one that was set; freed with the socket: destination.c */
    /* The one in force. It is set before UDP_CONNECTED is; the data calls read it without the lock. */
    _Atomic(const union os_address *) destination;
    struct udp_options {
        bool reuse_address;
        bool exclusive_address;
        int receive_buffer; /* as set, not as Linux doubles it (OP-06) */
        int send_buffer;
        _Atomic DWORD receive_timeout; /* ms, 0: none; the data calls read them without the lock */
        _Atomic DWORD send_timeout;
        bool receive_buffer_set, send_buffer_set;
        struct udp_fragment {
            bool flag, discovery; /* shared_option.c */
        } fragment[UDP_VERSIONS];
        bool broadcast;             /* SO_BROADCAST as set; the kernel's may be on besides (broadcast.h) */
        bool debug;                 /* SO_DEBUG: read back as set, without effect */
        bool v6_only;               /* the same of a socket of IPv4 and IPV6_V6ONLY */
        int stored_error;           /* SO_ERROR as the program set it */
        int marks[UDP_VERSIONS];    /* IP_TOS and IPV6_TCLASS as set (OP-06) */
        DWORD coalesced_size;       /* UDP_RECV_MAX_COALESCED_SIZE (OP-09) */
        _Atomic DWORD segment_size; /* UDP_SEND_MSG_SIZE */
        struct udp_multicast {
            unsigned interface_index; /* index set by the user, 0: none */
            struct in_addr address;   /* and the address of IPv4 that named it, if one did */
            bool loopback;            /* receive-side (OP-02) */
        } multicast[UDP_VERSIONS];
    } options;
    struct udp_outgoing {
        unsigned index;        /* what the kernel was told last; 0: nothing */
        struct in_addr source; /* IPv4's */
        bool follows;          /* the source is the interface's address, whatever that is */
    } outgoing[UDP_VERSIONS];
    struct udp_binding binding; /* binding.c's */
    struct selection selection; /* has a lock of its own, which is taken after this one */
    /* batch_send.c: the kernel refuses to segment datagrams of this size or larger; 0: it never refused. */
    _Atomic uint32_t whole_from;
    bool os_nonblocking; /* the kernel socket is: see above */
    bool join_ended;     /* a nonblocking join did, while FD_CONNECT was not selected (EV-06) */
    int join_code;
    struct udp_membership *memberships; /* membership.c's record (OP-05) */
    size_t membership_count;
    int groups_fd;       /* the kernel socket that has the IPv6 memberships; -1 before the first */
    struct udp_qos *qos; /* qos.c's; NULL before the first flow specification */
    _Atomic(struct os_change *) changes[OS_CHANGE_KINDS]; /* change.c; NULL before the first request */
    int change_wake; /* ends the requests that block; -1 before the first */
};

static inline bool udp_is_multipoint(const struct udp_socket *socket)
{
    const DWORD planes = WSA_FLAG_MULTIPOINT_C_ROOT | WSA_FLAG_MULTIPOINT_C_LEAF |
                         WSA_FLAG_MULTIPOINT_D_ROOT | WSA_FLAG_MULTIPOINT_D_LEAF;
    return (socket->flags & planes) != 0;
}

/* Whether WSAEventSelect was ever called: then calls say what they did (event.h, EV-06b). */
static inline bool udp_is_followed(const struct udp_socket *socket)
{
    return (atomic_load_explicit(&socket->state, memory_order_relaxed) & UDP_FOLLOWED) != 0;
}

/* How a WSP entry ends: the code in lpErrno, and 0 or SOCKET_ERROR. */
static inline int udp_result(LPINT error, int code)
{
    *error = code;
    return code == 0 ? 0 : SOCKET_ERROR;
}

extern WSPUPCALLTABLE udp_upcalls; /* the API half's, from WSPStartup */

/* Returns the socket of a handle, or NULL with WSAENOTSOCK in *error. The API half holds a reference on the
 * handle. */
struct udp_socket *udp_socket_of(SOCKET s, int *error);
/* Binds an unbound socket to the wildcard and this port; 0 is a port of the system's choice. Returns 0 or the
 * code. The lock is held. */
int udp_bind_if_unbound(struct udp_socket *socket, uint16_t port);

/* Sets the defaults of Winsock that are not those of Linux on a new kernel socket. */
void udp_set_winsock_defaults(int fd, int family);

/* Sets the mode of the kernel socket alone (see above). The lock is held. */
void udp_set_os_nonblocking(struct udp_socket *socket, bool on);

/* Returns whether it is a socket of IPv6 for both families (IPV6_V6ONLY off). Asks the kernel. */
bool udp_is_dual(const struct udp_socket *socket);
/* Returns whether options of IPv4 are the socket's: it is one of IPv4, or for both families and not bound to
 * an address that is IPv6's alone (OP-13). The lock is held. */
bool udp_takes_v4(const struct udp_socket *socket);

PROVIDER_ENTRIES(udp);

#endif
