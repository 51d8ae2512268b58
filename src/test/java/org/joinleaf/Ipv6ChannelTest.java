package org.joinleaf;

import org.joinleaf.testing.Namespace;
import org.junit.jupiter.api.Test;

/** Sockets as channels over IPv6, where lo has a route for groups. */
class Ipv6ChannelTest {
    @Test
    void ipv6() {
        Namespace.run(Ipv6Channel.class, Namespace.IPV6_ROUTE);
    }
}
