/*
 * The limits and timers of rooted sessions (PROTOCOL.md). A number that one file alone needs, such as those
 * of the rate, stands at that file's head. Times are in microseconds, as everywhere in this folder and above
 * it.
 */
#ifndef JOINLEAF_ROOTED_LIMITS_H
#define JOINLEAF_ROOTED_LIMITS_H

#include <stdint.h>

enum {
    /* The version of the wire protocol that this library speaks. */
    ROOTED_VERSION = 2,

    /* The largest message, in bytes. */
    ROOTED_MESSAGE_MAX = 65536,

    /* The most caller data or callee data, in bytes. */
    ROOTED_CONNECT_DATA_MAX = 4096,

    /* The most provider-specific bytes of a flow specification. */
    ROOTED_QOS_SPECIFIC_MAX = 1024,

    /* The most bytes that an application gives with its refusal. */
    ROOTED_REFUSAL_MAX = 1024,

    /* The bytes of a nonce in HELLO and WELCOME. */
    ROOTED_NONCE = 16,

    /* The bytes of a tag behind a frame or a datagram. */
    ROOTED_TAG = 16,

    /* The shortest and the longest pre-shared key, in bytes. */
    ROOTED_KEY_MIN = 16,
    ROOTED_KEY_MAX = 256,

    /* The largest datagram, in bytes. With its overhead in the kernel it fits a buffer of 8 KiB. The smallest
     * is what an interface with a very small MTU gets. */
    ROOTED_DATAGRAM_MAX = 7680,
    ROOTED_DATAGRAM_MIN = 576,

    /* The window in datagrams, a power of two. The smallest one holds the largest message in the smallest
     * datagrams. */
    ROOTED_WINDOW_MIN = 128,
    ROOTED_WINDOW_DEFAULT = 2048,
    ROOTED_WINDOW_MAX = 4096,

    /* The most ranges of missing datagrams in one NAK. */
    ROOTED_NAK_RANGES = 64,

    /* How many bytes of messages may wait for their turn at a root: what the rate sends in
     * ROOTED_REFILL_TIME, but at least ROOTED_QUEUE_MIN and at most ROOTED_QUEUE_MAX. */
    ROOTED_QUEUE_MIN = 128 * 1024,
    ROOTED_QUEUE_MAX = 512 * 1024,

    /* A repair is not put on a leaf's connection while more bytes than this wait there. */
    ROOTED_REPAIR_BACKLOG = 512 * 1024,

    /* The same for a leaf that gets every datagram on its connection. */
    ROOTED_FEED_BACKLOG = 128 * 1024,

    /* A leaf that may not listen to the group yet gets so many datagrams on its connection, too. */
    ROOTED_FRESH_REPAIRS = 32,

    /* A leaf that has got so many repairs, and no multicast for ROOTED_ALONE_TIME, says that multicast does
     * not reach it. */
    ROOTED_REPAIRS_ALONE = 3,

    /* How many bytes a leaf's socket holds at least, whatever the leaf says. */
    ROOTED_SOCKET_LEAST = 64 * 1024,

    /* With at most so many leaves, a repair for one of them goes to all by multicast. */
    ROOTED_REMULTICAST_FEW = 16,

    /* A datagram is repaired by multicast at most so often for each leaf. After that the leaf gets it on its
     * connection. */
    ROOTED_REMULTICAST_TIMES = 2,

    /* While no leaf says that it hears multicast, though all have been asked, a datagram is repaired by it at
     * most once; and not at all once they have been asked so often. */
    ROOTED_SILENT = 2,

    /* With more leaves, a repair goes to all if so many of them miss the datagram. */
    ROOTED_REMULTICAST_ASKERS = 3,

    /* How many bytes one leaf may have sent that the root's application has not read, and how many the root
     * may have said aside to one leaf that the leaf's application has not read. */
    ROOTED_CREDIT = 3 * 65536,

    /* What a message costs of that credit, in bytes, beside its own bytes. */
    ROOTED_MESSAGE_COST = 64,

    /* If unread messages of leaves that have left take this many bytes of memory or more, a new leaf gets no
     * credit at first. */
    ROOTED_LEFT_MAX = 4 << 20,

    /* How many frames a leaf may send at once, and how many more in each millisecond. MESSAGE and ASIDE
     * frames do not count, because their credit bounds them. */
    ROOTED_FRAMES_MOST = 16384,
    ROOTED_FRAMES_A_MS = 64,

    /* While so many bytes wait on a connection, a leaf puts no more messages on it, and a root no more
     * messages aside. */
    ROOTED_SEND_QUEUE = 2 * 65536,

    /* While so many bytes wait on its connection, a leaf puts no ACK and no NAK there: a root that reads
     * nothing must not fill its memory, and what they say would be out of date. */
    ROOTED_REPORT_QUEUE = 4 * 65536,

    /* How many times a leaf asks, in all, if its connection ends without an answer. */
    ROOTED_JOIN_TRIES = 4,

    /* The longest backlog of a listener. */
    ROOTED_BACKLOG_MAX = 1024,

    /* JLR_MAX_HALF_OPEN and JLR_MAX_LEAVES, until an application sets them. */
    ROOTED_HALF_OPEN_DEFAULT = 1024,
    ROOTED_LEAVES_DEFAULT = 65536,
};

#define ROOTED_MS     INT64_C(1000)
#define ROOTED_SECOND (1000 * ROOTED_MS)

/* The values of these options until an application sets them (joinleaf/rooted.h). */
#define ROOTED_HANDSHAKE_TIME (3 * ROOTED_SECOND)
#define ROOTED_JOIN_TIME      (20 * ROOTED_SECOND)
#define ROOTED_KEEP_ALIVE     (2 * ROOTED_SECOND)
#define ROOTED_DEAD_TIME      (10 * ROOTED_SECOND)
#define ROOTED_SLOW_TIME      (10 * ROOTED_SECOND)
#define ROOTED_LINGER_TIME    (5 * ROOTED_SECOND)

/* The longest patience of an asker. The asked waits for ROOTED_PATIENCE_GRACE longer than the asker, because
 * the asker's CANCEL may never come. */
#define ROOTED_PATIENCE_MAX   (3600 * ROOTED_SECOND)
#define ROOTED_PATIENCE_GRACE (2 * ROOTED_SECOND)

/* Closed sockets may still have something to deliver. If no leaf makes progress for this time, the last
 * WSACleanup does not wait any longer. */
#define ROOTED_CLEANUP_TIME (2 * ROOTED_SECOND)

/* A connection sends again what got lost after a sixth of the dead time at most, so that a network that comes
 * back before it is over is found. Not if that is more than ROOTED_RETRY_TIME: then TCP's own waits serve. It
 * gives up what is not acknowledged for the dead time. */
#define ROOTED_RETRY_SHARE 6
#define ROOTED_RETRY_TIME  (30 * ROOTED_SECOND)

/* How often, at least, a session looks for links whose keep-alive, dead time or patience is over. */
#define ROOTED_SCAN_TIME (250 * ROOTED_MS)

/* How often a root looks whether the MTU of a way has changed. */
#define ROOTED_FIT_TIME (1 * ROOTED_SECOND)

/* A leaf that sends more frames than it may for this time is ended. */
#define ROOTED_FLOOD_TIME (500 * ROOTED_MS)

/* How long an asker rests before it asks a host again that did not answer. One that has missed an ARP request
 * or two may answer the next one. */
#define ROOTED_ASK_REST (500 * ROOTED_MS)

/* How long a listener rests if the system does not give it a connection that waits. */
#define ROOTED_ACCEPT_REST (100 * ROOTED_MS)

/* The round-trip time that is assumed until one is measured. */
#define ROOTED_RTT_UNKNOWN (20 * ROOTED_MS)

/* If there was no new least round-trip time for so long, it is measured anew. */
#define ROOTED_RTT_WINDOW (10 * ROOTED_SECOND)

/* A leaf can say that its round-trip time is longer. Others do not wait longer than this for it. */
#define ROOTED_RTT_BELIEVED (1 * ROOTED_SECOND)

/* A thread may not run for ROOTED_STALL_TIME, and there is still enough under way. If the round-trip time is
 * shorter than ROOTED_NEAR, the leaf is on this host or on the same wire, where threads that wait for a
 * processor matter more: then ROOTED_STALL_NEAR is added. */
#define ROOTED_STALL_TIME (3 * ROOTED_MS)
#define ROOTED_NEAR       (2 * ROOTED_MS)
#define ROOTED_STALL_NEAR (30 * ROOTED_MS)

/* The shortest round of measuring. */
#define ROOTED_ROUND_MIN (2 * ROOTED_MS)

/* An application that is told that there is room is expected to send more within this time. */
#define ROOTED_REFILL_TIME (5 * ROOTED_MS)

/* However low the rate is, a datagram goes out after this time and a round-trip time at the latest. */
#define ROOTED_SLOWEST_TURN (50 * ROOTED_MS)

/* A leaf that has echoed nothing for so long, or for two round-trip times if these are longer, may be one
 * that multicast does not reach. */
#define ROOTED_REACH_TIME (80 * ROOTED_MS)

/* Before a round-trip time is measured, it is taken to be no longer than the handshake took, but not more
 * than this, because a leaf can take its time. */
#define ROOTED_ANSWER_BELIEVED (200 * ROOTED_MS)

/* See ROOTED_REPAIRS_ALONE. If two round-trip times are longer, they count. */
#define ROOTED_ALONE_TIME (200 * ROOTED_MS)

/* How often the root tries by a heartbeat whether multicast reaches a leaf again. */
#define ROOTED_PROBE_TIME (250 * ROOTED_MS)

/* After a datagram that had room for more messages, the next such one waits for the least round-trip time
 * divided by ROOTED_PART_SHARE, but not longer than ROOTED_PART_REST. If that is less than
 * ROOTED_PART_REST_MIN, it does not wait, because no timer wakes in time. */
#define ROOTED_PART_SHARE    64
#define ROOTED_PART_REST     (500)
#define ROOTED_PART_REST_MIN (50)

/* A run of sends: a program hardly does anything else, because each send begins within ROOTED_RUN_GAP of the end
 * of the one before. What such a program has spent in them, at most ROOTED_RUN_MOST, divided by ROOTED_RUN_SHARE,
 * is what a datagram with room for more waits, too. Each microsecond between two sends beyond the gap takes
 * ROOTED_RUN_SHARE microseconds off the run. */
#define ROOTED_RUN_GAP   (4)
#define ROOTED_RUN_SHARE 8
#define ROOTED_RUN_MOST  (800)

/* A turn may come too late by this time: the reactor is not woken if it will wake so soon after the turn is
 * due. */
#define ROOTED_TURN_SLACK (100)

/* If timers are late, datagrams are sent at once to make up for it: those of this time, or of an eighth of
 * the least round-trip time if that is longer and no datagrams queue. */
#define ROOTED_BURST_TIME (1 * ROOTED_MS)

/* How long a leaf may put off an ACK: an eighth of the round-trip time, within these bounds, of which the
 * lower one is ROOTED_ACK_DELAY_LITTLE while nobody waits for the ACK. That is shorter than the first time to
 * a heartbeat, which asks for an ACK. It is no whole number of milliseconds, so that the ACK for one message
 * does not go out just when a later one comes. With many leaves it is ROOTED_ACK_DELAY_MANY or more: the more leaves
 * there are, the fewer ACKs each of them sends, so that about one ACK comes to the root in each
 * ROOTED_ACK_SHARE. */
#define ROOTED_ACK_DELAY        (20 * ROOTED_MS)
#define ROOTED_ACK_DELAY_MIN    (1 * ROOTED_MS)
#define ROOTED_ACK_DELAY_LITTLE (3300)
#define ROOTED_ACK_SHARE        (50)
#define ROOTED_ACK_DELAY_MANY   (100 * ROOTED_MS)

/* Leaves that look again whether an ACK is due do so at multiples of this time: those of one process
 * together. */
#define ROOTED_LOOK_TOGETHER (500)

/* How long a leaf waits before it reports a gap: a quarter of the round-trip time, but between
 * ROOTED_NAK_DELAY_MIN and ROOTED_NAK_DELAY; longer where datagrams come late. It reports the gap again after
 * one and a half round-trip times and ROOTED_NAK_REPEAT_MIN, and then each time after twice as long, up to
 * ROOTED_NAK_REPEAT_MAX or twice the first time, whichever is longer. */
#define ROOTED_NAK_DELAY      (3 * ROOTED_MS)
#define ROOTED_NAK_DELAY_MIN  (500)
#define ROOTED_NAK_REPEAT_MIN (2 * ROOTED_MS)
#define ROOTED_NAK_REPEAT_MAX (400 * ROOTED_MS)

/* A thread of the application reads from the group for a leaf that is to leave it. It is woken, and after this
 * time the leaf tries again. */
#define ROOTED_LEAVE_AGAIN (1 * ROOTED_MS)

/* The first and the longest time between two heartbeats after the last datagram. */
#define ROOTED_HEARTBEAT_MIN (5 * ROOTED_MS)
#define ROOTED_HEARTBEAT_MAX (1000 * ROOTED_MS)

/* A time that never comes, one that has come already, and one so long ago that whatever was to wait since
 * then need not wait any more. A difference to the last one does not overflow. */
#define ROOTED_NEVER    INT64_MAX
#define ROOTED_AT_ONCE  INT64_MIN
#define ROOTED_LONG_AGO (INT64_MIN / 2)

/* Sequences and amounts of credit that the other side names lie below this, so that no sum with them
 * overflows. */
#define ROOTED_NUMBER_END (UINT64_MAX / 2)

#endif
