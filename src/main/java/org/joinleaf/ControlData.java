package org.joinleaf;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.joinleaf.internal.natives.DataNatives;
import org.joinleaf.winsock.Winsock;

/**
 * What came with a datagram beside its bytes and sender: its destination, the interface, TTL, TOS and when it came. It can be
 * filled again and again: {@link MultipointSocket#receive(ByteBuffer, PeerAddress, ControlData)} allocates nothing.
 *
 * <pre>{@code
 * socket.requestControlData(EnumSet.of(ControlData.Kind.DESTINATION, ControlData.Kind.TTL));
 * var control = new ControlData();
 * socket.receive(buffer, sender, control);
 * if (control.destination().equals(group.getAddress()) && control.ttl() == 255) { ... }
 * }</pre>
 *
 * <p>A {@link ReceiveBatch} tells the same of each of its datagrams, under the same names.
 *
 * <p>For use by one thread at a time.
 *
 * @see <a href="https://learn.microsoft.com/windows/win32/api/mswsock/nc-mswsock-lpfn_wsarecvmsg">WSARecvMsg</a>
 */
public final class ControlData {
    /** What can be asked for: the one table of options to set, and of what then comes. */
    public enum Kind {
        /** The address that the datagram was sent to, such as the group: IP_PKTINFO, IPV6_PKTINFO. */
        DESTINATION(Winsock.IP_PKTINFO, Winsock.IP_PKTINFO, Winsock.IPV6_PKTINFO, Winsock.IPV6_PKTINFO),
        /** The interface that it arrived on: IP_PKTINFO, IPV6_PKTINFO. */
        INTERFACE(Winsock.IP_PKTINFO, Winsock.IP_PKTINFO, Winsock.IPV6_PKTINFO, Winsock.IPV6_PKTINFO),
        /** The TTL, or the hop limit on IPv6: IP_RECVTTL, IPV6_HOPLIMIT. */
        TTL(Winsock.IP_RECVTTL, Winsock.IP_TTL, Winsock.IPV6_HOPLIMIT, Winsock.IPV6_HOPLIMIT),
        /** The type of service, or the traffic class on IPv6: IP_RECVTOS, IPV6_RECVTCLASS. */
        TOS(Winsock.IP_RECVTOS, Winsock.IP_TOS, Winsock.IPV6_RECVTCLASS, Winsock.IPV6_TCLASS),
        /**
         * When it arrived at this host: SIO_TIMESTAMPING, then SO_TIMESTAMP. On Linux every interface tells it, by the
         * kernel's clock; for the first socket of the host that asks, the kernel takes some milliseconds to begin, and
         * until then the time is that of the receive. Windows has it from Windows 10 build 20348 on, and only from
         * interfaces whose driver's <em>software</em> timestamps were switched on: where it has not, asking for it fails
         * with WSAEOPNOTSUPP or
         * WSAEINVAL, or nothing comes. Hardware timestamps are by the interface's own clock, of which this makes no
         * sense.
         */
        TIMESTAMP(0, TcpipOptions.SO_TIMESTAMP, 0, TcpipOptions.SO_TIMESTAMP);

        private static final Kind[] ALL = values();

        private final int option4;
        private final int type4;
        private final int option6;
        private final int type6;

        Kind(int option4, int type4, int option6, int type6) {
            this.option4 = option4;
            this.type4 = type4;
            this.option6 = option6;
            this.type6 = type6;
        }

        /** The option that asks for it; 0 for TIMESTAMP, which an ioctl asks for. */
        int option(Family family) {
            return family == Family.IPV4 ? option4 : option6;
        }

        /** True if a piece of control data holds it. */
        private boolean isIn(int level, int type) {
            if (this == TIMESTAMP) {
                return level == Winsock.SOL_SOCKET && type == type4;
            }
            if (this == TTL && level == Winsock.IPPROTO_IP && type == Winsock.IP_RECVTTL) {
                return true; /* so Windows 10 has it up to version 1607 */
            }
            return level == Winsock.IPPROTO_IP && type == type4 || level == Winsock.IPPROTO_IPV6 && type == type6;
        }
    }

    private static final long SECOND = 1_000_000_000;

    /** WSACMSGHDR: the length of header and data, level and type; then the data, aligned as the next one is. */
    private static final int LEVEL = 8;
    private static final int TYPE = 12;
    private static final int DATA = 16;
    private static final int ALIGN = 8;

    /** Room for all that can be asked for, several times over. */
    private static final int ROOM = 256;
    private static final int NOT_TOLD = -1;

    private final ByteBuffer memory =
            ByteBuffer.allocateDirect(DataNatives.CONTROL_DATA + ROOM).order(ByteOrder.nativeOrder());
    private final int[] numbers = new int[Kind.ALL.length];
    private final byte[] address4 = new byte[4];
    private final byte[] address6 = new byte[16];
    /** The one of them that holds the destination, or null. */
    private byte[] address;
    private InetAddress destination;
    /** The one whose bytes `destination` was made of, or null. */
    private byte[] destinationOf;
    private boolean multicast;
    private boolean cut;
    private long function;
    /** In counts of SO_TIMESTAMP. */
    private long timestamp;
    /** Of them; 0: not asked for yet. */
    private long countsPerSecond;

    /** Makes an empty one. */
    public ControlData() {
        clear();
    }

    /** The address of WSARecvMsg, for the receive that comes. */
    void use(long recvMsg) {
        function = recvMsg;
    }

    /** Receives with an open SOCKET. The result is that of the native. */
    long receive(long socket, ByteBuffer data, int offset, int length, PeerAddress sender) {
        clear();
        long result = DataNatives.receiveMessage(socket, function, data, offset, length, sender.bytes(),
                Winsock.SIZEOF_SOCKADDR_IN6, memory, ROOM);
        read(memory, DataNatives.CONTROL_DATA, memory.getInt(DataNatives.CONTROL_LENGTH),
                memory.getInt(DataNatives.CONTROL_FLAGS));
        return result;
    }

    /** Takes so many bytes of control data, in a buffer of the native order, and what dwFlags told with them. */
    void read(ByteBuffer from, int start, int length, int flags) {
        multicast = (flags & Winsock.MSG_MCAST) != 0;
        cut = (flags & Winsock.MSG_CTRUNC) != 0;
        int at = start;
        int end = start + length;
        while (end - at >= DATA) {
            long size = from.getLong(at);
            if (size < DATA || size > end - at) {
                return;
            }
            int level = from.getInt(at + LEVEL);
            int type = from.getInt(at + TYPE);
            for (Kind kind : Kind.ALL) {
                if (kind.isIn(level, type)) {
                    take(kind, level == Winsock.IPPROTO_IP ? address4 : address6, from, at + DATA, (int) size - DATA);
                }
            }
            at += (int) size + ALIGN - 1 & -ALIGN;
        }
    }

    /** IN_PKTINFO and IN6_PKTINFO are an address and the interface's index; the others are an INT. */
    private void take(Kind kind, byte[] to, ByteBuffer from, int at, int size) {
        if (kind == Kind.TIMESTAMP) {
            if (size >= Long.BYTES) {
                timestamp = from.getLong(at);
                numbers[kind.ordinal()] = 0;
            }
            return;
        }
        boolean packet = kind == Kind.DESTINATION || kind == Kind.INTERFACE;
        if (size < (packet ? to.length : 0) + Integer.BYTES) {
            return;
        }
        if (kind == Kind.DESTINATION) {
            boolean same = destinationOf == to;
            for (int i = 0; i < to.length; i++) {
                byte one = from.get(at + i);
                same &= to[i] == one;
                to[i] = one;
            }
            address = to;
            destinationOf = same ? to : null;
            numbers[kind.ordinal()] = 0;
        } else {
            numbers[kind.ordinal()] = from.getInt(at + (packet ? to.length : 0));
        }
    }

    /** Forgets what was received. */
    public void clear() {
        Arrays.fill(numbers, NOT_TOLD);
        address = null;
        multicast = false;
        cut = false;
    }

    /**
     * Tells whether something came.
     *
     * @param kind what
     * @return false if it was not asked for, or the system does not tell it
     */
    public boolean has(Kind kind) {
        return numbers[Objects.requireNonNull(kind, "kind").ordinal()] != NOT_TOLD;
    }

    /**
     * Returns the address that the datagram was sent to: the same object while it stays the same.
     *
     * @return the address, or null if it did not come
     */
    public InetAddress destination() {
        if (address == null) {
            return null;
        }
        if (destinationOf != address) {
            try {
                destination = InetAddress.getByAddress(address);
                destinationOf = address;
            } catch (UnknownHostException e) {
                throw new AssertionError(e);
            }
        }
        return destination;
    }

    /**
     * Returns the interface that the datagram arrived on, as {@link java.net.NetworkInterface#getByIndex} takes it.
     *
     * @return its index, or -1 if it did not come
     */
    public int interfaceIndex() {
        return numbers[Kind.INTERFACE.ordinal()];
    }

    /**
     * Returns the TTL or hop limit that the datagram arrived with.
     *
     * @return 0 to 255, or -1 if it did not come
     */
    public int ttl() {
        return numbers[Kind.TTL.ordinal()];
    }

    /**
     * Returns the type of service or traffic class that the datagram arrived with.
     *
     * @return 0 to 255, or -1 if it did not come
     */
    public int tos() {
        return numbers[Kind.TOS.ordinal()];
    }

    /**
     * Returns when the datagram arrived at this host, on the clock of {@link System#nanoTime()}, by the receiving system.
     * What waited in the socket's buffer since is in the difference:
     *
     * <pre>{@code
     * long waited = System.nanoTime() - control.timestamp();
     * Instant arrived = Instant.now().minusNanos(waited);
     * }</pre>
     *
     * <p>Linux keeps the time of day of an arrival: if the day's clock was set between arrival and receive, this is wrong by
     * as much, but never later than the receive.
     *
     * @return nanoseconds; 0 if it did not come, so ask {@link #has has(TIMESTAMP)}
     */
    public long timestamp() {
        if (!has(Kind.TIMESTAMP)) {
            return 0;
        }
        if (countsPerSecond == 0) {
            countsPerSecond = DataNatives.countsPerSecond();
        }
        return timestamp / countsPerSecond * SECOND + timestamp % countsPerSecond * SECOND / countsPerSecond;
    }

    /**
     * Tells whether the datagram was sent to a group: MSG_MCAST. It needs {@link Kind#DESTINATION} to be asked for.
     *
     * @return true if so
     */
    public boolean isMulticast() {
        return multicast;
    }

    /**
     * Tells whether there was more control data than there is room for: MSG_CTRUNC.
     *
     * @return true if so
     */
    public boolean isTruncated() {
        return cut;
    }

    @Override
    public String toString() {
        return "ControlData[destination " + destination() + ", interface " + interfaceIndex() + ", TTL " + ttl() + ", TOS "
                + tos() + (has(Kind.TIMESTAMP) ? ", timestamp " + timestamp() : "") + "]";
    }
}
