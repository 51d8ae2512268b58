package org.joinleaf.winsock;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.joinleaf.Direction;
import org.joinleaf.Members;
import org.joinleaf.MultipointSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The arguments and results of event objects, WSAEventSelect and select get through the natives. */
class EventsTest {
    private long event;

    @BeforeEach
    void start() {
        assertEquals(0, Winsock.WSAStartup(0x0202, ByteBuffer.allocate(Winsock.SIZEOF_WSADATA)));
        event = Winsock.WSACreateEvent();
        assertNotEquals(Winsock.WSA_INVALID_EVENT, event);
    }

    @AfterEach
    void stop() {
        assertTrue(Winsock.WSACloseEvent(event));
        assertFalse(Winsock.WSACloseEvent(event));
        assertEquals(Winsock.WSA_INVALID_HANDLE, Winsock.WSAGetLastError());
        assertEquals(0, Winsock.WSACleanup());
    }

    private static int test(boolean all, long... events) {
        return Winsock.WSAWaitForMultipleEvents(events.length, events, all, 0, false);
    }

    @Test
    void setResetAndWait() {
        long other = Winsock.WSACreateEvent();
        assertEquals(Winsock.WSA_WAIT_TIMEOUT, test(false, event, other));
        assertTrue(Winsock.WSASetEvent(other));
        assertEquals(Winsock.WSA_WAIT_EVENT_0 + 1, test(false, event, other));
        assertEquals(Winsock.WSA_WAIT_TIMEOUT, test(true, event, other));
        assertTrue(Winsock.WSASetEvent(event));
        assertEquals(Winsock.WSA_WAIT_EVENT_0, test(true, event, other));
        assertTrue(Winsock.WSAResetEvent(event));
        assertEquals(Winsock.WSA_WAIT_EVENT_0 + 1, test(false, event, other));
        assertTrue(Winsock.WSACloseEvent(other));
        long before = System.nanoTime();
        assertEquals(Winsock.WSA_WAIT_TIMEOUT,
                Winsock.WSAWaitForMultipleEvents(1, new long[] {event}, false, 50, false));
        assertTrue(System.nanoTime() - before >= 45_000_000, "waited too short");
    }

    @Test
    void networkEvents() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var receiver = Members.member(group, Direction.RECEIVE);
                var sender = Members.member(group, Direction.SEND)) {
            long s = receiver.handle();
            for (ByteBuffer events : new ByteBuffer[] {ByteBuffer.allocate(50), ByteBuffer.allocateDirect(50)}) {
                assertEquals(0, Winsock.WSAEventSelect(s, event, Winsock.FD_READ));
                assertEquals(Winsock.WSA_WAIT_TIMEOUT, test(false, event));
                sender.send(Members.text("ready"));
                assertEquals(Winsock.WSA_WAIT_EVENT_0,
                        Winsock.WSAWaitForMultipleEvents(1, new long[] {event}, false, 60_000, false));
                events.order(ByteOrder.nativeOrder()).position(4);
                assertEquals(0, Winsock.WSAEnumNetworkEvents(s, event, events));
                assertEquals(Winsock.FD_READ, events.getInt(4));
                assertEquals(0, events.getInt(8 + 4 * Winsock.FD_READ_BIT));
                assertEquals(Winsock.WSA_WAIT_TIMEOUT, test(false, event));
                assertEquals(5, Winsock.recv(s, events.duplicate(), 40, 0));
                assertEquals(0, Winsock.WSAEventSelect(s, 0, 0));
            }
        }
    }

    @Test
    void select() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var one = Members.member(group, Direction.RECEIVE);
                var two = Members.member(Members.group(INET), Direction.RECEIVE);
                var sender = Members.member(group, Direction.SEND)) {
            ByteBuffer time = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(4, 30_000);
            assertEquals(0, Winsock.select(0, set(one, two), null, null, time));
            sender.send(Members.text("x"));
            ByteBuffer readable = set(two, one);
            ByteBuffer writable = set(sender);
            assertEquals(2, Winsock.select(0, readable, writable, null, time.putInt(0, 5)));
            assertEquals(1, readable.getInt(0));
            assertEquals(one.handle(), readable.getLong(8));
            assertEquals(1, writable.getInt(0));
            assertEquals(sender.handle(), writable.getLong(8));
        }
    }

    private static ByteBuffer set(MultipointSocket... sockets) {
        ByteBuffer set = ByteBuffer.allocate(Winsock.SIZEOF_FD_SET).order(ByteOrder.nativeOrder());
        set.putInt(0, sockets.length);
        for (int i = 0; i < sockets.length; i++) {
            set.putLong(8 + 8 * i, sockets[i].handle());
        }
        return set;
    }
}
