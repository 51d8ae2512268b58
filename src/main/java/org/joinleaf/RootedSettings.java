package org.joinleaf;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.winsock.SocketAddresses;
import org.joinleaf.winsock.Winsock;

/** The options of sockets of sessions with a root: those of Winsock's that they have, and our provider's own. */
final class RootedSettings {
    private static final int SOL_JLROOTED = 0x4a4c;
    private static final int JLR_KEY = 1;
    private static final int JLR_GROUP = 2;
    private static final int JLR_STATISTICS = 12;
    private static final int KEY_MAX = 256;

    private static final RootedSettings IPV4 = new RootedSettings(Family.IPV4);
    private static final RootedSettings IPV6 = new RootedSettings(Family.IPV6);

    private final SocketOptions numbers;
    private final Map<SocketOption<?>, Block<?>> blocks = new LinkedHashMap<>();
    private final Set<SocketOption<?>> supported = new LinkedHashSet<>();

    /** An option that is more than a number. */
    private record Block<T>(int number, int room, Writer<T> writer, Reader<T> reader) {
    }

    /** Puts a value at the buffer's position, and moves that. */
    private interface Writer<T> {
        void put(ByteBuffer target, T value) throws IOException;
    }

    /** Reads a value of a length from the buffer's start. */
    private interface Reader<T> {
        T get(ByteBuffer source, int length);
    }

    private RootedSettings(Family family) {
        numbers = SocketOptions.of(family).only(StandardSocketOptions.SO_REUSEADDR,
                MultipointOptions.EXCLUSIVE_ADDRESS_USE, StandardSocketOptions.SO_SNDBUF,
                StandardSocketOptions.SO_RCVBUF, MultipointOptions.RECEIVE_TIMEOUT, MultipointOptions.SEND_TIMEOUT,
                MultipointOptions.MAX_MESSAGE_SIZE, StandardSocketOptions.IP_MULTICAST_TTL,
                StandardSocketOptions.IP_MULTICAST_IF);
        number(RootedOptions.WINDOW, 3);
        number(RootedOptions.MAX_LEAVES, 4);
        number(RootedOptions.MAX_HALF_OPEN, 5);
        time(RootedOptions.HANDSHAKE_TIMEOUT, 6);
        time(RootedOptions.JOIN_TIMEOUT, 7);
        time(RootedOptions.KEEP_ALIVE, 8);
        time(RootedOptions.DEAD_TIMEOUT, 9);
        time(RootedOptions.SLOW_TIMEOUT, 10);
        time(RootedOptions.LINGER_TIMEOUT, 11);
        blocks.put(RootedOptions.KEY, new Block<byte[]>(JLR_KEY, KEY_MAX, RootedSettings::putKey, null));
        blocks.put(RootedOptions.GROUP, new Block<>(JLR_GROUP, Winsock.SIZEOF_SOCKADDR_IN6,
                (target, group) -> putGroup(family, target, group), SocketAddresses::get));
        blocks.put(RootedOptions.STATISTICS, new Block<>(JLR_STATISTICS, RootedStatistics.SIZE, null,
                (source, length) -> RootedStatistics.read(source)));
        supported.addAll(numbers.supported());
        supported.addAll(blocks.keySet());
    }

    private void number(SocketOption<Integer> option, int number) {
        numbers.number(option, SOL_JLROOTED, number, Integer.MAX_VALUE);
    }

    private void time(SocketOption<Duration> option, int number) {
        numbers.time(option, SOL_JLROOTED, number);
    }

    private static void putKey(ByteBuffer target, byte[] key) {
        if (key.length > KEY_MAX) {
            throw new IllegalArgumentException("a key has at most " + KEY_MAX + " bytes, not " + key.length);
        }
        target.put(key);
    }

    private static void putGroup(Family family, ByteBuffer target, InetSocketAddress group) throws WinsockException {
        if (Family.of(SessionSocket.inet(group).getAddress()) != family) {
            throw new WinsockException("group " + SessionSocket.text(group), Winsock.WSAEAFNOSUPPORT);
        }
        target.position(SocketAddresses.put(target, group));
    }

    static RootedSettings of(Family family) {
        return family == Family.IPV4 ? IPV4 : IPV6;
    }

    Set<SocketOption<?>> supported() {
        return Collections.unmodifiableSet(supported);
    }

    @SuppressWarnings("unchecked")
    private <T> Block<T> block(SocketOption<T> option) {
        return (Block<T>) blocks.get(option);
    }

    <T> void write(SessionSocket socket, SocketOption<T> option, T value) throws IOException {
        Block<T> block = block(option);
        if (block == null) {
            socket.writeOption(numbers, option, value);
            return;
        }
        if (block.writer() == null) {
            throw new UnsupportedOperationException(option.name() + " is read only");
        }
        if (!option.type().isInstance(value)) {
            throw new IllegalArgumentException(option.name() + " cannot be " + value);
        }
        ByteBuffer memory = memory(block);
        block.writer().put(memory, value);
        long number = socket.handle.enter();
        try {
            int result = SocketNatives.setsockopt(number, SOL_JLROOTED, block.number(), memory, 0, memory.position());
            if (result < 0) {
                throw socket.failure(Operation.OTHER, "setsockopt " + option.name(), ~result); // without the value: it may be the key
            }
        } finally {
            memory.put(0, new byte[memory.capacity()]);
            socket.exit();
        }
    }

    <T> T read(SessionSocket socket, SocketOption<T> option) throws IOException {
        Block<T> block = block(option);
        if (block == null) {
            return socket.readOption(numbers, option);
        }
        if (block.reader() == null) {
            throw new UnsupportedOperationException(option.name() + " is write only");
        }
        ByteBuffer memory = memory(block);
        long number = socket.handle.enter();
        try {
            int result = SocketNatives.getsockopt(number, SOL_JLROOTED, block.number(), memory, 0, memory.capacity());
            if (result < 0) {
                throw socket.failure(Operation.OTHER, "getsockopt " + option.name(), ~result);
            }
            return block.reader().get(memory, result);
        } finally {
            socket.exit();
        }
    }

    private static ByteBuffer memory(Block<?> block) {
        return ByteBuffer.allocateDirect(block.room()).order(ByteOrder.nativeOrder());
    }
}
