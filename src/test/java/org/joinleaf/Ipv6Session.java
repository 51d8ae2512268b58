package org.joinleaf;

import static java.net.StandardProtocolFamily.INET6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
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
            member.setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
            member.joinSession(group, JoinOptions.onSystemChoice());
            member.send(Members.text("link"));
            assertEquals(group.getPort(), Members.assertHears(member, "link").getPort());
        }
    }

    @Test
    void v6OnlyIsOn() throws IOException {
        try (var socket = MultipointSocket.open(INET6)) {
            assertTrue(socket.getOption(MultipointOptions.IPV6_ONLY));
        }
    }

    @Test
    void controlData() throws IOException {
        InetSocketAddress group = Members.group(INET6);
        try (var ear = Members.member(group, Direction.RECEIVE); var mouth = Members.member(group, Direction.SEND)) {
            ear.requestControlData(EnumSet.allOf(ControlData.Kind.class));
            mouth.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 7);
            mouth.send(Members.text("told"));
            ControlData control = new ControlData();
            assertEquals(4, ear.receive(ByteBuffer.allocateDirect(10), null, control));
            assertEquals(group.getAddress(), control.destination());
            assertEquals(Members.lo().getIndex(), control.interfaceIndex());
            assertEquals(7, control.ttl());
            assertEquals(0, control.tos());
        }
    }
}
