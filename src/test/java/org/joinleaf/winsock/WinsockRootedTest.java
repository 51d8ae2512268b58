package org.joinleaf.winsock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.joinleaf.Members;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WSAAccept with a condition function, and WSAConnect, one to one. The leaves ask without blocking. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class WinsockRootedTest {
    private static final int LEAF = Winsock.WSA_FLAG_MULTIPOINT_C_LEAF | Winsock.WSA_FLAG_MULTIPOINT_D_LEAF;

    private final List<Long> sockets = new ArrayList<>();
    private long root;
    private ByteBuffer address;

    @BeforeEach
    void listening() {
        assertEquals(0, Winsock.WSAStartup(0x0202, ByteBuffer.allocate(Winsock.SIZEOF_WSADATA)));
        root = open(Winsock.WSA_FLAG_MULTIPOINT_C_ROOT | Winsock.WSA_FLAG_MULTIPOINT_D_LEAF);
        address = listen(root);
    }

    @AfterEach
    void closed() {
        sockets.forEach(Winsock::closesocket);
        assertEquals(0, Winsock.WSACleanup());
    }

    private long open(int flags) {
        long socket = Winsock.WSASocket(Winsock.AF_INET, Winsock.SOCK_SEQPACKET, 0, null, 0, flags);
        assertNotEquals(Winsock.INVALID_SOCKET, socket, () -> "" + WinsockError.of(Winsock.WSAGetLastError()));
        sockets.add(socket);
        return socket;
    }

    private static ByteBuffer listen(long socket) {
        ByteBuffer name = ByteBuffer.allocate(16);
        SocketAddresses.put(name, new InetSocketAddress("127.0.0.1", 0));
        assertEquals(0, Winsock.bind(socket, name, 16));
        assertEquals(0, Winsock.listen(socket, 5));
        assertEquals(0, Winsock.getsockname(socket, name, new int[] {16}));
        return name;
    }

    private static void assertFails(int code, long result) {
        assertEquals(-1, result);
        assertEquals(WinsockError.of(code), WinsockError.of(Winsock.WSAGetLastError()));
    }

    /** A leaf that asks; the event tells of FD_CONNECT. */
    private record Asker(long socket, long event, WSABUF callee) {
        int outcome() {
            assertEquals(0, Winsock.WSAWaitForMultipleEvents(1, new long[] {event}, false, 120_000, false));
            ByteBuffer record = ByteBuffer.allocate(Winsock.SIZEOF_WSANETWORKEVENTS).order(ByteOrder.nativeOrder());
            assertEquals(0, Winsock.WSAEnumNetworkEvents(socket, event, record));
            assertEquals(Winsock.FD_CONNECT, record.getInt(0) & Winsock.FD_CONNECT);
            assertTrue(Winsock.WSACloseEvent(event));
            return record.getInt(4 + 4 * Winsock.FD_CONNECT_BIT);
        }
    }

    private Asker ask(String data, ByteBuffer qos, int calleeRoom) {
        long leaf = open(LEAF);
        long event = Winsock.WSACreateEvent();
        assertEquals(0, Winsock.WSAEventSelect(leaf, event, Winsock.FD_CONNECT));
        WSABUF callee = WSABUF.allocate(calleeRoom);
        ByteBuffer caller = data == null ? null : Members.text(data);
        assertEquals(leaf, Winsock.WSAJoinLeaf(leaf, address, 16, caller, callee, qos, null, Winsock.JL_BOTH));
        return new Asker(leaf, event, callee);
    }

    private Asker ask(String data) {
        return ask(data, null, 100);
    }

    @Test
    void admitsWithCalleeData() {
        Asker asker = ask("may I?");
        ByteBuffer from = ByteBuffer.allocate(32);
        int[] length = {32};
        int[] own = {16};
        ByteBuffer name = ByteBuffer.allocate(16);
        long branch = Winsock.WSAAccept(root, from, length, (id, data, sqos, gqos, callee, calleeData, user) -> {
            assertEquals(77, user);
            assertEquals("may I?", Members.read(data.position(data.limit())));
            assertEquals(16, id.remaining());
            assertEquals(SocketAddresses.get(address, 16), SocketAddresses.get(callee, 16));
            assertNull(sqos);
            assertNull(gqos);
            calleeData.put(Members.text("you may"));
            return Winsock.CF_ACCEPT;
        }, 77);
        assertNotEquals(Winsock.INVALID_SOCKET, branch, () -> "" + WinsockError.of(Winsock.WSAGetLastError()));
        sockets.add(branch);
        assertEquals(16, length[0]);
        assertEquals(0, asker.outcome());
        assertEquals("you may", Members.read(asker.callee().buf().position(asker.callee().len())));
        assertEquals(0, Winsock.getsockname(asker.socket(), name, own));
        assertEquals(SocketAddresses.get(name, 16), SocketAddresses.get(from, 16));
        assertFails(Winsock.WSAEINVAL, Winsock.WSAAccept(branch, null, null, (a, b, c, d, e, f, g) -> 0, 0));
    }

    @Test
    void callerDataIsNullWithout() {
        Asker asker = ask(null);
        long branch = Winsock.WSAAccept(root, null, null, (id, data, sqos, gqos, callee, calleeData, user) -> {
            assertTrue(data == null || data.remaining() == 0);
            return Winsock.CF_ACCEPT;
        }, 0);
        assertNotEquals(Winsock.INVALID_SOCKET, branch);
        assertEquals(0, asker.outcome());
        assertEquals(0, asker.callee().len());
        Winsock.closesocket(branch);
    }

    @Test
    void withoutAConditionAdmits() {
        Asker asker = ask("x");
        long branch = Winsock.WSAAccept(root, null, null, null, 0);
        assertNotEquals(Winsock.INVALID_SOCKET, branch);
        assertEquals(0, asker.outcome());
        Winsock.closesocket(branch);
    }

    @Test
    void rejects() {
        Asker asker = ask("x");
        assertFails(Winsock.WSAECONNREFUSED,
                Winsock.WSAAccept(root, null, null, (a, b, c, d, e, f, g) -> Winsock.CF_REJECT, 0));
        assertEquals(Winsock.WSAECONNREFUSED, asker.outcome());
    }

    @Test
    void deferredStaysAtTheHead() {
        Asker first = ask("first");
        List<String> seen = new ArrayList<>();
        AtomicInteger decision = new AtomicInteger(Winsock.CF_DEFER);
        ConditionProc condition = (id, data, sqos, gqos, callee, calleeData, user) -> {
            seen.add(Members.read(data.position(data.limit())));
            return decision.get();
        };
        assertFails(Winsock.WSATRY_AGAIN, Winsock.WSAAccept(root, null, null, condition, 0));
        Asker second = ask("second");
        assertFails(Winsock.WSATRY_AGAIN, Winsock.WSAAccept(root, null, null, condition, 0));
        decision.set(5);
        assertFails(Winsock.WSAEINVAL, Winsock.WSAAccept(root, null, null, condition, 0));
        assertThrows(IllegalStateException.class, () -> Winsock.WSAAccept(root, null, null,
                (a, b, c, d, e, f, g) -> {
                    throw new IllegalStateException("of the user's");
                }, 0));
        decision.set(Winsock.CF_ACCEPT);
        for (int i = 0; i < 2; i++) {
            long branch = Winsock.WSAAccept(root, null, null, condition, 0);
            assertNotEquals(Winsock.INVALID_SOCKET, branch);
            sockets.add(branch);
        }
        assertEquals(List.of("first", "first", "first", "first", "second"), seen);
        assertEquals(0, first.outcome());
        assertEquals(0, second.outcome());
    }

    @Test
    void withdrawnWhileItIsDecidedAbout() {
        boolean noticed = false;
        for (int pause = 200; !noticed && pause < 60_000; pause *= 5) {
            noticed = isNoticed(pause);
        }
        assertTrue(noticed, "it was never seen that the asker is gone");
    }

    /** How long it takes until the root sees that an asker is gone is the machine's matter. */
    private boolean isNoticed(int pause) {
        Asker asker = ask("x");
        long made = Winsock.WSAAccept(root, null, null, (a, b, c, d, e, f, g) -> {
            assertEquals(0, Winsock.closesocket(asker.socket()));
            ask("another one"); // which is not admitted in its place
            pause(pause);
            return Winsock.CF_ACCEPT;
        }, 0);
        int code = Winsock.WSAGetLastError();
        if (made == Winsock.INVALID_SOCKET) {
            assertEquals(Winsock.WSAECONNRESET, code);
        } else {
            sockets.add(made);
        }
        long branch = Winsock.WSAAccept(root, null, null, (id, data, sqos, gqos, callee, calleeData, user) -> {
            assertEquals("another one", Members.read(data.position(data.limit())));
            return Winsock.CF_ACCEPT;
        }, 0);
        assertNotEquals(Winsock.INVALID_SOCKET, branch);
        sockets.add(branch);
        assertTrue(Winsock.WSACloseEvent(asker.event()));
        return made == Winsock.INVALID_SOCKET;
    }

    private static void pause(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void flowSpecsAreShownAndGranted() {
        ByteBuffer qos = ByteBuffer.allocateDirect(Winsock.SIZEOF_QOS).order(ByteOrder.nativeOrder());
        for (int i = 0; i < 16; i++) {
            qos.putInt(4 * i, -1);
        }
        qos.putInt(0, 100_000).putInt(20, Winsock.SERVICETYPE_GUARANTEED).putInt(52, Winsock.SERVICETYPE_BESTEFFORT);
        Asker asker = ask("x", qos, 0);
        long branch = Winsock.WSAAccept(root, null, null, (id, data, sqos, gqos, callee, calleeData, user) -> {
            byte[] shown = new byte[64];
            byte[] asked = new byte[64];
            sqos.get(0, shown);
            qos.get(0, asked);
            assertArrayEquals(asked, shown);
            sqos.putInt(0, 50_000);
            return Winsock.CF_ACCEPT;
        }, 0);
        assertNotEquals(Winsock.INVALID_SOCKET, branch);
        sockets.add(branch);
        assertEquals(0, asker.outcome());
        ByteBuffer granted = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());
        int[] size = new int[1];
        assertEquals(0, Winsock.WSAIoctl(asker.socket(), Winsock.SIO_GET_QOS, null, 0, granted, 256, size));
        assertEquals(50_000, granted.getInt(0));
    }

    /** A QOS with an object behind it, and one of two numbers that ends the list. */
    private static QOS withObject(int type) {
        QOS qos = new QOS(20);
        for (int i = 0; i < 16; i++) {
            qos.pointer().putInt(4 * i, Winsock.QOS_NOT_SPECIFIED);
        }
        qos.SendingFlowspec().ServiceType(Winsock.SERVICETYPE_BESTEFFORT);
        qos.ReceivingFlowspec().ServiceType(Winsock.SERVICETYPE_BESTEFFORT);
        qos.ProviderSpecific_buf().putInt(type).putInt(12).putInt(Winsock.TC_NONCONF_SHAPE)
                .putInt(Winsock.QOS_OBJECT_END_OF_LIST).putInt(8);
        qos.ProviderSpecific_len(12);
        return qos;
    }

    private static byte[] specific(QOS qos) {
        byte[] bytes = new byte[qos.ProviderSpecific_len()];
        qos.ProviderSpecific_buf().get(bytes);
        return bytes;
    }

    private static QOS inForce(long socket, int specific) {
        QOS found = new QOS(specific);
        int[] size = {-1};
        assertEquals(0, Winsock.WSAIoctl(socket, Winsock.SIO_GET_QOS, null, 0, found.pointer(), 80 + specific, size));
        assertEquals(80 + found.ProviderSpecific_len(), size[0]);
        assertEquals(0, found.pointer().getLong(72), "the pointer's place");
        return found;
    }

    @Test
    void whatIsProviderSpecificIsShownAndGranted() {
        QOS asked = withObject(Winsock.QOS_OBJECT_SD_MODE);
        Asker asker = ask("x".repeat(4000), asked.pointer(), 0); // more than the first room for requests
        int[] calls = {0};
        ConditionProc tooLong = (id, data, sqos, gqos, callee, calleeData, user) -> {
            QOS shown = new QOS(sqos);
            assertEquals(4000, data.remaining());
            assertArrayEquals(specific(asked), specific(shown));
            shown.ProviderSpecific_len(shown.ProviderSpecific_buf().remaining() + 1);
            calls[0]++;
            return Winsock.CF_ACCEPT;
        };
        assertFails(Winsock.WSAEFAULT, Winsock.WSAAccept(root, null, null, tooLong, 0));
        assertEquals(1, calls[0]);
        long branch = Winsock.WSAAccept(root, null, null, (id, data, sqos, gqos, callee, calleeData, user) -> {
            QOS shown = new QOS(sqos.position(0));
            assertArrayEquals(specific(asked), specific(shown));
            assertTrue(shown.ProviderSpecific_buf().remaining() >= 1024);
            shown.ProviderSpecific_buf().position(12).putInt(Winsock.QOS_OBJECT_END_OF_LIST).putInt(8);
            shown.ProviderSpecific_len(20);
            sqos.position(17);
            return Winsock.CF_ACCEPT;
        }, 0);
        assertNotEquals(Winsock.INVALID_SOCKET, branch, () -> "" + WinsockError.of(Winsock.WSAGetLastError()));
        sockets.add(branch);
        assertEquals(0, asker.outcome());
        asked.ProviderSpecific_len(20);
        assertArrayEquals(specific(asked), specific(inForce(asker.socket(), 20)));
        assertArrayEquals(specific(asked), specific(inForce(branch, 300)));
        int[] size = {0};
        assertFails(Winsock.WSAEFAULT, Winsock.WSAIoctl(branch, Winsock.SIO_GET_QOS, null, 0, ByteBuffer.allocate(99), 99, size));
        assertEquals(100, size[0]);
    }

    @Test
    void whatIsProviderSpecificIsSet() {
        long leaf = open(LEAF);
        QOS wanted = withObject(Winsock.QOS_OBJECT_SD_MODE);
        QOS none = withObject(Winsock.QOS_OBJECT_SD_MODE);
        none.ProviderSpecific_len(0);
        int[] size = new int[1];
        for (ByteBuffer memory : new ByteBuffer[] {wanted.pointer(), wanted.pointer().asReadOnlyBuffer(),
            ByteBuffer.allocate(200).position(50).put(wanted.pointer().duplicate()).position(50)}) {
            size[0] = 7;
            assertEquals(0, Winsock.WSAIoctl(leaf, Winsock.SIO_SET_QOS, memory, 92, null, 0, size));
            assertEquals(0, size[0]);
            assertArrayEquals(specific(wanted), specific(inForce(leaf, 12)));
            assertEquals(0, Winsock.WSAIoctl(leaf, Winsock.SIO_SET_QOS, none.pointer(), 100, null, 0, size));
            assertEquals(0, inForce(leaf, 0).ProviderSpecific_len());
        }
    }

    @Test
    void whatIsProviderSpecificMustBeThereAndKnown() {
        long leaf = open(LEAF);
        int[] size = new int[1];
        QOS qos = withObject(4711);
        ByteBuffer memory = qos.pointer();
        assertFails(Winsock.WSAEOPNOTSUPP, Winsock.WSAIoctl(leaf, Winsock.SIO_SET_QOS, memory, 92, null, 0, size));
        assertFails(Winsock.WSAEOPNOTSUPP, Winsock.WSAJoinLeaf(leaf, address, 16, null, null, memory, null, Winsock.JL_BOTH));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAIoctl(leaf, Winsock.SIO_SET_QOS, memory, 91, null, 0, size));
        assertFails(Winsock.WSAENOTSOCK, Winsock.WSAIoctl(leaf + 12345, Winsock.SIO_SET_QOS, memory, 91, null, 0, size));
        ByteBuffer shorter = memory.duplicate().limit(91);
        assertFails(Winsock.WSAEFAULT, Winsock.WSAJoinLeaf(leaf, address, 16, null, null, shorter, null, Winsock.JL_BOTH));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAJoinLeaf(leaf, address, 16, null, null, null, shorter, Winsock.JL_BOTH));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAConnect(leaf, address, 16, null, null, shorter, null));
        for (int length : new int[] {21, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            qos.ProviderSpecific_len(length);
            assertFails(Winsock.WSAEFAULT, Winsock.WSAIoctl(leaf, Winsock.SIO_SET_QOS, memory, 100, null, 0, size));
            assertFails(Winsock.WSAEFAULT, Winsock.WSAJoinLeaf(leaf, address, 16, null, null, memory, null, Winsock.JL_BOTH));
            assertFails(Winsock.WSAEFAULT, Winsock.WSAJoinLeaf(leaf, address, 16, null, null, null, memory, Winsock.JL_BOTH));
        }
        QOS large = new QOS(1036);
        large.pointer().put(0, memory, 0, 64);
        for (int at = 0; at < 1036 - 11; at += 12) {
            large.pointer().putInt(80 + at, Winsock.QOS_OBJECT_SD_MODE).putInt(84 + at, 12).putInt(88 + at, 1);
        }
        large.ProviderSpecific_len(1020);
        assertEquals(0, Winsock.WSAIoctl(leaf, Winsock.SIO_SET_QOS, large.pointer(), 1100, null, 0, size));
        large.ProviderSpecific_len(1032); // more than the provider carries
        assertFails(Winsock.WSAEOPNOTSUPP, Winsock.WSAIoctl(leaf, Winsock.SIO_SET_QOS, large.pointer(), 1112, null, 0, size));
        assertEquals(1020, inForce(leaf, 1024).ProviderSpecific_len());
    }

    @Test
    void badArguments() {
        ConditionProc accept = (a, b, c, d, e, f, g) -> Winsock.CF_ACCEPT;
        assertFails(Winsock.WSAEFAULT, Winsock.WSAAccept(root, ByteBuffer.allocate(4), new int[] {16}, accept, 0));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAAccept(root, ByteBuffer.allocate(4), new int[] {4}, accept, 0));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAAccept(root, ByteBuffer.allocate(16), null, accept, 0));
        assertFails(Winsock.WSAENOTSOCK, Winsock.WSAAccept(root + 12345, null, null, accept, 0));
        long idle = open(LEAF);
        assertFails(Winsock.WSAEINVAL, Winsock.WSAAccept(idle, null, null, accept, 0));
        assertEquals(0, Winsock.ioctlsocket(root, Winsock.FIONBIO, new int[] {1}));
        assertFails(Winsock.WSAEWOULDBLOCK, Winsock.WSAAccept(root, null, null, accept, 0));
        assertFails(Winsock.WSAEOPNOTSUPP, Winsock.WSAConnect(idle, address, 16, null, null, null, null));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAConnect(idle, address, 17, null, null, null, null));
        assertFails(Winsock.WSAENOTSOCK, Winsock.WSAConnect(idle + 12345, address, 16, null, WSABUF.allocate(1), null,
                null));
        long udp = Winsock.socket(Winsock.AF_INET, Winsock.SOCK_DGRAM, 0);
        sockets.add(udp);
        assertFails(Winsock.WSAEOPNOTSUPP, Winsock.WSAAccept(udp, null, null, accept, 0));
        assertEquals(0, Winsock.WSAConnect(udp, address, 16, null, WSABUF.allocate(1), null, null));
    }
}
