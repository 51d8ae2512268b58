package org.joinleaf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.MembershipKey;
import java.nio.channels.MulticastChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.joinleaf.internal.natives.SocketNatives;
import org.joinleaf.winsock.SocketAddresses;
import org.joinleaf.winsock.Winsock;

/** The memberships of one socket that were made by MCAST_ options, in the shape of java.nio. */
final class Memberships {
    private static final int ALIGN = 8;
    private static final int STORAGE = 128;
    private static final Path INTERFACES = Path.of("/proc/thread-self/net/dev");

    private final MultipointSocket socket;
    /** Those in force. Guarded by this. */
    private final List<Key> keys = new ArrayList<>();
    private boolean closed;

    Memberships(MultipointSocket socket) {
        this.socket = socket;
    }

    private static void requireSource(InetAddress source, InetAddress group) {
        if (!JoinOptions.isOfOneHost(source) || Family.of(source) != Family.of(group)) {
            throw new IllegalArgumentException("a source is the address of one host, of the group's family, not "
                    + source.getHostAddress());
        }
    }

    synchronized MembershipKey join(InetAddress group, NetworkInterface via, InetAddress source) throws IOException {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(via, "networkInterface");
        if (!group.isMulticastAddress()) {
            throw new IllegalArgumentException("no group: " + group.getHostAddress());
        }
        if (source != null) {
            requireSource(source, group);
        }
        Key key = new Key(group, via, source);
        for (Key other : keys) {
            if (other.group.equals(group) && other.via.equals(via)) {
                if (Objects.equals(other.source, source)) {
                    return renewed(other, key);
                }
                if (other.source == null || source == null) {
                    throw new IllegalStateException("a membership of the other kind: " + other);
                }
            }
        }
        key.join();
        if (closed) {
            throw new ClosedChannelException();
        }
        keys.add(key);
        return key;
    }

    /** The key that there is; or, if its interface was deleted and has come back since, the new one, joined again. */
    private Key renewed(Key before, Key again) throws IOException {
        try {
            again.join();
        } catch (IOException e) {
            if (e instanceof WinsockFailure failure && failure.code() == Winsock.WSAEADDRNOTAVAIL) {
                return before; /* it is joined */
            }
            throw e;
        }
        keys.remove(before);
        keys.add(again);
        return again;
    }

    /** The socket is closing: all memberships end with it. */
    synchronized void close() {
        closed = true;
        keys.clear();
    }

    /** GROUP_REQ or GROUP_SOURCE_REQ: the interface's index, and one or two SOCKADDR_STORAGE. */
    static ByteBuffer request(int index, InetAddress group, InetAddress source) {
        ByteBuffer request = ByteBuffer.allocateDirect(ALIGN + (source == null ? 1 : 2) * STORAGE)
                .order(ByteOrder.nativeOrder());
        request.putInt(0, index);
        SocketAddresses.put(request.position(ALIGN), new InetSocketAddress(group, 0));
        if (source != null) {
            SocketAddresses.put(request.position(ALIGN + STORAGE), new InetSocketAddress(source, 0));
        }
        return request.position(0);
    }

    /** Java lists only interfaces that have an address. Linux itself lists the others, too. */
    static boolean exists(NetworkInterface networkInterface) {
        String start = networkInterface.getName().replaceFirst(":.*", "") + ":";
        try {
            return NetworkInterface.getByIndex(networkInterface.getIndex()) != null || (Files.exists(INTERFACES)
                    && Files.readAllLines(INTERFACES).stream().anyMatch(line -> line.strip().startsWith(start)));
        } catch (IOException e) {
            return true; /* the system does not tell */
        }
    }

    /** Whether there is a membership of the group on the interface; null: on any. */
    synchronized boolean isMember(InetAddress group, NetworkInterface via) {
        return keys.stream().anyMatch(key -> key.isOf(group, via));
    }

    /** The number of groups of a family, by interface. */
    synchronized int groups(Family family) {
        return (int) keys.stream().filter(key -> Family.of(key.group) == family)
                .map(key -> Map.entry(key.group, key.via)).distinct().count();
    }

    /** The number of sources of the group that are heard alone, or are blocked. */
    synchronized int sources(InetAddress group, NetworkInterface via) {
        return keys.stream().filter(key -> key.isOf(group, via))
                .mapToInt(key -> (key.source == null ? 0 : 1) + key.blocked.size()).sum();
    }

    private void setOption(String call, int level, int option, ByteBuffer value, Circumstances about) throws IOException {
        long number = socket.handle.enter();
        try {
            int result = SocketNatives.setsockopt(number, level, option, value, 0, value.capacity());
            if (result < 0) {
                throw socket.failure(Operation.MEMBERSHIP, call, ~result, about);
            }
        } finally {
            socket.exit();
        }
    }

    private final class Key extends MembershipKey {
        private final InetAddress group;
        private final NetworkInterface via;
        private final InetAddress source;
        /** Guarded by the memberships. */
        private final Set<InetAddress> blocked = new HashSet<>();

        Key(InetAddress group, NetworkInterface via, InetAddress source) {
            this.group = group;
            this.via = via;
            this.source = source;
        }

        boolean isOf(InetAddress one, NetworkInterface by) {
            return group.equals(one) && (by == null || via.equals(by));
        }

        void join() throws IOException {
            set(source == null ? Winsock.MCAST_JOIN_GROUP : Winsock.MCAST_JOIN_SOURCE_GROUP, source);
        }

        private void set(int option, InetAddress from) throws IOException {
            String call = "setsockopt " + name(option) + " " + group.getHostAddress() + (from == null ? "" : " from "
                    + from.getHostAddress()) + " on " + via.getName();
            Circumstances about = new Circumstances(socket, new InetSocketAddress(group, 0), via);
            Family family = Family.of(group);
            if (family != socket.family && !socket.takesBothFamilies()) {
                socket.requireOpen();
                throw socket.failure(Operation.MEMBERSHIP, call, Winsock.WSAEAFNOSUPPORT, about);
            }
            setOption(call, family == Family.IPV4 ? Winsock.IPPROTO_IP : Winsock.IPPROTO_IPV6, option,
                    request(via.getIndex(), group, from), about);
        }

        private static String name(int option) {
            return switch (option) {
                case Winsock.MCAST_JOIN_GROUP -> "MCAST_JOIN_GROUP";
                case Winsock.MCAST_LEAVE_GROUP -> "MCAST_LEAVE_GROUP";
                case Winsock.MCAST_JOIN_SOURCE_GROUP -> "MCAST_JOIN_SOURCE_GROUP";
                case Winsock.MCAST_LEAVE_SOURCE_GROUP -> "MCAST_LEAVE_SOURCE_GROUP";
                case Winsock.MCAST_BLOCK_SOURCE -> "MCAST_BLOCK_SOURCE";
                default -> "MCAST_UNBLOCK_SOURCE";
            };
        }

        @Override
        public boolean isValid() {
            synchronized (Memberships.this) {
                if (keys.contains(this) && !isMember()) {
                    keys.remove(this); /* the membership ended with its interface */
                }
                return keys.contains(this);
            }
        }

        /** Asks the provider. Windows' own does not tell: there it is assumed as long as the interface exists. */
        private boolean isMember() {
            ByteBuffer question = request(via.getIndex(), group, source);
            try {
                long number = socket.handle.enter();
                try {
                    int told = SocketNatives.getsockopt(number, JoinleafOptions.SOL_JLUDP, JoinleafOptions.JLU_MEMBER,
                            question, 0, question.capacity());
                    return told >= 0 ? question.getInt(0) != 0 : exists(via);
                } finally {
                    socket.exit();
                }
            } catch (ClosedChannelException e) {
                return false;
            }
        }

        @Override
        public void drop() {
            synchronized (Memberships.this) {
                if (!keys.remove(this)) {
                    return;
                }
                try {
                    set(source == null ? Winsock.MCAST_LEAVE_GROUP : Winsock.MCAST_LEAVE_SOURCE_GROUP, source);
                } catch (ClosedChannelException e) {
                    /* closing has left the group */
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public MembershipKey block(InetAddress from) throws IOException {
            Objects.requireNonNull(from, "source");
            synchronized (Memberships.this) {
                requireValid();
                if (source != null) {
                    throw new IllegalStateException("a membership of one source");
                }
                requireSource(from, group);
                if (!blocked.contains(from)) {
                    set(Winsock.MCAST_BLOCK_SOURCE, from);
                    blocked.add(from);
                }
                return this;
            }
        }

        @Override
        public MembershipKey unblock(InetAddress from) {
            Objects.requireNonNull(from, "source");
            synchronized (Memberships.this) {
                requireValid();
                if (!blocked.contains(from)) {
                    throw new IllegalStateException("not blocked: " + from);
                }
                try {
                    set(Winsock.MCAST_UNBLOCK_SOURCE, from);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                blocked.remove(from);
                return this;
            }
        }

        private void requireValid() {
            if (!keys.contains(this)) {
                throw new IllegalStateException("the membership has ended");
            }
        }

        @Override
        public MulticastChannel channel() {
            return socket;
        }

        @Override
        public InetAddress group() {
            return group;
        }

        @Override
        public NetworkInterface networkInterface() {
            return via;
        }

        @Override
        public InetAddress sourceAddress() {
            return source;
        }

        @Override
        public String toString() {
            return "<" + group.getHostAddress() + "," + via.getName() + (source == null ? "" : ","
                    + source.getHostAddress()) + ">";
        }
    }
}
