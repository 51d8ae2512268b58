package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** FD_ADDRESS_LIST_CHANGE, in a network of its own whose addresses come and go. */
class AddressChange {
    @Test
    void eachChangeIsTold() throws Exception {
        try (var selector = NetworkSelector.open(); var socket = MultipointSocket.open(INET).bind(0)) {
            NetworkKey key = selector.register(socket, EnumSet.of(NetworkEvent.ADDRESS_LIST_CHANGE));
            assertEquals(0, selector.selectNow(one -> { }), "before any change");
            for (String change : List.of("add", "del", "add")) {
                ip("addr", change, "10.77.0.9/32", "dev", "lo");
                List<Object> told = new ArrayList<>();
                assertEquals(1, selector.select(one -> {
                    told.add(one.has(NetworkEvent.ADDRESS_LIST_CHANGE));
                    told.add(one.error(NetworkEvent.ADDRESS_LIST_CHANGE));
                }, 10_000), change);
                assertEquals(List.of(true, 0), told);
                while (selector.select(one -> { }, 200) > 0) {
                    continue; /* one command may be several changes */
                }
            }
            key.cancel();
            ip("addr", "del", "10.77.0.9/32", "dev", "lo");
            assertEquals(0, selector.select(one -> { }, 200));
        }
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertEquals(true, process.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
    }
}
