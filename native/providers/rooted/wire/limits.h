/* Every limit and timer of the protocol (PROTOCOL.md). Times are in microseconds, as everywhere in this
 * folder. */
#ifndef JOINLEAF_ROOTED_LIMITS_H
#define JOINLEAF_ROOTED_LIMITS_H

#include <stdint.h>

enum {
    ROOTED_VERSION = 2,

    ROOTED_MESSAGE_MAX = 65536,
    ROOTED_CONNECT_DATA_MAX = 4096,
    ROOTED_QOS_SPECIFIC_MAX = 1024,
    ROOTED_NONCE = 16,
    ROOTED_TAG = 16,
    ROOTED_KEY_MIN = 16, /* bytes of a pre-shared key */
    ROOTED_KEY_MAX = 256,

    /* A datagram with its kernel overhead fits a buffer of 8 KiB, wherever the MTU allows it. */
    ROOTED_DATAGRAM_MAX = 7680,
    ROOTED_DATAGRAM_MIN = 576,

    /* In datagrams, powers of two. The smallest holds the largest message in the smallest fragments. */
    ROOTED_WINDOW_MIN = 128,
    ROOTED_WINDOW_DEFAULT = 2048,
    ROOTED_WINDOW_MAX = 4096,
    ROOTED_NAK_RANGES = 64,
    ROOTED_QUEUE_MIN = 128 * 1024,      /* bytes that a root may hold before their turn, */
    ROOTED_QUEUE_MAX = 512 * 1024,      /* as the rate is */
    ROOTED_REPAIR_BACKLOG = 512 * 1024, /* repairs wait no longer than this many bytes on a connection */
    ROOTED_FEED_BACKLOG = 128 * 1024,   /* the same for a leaf that gets all on it */
    ROOTED_REPAIRS_ALONE = 3,           /* and no multicast since: see ROOTED_ALONE_TIME */
    ROOTED_REMULTICAST_FEW = 16,        /* so many leaves are few: what one of them misses all get again */
    ROOTED_REMULTICAST_TIMES = 2,       /* so often a leaf; after that, it gets it on its connection */
    ROOTED_REMULTICAST_ASKERS = 3,      /* of more leaves, so many must miss it */

    ROOTED_CREDIT = 3 * 65536,  /* bytes that one leaf may have under way to the root's application */
    ROOTED_MESSAGE_COST = 64,   /* of credit, beside a message's bytes */
    ROOTED_LEFT_MAX = 4 << 20,  /* bytes of messages of leaves that have left, before a new leaf gets none */
    ROOTED_FRAMES_MOST = 16384, /* that a leaf may send at once, messages aside, */
    ROOTED_FRAMES_A_MS = 64,    /* and in each millisecond */
    ROOTED_SEND_QUEUE = 2 * 65536, /* bytes that a leaf keeps when its connection takes no more */

    ROOTED_BACKLOG_MAX = 1024,
    ROOTED_HALF_OPEN_DEFAULT = 1024,
    ROOTED_LEAVES_DEFAULT = 65536,
    ROOTED_INTERFACES_MAX = 16, /* interfaces that one session sends on */
};

#define ROOTED_MS     INT64_C(1000)
#define ROOTED_SECOND (1000 * ROOTED_MS)

#define ROOTED_HANDSHAKE_TIME (3 * ROOTED_SECOND)
#define ROOTED_JOIN_TIME      (20 * ROOTED_SECOND)
#define ROOTED_PATIENCE_MAX   (3600 * ROOTED_SECOND)
#define ROOTED_PATIENCE_GRACE (2 * ROOTED_SECOND) /* for a CANCEL that never came */
#define ROOTED_KEEP_ALIVE     (2 * ROOTED_SECOND)
#define ROOTED_DEAD_TIME      (10 * ROOTED_SECOND)
#define ROOTED_SLOW_TIME      (10 * ROOTED_SECOND)
#define ROOTED_LINGER_TIME    (5 * ROOTED_SECOND)

#define ROOTED_CLEANUP_TIME                                                                                  \
    (2 * ROOTED_SECOND)                      /* what WSACleanup waits for what closed sockets still owe      \
                                              */
#define ROOTED_SCAN_TIME   (250 * ROOTED_MS) /* how often keep-alive and patience are looked at */
#define ROOTED_ACCEPT_REST (100 * ROOTED_MS) /* after the system had no descriptor for a connection */

#define ROOTED_RTT_UNKNOWN (20 * ROOTED_MS)     /* taken for it until it is measured */
#define ROOTED_RTT_WINDOW  (10 * ROOTED_SECOND) /* after so long the least one is looked for again */
#define ROOTED_RTT_BELIEVED                                                                                  \
    (1 * ROOTED_SECOND)                     /* what others wait for is no longer, whatever a leaf says       \
                                             */
#define ROOTED_STALL_TIME  (3 * ROOTED_MS)  /* for so long a thread may not run, and the path stays full */
#define ROOTED_NEAR        (2 * ROOTED_MS)  /* a shorter round-trip time is that of one host or one wire, */
#define ROOTED_STALL_NEAR  (30 * ROOTED_MS) /* where threads that wait for a processor matter more */
#define ROOTED_ROUND_MIN   (2 * ROOTED_MS)  /* a round of measuring takes as long at least */
#define ROOTED_REFILL_TIME (5 * ROOTED_MS)  /* so soon an application puts more, once it may */
#define ROOTED_SLOWEST_TURN                                                                                  \
    (50 * ROOTED_MS) /* and a round-trip time: a datagram goes out so often at least */
#define ROOTED_FLOOD_TIME                                                                                    \
    (500 * ROOTED_MS) /* a leaf that sends more frames than it may for so long is ended */
#define ROOTED_REACH_TIME     (80 * ROOTED_MS) /* a leaf that echoes nothing for so long may not be reached */
#define ROOTED_ALONE_TIME     (200 * ROOTED_MS) /* and no multicast for so long: a leaf asks for repairs only */
#define ROOTED_PROBE_TIME     (250 * ROOTED_MS) /* so often it is tried whether it is again */
#define ROOTED_TURN_SLACK     (100)             /* a turn that comes so much late is in time */
#define ROOTED_BURST_TIME     (1 * ROOTED_MS)   /* so much that timers were late is made up for */
#define ROOTED_ACK_DELAY      (20 * ROOTED_MS)
#define ROOTED_ACK_DELAY_MIN  (1 * ROOTED_MS)
#define ROOTED_ACK_SHARE      (50) /* so long one of many leaves keeps the others from acknowledging */
#define ROOTED_ACK_DELAY_MANY (100 * ROOTED_MS)
#define ROOTED_NAK_DELAY      (3 * ROOTED_MS)
#define ROOTED_NAK_DELAY_MIN  (500)
#define ROOTED_NAK_REPEAT_MIN (2 * ROOTED_MS)
#define ROOTED_NAK_REPEAT_MAX (400 * ROOTED_MS)
#define ROOTED_HEARTBEAT_MIN  (5 * ROOTED_MS)
#define ROOTED_HEARTBEAT_MAX  (1000 * ROOTED_MS)

#define ROOTED_NEVER INT64_MAX

#endif
