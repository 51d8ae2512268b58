package org.joinleaf;

import org.joinleaf.testing.Namespace;
import org.junit.jupiter.api.Test;

/** Runs {@link BatchControl}. */
class BatchControlTest {
    @Test
    void onLoAndOnWires() {
        Namespace.run(BatchControl.class, Namespace.IPV6_ROUTE);
    }
}
