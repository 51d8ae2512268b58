package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.MembershipKey;
import java.time.Duration;
import java.util.List;
import org.joinleaf.testing.Namespace;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/** Tests memberships without a session, of any source and of single ones, in the shape of java.nio. */
class MembershipTest {
    private final InetAddress one = InetAddress.getByName("127.0.0.1");
    private final InetAddress two = InetAddress.getByName("127.0.0.2");

    MembershipTest() throws IOException {
    }

    private static MultipointSocket receiver(InetSocketAddress group) throws IOException {
        MultipointSocket socket = MultipointSocket.open(INET).bind(group.getPort());
        return socket.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofSeconds(15));
    }

    @Test
    void anySource() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var receiver = receiver(group); var sender = Members.sender(one)) {
            Members.assertSilent(receiver);
            MembershipKey key = receiver.join(group.getAddress(), Members.lo());
            assertTrue(key.isValid());
            assertSame(receiver, key.channel());
            assertEquals(group.getAddress(), key.group());
            assertEquals(Members.lo(), key.networkInterface());
            assertNull(key.sourceAddress());
            assertSame(key, receiver.join(group.getAddress(), Members.lo()));
            assertFalse(receiver.isJoined(), "there is no session");
            sender.send(Members.text("heard"), group);
            Members.assertHears(receiver, "heard");
            key.drop();
            key.drop();
            assertFalse(key.isValid());
            sender.send(Members.text("not heard"), group);
            Members.assertSilent(receiver);
            assertTrue(receiver.join(group.getAddress(), Members.lo()).isValid());
            sender.send(Members.text("again"), group);
            Members.assertHears(receiver, "again");
        }
    }

    @Test
    void singleSources() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var receiver = receiver(group); var first = Members.sender(one); var second = Members.sender(two)) {
            MembershipKey key = receiver.join(group.getAddress(), Members.lo(), two);
            assertEquals(two, key.sourceAddress());
            first.send(Members.text("first"), group);
            second.send(Members.text("second"), group);
            Members.assertHears(receiver, "second");
            Members.assertSilent(receiver);
            MembershipKey other = receiver.join(group.getAddress(), Members.lo(), one);
            first.send(Members.text("first"), group);
            Members.assertHears(receiver, "first");
            assertThrows(IllegalStateException.class, () -> receiver.join(group.getAddress(), Members.lo()));
            assertThrows(IllegalStateException.class, () -> key.block(one));
            key.drop();
            second.send(Members.text("second"), group);
            Members.assertSilent(receiver);
            assertTrue(other.isValid());
            other.drop();
        }
    }

    @Test
    void blockedSources() throws IOException {
        InetSocketAddress group = Members.group(INET);
        try (var receiver = receiver(group); var first = Members.sender(one); var second = Members.sender(two)) {
            MembershipKey key = receiver.join(group.getAddress(), Members.lo());
            assertThrows(IllegalStateException.class, () -> key.unblock(two));
            assertSame(key, key.block(two).block(two));
            second.send(Members.text("second"), group);
            first.send(Members.text("first"), group);
            Members.assertHears(receiver, "first");
            assertSame(key, key.unblock(two));
            second.send(Members.text("second"), group);
            Members.assertHears(receiver, "second");
            assertThrows(IllegalStateException.class, () -> receiver.join(group.getAddress(), Members.lo(), one));
            assertThrows(IllegalArgumentException.class, () -> key.block(group.getAddress()));
            key.drop();
            assertThrows(IllegalStateException.class, () -> key.block(two));
        }
    }

    @Test
    void besideASession() throws IOException {
        InetSocketAddress session = Members.group(INET);
        InetSocketAddress further = new InetSocketAddress(Members.group(INET).getAddress(), session.getPort());
        try (var member = Members.member(session, Direction.BOTH); var sender = Members.sender(one)) {
            member.join(further.getAddress(), Members.lo());
            sender.send(Members.text("further"), further);
            Members.assertHears(member, "further");
            member.send(Members.text("session"));
            Members.assertHears(member, "session");
            Members.assertCode(Winsock.WSAEADDRNOTAVAIL,
                    () -> member.join(session.getAddress(), Members.lo()));
        }
    }

    @Test
    void argumentsAndStates() throws IOException {
        InetSocketAddress group = Members.group(INET);
        var receiver = receiver(group);
        assertThrows(IllegalArgumentException.class, () -> receiver.join(one, Members.lo()));
        assertThrows(NullPointerException.class, () -> receiver.join(group.getAddress(), null));
        assertThrows(NullPointerException.class, () -> receiver.join(group.getAddress(), Members.lo(), null));
        assertThrows(IllegalArgumentException.class,
                () -> receiver.join(group.getAddress(), Members.lo(), InetAddress.getByName("::1")));
        for (String nobody : List.of("0.0.0.0", "239.1.1.1", "255.255.255.255")) {
            InetAddress source = InetAddress.getByName(nobody);
            String message = assertThrows(IllegalArgumentException.class,
                    () -> receiver.join(group.getAddress(), Members.lo(), source)).getMessage();
            assertTrue(message.endsWith(", not " + nobody), message);
        }
        MembershipKey key = receiver.join(group.getAddress(), Members.lo());
        receiver.close();
        assertFalse(key.isValid());
        key.drop();
        assertThrows(ClosedChannelException.class, () -> receiver.join(group.getAddress(), Members.lo()));
    }

    @Test
    void ipv6() {
        Namespace.run(Ipv6Membership.class, Namespace.IPV6_ROUTE);
    }
}
