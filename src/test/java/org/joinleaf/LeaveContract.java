package org.joinleaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/** A session is left and joined again, and joined for one source only. */
abstract class LeaveContract {
    private final StandardProtocolFamily family;
    /** Both are lo's. */
    private final InetAddress one;
    private final InetAddress two;

    LeaveContract(StandardProtocolFamily family, InetAddress one, InetAddress two) {
        this.family = family;
        this.one = one;
        this.two = two;
    }

    private static JoinOptions onLo() throws IOException {
        return JoinOptions.on(Members.lo());
    }

    @Test
    void leftAndJoinedAgain() throws IOException {
        InetSocketAddress group = Members.group(family);
        InetSocketAddress next = new InetSocketAddress(Members.group(family).getAddress(), group.getPort());
        try (var member = Members.member(group, Direction.BOTH); var sender = Members.sender(one)) {
            InetSocketAddress local = member.getLocalAddress();
            assertSame(member, member.leave().leave());
            assertFalse(member.isJoined());
            assertNull(member.group());
            assertNull(member.direction());
            assertEquals(local, member.getLocalAddress());
            Members.assertCode(Winsock.WSAENOTCONN, () -> member.send(Members.text("to nobody")));
            sender.send(Members.text("not heard"), group);
            Members.assertSilent(member);
            member.joinSession(next, Direction.BOTH, Members.lo());
            assertTrue(member.isJoined());
            assertEquals(next, member.group());
            sender.send(Members.text("not heard"), group);
            sender.send(Members.text("heard"), next);
            Members.assertHears(member, "heard");
            member.send(Members.text("own"));
            Members.assertHears(member, "own");
            member.leave().joinSession(group, Direction.SEND, Members.lo());
            Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> member.receive(ByteBuffer.allocate(9)));
            int port = member.getLocalAddress().getPort();
            member.leave().joinSession(group, Direction.RECEIVE, Members.lo());
            assertEquals(port, member.getLocalAddress().getPort());
            Members.assertCode(Winsock.WSAEOPNOTSUPP, () -> member.send(Members.text("x")));
            sender.send(Members.text("again"), group);
            Members.assertHears(member, "again");
        }
    }

    @Test
    void membershipsStay() throws IOException {
        InetSocketAddress group = Members.group(family);
        InetSocketAddress further = new InetSocketAddress(Members.group(family).getAddress(), group.getPort());
        try (var member = Members.member(group, Direction.BOTH); var sender = Members.sender(one)) {
            var key = member.join(further.getAddress(), Members.lo());
            member.leave();
            assertTrue(key.isValid());
            sender.send(Members.text("further"), further);
            Members.assertHears(member, "further");
        }
    }

    @Test
    void closedAndNotJoined() throws IOException {
        var member = Members.member(Members.group(family), Direction.BOTH);
        member.close();
        assertFalse(member.isJoined());
        assertThrows(ClosedChannelException.class, member::leave);
        try (var never = MultipointSocket.open(family)) {
            assertSame(never, never.leave());
        }
    }

    @Test
    void oneSource() throws IOException {
        InetSocketAddress group = Members.group(family);
        try (var receiver = MultipointSocket.open(family); var first = Members.sender(one); var second = Members.sender(two)) {
            receiver.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofSeconds(15));
            receiver.joinSession(group, onLo().direction(Direction.RECEIVE).source(two));
            assertTrue(receiver.isJoined());
            first.send(Members.text("first"), group);
            second.send(Members.text("second"), group);
            Members.assertHears(receiver, "second");
            Members.assertSilent(receiver);
            receiver.join(group.getAddress(), Members.lo(), one);
            first.send(Members.text("both"), group);
            Members.assertHears(receiver, "both");
            Members.assertCode(Winsock.WSAEISCONN, () -> receiver.joinSession(group, Direction.BOTH, Members.lo()));
            receiver.leave();
            second.send(Members.text("second"), group);
            first.send(Members.text("first"), group);
            Members.assertSilent(receiver);
            receiver.joinSession(group, onLo().source(one));
            receiver.send(Members.text("out"));
            second.send(Members.text("second"), group);
            first.send(Members.text("first"), group);
            ByteBuffer in = ByteBuffer.allocate(20);
            while (!receiver.receive(in.clear()).equals(first.getLocalAddress())) {
                assertEquals("out", Members.read(in), "its own, of which lo has the source");
            }
            assertEquals("first", Members.read(in));
        }
    }

    @Test
    void aJoinThatFailsLeavesNoSource() throws IOException {
        InetSocketAddress group = Members.group(family);
        InetSocketAddress noGroup = new InetSocketAddress(one, group.getPort());
        try (var receiver = MultipointSocket.open(family); var sender = Members.sender(two)) {
            receiver.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofSeconds(15));
            receiver.bind(group.getPort());
            receiver.join(group.getAddress(), Members.lo());
            Members.assertCode(Winsock.WSAEADDRNOTAVAIL, () -> receiver.joinSession(group, onLo().source(two)));
            Members.assertCode(Winsock.WSAEADDRNOTAVAIL, () -> receiver.joinSession(noGroup, onLo().source(two)));
            assertFalse(receiver.isJoined());
            sender.send(Members.text("heard"), group);
            Members.assertHears(receiver, "heard");
        }
        try (var receiver = MultipointSocket.open(family)) {
            JoinOptions options = onLo().source(two);
            assertTrue(options.toString().contains("from " + two.getHostAddress()), options::toString);
            assertThrows(IllegalArgumentException.class, () -> options.source(group.getAddress()));
            assertThrows(IllegalArgumentException.class,
                    () -> receiver.joinSession(group, options.direction(Direction.SEND)));
            assertThrows(IllegalArgumentException.class,
                    () -> receiver.joinSession(group, JoinOptions.onSystemChoice().source(two)));
        }
    }
}
