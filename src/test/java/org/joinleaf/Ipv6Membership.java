package org.joinleaf;

import static java.net.StandardProtocolFamily.INET6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.MembershipKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tests in short over IPv6 what {@link MembershipTest} tests over IPv4. */
class Ipv6Membership {
    @Test
    void sources() throws IOException {
        InetSocketAddress group = Members.group(INET6);
        InetAddress self = Members.address(INET6);
        InetAddress other = InetAddress.getByName("fd77::1");
        try (var receiver = MultipointSocket.open(INET6).bind(group.getPort());
                var sender = MultipointSocket.open(INET6).bind(new InetSocketAddress(self, 0))) {
            receiver.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
            sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, Members.lo());
            MembershipKey key = receiver.join(group.getAddress(), Members.lo(), other);
            sender.send(Members.text("not heard"), group);
            Members.assertSilent(receiver);
            receiver.join(group.getAddress(), Members.lo(), self);
            sender.send(Members.text("heard"), group);
            assertEquals(5, receiver.receive(ByteBuffer.allocate(20), null));
            assertEquals(other, key.sourceAddress());
        }
        try (var receiver = MultipointSocket.open(INET6).bind(group.getPort());
                var sender = MultipointSocket.open(INET6).bind(new InetSocketAddress(self, 0))) {
            receiver.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
            sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, Members.lo());
            MembershipKey key = receiver.join(group.getAddress(), Members.lo()).block(self);
            sender.send(Members.text("not heard"), group);
            Members.assertSilent(receiver);
            key.unblock(self);
            sender.send(Members.text("heard"), group);
            assertEquals(5, receiver.receive(ByteBuffer.allocate(20), null));
        }
    }
}
