package org.joinleaf.winsock;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.joinleaf.internal.memory.Memory;

/** Winsock's fd_set and TIMEVAL in a ByteBuffer, in native byte order. */
final class FdSet {
    private FdSet() {
    }

    /** True for a whole structure that can be written and counts no more sockets than it has room for. */
    static boolean valid(ByteBuffer set) {
        if (!Memory.writable(set, Winsock.SIZEOF_FD_SET)) {
            return false;
        }
        int count = view(set, Winsock.SIZEOF_FD_SET).getInt(0);
        return count >= 0 && count <= Winsock.FD_SETSIZE;
    }

    /** A direct copy, whose count cannot be changed by others any more. */
    static ByteBuffer copy(ByteBuffer set) {
        ByteBuffer copy = ByteBuffer.allocateDirect(Winsock.SIZEOF_FD_SET).order(ByteOrder.nativeOrder());
        copy.put(0, set, set.position(), Winsock.SIZEOF_FD_SET);
        copy.putInt(0, Math.max(0, Math.min(Winsock.FD_SETSIZE, copy.getInt(0))));
        return copy;
    }

    /** Returns a TIMEVAL in microseconds, or a negative number if it is not valid. */
    static long microseconds(ByteBuffer timeval) {
        ByteBuffer view = view(timeval, 8);
        int seconds = view.getInt(0);
        int rest = view.getInt(4);
        return seconds < 0 || rest < 0 ? -1 : TimeUnit.SECONDS.toMicros(seconds) + rest;
    }

    private static ByteBuffer view(ByteBuffer buffer, int length) {
        return buffer.slice(buffer.position(), length).order(ByteOrder.nativeOrder());
    }
}
