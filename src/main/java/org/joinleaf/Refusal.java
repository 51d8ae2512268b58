package org.joinleaf;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.joinleaf.internal.memory.Count;
import org.joinleaf.internal.natives.SocketNatives;

/**
 * Why a request to join was refused, as the other side told: JLR_REFUSAL of {@code joinleaf/rooted.h}. Who waits for a
 * root that does not run yet can tell so from one that does not want him, and need not ask again.
 *
 * @see WinsockFailure#refusal()
 */
public final class Refusal implements Serializable {
    /** The most bytes of {@link #data()}. */
    public static final int MOST_DATA = JoinleafOptions.JLR_REFUSAL_DATA_MAX;

    /** What refused the request. */
    public enum Cause {
        /** The application, by {@link Request#reject(int, ByteBuffer)}, or it has closed the listening socket. */
        APPLICATION,
        /** There are as many leaves as {@link RootedOptions#MAX_LEAVES}, or as many requests wait as listen said. */
        FULL,
        /** The other side speaks no version of the protocol that this side does. */
        VERSION,
        /** One side has a {@link RootedOptions#KEY} and the other has none. */
        KEY,
        /** The data planes differ, or both sides are roots, or leaves. */
        DATA_PLANE,
        /**
         * Somebody listens there, and ended the connection without an answer: it has another key, as a rule, or no
         * room for another connection.
         */
        UNANSWERED,
        /** Something else, of a later version. */
        OTHER
    }

    private static final long serialVersionUID = 1L;

    /** Where a JLR_REFUSAL has its members. */
    private static final int NUMBER = 4;
    private static final int LENGTH = 8;
    private static final int DATA = 12;

    /** What refused the request. */
    private final Cause cause;
    /** The number that the application gave. */
    private final int number;
    /** The data that the application gave. */
    private final byte[] data;

    private Refusal(Cause cause, int number, byte[] data) {
        this.cause = cause;
        this.number = number;
        this.data = data;
    }

    private static ByteBuffer memory() {
        return ByteBuffer.allocateDirect(DATA + MOST_DATA).order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer read(long socket) {
        ByteBuffer memory = memory();
        int size = SocketNatives.getsockopt(socket, JoinleafOptions.SOL_JLROOTED, JoinleafOptions.JLR_REFUSAL_NAME,
                memory, 0, memory.capacity());
        return size < DATA || memory.getInt(0) == 0 ? null : memory;
    }

    /** What the last join of an open SOCKET has waited for when it was out of time; null if the provider does not tell. */
    static String waitedFor(long socket, Circumstances about) {
        ByteBuffer memory = read(socket);
        return memory == null ? null : LikelyCause.ofWait(memory.getInt(0), about);
    }

    /** What the last join of an open SOCKET was told; null if nothing, or the provider knows no such option. */
    static Refusal of(long socket) {
        ByteBuffer memory = read(socket);
        if (memory == null) {
            return null;
        }
        Cause[] causes = Cause.values();
        byte[] data = new byte[memory.getInt(LENGTH)];
        memory.get(DATA, data);
        int cause = memory.getInt(0);
        return new Refusal(cause < causes.length ? causes[cause - 1] : Cause.OTHER, memory.getInt(NUMBER), data);
    }

    /** Has the next request that the SOCKET rejects told. Returns 0 or the complement of the code. */
    static int tell(long socket, int number, ByteBuffer data) {
        ByteBuffer memory = memory();
        int length = data.remaining();
        memory.putInt(NUMBER, number).putInt(LENGTH, length).put(DATA, data, data.position(), length);
        return SocketNatives.setsockopt(socket, JoinleafOptions.SOL_JLROOTED, JoinleafOptions.JLR_REFUSAL_NAME,
                memory, 0, DATA + length);
    }

    static ByteBuffer requireShort(ByteBuffer data) {
        if (Objects.requireNonNull(data, "data").remaining() > MOST_DATA) {
            throw new IllegalArgumentException("data has at most " + MOST_DATA + " bytes, not " + data.remaining());
        }
        return data;
    }

    /**
     * Returns what refused the request.
     *
     * @return the cause
     */
    public Cause cause() {
        return cause;
    }

    /**
     * Returns the number that the application gave with its refusal.
     *
     * @return any number; 0 if it gave none
     */
    public int number() {
        return number;
    }

    /**
     * Returns the data that the application gave with its refusal.
     *
     * @return a read-only buffer of its own, of at most {@link #MOST_DATA} bytes; empty if it gave none
     */
    public ByteBuffer data() {
        return ByteBuffer.wrap(data).asReadOnlyBuffer();
    }

    /** For the message of the failure. */
    String text() {
        return switch (cause) {
            case APPLICATION -> number == 0 && data.length == 0
                    ? "The application there rejected the request without a reason, or has closed its socket."
                    : "The application there rejected the request, with the number " + number + " and "
                            + Count.of(data.length, "byte") + " (WinsockFailure.refusal()).";
            case FULL -> "There are as many leaves as RootedOptions.MAX_LEAVES allows, or too many requests wait.";
            case VERSION -> "The other side speaks another version of the protocol.";
            case KEY -> "One side has a RootedOptions.KEY, the other has none.";
            case DATA_PLANE -> "The data planes differ, or both sides are roots, or both are leaves.";
            case UNANSWERED -> "Somebody listens there and ended the connection without an answer: "
                    + "the RootedOptions.KEY differs, it has no room for more connections, or it speaks another protocol.";
            case OTHER -> "The other side refused for a reason that this version does not know.";
        };
    }

    @Override
    public String toString() {
        return "Refusal[" + cause + ", " + number + ", " + Count.of(data.length, "byte") + "]";
    }
}
