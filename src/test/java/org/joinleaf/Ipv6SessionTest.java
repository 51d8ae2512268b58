package org.joinleaf;

import org.joinleaf.testing.Namespace;
import org.junit.jupiter.api.Test;

/** Sessions over IPv6, where lo has a route for them. */
class Ipv6SessionTest {
    @Test
    void ipv6() {
        Namespace.run(Ipv6Session.class, Namespace.IPV6_ROUTE);
    }

    @Test
    void onAHostWithoutIpv4() {
        Namespace.run(Ipv6Session.class, "ip addr del 127.0.0.1/8 dev lo", Namespace.IPV6_ROUTE);
    }
}
