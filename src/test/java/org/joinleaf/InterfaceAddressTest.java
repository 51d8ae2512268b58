package org.joinleaf;

import org.joinleaf.testing.Namespace;
import org.junit.jupiter.api.Test;

/** Runs {@link InterfaceAddress}. */
class InterfaceAddressTest {
    @Test
    void onWiresOfItsOwn() {
        Namespace.run(InterfaceAddress.class, Namespace.IPV6_ROUTE);
    }
}
