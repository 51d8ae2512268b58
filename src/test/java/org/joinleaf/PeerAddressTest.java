package org.joinleaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.joinleaf.winsock.SocketAddresses;
import org.junit.jupiter.api.Test;

/** Addresses that are filled again and again. */
class PeerAddressTest {
    @Test
    void keepsWhatItWasGiven() throws Exception {
        PeerAddress peer = new PeerAddress();
        InetSocketAddress first = new InetSocketAddress("127.0.0.1", 1);
        peer.set(first);
        assertEquals(first, peer.toSocketAddress());
        assertEquals(1, peer.port());
        Inet6Address scoped = Inet6Address.getByAddress(null, InetAddress.getByName("fe80::1").getAddress(), 3);
        Inet6Address other = Inet6Address.getByAddress(null, InetAddress.getByName("fe80::1").getAddress(), 4);
        peer.update(new InetSocketAddress(scoped, 9), Family.IPV6);
        peer.update(new InetSocketAddress(other, 9), Family.IPV6);
        assertEquals(4, ((Inet6Address) SocketAddresses.get(peer.bytes(), peer.length()).getAddress()).getScopeId());
        assertThrows(IllegalArgumentException.class, () -> peer.set(InetSocketAddress.createUnresolved("x", 1)));
    }
}
