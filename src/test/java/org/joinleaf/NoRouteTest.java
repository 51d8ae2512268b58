package org.joinleaf;

import org.joinleaf.testing.Namespace;
import org.junit.jupiter.api.Test;

/** Tests sessions on a machine that has no multicast route. */
class NoRouteTest {
    @Test
    void onlyLoopback() {
        Namespace.run(NoRouteSession.class);
    }

    @Test
    void wiresAndNoRoute() {
        Namespace.run(BesideRoutes.class);
    }

    @Test
    void everyIpv4RuleHoldsThereToo() {
        Namespace.run(Ipv4SessionTest.class);
    }
}
