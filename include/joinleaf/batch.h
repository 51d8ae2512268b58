/*
 * batch.h - an extension: many datagrams in one call.
 *
 * What a datagram costs is the system call that moves it. These functions move many with as few as the system
 * allows: on Linux several a system call, and of those to be sent whole trains of equal size as one, which
 * the kernel cuts (UDP_SEGMENT); on Windows UDP_SEND_MSG_SIZE does the same, and the rest is a loop of plain
 * calls. What comes of it is what single calls would do, in the same order, and the same goes wrong with the
 * same codes.
 *
 * In a session with a root the datagrams are messages: a root puts as many as its window has room for and
 * sends them together, a leaf sends them as one piece of its connection.
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

/* Datagrams to send. They lie one behind the other in memory. */
struct joinleaf_datagrams {
    const char *data;
    ULONG length; /* bytes at data */
    ULONG size;   /* of each datagram; the last has what is left. Not looked at when there are sizes: */
    const ULONG
        *sizes;  /* the size of each, or NULL. The memory must not be written to by others meanwhile, */
    ULONG count; /* and even then nothing outside of data is sent. How many sizes. */
};

/*
 * Sends them, to the group or other default destination if `to` is NULL. Returns how many were sent, or
 * SOCKET_ERROR if none was (WSAGetLastError: as sendto; WSAEFAULT for a size that goes beyond length;
 * WSAEINVAL for a size of 0 without sizes). Less than all: the next one could not be sent; a call that
 * starts with it tells why. A blocking socket waits for room, a nonblocking one sends what there is room for.
 */
int WSAAPI joinleaf_send_batch(SOCKET s, const struct joinleaf_datagrams *datagrams, DWORD flags,
                               const SOCKADDR *to, int tolen);

/*
 * Received datagrams that came from one sender and lie one behind the other, each `each` bytes long but the
 * last, which has what is left. 60 bytes: offset at 0, size at 4, each at 8, count at 12, lost at 16, fromlen
 * at 20, from at 24, flags at 52, member at 56.
 */
struct joinleaf_run {
    ULONG offset; /* of the first from the start of the memory */
    ULONG size;   /* bytes of all */
    ULONG each;   /* not 0, even for an empty one */
    ULONG count;  /* 1 or more */
    ULONG lost; /* bytes of a datagram that was longer than its slot (then alone): WSAEMSGSIZE of single calls
                 */
    INT fromlen;
    SOCKADDR_IN6 from; /* or SOCKADDR_IN, by fromlen */
    ULONG flags;       /* what WSARecvFrom tells in lpFlags of each: JLR_MSG_ASIDE (joinleaf/rooted.h) */
    ULONG member;      /* JLR_MEMBER of the leaf that it comes from; 0: no leaf's */
};

/*
 * Receives what is there, waiting for the first datagram if the socket is blocking. The memory is divided
 * into slots, one a datagram, or as many as there is room in `runs` for. On a socket with
 * UDP_RECV_MAX_COALESCED_SIZE a slot takes several datagrams and is at least JOINLEAF_COALESCED_SLOT bytes
 * long, however short `slot` is; memory of less is WSAEINVAL. Returns how many runs were written, at least 1,
 * or SOCKET_ERROR (as recvfrom; WSAEINVAL for a slot of 0 or larger than the memory; WSAEOPNOTSUPP for any
 * flag). It is a receive call for FD_READ.
 *
 * On Windows, and for providers that have nothing better, it is a loop of select and recvfrom: there, threads
 * that receive on one blocking socket at once may wait with datagrams in hand.
 */
int WSAAPI joinleaf_receive_batch(SOCKET s, char *data, ULONG length, ULONG slot, struct joinleaf_run *runs,
                                  int room, DWORD flags);

#define JOINLEAF_COALESCED_SLOT 65536

/* What makes a batch cheap, as far as the socket knows now; nothing of it: plain calls in a loop. */
#define JOINLEAF_SENDS_SEVERAL 0x01 /* several datagrams a system call */
#define JOINLEAF_SENDS_SEGMENTS                                                                              \
    0x02 /* a train of equal datagrams is one for the system, until it refuses it */
#define JOINLEAF_RECEIVES_SEVERAL  0x04
#define JOINLEAF_RECEIVES_TOGETHER 0x08 /* a train that the system received as one comes as one run */

/* For datagrams of so many bytes. 0 or SOCKET_ERROR (WSAEFAULT, and of the socket). */
int WSAAPI joinleaf_batch_modes(SOCKET s, ULONG size, LPDWORD modes);

#ifndef _WIN32
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
