package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.joinleaf.Hints.told;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Tests hints without the privilege to bind low ports. {@link HintTest} runs it so. */
class HintsUnprivileged {
    private static void bind(int port) throws IOException {
        try (var socket = MultipointSocket.open(INET)) {
            socket.bind(port);
        }
    }

    private static void join(int port) throws IOException {
        try (var socket = MultipointSocket.open(INET)) {
            socket.joinSession(new InetSocketAddress("239.1.2.3", port), Direction.RECEIVE, Loopback.networkInterface());
        }
    }

    @Test
    void lowPorts() {
        told(Hint.PORT_PRIVILEGED, () -> join(1023), () -> join(1024), () -> {
            try (var first = MultipointSocket.open(INET)) {
                first.setOption(MultipointOptions.EXCLUSIVE_ADDRESS_USE, true).bind(5000);
                join(5000);
            }
        });
        told(Hint.PORT_PRIVILEGED, () -> bind(1023), () -> bind(1024), () -> {
            try (var first = MultipointSocket.open(INET)) {
                first.setOption(MultipointOptions.EXCLUSIVE_ADDRESS_USE, true).bind(5000);
                bind(5000);
            }
        });
    }
}
