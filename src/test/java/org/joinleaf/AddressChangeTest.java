package org.joinleaf;

import org.joinleaf.testing.Namespace;
import org.junit.jupiter.api.Test;

/** Runs {@link AddressChange}. */
class AddressChangeTest {
    @Test
    void inANamespace() {
        Namespace.run(AddressChange.class);
    }
}
