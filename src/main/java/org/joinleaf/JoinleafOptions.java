package org.joinleaf;

/**
 * The numbers of joinleaf's own extensions of Winsock, under the names that {@code joinleaf/rooted.h} and {@code
 * joinleaf/udp.h} give them.
 */
final class JoinleafOptions {
    /** The protocol of sessions with a root whose data plane is rooted, too. */
    static final int JLPROTO_ROOTED = 0x4a4c_0001;

    /** The level of the options of sessions with a root. */
    static final int SOL_JLROOTED = 0x4a4c;
    static final int JLR_KEY = 1;
    static final int JLR_GROUP = 2;
    static final int JLR_WINDOW = 3;
    static final int JLR_MAX_LEAVES = 4;
    static final int JLR_MAX_HALF_OPEN = 5;
    static final int JLR_HANDSHAKE_TIMEOUT = 6;
    static final int JLR_JOIN_TIMEOUT = 7;
    static final int JLR_KEEP_ALIVE = 8;
    static final int JLR_DEAD_TIMEOUT = 9;
    static final int JLR_SLOW_TIMEOUT = 10;
    static final int JLR_LINGER_TIMEOUT = 11;
    static final int JLR_STATISTICS_NAME = 12;
    static final int JLR_LEAST_RATE = 13;
    static final int JLR_UNDELIVERED_NAME = 14;
    static final int JLR_MEMBER = 15;
    static final int JLR_BEHIND_NAME = 16;
    static final int JLR_REFUSAL_NAME = 17;

    /** Bytes that these options, and caller data and callee data, have at least and at most. */
    static final int JLR_KEY_MIN = 16;
    static final int JLR_KEY_MAX = 256;
    static final int JLR_CONNECT_DATA_MAX = 4096;
    static final int JLR_REFUSAL_DATA_MAX = 1024;

    /** What a join has waited for that was out of time. */
    static final int JLR_WAITED_FOR_CONNECTION = 7;
    static final int JLR_WAITED_FOR_WELCOME = 8;
    static final int JLR_WAITED_FOR_DECISION = 9;
    static final int JLR_WAITED_FOR_START = 10;

    /** A flag of sends and receives in sessions with a root. */
    static final int JLR_MSG_ASIDE = 0x0010_0000;

    /** The level of the options of UDP on Linux. */
    static final int SOL_JLUDP = 0x4a4d;
    static final int JLU_DROPPED = 1;
    static final int JLU_JOINED = 2;
    static final int JLU_MEMBER = 3;
    static final int JLU_INTERFACE = 4;

    private JoinleafOptions() {
    }
}
