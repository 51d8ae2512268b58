package org.joinleaf;

import org.joinleaf.testing.Namespace;
import org.junit.jupiter.api.Test;

/** Leaving and joining over IPv6, where lo has a route for groups and a second address. */
class Ipv6LeaveTest {
    @Test
    void ipv6() {
        Namespace.run(Ipv6Leave.class, Namespace.IPV6_ROUTE, "ip -6 addr add fd77::2/128 dev lo nodad");
    }
}
