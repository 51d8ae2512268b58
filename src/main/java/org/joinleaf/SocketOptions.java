package org.joinleaf;

import static org.joinleaf.JoinleafOptions.*;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.joinleaf.internal.memory.Count;
import org.joinleaf.winsock.SocketAddresses;
import org.joinleaf.winsock.Winsock;

/** The options of a kind of sockets, for one family: one table for each. */
final class SocketOptions {
    private static final OptionRange<Duration> MS_10_TO_MINUTES_10 =
            OptionRange.of(Duration.ofMillis(10), Duration.ofMinutes(10));
    private static final OptionRange<Duration> MS_10_TO_HOUR = OptionRange.of(Duration.ofMillis(10), Duration.ofHours(1));
    private static final OptionRange<Duration> MS_50_TO_HOUR = OptionRange.of(Duration.ofMillis(50), Duration.ofHours(1));
    private static final OptionRange<Integer> ANY_NUMBER = OptionRange.of(0, Integer.MAX_VALUE);
    private static final OptionRange<Integer> BYTE = OptionRange.of(0, 255);

    private static final SocketOptions DATAGRAM4 = datagram(Family.IPV4);
    private static final SocketOptions DATAGRAM6 = datagram(Family.IPV6);
    private static final SocketOptions ROOTED4 = rooted(Family.IPV4);
    private static final SocketOptions ROOTED6 = rooted(Family.IPV6);

    private final Map<SocketOption<?>, OptionEntry<?>> entries = new LinkedHashMap<>();
    private final Map<SocketOption<?>, OptionRange<?>> ranges = new HashMap<>();

    /** Those of sessions without a root. */
    static SocketOptions ofDatagrams(Family family) {
        return family == Family.IPV4 ? DATAGRAM4 : DATAGRAM6;
    }

    /** Those of sessions with a root: some of Winsock's, and our provider's own. */
    static SocketOptions ofRooted(Family family) {
        return family == Family.IPV4 ? ROOTED4 : ROOTED6;
    }

    private static SocketOptions datagram(Family family) {
        SocketOptions table = new SocketOptions();
        boolean four = family == Family.IPV4;
        int level = four ? Winsock.IPPROTO_IP : Winsock.IPPROTO_IPV6;
        table.flag(StandardSocketOptions.SO_REUSEADDR, Winsock.SOL_SOCKET, Winsock.SO_REUSEADDR);
        table.flag(StandardSocketOptions.SO_BROADCAST, Winsock.SOL_SOCKET, Winsock.SO_BROADCAST);
        table.flag(MultipointOptions.EXCLUSIVE_ADDRESS_USE, Winsock.SOL_SOCKET, Winsock.SO_EXCLUSIVEADDRUSE);
        table.number(StandardSocketOptions.SO_SNDBUF, Winsock.SOL_SOCKET, Winsock.SO_SNDBUF, ANY_NUMBER);
        table.number(StandardSocketOptions.SO_RCVBUF, Winsock.SOL_SOCKET, Winsock.SO_RCVBUF, ANY_NUMBER);
        table.time(MultipointOptions.RECEIVE_TIMEOUT, Winsock.SOL_SOCKET, Winsock.SO_RCVTIMEO, null);
        table.time(MultipointOptions.SEND_TIMEOUT, Winsock.SOL_SOCKET, Winsock.SO_SNDTIMEO, null);
        table.add(MultipointOptions.MAX_MESSAGE_SIZE,
                new OptionEntry.Number<>(Winsock.SOL_SOCKET, Winsock.SO_MAX_MSG_SIZE, null, n -> n));
        table.add(MultipointOptions.COALESCED_RECEIVE,
                new OptionEntry.Number<>(Winsock.IPPROTO_UDP, Winsock.UDP_RECV_MAX_COALESCED_SIZE,
                        value -> value ? ReceiveBatch.COALESCED_SLOT : 0, n -> n != 0));
        table.add(MultipointOptions.DROPPED,
                new OptionEntry.Number<>(SOL_JLUDP, JLU_DROPPED, null, Integer::toUnsignedLong));
        for (SocketOption<Boolean> loop : List.of(StandardSocketOptions.IP_MULTICAST_LOOP, MultipointOptions.LOOPBACK)) {
            table.add(loop, ofVersions(family, Winsock.IP_MULTICAST_LOOP, Winsock.IPV6_MULTICAST_LOOP,
                    value -> value ? 1 : 0, n -> n != 0));
        }
        table.byteOfVersions(StandardSocketOptions.IP_MULTICAST_TTL, family, Winsock.IP_MULTICAST_TTL, Winsock.IPV6_MULTICAST_HOPS);
        table.byteOfVersions(StandardSocketOptions.IP_TOS, family, Winsock.IP_TOS, Winsock.IPV6_TCLASS);
        var interface4 = new OptionEntry.Number<>(Winsock.IPPROTO_IP, Winsock.IP_MULTICAST_IF, SocketOptions::index4,
                SocketOptions::interface4);
        table.add(StandardSocketOptions.IP_MULTICAST_IF, four ? interface4 : new OptionEntry.Both<>(
                new OptionEntry.Number<>(level, Winsock.IPV6_MULTICAST_IF, NetworkInterface::getIndex,
                        SocketOptions::interface6), interface4));
        if (!four) {
            table.flag(MultipointOptions.IPV6_ONLY, level, Winsock.IPV6_V6ONLY);
        }
        return table;
    }

    /** One that IPv4 and IPv6 have each under a name of its own, with the same values. */
    private static <T> OptionEntry<T> ofVersions(Family family, int name4, int name6, OptionEntry.ToInt<T> toInt,
            OptionEntry.ToValue<T> toValue) {
        var four = new OptionEntry.Number<>(Winsock.IPPROTO_IP, name4, toInt, toValue);
        return family == Family.IPV4 ? four
                : new OptionEntry.Both<>(new OptionEntry.Number<>(Winsock.IPPROTO_IPV6, name6, toInt, toValue), four);
    }

    private void byteOfVersions(SocketOption<Integer> option, Family family, int name4, int name6) {
        ranges.put(option, BYTE);
        add(option, ofVersions(family, name4, name6, value -> number(option, value, BYTE), n -> n));
    }

    /** The socket is for both families from now on: what was set for datagrams of IPv6 holds for those of IPv4, too. */
    static void shareWithIpv4(SessionSocket socket) throws IOException {
        for (SocketOption<?> option : DATAGRAM6.entries.keySet()) {
            if (DATAGRAM6.entries.get(option) instanceof OptionEntry.Both<?>) {
                DATAGRAM6.share(socket, option);
            }
        }
    }

    private <T> void share(SessionSocket socket, SocketOption<T> option) throws IOException {
        T value;
        try {
            value = read(socket, option);
        } catch (WinsockException e) {
            if (e.code() == Winsock.WSAENOPROTOOPT) {
                return; /* a Windows without IPV6_TCLASS: it was never set */
            }
            throw e;
        }
        if (value != null) {
            write(socket, option, value);
        }
    }

    private static SocketOptions rooted(Family family) {
        SocketOptions table = new SocketOptions();
        SocketOptions datagram = ofDatagrams(family);
        table.addFrom(datagram, StandardSocketOptions.SO_REUSEADDR, MultipointOptions.EXCLUSIVE_ADDRESS_USE,
                StandardSocketOptions.SO_SNDBUF, StandardSocketOptions.SO_RCVBUF, MultipointOptions.RECEIVE_TIMEOUT,
                MultipointOptions.SEND_TIMEOUT, MultipointOptions.MAX_MESSAGE_SIZE,
                StandardSocketOptions.IP_MULTICAST_TTL, StandardSocketOptions.IP_MULTICAST_IF);
        table.add(RootedOptions.KEY,
                new OptionEntry.Block<byte[]>(SOL_JLROOTED, JLR_KEY, JLR_KEY_MAX, SocketOptions::putKey, null));
        table.add(RootedOptions.GROUP, new OptionEntry.Block<>(SOL_JLROOTED, JLR_GROUP, Winsock.SIZEOF_SOCKADDR_IN6,
                (target, group) -> putGroup(family, target, group), SocketAddresses::get));
        table.number(RootedOptions.WINDOW, SOL_JLROOTED, JLR_WINDOW, OptionRange.powersOfTwo(128, 4096));
        table.number(RootedOptions.MAX_LEAVES, SOL_JLROOTED, JLR_MAX_LEAVES, OptionRange.of(1, 1 << 20));
        table.number(RootedOptions.LEAST_RATE, SOL_JLROOTED, JLR_LEAST_RATE, OptionRange.of(0, Integer.MAX_VALUE));
        table.number(RootedOptions.MAX_HALF_OPEN, SOL_JLROOTED, JLR_MAX_HALF_OPEN, OptionRange.of(1, 1 << 16));
        table.time(RootedOptions.HANDSHAKE_TIMEOUT, SOL_JLROOTED, JLR_HANDSHAKE_TIMEOUT, MS_10_TO_MINUTES_10);
        table.time(RootedOptions.JOIN_TIMEOUT, SOL_JLROOTED, JLR_JOIN_TIMEOUT, MS_10_TO_HOUR);
        table.time(RootedOptions.KEEP_ALIVE, SOL_JLROOTED, JLR_KEEP_ALIVE, MS_10_TO_HOUR);
        table.time(RootedOptions.DEAD_TIMEOUT, SOL_JLROOTED, JLR_DEAD_TIMEOUT, MS_50_TO_HOUR);
        table.time(RootedOptions.SLOW_TIMEOUT, SOL_JLROOTED, JLR_SLOW_TIMEOUT, MS_50_TO_HOUR);
        table.time(RootedOptions.LINGER_TIMEOUT, SOL_JLROOTED, JLR_LINGER_TIMEOUT, MS_10_TO_MINUTES_10);
        table.add(RootedOptions.STATISTICS, new OptionEntry.Block<>(SOL_JLROOTED, JLR_STATISTICS_NAME,
                RootedStatistics.SIZE, null, (source, length) -> RootedStatistics.read(source)));
        table.add(RootedOptions.UNDELIVERED, new OptionEntry.Block<>(SOL_JLROOTED, JLR_UNDELIVERED_NAME,
                RootedUndelivered.SIZE, null, (source, length) -> RootedUndelivered.read(source)));
        return table;
    }

    Set<SocketOption<?>> supported() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    <T> void write(SessionSocket socket, SocketOption<T> option, T value) throws IOException {
        OptionEntry<T> entry = get(socket, option);
        if (!entry.isWritable()) {
            throw new UnsupportedOperationException(option.name() + " of " + kind(socket) + " is read only");
        }
        if (!option.type().isInstance(value)) {
            throw new IllegalArgumentException(option.name() + " cannot be " + value);
        }
        long number = socket.handle.enter();
        try {
            int result = entry.write(number, value);
            if (result < 0) {
                NetworkInterface by = value instanceof NetworkInterface chosen ? chosen : null;
                String call = "setsockopt " + option.name() + shown(value) + brokenRule(socket, number, option, value, ~result);
                throw socket.failure(by == null ? Operation.OTHER : Operation.MEMBERSHIP, call, ~result,
                        new Circumstances(socket, null, by));
            }
        } finally {
            socket.exit();
        }
    }

    /** The rule that a value breaks which was refused with this code, in brackets; nothing if none is known. */
    private <T> String brokenRule(SessionSocket socket, long number, SocketOption<T> option, T value, int code)
            throws IOException {
        if (code == Winsock.WSAEADDRNOTAVAIL && option.equals(RootedOptions.GROUP)) {
            return " (it is the address of a group)";
        }
        if (code != Winsock.WSAEINVAL) {
            return "";
        }
        String outside = outside(option, value);
        if (!outside.isEmpty()) {
            return outside;
        }
        String conflict = OptionConflicts.with(option, value, other -> readIfThere(socket, other, number));
        if (conflict.isEmpty() && OptionConflicts.isForBinding(option) && socket.getLocalAddress() != null) {
            return " (it is set before the socket is bound)";
        }
        return conflict;
    }

    /** Without the bytes of a key: nobody is to read them in a log. */
    private static String shown(Object value) {
        return value instanceof byte[] key ? " of " + Count.of(key.length, "byte")
                : " " + (value instanceof InetSocketAddress address ? NetworkSocket.text(address) : value);
    }

    /** Returns the range in words, if that is why a value was refused; else nothing. */
    private String outside(SocketOption<?> option, Object value) {
        if (value instanceof byte[] key) {
            return key.length > 0 && key.length < JLR_KEY_MIN ? " (it has " + JLR_KEY_MIN + " to " + JLR_KEY_MAX + ")" : "";
        }
        OptionRange<?> range = ranges.get(option);
        return range == null || range.takes(value) ? "" : " (it is " + range + ")";
    }

    <T> T read(SessionSocket socket, SocketOption<T> option) throws IOException {
        OptionEntry<T> entry = get(socket, option);
        if (!entry.isReadable()) {
            throw new UnsupportedOperationException(option.name() + " of " + kind(socket) + " is write only");
        }
        long number = socket.handle.enter();
        try {
            return entry.read(socket, option, number);
        } finally {
            socket.exit();
        }
    }

    private <T> T readIfThere(SessionSocket socket, SocketOption<T> option, long number) throws IOException {
        return entries.containsKey(option) ? get(socket, option).read(socket, option, number) : null;
    }

    @SuppressWarnings("unchecked")
    <T> OptionEntry<T> get(SessionSocket socket, SocketOption<T> option) {
        OptionEntry<T> entry = (OptionEntry<T>) entries.get(option);
        if (entry == null) {
            throw new UnsupportedOperationException(kind(socket) + " has no option " + option.name());
        }
        return entry;
    }

    /** "a MultipointSocket of IPv4" */
    private static String kind(SessionSocket socket) {
        return "a " + socket.getClass().getSimpleName() + " of " + socket.family.text();
    }

    private <T> void add(SocketOption<T> option, OptionEntry<T> entry) {
        entries.put(option, entry);
    }

    private void addFrom(SocketOptions other, SocketOption<?>... some) {
        for (SocketOption<?> option : some) {
            entries.put(option, other.entries.get(option));
            ranges.put(option, other.ranges.get(option));
        }
    }

    private void flag(SocketOption<Boolean> option, int level, int name) {
        add(option, new OptionEntry.Number<>(level, name, value -> value ? 1 : 0, n -> n != 0));
    }

    private void number(SocketOption<Integer> option, int level, int name, OptionRange<Integer> range) {
        ranges.put(option, range);
        add(option, new OptionEntry.Number<>(level, name, value -> number(option, value, range), n -> n));
    }

    /** No range: any time, but no more than the number of milliseconds has room for. */
    private void time(SocketOption<Duration> option, int level, int name, OptionRange<Duration> range) {
        ranges.put(option, range);
        add(option, new OptionEntry.Number<>(level, name, value -> milliseconds(option, value),
                n -> Duration.ofMillis(Integer.toUnsignedLong(n))));
    }

    /** What a DWORD or an int can be is Winsock's to judge. */
    private static int number(SocketOption<?> option, int value, OptionRange<Integer> range) {
        if (value < 0 || range == BYTE && !range.takes(value)) {
            throw new IllegalArgumentException(option.name() + " is " + range + ", not " + value);
        }
        return value;
    }

    private static int milliseconds(SocketOption<?> option, Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(option.name() + " is not negative: " + time);
        }
        boolean most = time.getSeconds() > Integer.MAX_VALUE / 1000 - 1;
        return most ? Integer.MAX_VALUE : (int) time.plusNanos(999_999).toMillis();
    }

    private static void putKey(ByteBuffer target, byte[] key) {
        if (key.length > JLR_KEY_MAX) {
            throw new IllegalArgumentException("KEY has at most " + JLR_KEY_MAX + " bytes, not " + key.length);
        }
        target.put(key);
    }

    private static void putGroup(Family family, ByteBuffer target, InetSocketAddress group) throws WinsockException {
        if (Family.of(NetworkSocket.inet("group", group).getAddress()) != family) {
            throw new WinsockException("setsockopt GROUP " + NetworkSocket.text(group), Winsock.WSAEAFNOSUPPORT);
        }
        target.position(SocketAddresses.put(target, group));
    }

    /**
     * As IP_MULTICAST_IF takes it: an index as an address 0.x.x.x, in network byte order. A sub-interface such as eth0:1
     * shares its index with its parent, and is named by its own address: that is what is sent from.
     */
    private static int index4(NetworkInterface networkInterface) {
        if (networkInterface.isVirtual()) {
            for (InetAddress address : Collections.list(networkInterface.getInetAddresses())) {
                if (address instanceof Inet4Address) {
                    return Winsock.htonl(ByteBuffer.wrap(address.getAddress()).getInt());
                }
            }
        }
        return Winsock.htonl(networkInterface.getIndex());
    }

    private static NetworkInterface interface4(int number) throws SocketException {
        int address = Winsock.ntohl(number);
        if (address >>> 24 == 0) {
            return interface6(address);
        }
        byte[] bytes = ByteBuffer.allocate(4).order(ByteOrder.BIG_ENDIAN).putInt(address).array();
        try {
            return NetworkInterface.getByInetAddress(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static NetworkInterface interface6(int index) throws SocketException {
        return index == 0 ? null : NetworkInterface.getByIndex(index);
    }
}
