package org.joinleaf;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What makes the batches of a {@link MultipointSocket}, {@link MultipointRoot} or {@link MultipointLeaf} cheap. Where
 * nothing of it is in force, a batch is a loop of single calls, and means the same.
 */
public enum BatchMode {
    /** Several datagrams are sent by one system call. */
    SENDS_SEVERAL,

    /**
     * Datagrams of one size are one for the system, which divides them at the end of their way ({@code UDP_SEGMENT},
     * {@code UDP_SEND_MSG_SIZE}). Whether the interface takes that for a size, the first batch of it shows.
     */
    SENDS_SEGMENTS,

    /** Several datagrams are received by one system call. */
    RECEIVES_SEVERAL,

    /** Datagrams that came together stay together: {@link MultipointOptions#COALESCED_RECEIVE} is on. */
    RECEIVES_TOGETHER;

    /** The set of what JOINLEAF_ bits of joinleaf/batch.h say, which are in the order of the constants. */
    static Set<BatchMode> of(int bits) {
        Set<BatchMode> modes = EnumSet.noneOf(BatchMode.class);
        for (BatchMode mode : values()) {
            if ((bits & 1 << mode.ordinal()) != 0) {
                modes.add(mode);
            }
        }
        return Collections.unmodifiableSet(modes);
    }
}
