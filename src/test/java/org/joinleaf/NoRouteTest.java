package org.joinleaf;

import org.joinleaf.net.Namespace;
import org.junit.jupiter.api.Test;

/** Sessions on a machine with no multicast route. */
class NoRouteTest {
    @Test
    void onlyLoopback() {
        Namespace.run(NoRouteSession.class);
    }

    @Test
    void everyIpv4RuleHoldsThereToo() {
        Namespace.run(Ipv4SessionTest.class);
    }
}
