package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What the tests of selectors have in common. */
final class Selectors {
    static final Set<NetworkEvent> READ = EnumSet.of(NetworkEvent.READ);
    /** In milliseconds. */
    static final long MINUTE = 60_000;

    private Selectors() {
    }

    /** A socket that hears unicast on 127.0.0.1. */
    static MultipointSocket ear() throws IOException {
        return MultipointSocket.open(INET).bind(new InetSocketAddress(Members.address(INET), 0));
    }

    static List<NetworkKey> selected(NetworkSelector selector, long timeout) throws IOException {
        List<NetworkKey> keys = new ArrayList<>();
        assertEquals(selector.select(keys::add, timeout), keys.size());
        return keys;
    }

    static List<NetworkKey> selectedNow(NetworkSelector selector) throws IOException {
        List<NetworkKey> keys = new ArrayList<>();
        assertEquals(selector.selectNow(keys::add), keys.size());
        return keys;
    }

    static void closeAll(List<MultipointSocket> sockets) {
        sockets.forEach(MultipointSocket::close);
    }
}
