package org.joinleaf.winsock;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.joinleaf.internal.memory.Memory;

/** Winsock's fd_set and TIMEVAL in a ByteBuffer, in native byte order. */
final class FdSet {
    /** Where the sockets are. */
    private static final int ARRAY = 8;

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

    static void zero(ByteBuffer set) {
        view(set, Winsock.SIZEOF_FD_SET).putInt(0, 0);
    }

    /** Nothing changes if the socket is there, or the set full. */
    static void add(long socket, ByteBuffer set) {
        ByteBuffer view = view(set, Winsock.SIZEOF_FD_SET);
        int count = count(view);
        if (index(socket, set) < 0 && count < Winsock.FD_SETSIZE) {
            view.putLong(ARRAY + count * Long.BYTES, socket).putInt(0, count + 1);
        }
    }

    static void remove(long socket, ByteBuffer set) {
        ByteBuffer view = view(set, Winsock.SIZEOF_FD_SET);
        int index = index(socket, set);
        if (index >= 0) {
            int count = count(view) - 1;
            for (int i = index; i < count; i++) {
                view.putLong(ARRAY + i * Long.BYTES, view.getLong(ARRAY + (i + 1) * Long.BYTES));
            }
            view.putInt(0, count);
        }
    }

    /** The socket's place, or -1. */
    static int index(long socket, ByteBuffer set) {
        ByteBuffer view = view(set, Winsock.SIZEOF_FD_SET);
        for (int i = 0; i < count(view); i++) {
            if (view.getLong(ARRAY + i * Long.BYTES) == socket) {
                return i;
            }
        }
        return -1;
    }

    private static int count(ByteBuffer view) {
        return Math.max(0, Math.min(Winsock.FD_SETSIZE, view.getInt(0)));
    }

    private static ByteBuffer view(ByteBuffer set, int length) {
        Objects.requireNonNull(set, "set");
        return set.slice(set.position(), length).order(ByteOrder.nativeOrder());
    }
}
