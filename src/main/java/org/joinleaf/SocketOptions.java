package org.joinleaf;

import java.net.InetAddress;
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
import java.util.Map;
import java.util.Set;
import org.joinleaf.winsock.Winsock;

/** The socket options of one family: how each is written as Winsock's int and read back. */
final class SocketOptions {
    private static final SocketOptions IPV4 = new SocketOptions(Family.IPV4);
    private static final SocketOptions IPV6 = new SocketOptions(Family.IPV6);

    private final Map<SocketOption<?>, Entry<?>> entries = new HashMap<>();

    /** One option: where it lives, and how its value becomes an int and back. */
    record Entry<T>(int level, int number, ToInt<T> toInt, ToValue<T> toValue) {
    }

    /** Gives the int of a value, or refuses it with an IllegalArgumentException. */
    interface ToInt<T> {
        int of(T value);
    }

    /** Gives the value of an int. */
    interface ToValue<T> {
        T of(int number) throws SocketException;
    }

    private SocketOptions(Family family) {
        boolean four = family == Family.IPV4;
        int level = four ? Winsock.IPPROTO_IP : Winsock.IPPROTO_IPV6;
        flag(StandardSocketOptions.SO_REUSEADDR, Winsock.SOL_SOCKET, Winsock.SO_REUSEADDR);
        flag(StandardSocketOptions.SO_BROADCAST, Winsock.SOL_SOCKET, Winsock.SO_BROADCAST);
        flag(MultipointOptions.EXCLUSIVE_ADDRESS_USE, Winsock.SOL_SOCKET, Winsock.SO_EXCLUSIVEADDRUSE);
        number(StandardSocketOptions.SO_SNDBUF, Winsock.SOL_SOCKET, Winsock.SO_SNDBUF, Integer.MAX_VALUE);
        number(StandardSocketOptions.SO_RCVBUF, Winsock.SOL_SOCKET, Winsock.SO_RCVBUF, Integer.MAX_VALUE);
        time(MultipointOptions.RECEIVE_TIMEOUT, Winsock.SOL_SOCKET, Winsock.SO_RCVTIMEO);
        time(MultipointOptions.SEND_TIMEOUT, Winsock.SOL_SOCKET, Winsock.SO_SNDTIMEO);
        add(MultipointOptions.MAX_MESSAGE_SIZE, new Entry<>(Winsock.SOL_SOCKET, Winsock.SO_MAX_MSG_SIZE, null, n -> n));
        add(MultipointOptions.COALESCED_RECEIVE, new Entry<>(Winsock.IPPROTO_UDP, Winsock.UDP_RECV_MAX_COALESCED_SIZE,
                value -> value ? ReceiveBatch.COALESCED_SLOT : 0, n -> n != 0));
        int loop = four ? Winsock.IP_MULTICAST_LOOP : Winsock.IPV6_MULTICAST_LOOP;
        flag(StandardSocketOptions.IP_MULTICAST_LOOP, level, loop);
        flag(MultipointOptions.LOOPBACK, level, loop);
        number(StandardSocketOptions.IP_MULTICAST_TTL, level,
                four ? Winsock.IP_MULTICAST_TTL : Winsock.IPV6_MULTICAST_HOPS, 255);
        add(StandardSocketOptions.IP_MULTICAST_IF, four
                ? new Entry<>(level, Winsock.IP_MULTICAST_IF, SocketOptions::index4, SocketOptions::interface4)
                : new Entry<>(level, Winsock.IPV6_MULTICAST_IF, NetworkInterface::getIndex, SocketOptions::interface6));
        if (!four) {
            flag(MultipointOptions.IPV6_ONLY, level, Winsock.IPV6_V6ONLY);
        }
    }

    /** Some options of another. */
    private SocketOptions(SocketOptions all, SocketOption<?>... some) {
        for (SocketOption<?> option : some) {
            entries.put(option, all.get(option));
        }
    }

    /** Some of these options, to which more may be added. */
    SocketOptions only(SocketOption<?>... some) {
        return new SocketOptions(this, some);
    }

    static SocketOptions of(Family family) {
        return family == Family.IPV4 ? IPV4 : IPV6;
    }

    Set<SocketOption<?>> supported() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    @SuppressWarnings("unchecked")
    <T> Entry<T> get(SocketOption<T> option) {
        Entry<T> entry = (Entry<T>) entries.get(option);
        if (entry == null) {
            throw new UnsupportedOperationException(option == null ? "no option" : option.name() + " is not supported");
        }
        return entry;
    }

    private <T> void add(SocketOption<T> option, Entry<T> entry) {
        entries.put(option, entry);
    }

    private void flag(SocketOption<Boolean> option, int level, int number) {
        add(option, new Entry<>(level, number, value -> value ? 1 : 0, n -> n != 0));
    }

    void number(SocketOption<Integer> option, int level, int number, int most) {
        add(option, new Entry<>(level, number, value -> inRange(option, value, most), n -> n));
    }

    void time(SocketOption<Duration> option, int level, int number) {
        add(option, new Entry<>(level, number, SocketOptions::milliseconds,
                n -> Duration.ofMillis(Integer.toUnsignedLong(n))));
    }

    private static int inRange(SocketOption<?> option, int value, int most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(option.name() + " is 0 to " + most + ", not " + value);
        }
        return value;
    }

    private static int milliseconds(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("a timeout is not negative: " + timeout);
        }
        Duration up = timeout.plusNanos(999_999);
        return up.getSeconds() > Integer.MAX_VALUE / 1000 - 1 ? Integer.MAX_VALUE : (int) up.toMillis();
    }

    /** An interface index as IP_MULTICAST_IF takes it: an address 0.x.x.x in network byte order. */
    private static int index4(NetworkInterface networkInterface) {
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
