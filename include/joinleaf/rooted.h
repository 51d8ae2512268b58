/*
 * joinleaf/rooted.h - options of the provider `rooted` (rooted sessions over TCP and IP multicast).
 *
 * Winsock leaves options of a level above the protocol's to the provider. These are set with setsockopt
 * before the socket joins, listens or admits; the sockets that it makes for leaves have them too. Times are
 * milliseconds as DWORD.
 *
 * A value that contradicts one that was set before is refused with WSAEINVAL, and nothing is changed:
 *
 *   JLR_DEAD_TIMEOUT below JLR_KEEP_ALIVE
 *   JLR_LEAST_RATE so low that less than 576 bytes go out in JLR_SLOW_TIMEOUT
 *   JLR_WINDOW so large that not even datagrams of 576 bytes fit into SO_SNDBUF (but 0)
 *   SO_REUSEADDR with SO_EXCLUSIVEADDRUSE
 *
 * What was never set follows: the keep-alive is at most a third of the dead time that is set, and the dead
 * time at least three times the keep-alive.
 */
#ifndef JOINLEAF_ROOTED_OPTIONS_H
#define JOINLEAF_ROOTED_OPTIONS_H

#include <joinleaf/ws_types.h>

/* The protocols of its catalogue entries, for iProtocol and WSASocket (range 0x4a4c0000 to 0x4a4c00ff). */
#define JLPROTO_ROOTED    0x4a4c0001 /* rooted control plane, rooted data plane (as ATM) */
#define JLPROTO_NONROOTED 0x4a4c0002 /* rooted control plane, nonrooted data plane (as T.120) */

/* Caller and callee data are at most this long. */
#define JLR_CONNECT_DATA_MAX 4096

#define SOL_JLROOTED 0x4a4c

/*
 * A message aside goes from the root to one leaf alone, or from a leaf to its root alone. It comes once, and
 * in the order in which that side sent it and the session's other messages.
 *
 * The root sends and receives such messages on the c_leaf that WSAAccept or WSAJoinLeaf gave it. A leaf sends
 * one by WSASend or joinleaf_send_batch with this flag, and finds the flag in lpFlags of WSARecv or
 * WSARecvFrom, and in a joinleaf_run, when it has received one. Sends wait, and fail with WSAEWOULDBLOCK
 * until FD_WRITE, while what was sent before has not been read: a leaf may be so far behind by 192 KiB, and
 * by 64 bytes less for each message. WSAEOPNOTSUPP: the flag on a c_root, and for a leaf that does not
 * receive, or does not send. Since 0.1.0.
 */
#define JLR_MSG_ASIDE 0x00100000

#define JLR_KEY        1 /* bytes, 16 to 256: pre-shared key, set only; length 0 takes it away */
#define JLR_GROUP      2 /* sockaddr: the group and port that a root sends to; port 0: the root chooses */
#define JLR_WINDOW     3 /* DWORD: datagrams under way, a power of two, 128 to 4096 */
#define JLR_MAX_LEAVES 4 /* DWORD: a root admits no more; the rest are refused */
#define JLR_MAX_HALF_OPEN                                                                                    \
    5 /* DWORD: connections that have not said what they want, or were refused and stay */
#define JLR_HANDSHAKE_TIMEOUT 6 /* a connection must have said so by then */
#define JLR_JOIN_TIMEOUT      7 /* WSAJoinLeaf fails with WSAETIMEDOUT */
#define JLR_KEEP_ALIVE        8 /* a root's: something is sent at least so often, both ways */
#define JLR_DEAD_TIMEOUT      9 /* a root's: after so long a silence the other side is lost (WSAECONNABORTED) */
#define JLR_SLOW_TIMEOUT                                                                                     \
    10 /* a root's: a leaf that holds the sender up so long is closed (WSAECONNABORTED) */
#define JLR_LINGER_TIMEOUT                                                                                   \
    11 /* how long a closed socket goes on without progress to deliver what it owes                          \
        */
#define JLR_LEAST_RATE                                                                                       \
    13 /* DWORD, a root's: bytes a second; a leaf that alone holds the sender below it for the slow time is  \
          closed (WSAECONNABORTED); 0, as at first: none */
#define JLR_STATISTICS_NAME  12 /* JLR_STATISTICS, get only */
#define JLR_UNDELIVERED_NAME 14 /* JLR_UNDELIVERED, get only */

#define JLR_REFUSAL_NAME 17 /* JLR_REFUSAL, below */
#define JLR_MEMBER                                                                                           \
    15 /* DWORD, a root's c_leaf's, get only: the leaf's number; no two of a session have one */
#define JLR_BEHIND_NAME 16 /* JLR_BEHIND, a root's c_leaf's, get only */

/*
 * How far a leaf is behind its root. It is closed for slowness when it has made no progress for
 * JLR_SLOW_TIMEOUT while it owes some. When half of that is over, FD_QOS comes on its c_leaf with
 * WSAETIMEDOUT as the error, once; again only after progress, and after SIO_GET_QOS has enabled it.
 * WSAENOTCONN once the leaf is gone. Since 0.1.0.
 */
typedef struct _JLR_BEHIND {
    UINT64 bytes;       /* that the root has put and the leaf has not acknowledged */
    UINT64 messages;    /* that end in these */
    DWORD milliseconds; /* since it owed something and made no progress; 0: it owes nothing */
    DWORD unread;       /* datagrams that it has and its application has not read */
} JLR_BEHIND, *LPJLR_BEHIND;

/*
 * Why a request to join was refused. Set on a listening socket, also by its condition function: what the next
 * request that CF_REJECT rejects there is told; the cause is not looked at. WSAEINVAL if length is more than
 * JLR_REFUSAL_DATA_MAX. Got from the socket that asked, after a join that failed with WSAECONNREFUSED: what
 * the other side has told. The cause is 0 if there was no answer, as when nobody listens there.
 * WSAEFAULT if there is less room than the twelve bytes before the data and as many as were told. Since
 * 0.1.0.
 */
#define JLR_REFUSAL_DATA_MAX 1024

typedef struct _JLR_REFUSAL {
    DWORD cause;  /* JLR_REFUSED_ */
    DWORD number; /* the application's; 0 unless it gave one */
    DWORD length; /* of what it gave with the number */
    CHAR data[JLR_REFUSAL_DATA_MAX];
} JLR_REFUSAL, *LPJLR_REFUSAL;

#define JLR_REFUSED_BY_APPLICATION 1 /* or the listening socket was closed */
#define JLR_REFUSED_FULL           2 /* JLR_MAX_LEAVES, or the backlog */
#define JLR_REFUSED_VERSION        3 /* the other side speaks no version of the protocol that this one does */
#define JLR_REFUSED_KEY            4 /* one side has a key and the other has none */
#define JLR_REFUSED_PLANE          5 /* the data planes differ, or both are roots or leaves */
#define JLR_REFUSED_UNANSWERED     6 /* who listens there ended the connection: it has another key, as a rule */

typedef struct _JLR_STATISTICS {
    UINT64 messagesSent;
    UINT64 messagesReceived;
    UINT64 datagramsSent;     /* first sendings, once a group */
    UINT64 datagramsReceived; /* taken into the window, repairs included */
    UINT64 heartbeatsSent;
    UINT64 repairsSent;     /* to one leaf */
    UINT64 remulticasts;    /* to all again */
    UINT64 gapsReported;    /* datagrams asked for again */
    UINT64 duplicates;      /* datagrams that were here already */
    UINT64 strangers;       /* datagrams that are not the session's */
    UINT64 badFrames;       /* control connections ended for what they sent */
    UINT64 halfOpenDropped; /* control connections that said nothing in time, or were too many */
    UINT64 refused;         /* requests over a limit, with the wrong key, version or data plane */
    DWORD leaves;           /* now */
    DWORD unicastLeaves;    /* of these, those that no multicast reaches */
} JLR_STATISTICS, *LPJLR_STATISTICS;

/*
 * What has not been delivered. `bytes` is of the socket that is asked, a root: what it has accepted and not
 * every leaf has acknowledged, the length of each message (4 bytes) included. 0: closing it loses nothing.
 * The others are of all roots of this process that were closed. Any socket of the provider tells them.
 */
typedef struct _JLR_UNDELIVERED {
    UINT64 bytes;
    UINT64 lostBytes; /* that a leaf had not got when the lingering ended, summed over the leaves */
    DWORD lostLeaves; /* that had not got all */
    DWORD reserved;   /* 0 */
} JLR_UNDELIVERED, *LPJLR_UNDELIVERED;

#endif
