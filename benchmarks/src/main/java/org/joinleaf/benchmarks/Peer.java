package org.joinleaf.benchmarks;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One way to bring messages from one to many, all in this process. Each message begins with its number, which is looked
 * at when it arrives. One thread may send while another receives.
 */
abstract class Peer implements AutoCloseable {
    /** So many messages {@link #send} takes at most. */
    static final int BATCH = 64;
    /** The longest message. */
    static final int LONGEST = 60_000;
    /** So many bytes {@link #send} takes at most. */
    static final int BATCH_BYTES = 4 * LONGEST;

    private static final long PATIENCE = 20_000_000_000L; // ns

    final int leaves;
    /** Of every message, in bytes. */
    int size;
    /** How many messages were sent; each leaf has received so many. */
    long sent;
    final long[] received;
    private final List<AutoCloseable> opened = new ArrayList<>();

    Peer(int leaves) {
        this.leaves = leaves;
        received = new long[leaves];
    }

    /** From now on messages have so many bytes. All that was sent has been received. */
    void use(int bytes) {
        size = bytes;
    }

    /** Sends so many messages. */
    abstract void send(int count) throws Exception;

    /** Receives at this leaf until it has so many messages. */
    abstract void receive(int leaf, long until) throws Exception;

    final void receiveAll(long until) throws Exception {
        for (int leaf = 0; leaf < leaves; leaf++) {
            receive(leaf, until);
        }
    }

    /** This leaf has received this message. */
    final void take(int leaf, long number) {
        if (number != received[leaf]) {
            throw new IllegalStateException("leaf " + leaf + " received " + number + " in place of " + received[leaf]);
        }
        received[leaf]++;
    }

    /** Waits for what another thread brings about; at first without giving the processor away. */
    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE;
        for (int i = 0; !condition.getAsBoolean(); i++) {
            if (i > 20) {
                Thread.yield();
            }
            if ((i & 1023) == 1023 && System.nanoTime() > end) {
                throw new IllegalStateException("in vain: " + what);
            }
        }
    }

    final <T extends AutoCloseable> T keep(T channel) {
        opened.add(channel);
        return channel;
    }

    /** Closes what was kept, the last one first. */
    @Override
    public void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
