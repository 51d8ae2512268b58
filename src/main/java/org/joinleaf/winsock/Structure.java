package org.joinleaf.winsock;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Memory that is laid out as a structure of 64-bit Windows, on every system: what {@link Winsock} takes where C takes a pointer
 * to one. A member is read by the method of its name, and written by the one with a value, as C does with {@code .}; where C
 * takes an address with {@code &}, {@link #pointer()} gives it. Numbers are in the order that C has them in: a port and an
 * address in network order.
 *
 * <p>Any thread may use one, but what one thread writes another one sees only as Java's memory model says.
 */
public abstract class Structure {
    private final ByteBuffer pointer;
    /** Its own position and limit, whatever users do with the pointer's. */
    private final ByteBuffer memory;
    private final int size;

    /** Memory of its own, all zeros. */
    Structure(int size) {
        this(ByteBuffer.allocateDirect(size), size);
    }

    /** Memory of its own, all zeros, with so many bytes behind the structure. */
    Structure(int size, int room) {
        this(withRoom(size, room), size);
    }

    private static ByteBuffer withRoom(int size, int room) {
        if (room < 0 || room > Integer.MAX_VALUE - size) {
            throw new IllegalArgumentException("room " + room + " is not between 0 and " + (Integer.MAX_VALUE - size));
        }
        return ByteBuffer.allocateDirect(size + room);
    }

    /** The memory from the buffer's position to its limit, which may be more than the structure needs. */
    Structure(ByteBuffer memory, int size) {
        Objects.requireNonNull(memory, "memory");
        if (memory.remaining() < size) {
            throw new IndexOutOfBoundsException(
                    getClass().getSimpleName() + " needs " + size + " bytes, and the memory has " + memory.remaining());
        }
        this.size = size;
        pointer = memory.slice().order(ByteOrder.nativeOrder());
        this.memory = pointer.duplicate().order(ByteOrder.nativeOrder());
    }

    /**
     * Returns the memory, for a parameter where C takes a pointer.
     *
     * @return always the same buffer, in native byte order; functions of {@link Winsock} leave its position at 0
     */
    public final ByteBuffer pointer() {
        return pointer;
    }

    /**
     * Returns the size, as {@code sizeof} does in C.
     *
     * @return a number of bytes
     */
    public final int sizeof() {
        return size;
    }

    final int u16(int at) {
        return Short.toUnsignedInt(memory.getShort(at));
    }

    final void u16(int at, int value, String name) {
        if (value < Short.MIN_VALUE || value > 0xffff) {
            throw new IllegalArgumentException(name + " " + value + " does not fit into 16 bits");
        }
        memory.putShort(at, (short) value);
    }

    final int i32(int at) {
        return memory.getInt(at);
    }

    final void i32(int at, int value) {
        memory.putInt(at, value);
    }

    final long i64(int at) {
        return memory.getLong(at);
    }

    final void i64(int at, long value) {
        memory.putLong(at, value);
    }

    /** A view of some bytes, in native byte order. */
    final ByteBuffer part(int at, int length) {
        return memory.slice(at, length).order(ByteOrder.nativeOrder());
    }

    /** The bytes up to a zero. */
    final String narrow(int at, int room) {
        byte[] bytes = new byte[room];
        memory.get(at, bytes);
        int length = 0;
        while (length < room && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** The UTF-16 up to a zero. */
    final String wide(int at, int room) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < room && memory.getChar(at + i * Character.BYTES) != 0; i++) {
            text.append(memory.getChar(at + i * Character.BYTES));
        }
        return text.toString();
    }
}
