package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

/** The hint that Linux cannot make: its catalogue always has a provider of sessions with a root. */
class HintsOnWindows {
    @Test
    void noProviderHasARoot() throws WinsockException {
        assumeFalse(Provider.list().stream().anyMatch(Provider::hasRootedControlPlane), "there is a provider with a root");
        String message = Members.assertCode(Winsock.WSAEINVAL, () -> MultipointLeaf.open(INET)).getMessage();
        assertEquals(Hint.NO_PROVIDER.text(), message.substring(message.length() - Hint.NO_PROVIDER.text().length()));
    }
}
