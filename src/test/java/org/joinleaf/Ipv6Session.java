package org.joinleaf;

import static java.net.StandardProtocolFamily.INET6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Sessions over IPv6 on loopback, which needs a route: run by {@link Ipv6SessionTest} in a namespace. */
class Ipv6Session extends SessionContract {
    Ipv6Session() {
        super(INET6);
    }

    @Test
    void scopeNamesTheInterface() throws IOException {
        Inet6Address linkLocal = Inet6Address.getByAddress(null, InetAddress.getByName("ff12::77:1").getAddress(),
                Members.lo().getIndex());
        InetSocketAddress group = new InetSocketAddress(linkLocal, Members.freePort(INET6));
        try (var member = MultipointSocket.open(INET6)) {
            member.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofSeconds(5));
            member.joinSession(group, JoinOptions.onSystemChoice());
            member.send(Members.text("link"));
            ByteBuffer in = ByteBuffer.allocate(10);
            assertEquals(group.getPort(), member.receive(in).getPort());
            assertEquals("link", Members.read(in));
        }
    }

    @Test
    void v6OnlyIsOn() throws IOException {
        try (var socket = MultipointSocket.open(INET6)) {
            assertTrue(socket.getOption(MultipointOptions.IPV6_ONLY));
        }
    }
}
