package org.joinleaf.winsock;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import org.joinleaf.Members;
import org.joinleaf.Provider;
import org.joinleaf.testing.Command;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests Winsock one to one, with C's conventions. */
class WinsockTest {
    private static final List<IntFunction<ByteBuffer>> KINDS =
            List.of(ByteBuffer::allocate, ByteBuffer::allocateDirect);

    private InetSocketAddress group;
    private long socket;

    @BeforeEach
    void joined() throws IOException {
        assertEquals(0, Winsock.WSAStartup(0x0202, ByteBuffer.allocate(Winsock.SIZEOF_WSADATA)));
        group = Members.group(INET);
        socket = Winsock.WSASocket(Winsock.AF_INET, Winsock.SOCK_DGRAM, Winsock.IPPROTO_UDP, null, 0,
                Winsock.WSA_FLAG_MULTIPOINT_C_LEAF | Winsock.WSA_FLAG_MULTIPOINT_D_LEAF);
        assertNotEquals(Winsock.INVALID_SOCKET, socket);
        assertEquals(0, Winsock.setsockopt(socket, Winsock.SOL_SOCKET, Winsock.SO_REUSEADDR, 1));
        assertEquals(0, Winsock.setsockopt(socket, Winsock.SOL_SOCKET, Winsock.SO_RCVTIMEO, 5000));
        ByteBuffer lo = ByteBuffer.allocate(4).put(0, new byte[] {127, 0, 0, 1});
        assertEquals(0, Winsock.setsockopt(socket, Winsock.IPPROTO_IP, Winsock.IP_MULTICAST_IF, lo, 4));
        assertEquals(0, Winsock.bind(socket, address("0.0.0.0", group.getPort()), 16));
        WSABUF callee = WSABUF.allocate(32);
        assertEquals(socket, Winsock.WSAJoinLeaf(socket, name(), 16, null, callee, null, null, Winsock.JL_BOTH));
        assertEquals(0, callee.len());
        assertEquals(0, callee.buf().remaining());
    }

    @AfterEach
    void closed() {
        assertEquals(0, Winsock.closesocket(socket));
        assertEquals(0, Winsock.WSACleanup());
    }

    private ByteBuffer name() {
        ByteBuffer name = ByteBuffer.allocateDirect(16);
        assertEquals(16, SocketAddresses.put(name, group));
        return name;
    }

    private static ByteBuffer address(String host, int port) {
        ByteBuffer name = ByteBuffer.allocate(16);
        SocketAddresses.put(name, new InetSocketAddress(host, port));
        return name;
    }

    private static void assertFails(int code, long result) {
        assertEquals(-1, result);
        assertEquals(WinsockError.of(code), WinsockError.of(Winsock.WSAGetLastError()));
    }

    @Test
    void startUpAndCleanUp() {
        Command.java(WinsockStartup.class).run().expectSuccess();
    }

    @Test
    void dataOfEveryKind() {
        for (IntFunction<ByteBuffer> outKind : KINDS) {
            for (IntFunction<ByteBuffer> inKind : KINDS) {
                ByteBuffer out = outKind.apply(20).put(3, "to group".getBytes(StandardCharsets.UTF_8)).position(3);
                ByteBuffer in = inKind.apply(20).position(2);
                int[] room = {128};
                ByteBuffer from = inKind.apply(130).position(1);
                assertEquals(8, Winsock.send(socket, out, 8, 0));
                assertEquals(8, Winsock.recvfrom(socket, in, 18, 0, from, room));
                assertEquals(3, out.position());
                assertEquals(2, in.position());
                assertEquals("to group", Members.read(in.duplicate().position(10)).substring(2));
                assertEquals(16, room[0]);
                assertEquals(new InetSocketAddress("127.0.0.1", group.getPort()), SocketAddresses.get(from, 16));
                assertEquals(4, Winsock.sendto(socket, out, 4, 0, name(), 16));
                assertEquals(4, Winsock.recv(socket, in, 18, Winsock.MSG_PEEK));
                assertEquals(4, Winsock.recv(socket, in.put(2, (byte) 0), 18, 0));
                assertEquals('t', in.get(2));
                assertEquals(2, Winsock.sendto(socket, out, 2, 0, address("239.77.0.0", 1).put(0, name(), 0, 16), 16));
                assertEquals(2, Winsock.recvfrom(socket, in, 18, 0, null, null));
                assertEquals(0, Winsock.send(socket, null, 0, 0));
                assertEquals(0, Winsock.recv(socket, in, 18, 0));
                assertEquals(8, Winsock.send(socket, out, 8, 0));
                assertFails(Winsock.WSAEMSGSIZE, Winsock.recv(socket, in.put(6, (byte) 0), 3, 0));
                assertEquals(0, in.get(6));
                assertEquals('g', in.put(5, (byte) 'g').get(5));
            }
        }
    }

    @Test
    void tooLongForTheBufferStillNamesTheSender() {
        for (IntFunction<ByteBuffer> kind : KINDS) {
            ByteBuffer out = kind.apply(10).put(0, "0123456789".getBytes(StandardCharsets.UTF_8));
            ByteBuffer in = kind.apply(10);
            ByteBuffer from = kind.apply(16);
            int[] room = {16};
            assertEquals(10, Winsock.send(socket, out, 10, 0));
            assertFails(Winsock.WSAEMSGSIZE, Winsock.recvfrom(socket, in, 4, 0, from, room));
            assertEquals("0123\0", Members.read(in.position(5)));
            assertEquals(16, room[0]);
            assertEquals(group.getPort(), SocketAddresses.port(from));
        }
    }

    @Test
    void scatterAndGather() {
        byte[] bytes = Members.pattern(300);
        int[] sent = {-1};
        ByteBuffer[] out = {ByteBuffer.wrap(bytes, 0, 100), ByteBuffer.allocateDirect(50).put(0, bytes, 100, 50),
            ByteBuffer.wrap(bytes, 150, 150).asReadOnlyBuffer(), ByteBuffer.allocate(0)};
        for (boolean to : new boolean[] {false, true}) {
            assertEquals(0, to ? Winsock.WSASendTo(socket, out, 4, sent, 0, name(), 16)
                    : Winsock.WSASend(socket, out, 4, sent, 0));
            assertEquals(300, sent[0]);
            ByteBuffer[] in = {ByteBuffer.allocate(10).position(3), ByteBuffer.allocateDirect(200),
                ByteBuffer.allocate(500)};
            int[] received = {-1};
            int[] flags = {0};
            int[] room = {16};
            ByteBuffer from = ByteBuffer.allocate(16);
            assertEquals(0, to ? Winsock.WSARecvFrom(socket, in, 3, received, flags, from, room)
                    : Winsock.WSARecv(socket, in, 3, received, flags));
            assertEquals(300, received[0]);
            assertEquals(0, flags[0]);
            ByteBuffer all = ByteBuffer.allocate(300).put(0, in[0], 3, 7).put(7, in[1], 0, 200).put(207, in[2], 0, 93);
            assertEquals(ByteBuffer.wrap(bytes), all);
            assertEquals(0, in[2].get(93));
            assertEquals(3, in[0].position());
            assertEquals(to ? group.getPort() : 0, SocketAddresses.port(from));
        }
        assertEquals(0, Winsock.WSASend(socket, out, 2, sent, 0));
        ByteBuffer[] few = {ByteBuffer.allocate(60), ByteBuffer.allocateDirect(40)};
        assertFails(Winsock.WSAEMSGSIZE, Winsock.WSARecv(socket, few, 2, sent, new int[1]));
        assertEquals(bytes[59], few[0].get(59));
        assertEquals(bytes[99], few[1].get(39));
    }

    @Test
    void mostBuffers() {
        int most = 1000;
        ByteBuffer[] out = new ByteBuffer[most];
        for (int i = 0; i < most; i++) {
            out[i] = (i % 2 == 0 ? ByteBuffer.allocate(1) : ByteBuffer.allocateDirect(1)).put(0, (byte) i);
        }
        int[] count = new int[1];
        assertEquals(0, Winsock.WSASend(socket, out, most, count, 0));
        assertEquals(most, count[0]);
        ByteBuffer in = ByteBuffer.allocateDirect(2000);
        assertEquals(most, Winsock.recv(socket, in, 2000, 0));
        assertEquals((byte) 999, in.get(999));
        assertFails(Winsock.WSAEFAULT, Winsock.WSASend(socket, new ByteBuffer[5000], 5000, count, 0));
    }

    @Test
    void namesOptionsAndIoctls() {
        ByteBuffer name = ByteBuffer.allocate(128);
        int[] length = {128};
        assertEquals(0, Winsock.getsockname(socket, name, length));
        assertEquals(16, length[0]);
        assertEquals(new InetSocketAddress("0.0.0.0", group.getPort()), SocketAddresses.get(name, 16));
        length[0] = 128;
        assertEquals(0, Winsock.getpeername(socket, name, length));
        assertEquals(group, SocketAddresses.get(name, length[0]));
        length[0] = 4;
        assertFails(Winsock.WSAEFAULT, Winsock.getsockname(socket, name, length));

        int[] value = {-1};
        assertEquals(0, Winsock.getsockopt(socket, Winsock.SOL_SOCKET, Winsock.SO_TYPE, value));
        assertEquals(Winsock.SOCK_DGRAM, value[0]);
        assertEquals(0, Winsock.getsockopt(socket, Winsock.SOL_SOCKET, Winsock.SO_RCVTIMEO, value));
        assertEquals(5000, value[0]);
        ByteBuffer info = ByteBuffer.allocate(Winsock.SIZEOF_WSAPROTOCOL_INFOW);
        length[0] = info.capacity();
        assertEquals(0, Winsock.getsockopt(socket, Winsock.SOL_SOCKET, Winsock.SO_PROTOCOL_INFOW, info, length));
        assertEquals(Winsock.SIZEOF_WSAPROTOCOL_INFOW, length[0]);
        int serviceFlags = info.order(ByteOrder.nativeOrder()).getInt(0);
        assertEquals(Winsock.XP1_SUPPORT_MULTIPOINT, serviceFlags & Winsock.XP1_SUPPORT_MULTIPOINT);
        assertFails(Winsock.WSAENOPROTOOPT, Winsock.setsockopt(socket, Winsock.SOL_SOCKET, 0x7abc, 1));
        assertEquals(Winsock.WSAENOPROTOOPT, Winsock.WSAGetLastError());

        assertEquals(0, Winsock.ioctlsocket(socket, Winsock.FIONREAD, value));
        assertEquals(0, value[0]);
        assertEquals(7, Winsock.send(socket, ByteBuffer.allocate(7), 7, 0));
        assertEquals(0, Winsock.ioctlsocket(socket, Winsock.FIONREAD, value));
        assertEquals(7, value[0]);
        ByteBuffer answer = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
        int[] returned = {0};
        assertEquals(0, Winsock.WSAIoctl(socket, Winsock.FIONREAD, null, 0, answer, 4, returned));
        assertEquals(4, returned[0]);
        assertEquals(7, answer.getInt(0));
        assertEquals(7, Winsock.recv(socket, ByteBuffer.allocate(7), 7, 0));
        value[0] = 1;
        assertEquals(0, Winsock.ioctlsocket(socket, Winsock.FIONBIO, value));
        assertFails(Winsock.WSAEWOULDBLOCK, Winsock.recv(socket, ByteBuffer.allocate(7), 7, 0));
        assertEquals(0, Winsock.shutdown(socket, Winsock.SD_SEND));
        assertFails(Winsock.WSAESHUTDOWN, Winsock.send(socket, ByteBuffer.allocate(7), 7, 0));
        assertFails(Winsock.WSAEINVAL, Winsock.shutdown(socket, 7));
    }

    @Test
    void catalogue() throws Exception {
        int[] size = {0};
        assertFails(Winsock.WSAENOBUFS, Winsock.WSAEnumProtocols(null, null, size));
        assertTrue(size[0] >= 2 * Winsock.SIZEOF_WSAPROTOCOL_INFOW, "size " + size[0]);
        for (IntFunction<ByteBuffer> kind : KINDS) {
            ByteBuffer entries = kind.apply(size[0] + 5).position(5);
            int[] room = {size[0]};
            int count = Winsock.WSAEnumProtocols(null, entries, room);
            assertEquals(size[0] / Winsock.SIZEOF_WSAPROTOCOL_INFOW, count);
            Provider first = Provider.list().get(0);
            assertEquals(first.catalogEntryId(),
                    entries.order(ByteOrder.nativeOrder()).getInt(entries.position() + 36));
            long one = Winsock.WSASocket(Winsock.FROM_PROTOCOL_INFO, Winsock.FROM_PROTOCOL_INFO,
                    Winsock.FROM_PROTOCOL_INFO, entries, 0, 0);
            assertNotEquals(Winsock.INVALID_SOCKET, one);
            assertEquals(0, Winsock.closesocket(one));
            room[0] = size[0];
            assertEquals(0, Winsock.WSAEnumProtocols(new int[] {99, 0}, entries, room));
            room[0] = size[0];
            assertTrue(Winsock.WSAEnumProtocols(new int[] {Winsock.IPPROTO_UDP}, entries, room) >= 2);
        }
    }

    @Test
    void callerDataOnUdp() {
        long leaf = Winsock.WSASocket(Winsock.AF_INET, Winsock.SOCK_DGRAM, Winsock.IPPROTO_UDP, null, 0,
                Winsock.WSA_FLAG_MULTIPOINT_C_LEAF | Winsock.WSA_FLAG_MULTIPOINT_D_LEAF);
        assertFails(Winsock.WSAEPROTONOSUPPORT, Winsock.WSAJoinLeaf(leaf, name(), 16, Members.text("hi"), null, null,
                null, Winsock.JL_SENDER_ONLY));
        assertFails(Winsock.WSAEINVAL, Winsock.WSAJoinLeaf(leaf, name(), 16, null, null, null, null, 0));
        assertFails(Winsock.WSAEINVAL, Winsock.WSAJoinLeaf(leaf, name(), 16, null, null, null, null, 8));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAJoinLeaf(leaf, name(), 15, null, null, null, null, Winsock.JL_BOTH));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAJoinLeaf(leaf, null, 16, null, null, null, null, Winsock.JL_BOTH));
        long plain = Winsock.socket(Winsock.AF_INET, Winsock.SOCK_DGRAM, 0);
        assertFails(Winsock.WSAEINVAL, Winsock.WSAJoinLeaf(plain, name(), 16, null, null, null, null, Winsock.JL_BOTH));
        assertEquals(0, Winsock.closesocket(leaf));
        assertEquals(0, Winsock.closesocket(plain));
        assertFails(Winsock.WSAENOTSOCK, Winsock.closesocket(plain));
    }

    @Test
    void byteOrder() {
        assertEquals(0x3412, Winsock.htons(0x1234));
        assertEquals(0xffee, Winsock.ntohs(0xeeff));
        assertEquals(0x0100007f, Winsock.htonl(Winsock.INADDR_LOOPBACK));
        assertEquals(Winsock.INADDR_LOOPBACK, Winsock.ntohl(0x0100007f));
    }

    @Test
    void lastErrorIsPerThreadAndKeptOnSuccess() throws Exception {
        assertFails(Winsock.WSAENOTSOCK, Winsock.closesocket(12345));
        assertEquals(0, Winsock.setsockopt(socket, Winsock.SOL_SOCKET, Winsock.SO_RCVTIMEO, 100));
        assertEquals(Winsock.WSAENOTSOCK, Winsock.WSAGetLastError());
        int[] seen = {-1, -1};
        Runnable other = () -> {
            seen[0] = Winsock.WSAGetLastError();
            Winsock.send(socket, null, 5, 0);
            seen[1] = Winsock.WSAGetLastError();
        };
        Thread thread = new Thread(other);
        thread.start();
        thread.join();
        assertEquals(0, seen[0]);
        assertEquals(Winsock.WSAEFAULT, seen[1]);
        assertEquals(Winsock.WSAENOTSOCK, Winsock.WSAGetLastError());
        Winsock.WSASetLastError(4711);
        assertEquals(4711, Winsock.WSAGetLastError());
    }
}
