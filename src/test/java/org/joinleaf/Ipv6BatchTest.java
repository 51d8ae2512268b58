package org.joinleaf;

import org.joinleaf.testing.Namespace;
import org.junit.jupiter.api.Test;

/** Batches over IPv6, where lo has a route for them. */
class Ipv6BatchTest {
    @Test
    void ipv6() {
        Namespace.run(Ipv6Batch.class, Namespace.IPV6_ROUTE);
    }
}
