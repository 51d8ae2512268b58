package org.joinleaf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.joinleaf.internal.natives.ReadyNatives;

/**
 * The keys of a selector: a list, whose SOCKETs lie in memory for {@link ReadyNatives}, and a hash table over it with
 * the SOCKET as key. Finding allocates nothing. Guarded by the selector.
 */
final class KeyTable {
    private static final int LEAST = 8;

    private NetworkKey[] list = new NetworkKey[LEAST];
    private int size;
    /** Open addressing, at most half full. */
    private NetworkKey[] slots = new NetworkKey[2 * LEAST];
    private ByteBuffer sockets = memory(LEAST * Long.BYTES);
    private ByteBuffer ready = memory(LEAST * ReadyNatives.SIZEOF_READY);
    private long socketsAddress = ReadyNatives.address(sockets);
    private long readyAddress = ReadyNatives.address(ready);

    private static ByteBuffer memory(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    int size() {
        return size;
    }

    /** The number of keys that there is room for; at least 1. */
    int capacity() {
        return list.length;
    }

    /**
     * Asks the sockets. Returns how many structures of {@link #ready} are filled, or the
     * complement of a code.
     */
    int readySockets(long group) {
        return ReadyNatives.readySockets(group, socketsAddress, size, readyAddress, list.length);
    }

    /** One structure for each key that there is room for. */
    ByteBuffer ready() {
        return ready;
    }

    NetworkKey[] toArray() {
        return Arrays.copyOf(list, size);
    }

    NetworkKey find(long socket) {
        int mask = slots.length - 1;
        int at = hash(socket) & mask;
        while (slots[at] != null && slots[at].number() != socket) {
            at = at + 1 & mask;
        }
        return slots[at];
    }

    void add(NetworkKey key) {
        if (size == list.length) {
            grow();
        }
        key.index = size;
        list[size] = key;
        sockets.putLong(size * Long.BYTES, key.number());
        size++;
        insert(key);
    }

    private void grow() {
        ByteBuffer more = memory(2 * sockets.capacity());
        ByteBuffer moreReady = memory(2 * ready.capacity());
        NetworkKey[] moreList = Arrays.copyOf(list, 2 * size);
        NetworkKey[] moreSlots = new NetworkKey[2 * slots.length];
        sockets = more.put(0, sockets, 0, sockets.capacity());
        ready = moreReady;
        socketsAddress = ReadyNatives.address(sockets);
        readyAddress = ReadyNatives.address(ready);
        list = moreList;
        slots = moreSlots;
        for (int i = 0; i < size; i++) {
            insert(list[i]);
        }
    }

    private void insert(NetworkKey key) {
        int mask = slots.length - 1;
        int at = hash(key.number()) & mask;
        while (slots[at] != null) {
            at = at + 1 & mask;
        }
        slots[at] = key;
    }

    void remove(NetworkKey key) {
        NetworkKey last = list[--size];
        list[size] = null;
        if (last != key) {
            list[key.index] = last;
            last.index = key.index;
            sockets.putLong(last.index * Long.BYTES, last.number());
        }
        int mask = slots.length - 1;
        int gap = hash(key.number()) & mask;
        while (slots[gap] != key) {
            gap = gap + 1 & mask;
        }
        /* Those behind it that the gap would cut off from their place move up. */
        for (int at = gap + 1 & mask; slots[at] != null; at = at + 1 & mask) {
            int home = hash(slots[at].number()) & mask;
            if ((at - home & mask) >= (at - gap & mask)) {
                slots[gap] = slots[at];
                gap = at;
            }
        }
        slots[gap] = null;
    }

    private static int hash(long socket) {
        long mixed = socket * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32);
    }
}
