/*
 * joinleaf/rooted.h - options of the provider `rooted` (rooted sessions over TCP and IP multicast).
 *
 * Winsock lets a provider have options of a level of its own. These are set with setsockopt before the socket
 * joins, listens or admits; the sockets that it makes for leaves have them, too. Times are DWORDs, in
 * milliseconds. Any thread may call at any time. On Windows this folder's headers must not take the place of
 * the system's (gcc -idirafter). Since 0.1.0.
 *
 * A value that contradicts one that was set before is refused with WSAEINVAL, and nothing is changed:
 *
 *   JLR_DEAD_TIMEOUT below JLR_KEEP_ALIVE
 *   JLR_LEAST_RATE so low that less than 576 bytes are sent in JLR_SLOW_TIMEOUT
 *   JLR_WINDOW so large that not even datagrams of 576 bytes fit into SO_SNDBUF (unless that is 0)
 *   SO_REUSEADDR with SO_EXCLUSIVEADDRUSE
 *
 * A value that was never set follows the other one: JLR_KEEP_ALIVE is then at most a third of
 * JLR_DEAD_TIMEOUT, and JLR_DEAD_TIMEOUT at least three times JLR_KEEP_ALIVE.
 */
#ifndef JOINLEAF_ROOTED_OPTIONS_H
#define JOINLEAF_ROOTED_OPTIONS_H

#if defined(_WIN32) && !defined(__linux__)
#include <windef.h> /* the types, as the system's <winsock2.h> has them */
#else
#include <joinleaf/ws_types.h>
#endif

/* The protocols of its catalogue entries, for iProtocol and WSASocket (range 0x4a4c0000 to 0x4a4c00ff). */
#define JLPROTO_ROOTED    0x4a4c0001 /* rooted control plane, rooted data plane (as ATM) */
#define JLPROTO_NONROOTED 0x4a4c0002 /* rooted control plane, nonrooted data plane (as T.120) */

/* The greatest length of caller data and of callee data, in bytes. */
#define JLR_CONNECT_DATA_MAX 4096

/* The least and the greatest length of JLR_KEY, in bytes. */
#define JLR_KEY_MIN 16
#define JLR_KEY_MAX 256

#define SOL_JLROOTED 0x4a4c

/*
 * A message aside goes from the root to one leaf only, or from a leaf to its root only. It arrives once, and
 * in order with the other messages of the session that the same side sends.
 *
 * The root sends and receives such messages on the c_leaf that WSAAccept or WSAJoinLeaf gave it. A leaf sends
 * one by WSASend or joinleaf_send_batch with this flag, and finds the flag in lpFlags of WSARecv or
 * WSARecvFrom, and in a joinleaf_run, when it has received one. As long as too much of what was sent aside
 * before has not been read, a send waits, or fails with WSAEWOULDBLOCK until FD_WRITE. A leaf may be behind
 * by 192 KiB, less 64 bytes for each message. WSAEOPNOTSUPP: the flag is used on a c_root, or for a leaf that
 * does not receive, or by one that does not send. Since 0.1.0.
 */
#define JLR_MSG_ASIDE 0x00100000

/*
 * The options, with the range of their values and [the value at first]. A value out of the range is
 * WSAEINVAL. "A root's" option is set on the root; its leaves follow it.
 */
#define JLR_KEY               1 /* bytes, set only: pre-shared key, of a length as above; length 0 removes it */
#define JLR_GROUP             2 /* sockaddr, a root's: where it sends; port 0: it chooses one */
#define JLR_WINDOW            3 /* DWORD, a root's: datagrams under way; a power of two, 128 to 4096 [2048] */
#define JLR_MAX_LEAVES        4 /* DWORD, a root's: it admits and invites no more; 1 to 2^20 [65536] */
#define JLR_MAX_HALF_OPEN     5 /* DWORD: most connections without a request; 1 to 65536 [1024] */
#define JLR_HANDSHAKE_TIMEOUT 6 /* ms for a connection to send its request; 10 to 600000 [3000] */
#define JLR_JOIN_TIMEOUT      7 /* ms until WSAJoinLeaf fails with WSAETIMEDOUT; 10 to 3600000 [20000] */
#define JLR_KEEP_ALIVE        8 /* ms, a root's: each side sends at least so often; 10 to 3600000 [2000] */
#define JLR_DEAD_TIMEOUT      9 /* ms, a root's: silence after which a side is lost; 50 to 3600000 [10000] */
#define JLR_SLOW_TIMEOUT      10 /* ms, a root's: see JLR_BEHIND; 50 to 3600000 [10000] */
#define JLR_LINGER_TIMEOUT    11 /* ms that a closed socket delivers without progress; 10 to 600000 [5000] */
#define JLR_STATISTICS_NAME   12 /* JLR_STATISTICS, get only */
#define JLR_LEAST_RATE        13 /* DWORD, a root's: bytes a second, see below; 0 to 2^31 - 1 [0] */
#define JLR_UNDELIVERED_NAME  14 /* JLR_UNDELIVERED, get only */
#define JLR_MEMBER            15 /* DWORD, get only, of a root's c_leaf: a number that no other leaf has */
#define JLR_BEHIND_NAME       16 /* JLR_BEHIND, get only, of a root's c_leaf */
#define JLR_REFUSAL_NAME      17 /* JLR_REFUSAL */

/*
 * JLR_MAX_HALF_OPEN also counts connections that were refused and have not ended. If there are more, one of
 * them is closed.
 *
 * JLR_LEAST_RATE: if one leaf alone holds the sender below this rate for JLR_SLOW_TIMEOUT while messages
 * wait, the leaf is closed (WSAECONNABORTED). When the root is closed, a leaf that gets what is left more
 * slowly is given up, JLR_LINGER_TIMEOUT later than at this rate. 0: no leaf is closed for its rate.
 *
 * SO_SNDBUF and SO_RCVBUF are read back as they were set and change nothing. Until then they tell the room in
 * force: for what a root sends to all, JLR_WINDOW datagrams; else the 192 KiB by which one leaf may be behind.
 *
 * WSAEISCONN: JLR_KEY, JLR_GROUP or JLR_WINDOW is set once there is a session or a connection.
 * WSAEADDRNOTAVAIL: JLR_GROUP is no group. WSAEOPNOTSUPP: a key, on a system without libcrypto.
 * WSAENOPROTOOPT: an option that is get only or set only is used the other way.
 */

/*
 * How far a leaf is behind its root. A leaf is closed because it is slow if, for JLR_SLOW_TIMEOUT, it has
 * something to acknowledge and makes no progress. When half of that time is over, FD_QOS comes once on its
 * c_leaf with the error WSAETIMEDOUT; it comes again only after progress, and after SIO_GET_QOS has enabled
 * it. WSAENOTCONN once the leaf is gone. Since 0.1.0.
 */
typedef struct _JLR_BEHIND {
    UINT64 bytes;       /* that the root has accepted to send and the leaf has not acknowledged */
    UINT64 messages;    /* that end within these bytes */
    DWORD milliseconds; /* since it owed something and made no progress; 0: it owes nothing */
    DWORD unread;       /* datagrams that the leaf has received and its application has not read */
} JLR_BEHIND, *LPJLR_BEHIND;

/*
 * Why a request to join was refused. Set it on a listening socket, also in its condition function, for the
 * next request that is rejected there by CF_REJECT; the cause is ignored. WSAEINVAL if length is more than
 * JLR_REFUSAL_DATA_MAX. Get it from the socket that asked, after a join that failed with WSAECONNREFUSED: it
 * is what the other side has told. The cause is 0 if there was no answer, as when nobody listens there.
 * After a join that failed with WSAETIMEDOUT the cause tells what it has waited for (JLR_WAITED_FOR_).
 * WSAEFAULT if there is less room than for the twelve bytes before the data and for the data. Since 0.1.0.
 */
#define JLR_REFUSAL_DATA_MAX 1024

typedef struct _JLR_REFUSAL {
    DWORD cause;  /* JLR_REFUSED_, JLR_WAITED_FOR_ */
    DWORD number; /* the application's; 0 unless it gave one */
    DWORD length; /* of what it gave with the number */
    CHAR data[JLR_REFUSAL_DATA_MAX];
} JLR_REFUSAL, *LPJLR_REFUSAL;

#define JLR_REFUSED_BY_APPLICATION 1 /* or the listening socket was closed */
#define JLR_REFUSED_FULL           2 /* JLR_MAX_LEAVES, or the backlog */
#define JLR_REFUSED_VERSION        3 /* the other side speaks no version of the protocol that this one does */
#define JLR_REFUSED_KEY            4 /* one side has a key and the other has none */
#define JLR_REFUSED_PLANE          5 /* the data planes differ, or both are roots or leaves */
#define JLR_REFUSED_UNANSWERED     6 /* the other side ended the connection: it has another key, or no room */

#define JLR_WAITED_FOR_CONNECTION 7 /* the host does not answer */
#define JLR_WAITED_FOR_WELCOME    8 /* somebody has taken the connection, and says nothing */
#define JLR_WAITED_FOR_DECISION                                                                              \
    9 /* the request was sent, and its receiver has not decided, or does not get it */
#define JLR_WAITED_FOR_START 10 /* the leaf is admitted, and the session has not begun for it */

/* With room for no more than the members up to unicastLeaves it tells those. */
typedef struct _JLR_STATISTICS {
    UINT64 messagesSent;
    UINT64 messagesReceived;
    UINT64 datagramsSent;     /* first sendings, once a group */
    UINT64 datagramsReceived; /* taken into the window, repairs included */
    UINT64 heartbeatsSent;
    UINT64 repairsSent;     /* to one leaf */
    UINT64 remulticasts;    /* to all again */
    UINT64 gapsReported;    /* datagrams asked for again */
    UINT64 duplicates;      /* datagrams that were received already */
    UINT64 strangers;       /* datagrams that are not the session's */
    UINT64 badFrames;       /* control connections that were ended because of what they sent */
    UINT64 halfOpenDropped; /* control connections without a request in time, or too many */
    UINT64 refused;         /* requests over a limit, with the wrong key, version or data plane */
    DWORD leaves;           /* now */
    DWORD unicastLeaves;    /* those of them that multicast does not reach */
    UINT64 acceptsRefused;  /* times that the system let no waiting connection be taken, as when no descriptor
                             * is left; joinleaf tries again ten times a second */
} JLR_STATISTICS, *LPJLR_STATISTICS;

/*
 * What has not been delivered. `bytes` is about the socket that is asked, a root: what it has accepted and
 * not every leaf has acknowledged, with the length of each message (4 bytes). If it is 0, closing the socket
 * loses nothing. Else a closed socket delivers in the background, which ends with the process. The other
 * members are about all sockets of this process that were closed; any socket of the provider tells them.
 */
typedef struct _JLR_UNDELIVERED {
    UINT64 bytes;
    UINT64 lostBytes; /* of roots, that leaves had not got when lingering ended; the sum over the leaves */
    DWORD lostLeaves; /* leaves that had not received everything */
    DWORD closing;    /* sessions in which a closed socket still delivers */
} JLR_UNDELIVERED, *LPJLR_UNDELIVERED;

#endif
