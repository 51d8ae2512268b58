package org.joinleaf;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.joinleaf.winsock.Winsock;
import org.joinleaf.winsock.WinsockError;
import org.junit.jupiter.api.function.Executable;

/** Gives tests groups, ports and members on the loopback interface. */
public final class Members {
    private static final AtomicInteger GROUPS = new AtomicInteger();

    private Members() {
    }

    /** Returns the loopback interface. */
    public static NetworkInterface lo() throws IOException {
        return Loopback.networkInterface();
    }

    /** Returns the family of an address. */
    public static StandardProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address ? INET : INET6;
    }

    /** Returns the loopback address of a family. */
    public static InetAddress address(StandardProtocolFamily family) throws IOException {
        return InetAddress.getByName(family == INET ? "127.0.0.1" : "::1");
    }

    /** A group that no other test uses, with a port that is free. */
    public static InetSocketAddress group(StandardProtocolFamily family) throws IOException {
        int number = GROUPS.incrementAndGet();
        String group = family == INET
                ? "239." + (100 + ProcessHandle.current().pid() % 100) + "." + (number >> 8) + "." + (number & 0xff)
                : "ff15::77:" + Long.toHexString(ProcessHandle.current().pid() & 0xffff) + ":" + Integer.toHexString(number);
        return new InetSocketAddress(InetAddress.getByName(group), freePort(family));
    }

    public static int freePort(StandardProtocolFamily family) throws IOException {
        try (MultipointSocket socket = MultipointSocket.open(family)) {
            return socket.bind(0).getLocalAddress().getPort();
        }
    }

    /** A member that gives up receiving after a minute. */
    public static MultipointSocket member(InetSocketAddress group, Direction direction) throws IOException {
        MultipointSocket socket = MultipointSocket.open(Members.family(group.getAddress()));
        socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
        if (direction != Direction.SEND) {
            socket.bind(group.getPort());
        }
        return socket.joinSession(group, direction, lo());
    }

    /** A socket of no session, bound to an address of the loopback interface, that sends to groups there. */
    public static MultipointSocket sender(InetAddress source) throws IOException {
        return MultipointSocket.open(family(source)).bind(new InetSocketAddress(source, 0))
                .setOption(StandardSocketOptions.IP_MULTICAST_IF, lo());
    }

    public static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the bytes before the position, as text. */
    public static String read(ByteBuffer buffer) {
        ByteBuffer filled = buffer.duplicate().flip();
        byte[] bytes = new byte[filled.remaining()];
        filled.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }

    /** Fails unless the call throws a WinsockFailure with this code, of the class that it is to be; returns it. */
    public static WinsockFailure assertCode(int code, Executable call) {
        IOException thrown = assertThrows(IOException.class, call);
        return assertFailure(code, thrown);
    }

    /** Fails unless the exception is a WinsockFailure with this code, of the class that it is to be; returns it. */
    public static WinsockFailure assertFailure(int code, Throwable thrown) {
        WinsockFailure e = assertInstanceOf(WinsockFailure.class, thrown);
        assertEquals(WinsockError.of(code).orElseThrow().name(), e.name(), e.getMessage());
        assertEquals(code, e.code());
        assertEquals(code == Winsock.WSAETIMEDOUT, e instanceof SocketTimeoutException);
        assertEquals(code == Winsock.WSAECONNREFUSED, e instanceof ConnectException);
        return e;
    }

    /**
     * The kernel begins to take the times of datagrams a while after the first socket of the host has asked for them; what
     * comes before has the time of its receive. Returns once that is over.
     */
    public static void untilTimesAreTaken(MultipointSocket ear, MultipointSocket mouth) throws IOException, InterruptedException {
        ControlData told = new ControlData();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        long sent;
        do {
            mouth.send(text("x"));
            sent = System.nanoTime();
            Thread.sleep(20);
            ear.receive(ByteBuffer.allocate(10), null, told);
        } while (told.timestamp() - sent > TimeUnit.MILLISECONDS.toNanos(10) && System.nanoTime() < end);
    }

    /** Fails unless this comes next, of at most 20 bytes. Returns who has sent it. */
    public static InetSocketAddress assertHears(MultipointSocket receiver, String text) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(20);
        InetSocketAddress from = receiver.receive(in);
        assertEquals(text, read(in));
        return from;
    }

    /** Fails unless nothing comes within a short time. */
    public static void assertSilent(MultipointSocket socket) throws IOException {
        socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMillis(150));
        assertCode(Winsock.WSAETIMEDOUT, () -> socket.receive(ByteBuffer.allocate(10)));
        socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
    }

    /**
     * The number of open file descriptors of this process once those are gone that other tests have left: of what was
     * forgotten, and of threads that end when they are idle.
     */
    public static int settledDescriptors() throws InterruptedException {
        int last = descriptors();
        for (int same = 0; same < 5;) {
            System.gc();
            Thread.sleep(100);
            int now = descriptors();
            same = now == last ? same + 1 : 0;
            last = now;
        }
        return last;
    }

    /** Returns the number of open file descriptors of this process. */
    public static int descriptors() {
        String[] names = new java.io.File("/proc/self/fd").list();
        return names == null ? -1 : (int) Arrays.stream(names).count();
    }
}
