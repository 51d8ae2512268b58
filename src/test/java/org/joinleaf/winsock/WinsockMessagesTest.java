package org.joinleaf.winsock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntFunction;
import org.joinleaf.Members;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages with control data, and calls on many sockets, between two datagram sockets on the loopback interface. */
class WinsockMessagesTest {
    private static final List<IntFunction<ByteBuffer>> KINDS = List.of(ByteBuffer::allocate, ByteBuffer::allocateDirect);

    private final int[] number = new int[1];
    private final SOCKADDR_IN target = new SOCKADDR_IN();
    private long ear;
    private long mouth;

    @BeforeEach
    void start() {
        assertEquals(0, Winsock.WSAStartup(Winsock.MAKEWORD(2, 2), new WSADATA().pointer()));
        ear = Winsock.socket(Winsock.AF_INET, Winsock.SOCK_DGRAM, Winsock.IPPROTO_UDP);
        mouth = Winsock.socket(Winsock.AF_INET, Winsock.SOCK_DGRAM, Winsock.IPPROTO_UDP);
        target.sin_family(Winsock.AF_INET);
        target.sin_addr(Winsock.htonl(Winsock.INADDR_LOOPBACK));
        assertEquals(0, Winsock.bind(ear, target.pointer(), target.sizeof()));
        assertEquals(0, Winsock.getsockname(ear, target.pointer(), new int[] {target.sizeof()}));
        assertEquals(0, Winsock.setsockopt(ear, Winsock.SOL_SOCKET, Winsock.SO_RCVTIMEO, 5000));
    }

    @AfterEach
    void stop() {
        assertEquals(0, Winsock.closesocket(ear));
        assertEquals(0, Winsock.closesocket(mouth));
        assertEquals(0, Winsock.WSACleanup());
    }

    private static void assertFails(int code, long result) {
        assertEquals(-1, result);
        assertEquals(WinsockError.of(code), WinsockError.of(Winsock.WSAGetLastError()));
        Winsock.WSASetLastError(0);
    }

    private WSAMSG outgoing(ByteBuffer... parts) {
        WSAMSG message = new WSAMSG();
        message.name = target.pointer();
        message.namelen = target.sizeof();
        message.lpBuffers = parts;
        message.dwBufferCount = parts.length;
        return message;
    }

    private static WSAMSG incoming(IntFunction<ByteBuffer> kind, int... rooms) {
        WSAMSG message = new WSAMSG();
        message.name = kind.apply(30).position(2);
        message.namelen = 28;
        message.lpBuffers = new ByteBuffer[rooms.length];
        for (int i = 0; i < rooms.length; i++) {
            message.lpBuffers[i] = kind.apply(rooms[i]);
        }
        message.dwBufferCount = rooms.length;
        message.Control_buf = kind.apply(200).position(8);
        message.Control_len = 192;
        return message;
    }

    @Test
    void controlDataTellsOfTheDatagram() {
        assertEquals(0, Winsock.setsockopt(ear, Winsock.IPPROTO_IP, Winsock.IP_PKTINFO, 1));
        for (IntFunction<ByteBuffer> kind : KINDS) {
            WSAMSG sent = outgoing(kind.apply(3).put(0, new byte[] {1, 2, 3}),
                    kind.apply(5).put(0, new byte[] {9, 4, 5}).position(1).limit(3));
            assertEquals(0, Winsock.WSASendMsg(mouth, sent, 0, number));
            assertEquals(5, number[0]);
            WSAMSG got = incoming(kind, 2, 10);
            assertEquals(0, Winsock.WSARecvMsg(ear, got, number));
            assertEquals(5, number[0]);
            assertEquals(ByteBuffer.wrap(new byte[] {1, 2}), got.lpBuffers[0]);
            assertEquals(ByteBuffer.wrap(new byte[] {3, 4, 5}), got.lpBuffers[1].slice(0, 3));
            assertEquals(16, got.namelen);
            InetSocketAddress from = SocketAddresses.get(got.name, got.namelen);
            assertTrue(from.getAddress().isLoopbackAddress() && from.getPort() != 0, from.toString());
            assertEquals(0, got.dwFlags);
            assertEquals(Winsock.WSA_CMSG_SPACE(8), got.Control_len);
            WSACMSGHDR header = Winsock.WSA_CMSG_FIRSTHDR(got);
            assertEquals(Winsock.WSA_CMSG_LEN(8), header.cmsg_len());
            assertEquals(Winsock.IPPROTO_IP, header.cmsg_level());
            assertEquals(Winsock.IP_PKTINFO, header.cmsg_type());
            IN_PKTINFO info = new IN_PKTINFO(Winsock.WSA_CMSG_DATA(header));
            assertEquals("127.0.0.1", Winsock.inet_ntoa(info.ipi_addr()));
            assertTrue(info.ipi_ifindex() > 0);
            assertNull(Winsock.WSA_CMSG_NXTHDR(got, header));
        }
    }

    @Test
    void whatDoesNotFitIsLost() {
        WSAMSG got = cut();
        assertEquals(Members.text("0123"), got.lpBuffers[0]);
        assertEquals(16, got.namelen);
        assertEquals(0, Winsock.ioctlsocket(ear, Winsock.FIONBIO, new int[] {1}));
        assertFails(Winsock.WSAEWOULDBLOCK, Winsock.WSARecvMsg(ear, incoming(ByteBuffer::allocate, 4), number));
    }

    @Test
    void whatDoesNotFitIsTold() {
        assertEquals(Winsock.MSG_TRUNC, cut().dwFlags & Winsock.MSG_TRUNC);
    }

    private WSAMSG cut() {
        assertEquals(0, Winsock.WSASendMsg(mouth, outgoing(Members.text("0123456789")), 0, number));
        WSAMSG got = incoming(ByteBuffer::allocate, 4);
        assertFails(Winsock.WSAEMSGSIZE, Winsock.WSARecvMsg(ear, got, number));
        return got;
    }

    /** As C writes control data. */
    @Test
    void controlDataIsWritten() {
        WSAMSG message = new WSAMSG();
        assertNull(Winsock.WSA_CMSG_FIRSTHDR(message));
        message.Control_buf = ByteBuffer.allocateDirect(100).position(4);
        message.Control_len = Winsock.WSA_CMSG_SPACE(8) + Winsock.WSA_CMSG_SPACE(5);
        assertEquals(48, message.Control_len);
        WSACMSGHDR first = Winsock.WSA_CMSG_FIRSTHDR(message);
        first.cmsg_len(Winsock.WSA_CMSG_LEN(8));
        first.cmsg_level(Winsock.IPPROTO_IP);
        first.cmsg_type(Winsock.IP_PKTINFO);
        IN_PKTINFO info = new IN_PKTINFO(Winsock.WSA_CMSG_DATA(first));
        info.ipi_ifindex(7);
        WSACMSGHDR second = Winsock.WSA_CMSG_NXTHDR(message, first);
        second.cmsg_len(Winsock.WSA_CMSG_LEN(5));
        second.cmsg_level(-1);
        assertEquals(5, Winsock.WSA_CMSG_DATA(second).remaining());
        assertNull(Winsock.WSA_CMSG_NXTHDR(message, second));
        ByteBuffer memory = message.Control_buf.slice().order(java.nio.ByteOrder.nativeOrder());
        assertEquals(24, memory.getLong(0));
        assertEquals(Winsock.IP_PKTINFO, memory.getInt(12));
        assertEquals(7, memory.getInt(20));
        assertEquals(21, memory.getLong(24));
        assertEquals(-1, memory.getInt(32));
        second.cmsg_len(Long.MAX_VALUE);
        assertNull(Winsock.WSA_CMSG_NXTHDR(message, second));
        second.cmsg_len(0);
        assertNull(Winsock.WSA_CMSG_NXTHDR(message, second));
        message.Control_len = 15;
        assertNull(Winsock.WSA_CMSG_FIRSTHDR(message));
    }

    @Test
    void badMessages() {
        ByteBuffer one = ByteBuffer.allocate(1);
        assertFails(Winsock.WSAEFAULT, Winsock.WSASendMsg(mouth, null, 0, number));
        assertFails(Winsock.WSAEFAULT, Winsock.WSASendMsg(mouth, outgoing(one), 0, null));
        assertFails(Winsock.WSAEFAULT, Winsock.WSASendMsg(mouth, outgoing(one), 0, new int[0]));
        assertFails(Winsock.WSAEFAULT, Winsock.WSASendMsg(mouth, outgoing((ByteBuffer) null), 0, number));
        assertFails(Winsock.WSAENOTSOCK, Winsock.WSASendMsg(Winsock.INVALID_SOCKET, outgoing(one), 0, number));
        assertFails(Winsock.WSAENOTSOCK, Winsock.WSASendMsg(Winsock.INVALID_SOCKET, null, 0, number));
        WSAMSG bad = outgoing(one);
        bad.namelen = 17;
        assertFails(Winsock.WSAEFAULT, Winsock.WSASendMsg(mouth, bad, 0, number));
        bad = outgoing(one);
        bad.Control_len = 8;
        assertFails(Winsock.WSAEFAULT, Winsock.WSASendMsg(mouth, bad, 0, number));
        bad = outgoing(one);
        bad.dwBufferCount = 2;
        assertFails(Winsock.WSAEFAULT, Winsock.WSASendMsg(mouth, bad, 0, number));
        bad = incoming(ByteBuffer::allocate, 4);
        bad.name = bad.name.asReadOnlyBuffer();
        assertFails(Winsock.WSAEFAULT, Winsock.WSARecvMsg(ear, bad, number));
        bad = incoming(ByteBuffer::allocate, 4);
        bad.Control_len = 193;
        assertFails(Winsock.WSAEFAULT, Winsock.WSARecvMsg(ear, bad, number));
        assertFails(Winsock.WSAEFAULT, Winsock.WSARecvMsg(ear, null, number));
        assertFails(Winsock.WSAEFAULT, Winsock.WSARecvMsg(ear, incoming(ByteBuffer::allocate, 4), null));
        assertFails(Winsock.WSAENOTSOCK, Winsock.WSARecvMsg(4, incoming(ByteBuffer::allocate, 4), number));
    }

    @Test
    void pollTellsWhatIsReady() {
        for (int most : new int[] {3, 100}) {
            WSAPOLLFD[] polled = WSAPOLLFD.array(most);
            for (WSAPOLLFD entry : polled) {
                entry.fd(Winsock.INVALID_SOCKET);
            }
            polled[1].fd(ear);
            polled[1].events(Winsock.POLLRDNORM);
            polled[2].fd(mouth);
            polled[2].events(Winsock.POLLWRNORM);
            assertEquals(1, Winsock.WSAPoll(polled[0].pointer(), most, 5000));
            assertEquals(0, polled[1].revents());
            assertEquals(Winsock.POLLWRNORM, polled[2].revents());
            assertEquals(1, Winsock.sendto(mouth, ByteBuffer.allocateDirect(1), 1, 0, target.pointer(), 16));
            assertEquals(1, Winsock.WSAPoll(polled[1].pointer(), 1, 5000));
            assertEquals(Winsock.POLLRDNORM, polled[1].revents());
            assertEquals(1, Winsock.recv(ear, ByteBuffer.allocateDirect(1), 1, 0));
            assertEquals(0, Winsock.WSAPoll(polled[1].pointer(), 1, 10));
        }
        ByteBuffer heap = ByteBuffer.allocate(20).position(4);
        WSAPOLLFD entry = new WSAPOLLFD(heap);
        entry.fd(mouth);
        entry.events(Winsock.POLLWRNORM);
        assertEquals(1, Winsock.WSAPoll(heap, 1, 5000));
        assertEquals(Winsock.POLLWRNORM, entry.revents());
        assertFails(Winsock.WSAEINVAL, Winsock.WSAPoll(heap, 0, 0));
        assertFails(Winsock.WSAEINVAL, Winsock.WSAPoll(heap, -1, 0));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAPoll(heap, 2, 0));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAPoll(heap, Integer.MAX_VALUE, 0));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAPoll(null, 1, 0));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAPoll(heap.asReadOnlyBuffer(), 1, 0));
        assertThrows(IllegalArgumentException.class, () -> WSAPOLLFD.array(0));
        assertThrows(IllegalArgumentException.class, () -> entry.events(1 << 16));
    }

    @Test
    void setsOfSelect() {
        FD_SET set = new FD_SET();
        Winsock.FD_SET(ear, set.pointer());
        Winsock.FD_SET(ear, set.pointer());
        Winsock.FD_SET(mouth, set.pointer());
        assertEquals(2, set.fd_count());
        assertEquals(ear, set.fd_array(0));
        TIMEVAL timeout = new TIMEVAL();
        timeout.tv_usec(1000);
        FD_SET writable = new FD_SET();
        Winsock.FD_SET(mouth, writable.pointer());
        assertEquals(1, Winsock.select(0, set.pointer(), writable.pointer(), null, timeout.pointer()));
        assertFalse(Winsock.FD_ISSET(ear, set.pointer()));
        assertTrue(Winsock.FD_ISSET(mouth, writable.pointer()));
        Winsock.FD_ZERO(set.pointer());
        for (int i = 0; i < Winsock.FD_SETSIZE + 1; i++) {
            Winsock.FD_SET(i, set.pointer());
        }
        assertEquals(Winsock.FD_SETSIZE, set.fd_count());
        assertFalse(Winsock.FD_ISSET(Winsock.FD_SETSIZE, set.pointer()));
        Winsock.FD_CLR(1, set.pointer());
        Winsock.FD_CLR(1000, set.pointer());
        assertEquals(Winsock.FD_SETSIZE - 1, set.fd_count());
        assertEquals(2, set.fd_array(1));
        assertEquals(63, set.fd_array(62));
        String message = assertThrows(NullPointerException.class, () -> Winsock.FD_SET(ear, null)).getMessage();
        assertEquals("set", message);
        assertThrows(IndexOutOfBoundsException.class, () -> Winsock.FD_ISSET(ear, ByteBuffer.allocate(519)));
    }

    @Test
    void orderOfTheNetwork() {
        assertEquals(0, Winsock.WSAHtonl(ear, 0x01020304, number));
        assertEquals(Winsock.htonl(0x01020304), number[0]);
        assertEquals(0, Winsock.WSANtohl(ear, number[0], number));
        assertEquals(0x01020304, number[0]);
        assertEquals(0, Winsock.WSAHtons(ear, 0xff02, number));
        assertEquals(Winsock.htons(0xff02), number[0]);
        assertEquals(0, Winsock.WSANtohs(ear, number[0], number));
        assertEquals(0xff02, number[0]);
        assertFails(Winsock.WSAEFAULT, Winsock.WSAHtons(ear, 1, null));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAHtonl(ear, 1, new int[0]));
        assertFails(Winsock.WSAENOTSOCK, Winsock.WSAHtons(4, 1, number));
        assertEquals(0x0202, Winsock.MAKEWORD(2, 2));
        assertEquals(0xfe01, Winsock.MAKEWORD(1, 0xfffe));
        assertEquals(1, Winsock.LOBYTE(0xfe01));
        assertEquals(0xfe, Winsock.HIBYTE(0xfe01));
        assertEquals(0xfffe0001, Winsock.MAKELONG(1, 0xfffe));
        assertEquals(1, Winsock.LOWORD(0xfffe0001));
        assertEquals(0xfffe, Winsock.HIWORD(0xfffe0001));
    }

    /** Calls that no provider for datagrams has: a code, and the socket goes on. */
    @Test
    void callsThatAreMostlyRefused() {
        ByteBuffer info = ByteBuffer.allocate(Winsock.SIZEOF_WSAPROTOCOL_INFOW);
        assertFails(Winsock.WSAENOTSOCK, Winsock.WSADuplicateSocket(4, 1, info));
        assertFails(Winsock.WSAEFAULT, Winsock.WSADuplicateSocket(ear, 1, null));
        assertFails(Winsock.WSAEFAULT, Winsock.WSADuplicateSocket(ear, 1, info.asReadOnlyBuffer()));
        assertFails(Winsock.WSAENOTSOCK, Winsock.WSASendDisconnect(4, null));
        assertFails(Winsock.WSAENOTSOCK, Winsock.WSASendDisconnect(4, ByteBuffer.allocate(3)));
        assertFails(Winsock.WSAENOTSOCK, Winsock.WSARecvDisconnect(4, WSABUF.allocate(8)));
        assertFalse(Winsock.WSAGetQOSByName(ear, Members.text("template"), new QOS().pointer()));
        assertFalse(Winsock.WSAGetQOSByName(ear, null, new QOS().pointer()));
        assertFails(Winsock.WSAEFAULT, -1);
        assertFalse(Winsock.WSAGetQOSByName(4, Members.text("template"), ByteBuffer.allocate(79)));
        assertEquals(0, Winsock.WSASendMsg(mouth, outgoing(Members.text("x")), 0, number));
        assertEquals(1, Winsock.recv(ear, ByteBuffer.allocate(4), 4, 0));
    }
}
