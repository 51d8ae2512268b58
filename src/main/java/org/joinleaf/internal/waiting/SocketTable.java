package org.joinleaf.internal.waiting;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.joinleaf.internal.natives.ReadyNatives;

/**
 * The sockets of a selector, each with a key: a list, whose SOCKETs lie in memory for {@link ReadyNatives}, and a hash
 * table over it. Finding allocates nothing. Guarded by the selector, which alone uses it.
 *
 * @param <K> what is kept for each SOCKET
 */
public final class SocketTable<K> {
    private static final int LEAST = 8;
    private static final int NONE = -1;

    private Object[] keys = new Object[LEAST];
    private int size;
    /** Indexes of the list, found by the SOCKET: open addressing, at most half full. */
    private int[] slots = emptySlots(2 * LEAST);
    private ByteBuffer sockets = memory(LEAST * Long.BYTES);
    private ByteBuffer ready = memory(LEAST * ReadyNatives.SIZEOF_READY);
    private long socketsAddress = ReadyNatives.address(sockets);
    private long readyAddress = ReadyNatives.address(ready);

    private static ByteBuffer memory(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private static int[] emptySlots(int count) {
        int[] slots = new int[count];
        Arrays.fill(slots, NONE);
        return slots;
    }

    /** Returns the number of keys. */
    public int size() {
        return size;
    }

    /** Returns the number of keys that there is room for; at least 1. */
    public int capacity() {
        return keys.length;
    }

    /**
     * Asks the sockets.
     *
     * @return how many structures of {@link #ready} are filled, or the complement of a code
     */
    public int readySockets(long group) {
        return ReadyNatives.readySockets(group, socketsAddress, size, readyAddress, keys.length);
    }

    /** Returns memory for one structure for each key that there is room for. */
    public ByteBuffer ready() {
        return ready;
    }

    /** Returns a copy of the keys. */
    @SuppressWarnings("unchecked")
    public List<K> toList() {
        return (List<K>) List.of(Arrays.copyOf(keys, size));
    }

    /** Returns the key of a SOCKET, or null. */
    @SuppressWarnings("unchecked")
    public K find(long socket) {
        int mask = slots.length - 1;
        int at = hash(socket) & mask;
        while (slots[at] != NONE && number(slots[at]) != socket) {
            at = at + 1 & mask;
        }
        return slots[at] == NONE ? null : (K) keys[slots[at]];
    }

    private long number(int index) {
        return sockets.getLong(index * Long.BYTES);
    }

    /** Adds the key of a SOCKET that has none yet. */
    public void add(long socket, K key) {
        if (size == keys.length) {
            grow();
        }
        keys[size] = key;
        sockets.putLong(size * Long.BYTES, socket);
        insert(size);
        size++;
    }

    private void grow() {
        ByteBuffer more = memory(2 * sockets.capacity());
        ByteBuffer moreReady = memory(2 * ready.capacity());
        Object[] moreKeys = Arrays.copyOf(keys, 2 * size);
        int[] moreSlots = emptySlots(2 * slots.length);
        sockets = more.put(0, sockets, 0, sockets.capacity());
        ready = moreReady;
        socketsAddress = ReadyNatives.address(sockets);
        readyAddress = ReadyNatives.address(ready);
        keys = moreKeys;
        slots = moreSlots;
        for (int i = 0; i < size; i++) {
            insert(i);
        }
    }

    private void insert(int index) {
        int mask = slots.length - 1;
        int at = hash(number(index)) & mask;
        while (slots[at] != NONE) {
            at = at + 1 & mask;
        }
        slots[at] = index;
    }

    private int slotOf(int index) {
        int mask = slots.length - 1;
        int at = hash(number(index)) & mask;
        while (slots[at] != index) {
            at = at + 1 & mask;
        }
        return at;
    }

    /** Removes the key of a SOCKET. */
    public void remove(long socket) {
        int mask = slots.length - 1;
        int gap = hash(socket) & mask;
        while (number(slots[gap]) != socket) {
            gap = gap + 1 & mask;
        }
        int index = slots[gap];
        int last = size - 1;
        if (index != last) { // the last one takes its place in the list
            slots[slotOf(last)] = index;
            keys[index] = keys[last];
            sockets.putLong(index * Long.BYTES, number(last));
        }
        keys[last] = null;
        size = last;
        /* Those behind it that the gap would cut off from their place move up. */
        for (int at = gap + 1 & mask; slots[at] != NONE; at = at + 1 & mask) {
            int home = hash(number(slots[at])) & mask;
            if ((at - home & mask) >= (at - gap & mask)) {
                slots[gap] = slots[at];
                gap = at;
            }
        }
        slots[gap] = NONE;
    }

    private static int hash(long socket) {
        long mixed = socket * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32);
    }
}
