package org.joinleaf;

import static org.joinleaf.testing.Namespace.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/**
 * IPv6 sockets that take IPv4, on wires of a network of their own: run by {@link DualStackTest}. No group is joined on the
 * wire `quiet`, so that no frames come to its other end but those that are sent.
 */
class DualStackInNetwork {
    static final String[] NETWORK = {
        "ip link add one type veth peer name one-end",
        "ip link add two type veth peer name two-end",
        "ip link add quiet type veth peer name quiet-end",
        "for each in one one-end two two-end quiet quiet-end; do sysctl -qw net.ipv6.conf.$each.disable_ipv6=1; "
                + "ip link set $each up; done",
        "ip addr add 10.61.1.1/24 dev one",
        "ip addr add 10.61.2.1/24 dev two",
        "ip addr add 10.61.3.1/24 dev quiet"};

    private final InetSocketAddress group = Members.group(StandardProtocolFamily.INET);
    private final NetworkInterface one = NetworkInterface.getByName("one");
    private final NetworkInterface two = NetworkInterface.getByName("two");
    private final NetworkInterface quiet = NetworkInterface.getByName("quiet");

    DualStackInNetwork() throws IOException {
    }

    private static MultipointSocket open() throws IOException {
        return MultipointSocket.open(StandardProtocolFamily.INET6).setOption(MultipointOptions.IPV6_ONLY, false)
                .setOption(MultipointOptions.RECEIVE_TIMEOUT, Duration.ofMinutes(1));
    }

    private static void assertHears(String text, String from, MultipointSocket receiver) throws IOException {
        InetAddress sender = Members.assertHears(receiver, text).getAddress();
        assertEquals(from, InetAddress.getByAddress(sender.getAddress()).getHostAddress());
    }

    /** How many frames have come to the other end of a wire. */
    private static int framesAtQuietEnd() throws IOException {
        String line = Circumstances.lines("dev").stream().filter(each -> each.strip().startsWith("quiet-end:")).findFirst()
                .orElseThrow();
        return Integer.parseInt(line.substring(line.indexOf(':') + 1).strip().split("\\s+")[1]);
    }

    @Test
    void aGroupIsHeardOnItsWireAndSentToOnTheOneThatWasNamed() throws IOException {
        try (var both = open().bind(group.getPort());
                var sender = open().setOption(StandardSocketOptions.IP_MULTICAST_IF, two)) {
            both.join(group.getAddress(), one);
            sender.send(Members.text("two"), group);
            sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, one).send(Members.text("one"), group);
            assertHears("one", "10.61.1.1", both);
            both.join(group.getAddress(), two);
            sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, two).send(Members.text("two"), group);
            assertHears("two", "10.61.2.1", both);
        }
    }

    @Test
    void aWireGetsAnotherAddress() throws IOException {
        try (var both = open().bind(group.getPort());
                var sender = open().setOption(StandardSocketOptions.IP_MULTICAST_IF, one)) {
            both.join(group.getAddress(), one);
            sender.send(Members.text("first"), group);
            assertHears("first", "10.61.1.1", both);
            sh("ip addr del 10.61.1.1/24 dev one; ip addr add 10.61.1.9/24 dev one");
            sender.send(Members.text("then"), group);
            assertHears("then", "10.61.1.9", both);
            sh("ip addr flush dev one");
            Members.assertCode(Winsock.WSAEADDRNOTAVAIL, () -> sender.send(Members.text("none"), group));
            sh("ip addr add 10.61.1.1/24 dev one");
            sender.send(Members.text("back"), group);
            assertHears("back", "10.61.1.1", both);
        }
    }

    @Test
    void whatIsToStayOnTheHostDoes() throws IOException {
        try (var sender = open().setOption(StandardSocketOptions.IP_MULTICAST_IF, quiet)) {
            int before = framesAtQuietEnd();
            sender.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 0);
            assertEquals(4, sender.send(Members.text("here"), group));
            assertEquals(before, framesAtQuietEnd());
            sender.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1);
            assertEquals(5, sender.send(Members.text("there"), group));
            assertEquals(before + 1, framesAtQuietEnd());
        }
    }

    @Test
    void aBatchGoesToAnIpv4Group() throws IOException {
        try (var both = open().bind(group.getPort());
                var sender = open().setOption(StandardSocketOptions.IP_MULTICAST_IF, two)) {
            both.join(group.getAddress(), two);
            ByteBuffer source = ByteBuffer.allocateDirect(30).put("first.....second....third.....".getBytes()).flip();
            PeerAddress target = new PeerAddress();
            target.set(group);
            assertEquals(3, sender.sendBatch(source, 10, target));
            for (String text : new String[] {"first.....", "second....", "third....."}) {
                Members.assertHears(both, text);
            }
        }
    }
}
