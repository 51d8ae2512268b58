package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/** What a join asks for. */
class JoinOptionsTest {
    @Test
    void theInterfaceIsNamedOrLeftToTheSystemByName() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var socket = MultipointSocket.open(INET)) {
            var silent = assertThrows(IllegalArgumentException.class,
                    () -> socket.joinSession(group, JoinOptions.defaults()));
            assertTrue(silent.getMessage().contains("JoinOptions.onSystemChoice()"), silent.getMessage());
            assertThrows(IllegalArgumentException.class,
                    () -> socket.joinSessionAsync(group, JoinOptions.defaults()));
            var none = assertThrows(NullPointerException.class,
                    () -> socket.joinSession(group, Direction.BOTH, null));
            assertEquals("networkInterface", none.getMessage());
            assertFalse(socket.isJoined());
            socket.joinSession(group, JoinOptions.on(Loopback.networkInterface()));
            assertEquals(Loopback.networkInterface(), socket.getOption(StandardSocketOptions.IP_MULTICAST_IF));
            assertEquals(Direction.BOTH, socket.direction());
        }
    }

    @Test
    void theyAreValues() throws IOException {
        ByteBuffer data = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1);
        JoinOptions options = JoinOptions.on(Loopback.networkInterface()).callerData(data).calleeRoom(7)
                .direction(Direction.SEND).flowSpecs(FlowSpecs.sending(FlowSpec.DEFAULT));
        data.put(1, (byte) 9);
        assertEquals(1, data.position(), "not moved");
        assertEquals(ByteBuffer.wrap(new byte[] {2, 3, 4}), options.callerData());
        assertTrue(options.callerData().isReadOnly());
        assertEquals(7, options.calleeRoom());
        assertEquals(Direction.SEND, options.direction());
        assertEquals(Optional.of(Loopback.networkInterface()), options.networkInterface());
        assertTrue(options.flowSpecs().isPresent());
        assertEquals(Direction.BOTH, JoinOptions.defaults().direction());
        assertEquals(0, JoinOptions.defaults().callerData().remaining());
        assertThrows(IllegalArgumentException.class, () -> options.calleeRoom(-1));
        assertTrue(options.toString().contains("3 bytes of caller data"), options.toString());
    }

    @Test
    void sessionsOverUdpCarryNoCallerData() throws IOException {
        try (var socket = MultipointSocket.open(INET)) {
            String message = Members.assertCode(Winsock.WSAEPROTONOSUPPORT, () -> socket.joinSession(Members.group(INET),
                    JoinOptions.on(Members.lo()).callerData(Members.text("x")))).getMessage();
            assertTrue(message.contains("with 1 byte of caller data"), message);
        }
    }

    @Test
    void aLeafNamesTheInterfaceOfTheRootsMulticast() throws Exception {
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET)) {
            var joined = Rooted.start(() -> leaf.joinSession(root.getLocalAddress(), JoinOptions.on(Members.lo())));
            root.accept().admit(Members.text("answer"));
            assertEquals("answer", Rooted.text(Rooted.get(joined)));
            root.send(Members.text("hello"));
            assertEquals("hello", Rooted.receive(leaf));
        }
    }

    @Test
    void theAnswerMustHaveRoom() throws Exception {
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET)) {
            var joined = Rooted.start(
                    () -> leaf.joinSession(root.getLocalAddress(), JoinOptions.defaults().calleeRoom(3)));
            root.accept().admit(Members.text("answer"));
            Rooted.assertCode(Winsock.WSAEFAULT, joined);
        }
    }

    @Test
    void loopbackIsFoundOnEverySystem() throws IOException {
        assertTrue(Loopback.networkInterface().isLoopback());
        assertTrue(Loopback.networkInterface().isUp());
    }

    /** Whoever says that he takes anything is not out of memory. */
    @Test
    void roomForAnyAnswer() throws Exception {
        try (var root = Rooted.root(); var leaf = Rooted.leaf(INET)) {
            var joined = leaf.joinSessionAsync(root.getLocalAddress(), JoinOptions.defaults().calleeRoom(Integer.MAX_VALUE));
            root.accept().admit(Members.text("yes"));
            assertEquals(3, Rooted.get(joined).remaining());
        }
    }
}
