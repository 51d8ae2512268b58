/*
 * batch.h - an extension: many datagrams in one call.
 *
 * Most of the cost of a datagram is the system call that moves it. These functions move many datagrams with
 * as few system calls as the system allows. On Linux one system call moves several, and a train of datagrams
 * of one size is sent as one message, which the kernel cuts (UDP_SEGMENT). On Windows UDP_SEND_MSG_SIZE does
 * the same, and the rest is a loop of plain calls. The result is that of single calls in the same order, with
 * the same codes.
 *
 * In a session with a root the datagrams are messages: a root sends as many together as its window has room
 * for, and a leaf sends them together on its connection. What a leaf receives lies one behind the other, and
 * messages of one size that the root sent one after the other are one run.
 *
 * Any thread may call them, several threads on one socket, too. Since 0.1.0.
 *
 * Include <winsock2.h> and <ws2tcpip.h> first (inside the library: joinleaf/ws_tcpip.h).
 */
#ifndef JOINLEAF_BATCH_H
#define JOINLEAF_BATCH_H

#ifdef __cplusplus
extern "C" {
#endif
#ifndef _WIN32
#pragma GCC visibility push(default)
#endif

/*
 * Datagrams to send. They lie one after the other in memory. Either all have one size (sizes is NULL and
 * count 0), or sizes tells the size of each. No other thread may write to these sizes during the call; if one
 * does, still nothing outside of data is sent.
 */
struct joinleaf_datagrams {
    const char *data;
    ULONG length;       /* bytes at data */
    ULONG size;         /* of each datagram; the last one may be shorter. Ignored if there are sizes */
    const ULONG *sizes; /* the size of each datagram, or NULL */
    ULONG count;        /* how many sizes there are */
};

/*
 * Sends them, to the group or other default destination if `to` is NULL. Returns how many were sent, or
 * SOCKET_ERROR if none was (WSAGetLastError: as sendto; WSAEFAULT for a size that goes beyond length;
 * WSAEINVAL for a size of 0 without sizes). If it returns less than all, the next datagram could not
 * be sent; a call that starts with that one tells why. A blocking socket waits for room, a nonblocking
 * one sends what there is room for.
 */
int WSAAPI joinleaf_send_batch(SOCKET s, const struct joinleaf_datagrams *datagrams, DWORD flags,
                               const SOCKADDR *to, int tolen);

/*
 * Received datagrams of one sender. They lie one after the other; each has `each` bytes, and the last one may
 * have fewer. 64 bytes: offset at 0, size at 4, each at 8, count at 12, lost at 16, fromlen at 20, from at
 * 24, flags at 52, member at 56, control at 60.
 */
struct joinleaf_run {
    ULONG offset; /* of the first one, from the start of the memory */
    ULONG size;   /* bytes of all */
    ULONG each;   /* not 0, even for an empty datagram */
    ULONG count;  /* 1 or more */
    ULONG lost; /* how much longer than its slot a datagram was (WSAEMSGSIZE of single calls); it is alone */
    INT fromlen;
    SOCKADDR_IN6 from; /* or SOCKADDR_IN, by fromlen */
    ULONG flags;       /* what WSARecvFrom would tell in lpFlags: JLR_MSG_ASIDE (joinleaf/rooted.h); with
                        * control data also MSG_MCAST, MSG_BCAST and MSG_CTRUNC, as WSARecvMsg has them */
    ULONG member;      /* JLR_MEMBER of the leaf that has sent it; 0: no leaf has */
    ULONG control;     /* bytes of its control data; 0: none were wanted, or none came */
};

/*
 * Receives what is there, after waiting for the first datagram if the socket is blocking. The memory is
 * divided into slots of `slot` bytes, each of which takes one datagram; at most `room` runs are written. On a
 * socket with UDP_RECV_MAX_COALESCED_SIZE a slot takes several datagrams and has at least
 * JOINLEAF_COALESCED_SLOT bytes, even if `slot` is less; memory of less than that is WSAEINVAL. Returns how
 * many runs were written, at least 1, or SOCKET_ERROR (as recvfrom; WSAEINVAL for a slot of 0 or larger than
 * the memory; WSAEOPNOTSUPP for any flag). As a receive call it re-enables FD_READ.
 *
 * On Windows, and for providers that have nothing better, it is a loop of select and recvfrom. There, if
 * several threads receive on one blocking socket, one may wait for a datagram though it has received others
 * already.
 */
int WSAAPI joinleaf_receive_batch(SOCKET s, char *data, ULONG length, ULONG slot, struct joinleaf_run *runs,
                                  int room, DWORD flags);

#define JOINLEAF_COALESCED_SLOT 65536

/*
 * Does the same, and tells the control data of each run: what WSARecvMsg would tell of its datagrams, which
 * is what options have asked for (IP_PKTINFO, IP_RECVTTL, SIO_TIMESTAMPING and kin). `control` has room *
 * JOINLEAF_CONTROL_ROOM bytes, aligned as a WSACMSGHDR: those of run i are WSACMSGHDRs from control + i *
 * JOINLEAF_CONTROL_ROOM on, and take runs[i].control bytes. Datagrams that the system has received as one
 * train have one set: they came to one group, by one interface, with one TTL and TOS, and the time is that of
 * the train. NULL: control data are not wanted, as with joinleaf_receive_batch, which then costs nothing
 * more. A message of a session with a root has none.
 */
int WSAAPI joinleaf_receive_batch_control(SOCKET s, char *data, ULONG length, ULONG slot,
                                          struct joinleaf_run *runs, int room, char *control, DWORD flags);

/* Enough for all that can be asked for, in either family. */
#define JOINLEAF_CONTROL_ROOM 256

/* What makes a batch cheap, as far as it is known now. 0: a batch is a loop of plain calls. */
#define JOINLEAF_SENDS_SEVERAL 0x01 /* one system call sends several datagrams */
#define JOINLEAF_SENDS_SEGMENTS                                                                              \
    0x02 /* a train of equal datagrams is one message for the system, unless it refuses */
#define JOINLEAF_RECEIVES_SEVERAL  0x04
#define JOINLEAF_RECEIVES_TOGETHER 0x08 /* a train that the system has received as one is one run */

/* Tells the modes (bits of JOINLEAF_SENDS_ and JOINLEAF_RECEIVES_) for datagrams of `size` bytes. Returns 0
 * or SOCKET_ERROR: WSAEFAULT, WSANOTINITIALISED or WSAENOTSOCK. */
int WSAAPI joinleaf_batch_modes(SOCKET s, ULONG size, LPDWORD modes);

#ifndef _WIN32
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
