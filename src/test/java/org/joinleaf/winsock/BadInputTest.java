package org.joinleaf.winsock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.joinleaf.testing.Command;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Arguments that no call may take, and handles that are none: the code C gives, and never a crash. */
class BadInputTest {
    private static final int[] EMPTY = {};

    private static long socket;

    @BeforeAll
    static void start() {
        assertEquals(0, Winsock.WSAStartup(0x0202, ByteBuffer.allocate(Winsock.SIZEOF_WSADATA)));
        socket = Winsock.WSASocket(Winsock.AF_INET, Winsock.SOCK_DGRAM, Winsock.IPPROTO_UDP, null, 0,
                Winsock.WSA_FLAG_MULTIPOINT_C_LEAF | Winsock.WSA_FLAG_MULTIPOINT_D_LEAF);
    }

    @AfterAll
    static void stop() {
        assertEquals(0, Winsock.closesocket(socket));
        assertEquals(0, Winsock.WSACleanup());
    }

    private static ByteBuffer heap(int n) {
        return ByteBuffer.allocate(n);
    }

    private static ByteBuffer direct(int n) {
        return ByteBuffer.allocateDirect(n);
    }

    private static ByteBuffer readOnly(int n) {
        return ByteBuffer.allocateDirect(n).asReadOnlyBuffer();
    }

    private static int[] room(int n) {
        return new int[] {n};
    }

    private static WSAMSG message() {
        WSAMSG message = new WSAMSG();
        message.lpBuffers = new ByteBuffer[] {heap(1)};
        message.dwBufferCount = 1;
        return message;
    }

    /** Calls whose pointers or lengths are wrong: WSAEFAULT with a good handle, WSAENOTSOCK with a bad one. */
    private static Map<String, LongFunction<Number>> faults() {
        Map<String, LongFunction<Number>> calls = new LinkedHashMap<>();
        calls.put("bind short", s -> Winsock.bind(s, direct(8), 16));
        calls.put("bind short heap", s -> Winsock.bind(s, heap(8), 16));
        calls.put("bind negative", s -> Winsock.bind(s, direct(16), -1));
        calls.put("bind null", s -> Winsock.bind(s, null, 16));
        calls.put("bind huge", s -> Winsock.bind(s, direct(16), Integer.MAX_VALUE));
        calls.put("connect short", s -> Winsock.connect(s, direct(8), 16));
        calls.put("connect null", s -> Winsock.connect(s, null, 16));
        calls.put("join short", s -> Winsock.WSAJoinLeaf(s, direct(8), 16, null, null, null, null, 4));
        calls.put("join null", s -> Winsock.WSAJoinLeaf(s, null, 16, null, null, null, null, 4));
        calls.put("join negative", s -> Winsock.WSAJoinLeaf(s, direct(16), -16, null, null, null, null, 4));
        calls.put("join short qos", s -> Winsock.WSAJoinLeaf(s, direct(16), 16, null, null, direct(79), null, 4));
        calls.put("join short group qos", s -> Winsock.WSAJoinLeaf(s, direct(16), 16, null, null, null, heap(1), 4));
        calls.put("getsockname null", s -> Winsock.getsockname(s, null, room(16)));
        calls.put("getsockname null length", s -> Winsock.getsockname(s, direct(16), null));
        calls.put("getsockname no length", s -> Winsock.getsockname(s, direct(16), EMPTY));
        calls.put("getsockname short", s -> Winsock.getsockname(s, direct(8), room(16)));
        calls.put("getsockname negative", s -> Winsock.getsockname(s, direct(16), room(-1)));
        calls.put("getsockname read-only", s -> Winsock.getsockname(s, readOnly(16), room(16)));
        calls.put("getpeername null", s -> Winsock.getpeername(s, null, room(16)));
        calls.put("getpeername read-only", s -> Winsock.getpeername(s, readOnly(16), room(16)));
        calls.put("accept null length", s -> Winsock.accept(s, direct(16), null));
        calls.put("accept short", s -> Winsock.accept(s, heap(8), room(16)));
        calls.put("setsockopt short", s -> Winsock.setsockopt(s, 0xffff, 4, direct(2), 4));
        calls.put("setsockopt negative", s -> Winsock.setsockopt(s, 0xffff, 4, heap(4), -4));
        calls.put("setsockopt null", s -> Winsock.setsockopt(s, 0xffff, 4, null, 4));
        calls.put("getsockopt null", s -> Winsock.getsockopt(s, 0xffff, 4, null, room(4)));
        calls.put("getsockopt short", s -> Winsock.getsockopt(s, 0xffff, 4, heap(2), room(4)));
        calls.put("getsockopt read-only", s -> Winsock.getsockopt(s, 0xffff, 4, readOnly(4), room(4)));
        calls.put("getsockopt no room", s -> Winsock.getsockopt(s, 0xffff, 4, direct(4), EMPTY));
        calls.put("getsockopt null int", s -> Winsock.getsockopt(s, 0xffff, 4, null));
        calls.put("getsockopt no int", s -> Winsock.getsockopt(s, 0xffff, 4, EMPTY));
        calls.put("ioctlsocket null", s -> Winsock.ioctlsocket(s, Winsock.FIONREAD, null));
        calls.put("ioctlsocket none", s -> Winsock.ioctlsocket(s, Winsock.FIONREAD, EMPTY));
        calls.put("ioctl no count", s -> Winsock.WSAIoctl(s, Winsock.FIONREAD, null, 0, heap(4), 4, null));
        calls.put("ioctl short in", s -> Winsock.WSAIoctl(s, Winsock.FIONBIO, heap(2), 4, null, 0, room(0)));
        calls.put("ioctl short out", s -> Winsock.WSAIoctl(s, Winsock.FIONREAD, null, 0, direct(2), 4, room(0)));
        calls.put("ioctl negative", s -> Winsock.WSAIoctl(s, Winsock.FIONREAD, heap(4), -1, direct(4), 4, room(0)));
        calls.put("ioctl read-only", s -> Winsock.WSAIoctl(s, Winsock.FIONREAD, null, 0, readOnly(4), 4, room(0)));
        calls.put("send short", s -> Winsock.send(s, direct(4), 5, 0));
        calls.put("send short heap", s -> Winsock.send(s, heap(4), 5, 0));
        calls.put("send negative", s -> Winsock.send(s, direct(4), -1, 0));
        calls.put("send null", s -> Winsock.send(s, null, 5, 0));
        calls.put("send null negative", s -> Winsock.send(s, null, -5, 0));
        calls.put("send huge", s -> Winsock.send(s, direct(4), Integer.MAX_VALUE, 0));
        calls.put("send past limit", s -> Winsock.send(s, direct(9).position(5), 5, 0));
        calls.put("sendto short", s -> Winsock.sendto(s, heap(4), 5, 0, direct(16), 16));
        calls.put("sendto short name", s -> Winsock.sendto(s, heap(4), 4, 0, direct(15), 16));
        calls.put("sendto negative name", s -> Winsock.sendto(s, direct(4), 4, 0, direct(16), -1));
        calls.put("recv short", s -> Winsock.recv(s, direct(4), 5, 0));
        calls.put("recv negative", s -> Winsock.recv(s, heap(4), -1, 0));
        calls.put("recv null", s -> Winsock.recv(s, null, 5, 0));
        calls.put("recv read-only", s -> Winsock.recv(s, readOnly(4), 4, 0));
        calls.put("recv read-only heap", s -> Winsock.recv(s, heap(4).asReadOnlyBuffer(), 4, 0));
        calls.put("recvfrom short", s -> Winsock.recvfrom(s, direct(4), 5, 0, null, null));
        calls.put("recvfrom null room", s -> Winsock.recvfrom(s, direct(4), 4, 0, direct(16), null));
        calls.put("recvfrom short from", s -> Winsock.recvfrom(s, direct(4), 4, 0, direct(8), room(16)));
        calls.put("recvfrom read-only from", s -> Winsock.recvfrom(s, heap(4), 4, 0, readOnly(16), room(16)));
        calls.put("WSASend null", s -> Winsock.WSASend(s, null, 1, room(0), 0));
        calls.put("WSASend null element", s -> Winsock.WSASend(s, new ByteBuffer[1], 1, room(0), 0));
        calls.put("WSASend too many", s -> Winsock.WSASend(s, new ByteBuffer[] {heap(1)}, 2, room(0), 0));
        calls.put("WSASend negative", s -> Winsock.WSASend(s, new ByteBuffer[] {heap(1)}, -1, room(0), 0));
        calls.put("WSASend no count", s -> Winsock.WSASend(s, new ByteBuffer[] {heap(1)}, 1, null, 0));
        calls.put("WSASendTo short", s -> Winsock.WSASendTo(s, new ByteBuffer[] {heap(1)}, 1, room(0), 0, heap(3), 16));
        calls.put("WSARecv read-only", s -> Winsock.WSARecv(s, new ByteBuffer[] {readOnly(1)}, 1, room(0), room(0)));
        calls.put("WSARecv no flags", s -> Winsock.WSARecv(s, new ByteBuffer[] {heap(1)}, 1, room(0), null));
        calls.put("WSARecvFrom room", s -> Winsock.WSARecvFrom(s, new ByteBuffer[] {heap(1)}, 1, room(0), room(0),
                heap(16), EMPTY));
        calls.put("WSAEnumNetworkEvents null", s -> Winsock.WSAEnumNetworkEvents(s, 0, null));
        calls.put("WSAEnumNetworkEvents short", s -> Winsock.WSAEnumNetworkEvents(s, 0, heap(43)));
        calls.put("WSASendMsg null", s -> Winsock.WSASendMsg(s, null, 0, room(0)));
        calls.put("WSARecvMsg null", s -> Winsock.WSARecvMsg(s, null, room(0)));
        calls.put("WSAHtonl null", s -> Winsock.WSAHtonl(s, 1, null));
        calls.put("WSADuplicateSocket short", s -> Winsock.WSADuplicateSocket(s, 1, heap(627)));
        return calls;
    }

    @TestFactory
    Stream<DynamicTest> pointersAndLengths() {
        return faults().entrySet().stream().map(call -> dynamicTest(call.getKey(), () -> {
            assertFails(Winsock.WSAEFAULT, call.getValue().apply(socket));
            assertFails(Winsock.WSAENOTSOCK, call.getValue().apply(socket ^ 0x5555));
        }));
    }

    /** Calls that are right but for the handle. */
    private static Map<String, LongFunction<Number>> calls() {
        ByteBuffer name = direct(16);
        SocketAddresses.put(name, new java.net.InetSocketAddress("239.77.0.1", 5000));
        Map<String, LongFunction<Number>> calls = new LinkedHashMap<>();
        calls.put("closesocket", Winsock::closesocket);
        calls.put("bind", s -> Winsock.bind(s, name, 16));
        calls.put("connect", s -> Winsock.connect(s, name, 16));
        calls.put("listen", s -> Winsock.listen(s, 1));
        calls.put("accept", s -> Winsock.accept(s, null, null));
        calls.put("WSAJoinLeaf", s -> Winsock.WSAJoinLeaf(s, name, 16, null, null, null, null, 4));
        calls.put("WSAJoinLeaf with all", s -> Winsock.WSAJoinLeaf(s, name, 16, heap(3), WSABUF.allocate(9), heap(80),
                direct(80), 4));
        calls.put("getsockname", s -> Winsock.getsockname(s, heap(16), room(16)));
        calls.put("getpeername", s -> Winsock.getpeername(s, heap(16), room(16)));
        calls.put("setsockopt", s -> Winsock.setsockopt(s, 0xffff, 4, 1));
        calls.put("setsockopt buffer", s -> Winsock.setsockopt(s, 0xffff, 4, heap(4), 4));
        calls.put("getsockopt", s -> Winsock.getsockopt(s, 0xffff, 4, room(0)));
        calls.put("getsockopt buffer", s -> Winsock.getsockopt(s, 0xffff, 4, heap(4), room(4)));
        calls.put("ioctlsocket", s -> Winsock.ioctlsocket(s, Winsock.FIONREAD, room(0)));
        calls.put("WSAIoctl", s -> Winsock.WSAIoctl(s, Winsock.FIONREAD, null, 0, heap(4), 4, room(0)));
        calls.put("WSAIoctl QoS", s -> Winsock.WSAIoctl(s, Winsock.SIO_SET_QOS, heap(80), 80, null, 0, room(0)));
        calls.put("WSAIoctl sort", s -> Winsock.WSAIoctl(s, Winsock.SIO_ADDRESS_LIST_SORT, null, 0, null, 0, room(0)));
        calls.put("shutdown", s -> Winsock.shutdown(s, 1));
        calls.put("send", s -> Winsock.send(s, direct(1), 1, 0));
        calls.put("sendto", s -> Winsock.sendto(s, direct(1), 1, 0, name, 16));
        calls.put("recv", s -> Winsock.recv(s, direct(1), 1, 0));
        calls.put("recvfrom", s -> Winsock.recvfrom(s, heap(1), 1, 0, heap(16), room(16)));
        calls.put("WSASend", s -> Winsock.WSASend(s, new ByteBuffer[] {heap(1)}, 1, room(0), 0));
        calls.put("WSASendTo", s -> Winsock.WSASendTo(s, new ByteBuffer[] {heap(1)}, 1, room(0), 0, name, 16));
        calls.put("WSARecv", s -> Winsock.WSARecv(s, new ByteBuffer[] {heap(1)}, 1, room(0), room(0)));
        calls.put("WSARecvFrom", s -> Winsock.WSARecvFrom(s, new ByteBuffer[] {heap(1)}, 1, room(0), room(0), null,
                null));
        calls.put("WSASendMsg", s -> Winsock.WSASendMsg(s, message(), 0, room(0)));
        calls.put("WSARecvMsg", s -> Winsock.WSARecvMsg(s, message(), room(0)));
        calls.put("WSASendDisconnect", s -> Winsock.WSASendDisconnect(s, heap(1)));
        calls.put("WSARecvDisconnect", s -> Winsock.WSARecvDisconnect(s, WSABUF.allocate(1)));
        calls.put("WSADuplicateSocket", s -> Winsock.WSADuplicateSocket(s, 1, heap(628)));
        calls.put("WSAGetQOSByName", s -> Winsock.WSAGetQOSByName(s, heap(1), heap(80)) ? 0 : -1);
        calls.put("WSAHtonl", s -> Winsock.WSAHtonl(s, 1, room(0)));
        calls.put("WSANtohs", s -> Winsock.WSANtohs(s, 1, room(0)));
        calls.put("WSASetUdpSendMessageSize", s -> Winsock.WSASetUdpSendMessageSize(s, 1));
        calls.put("WSAGetUdpRecvMaxCoalescedSize", s -> Winsock.WSAGetUdpRecvMaxCoalescedSize(s, room(0)));
        return calls;
    }

    @TestFactory
    Stream<DynamicTest> handles() {
        long closed = Winsock.socket(Winsock.AF_INET, Winsock.SOCK_DGRAM, 0);
        assertEquals(0, Winsock.closesocket(closed));
        long[] handles = {closed, 0, Winsock.INVALID_SOCKET, 1, 4, -2, Long.MIN_VALUE, Long.MAX_VALUE, 0xffffffffL};
        return calls().entrySet().stream().map(call -> dynamicTest(call.getKey(), () -> {
            for (long handle : handles) {
                assertFails(Winsock.WSAENOTSOCK, call.getValue().apply(handle));
            }
        }));
    }

    @Test
    void events() {
        for (long event : new long[] {0, -1, 4, 0x1234, Long.MIN_VALUE}) {
            assertEquals(false, Winsock.WSASetEvent(event));
            assertEquals(Winsock.WSA_INVALID_HANDLE, Winsock.WSAGetLastError());
            Winsock.WSASetLastError(0);
            assertEquals(false, Winsock.WSAResetEvent(event));
            assertEquals(Winsock.WSA_INVALID_HANDLE, Winsock.WSAGetLastError());
            Winsock.WSASetLastError(0);
            assertEquals(false, Winsock.WSACloseEvent(event));
            assertEquals(Winsock.WSA_INVALID_HANDLE, Winsock.WSAGetLastError());
            assertFails(Winsock.WSA_INVALID_HANDLE, Winsock.WSAEventSelect(socket, event, Winsock.FD_READ));
            long[] one = {event};
            assertFails(Winsock.WSA_INVALID_HANDLE, Winsock.WSAWaitForMultipleEvents(1, one, false, 0, false));
        }
        assertFails(Winsock.WSA_INVALID_PARAMETER, Winsock.WSAWaitForMultipleEvents(0, new long[1], false, 0, false));
        assertFails(Winsock.WSA_INVALID_PARAMETER, Winsock.WSAWaitForMultipleEvents(65, new long[65], false, 0, false));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAWaitForMultipleEvents(2, new long[1], false, 0, false));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAWaitForMultipleEvents(1, null, false, 0, false));
    }

    @Test
    void select() {
        ByteBuffer tooMany = direct(Winsock.SIZEOF_FD_SET).order(java.nio.ByteOrder.nativeOrder()).putInt(0, 65);
        assertFails(Winsock.WSAEFAULT, Winsock.select(0, tooMany, null, null, heap(8)));
        assertFails(Winsock.WSAEFAULT, Winsock.select(0, null, heap(519), null, heap(8)));
        assertFails(Winsock.WSAEFAULT, Winsock.select(0, null, null, readOnly(520), heap(8)));
        assertFails(Winsock.WSAEFAULT, Winsock.select(0, direct(520), null, null, heap(7)));
    }

    @Test
    void without() {
        assertFails(Winsock.WSAEFAULT, Winsock.WSASocket(2, 2, 17, heap(627), 0, 0));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAEnumProtocols(null, heap(10), room(11)));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAEnumProtocols(null, readOnly(1000), room(1000)));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAEnumProtocols(null, heap(1000), null));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAEnumProtocols(null, heap(1000), EMPTY));
        assertFails(Winsock.WSAEAFNOSUPPORT, Winsock.socket(99, Winsock.SOCK_DGRAM, 0));
        assertFails(Winsock.WSAEINVAL, Winsock.WSASocket(2, 2, 17, null, 0, Winsock.WSA_FLAG_MULTIPOINT_C_LEAF));
    }

    @Test
    void randomArgumentsNeverCrash() {
        Command.Result result = Command.java(RandomCalls.class, "20250101", "60000").timeout(Duration.ofMinutes(2))
                .inNewNetwork().run().expectSuccess();
        assertEquals("", result.err());
    }

    private static void assertFails(int code, Number result) {
        assertEquals(-1, result.longValue());
        assertEquals(WinsockError.of(code), WinsockError.of(Winsock.WSAGetLastError()));
        Winsock.WSASetLastError(0);
    }
}
