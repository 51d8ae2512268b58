package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.joinleaf.Hints.told;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Tests hints without the privilege to bind low ports. {@link HintTest} runs it so. */
class HintsUnprivileged {
    private static void bind(int port) throws IOException {
        try (var socket = MultipointSocket.open(INET)) {
            socket.bind(port);
        }
    }

    @Test
    void lowPorts() {
        told(Hint.PORT_PRIVILEGED, () -> bind(1023), () -> bind(1024), () -> {
            try (var first = MultipointSocket.open(INET)) {
                first.setOption(MultipointOptions.EXCLUSIVE_ADDRESS_USE, true).bind(5000);
                bind(5000);
            }
        });
    }
}
