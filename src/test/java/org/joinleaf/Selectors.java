package org.joinleaf;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

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

    /** Leaves some where there are more: the selector must tell of those again. Counts only what comes to a counted socket. */
    static void receiveSome(NetworkKey key, int most, ByteBuffer in, AtomicInteger received) {
        try {
            MultipointSocket receiver = (MultipointSocket) key.socket();
            for (int i = 0; i < most && receiver.receive(in.clear(), null) >= 0; i++) {
                received.addAndGet(key.attachment() == null ? 0 : 1);
            }
        } catch (ClosedChannelException e) {
            assertNull(key.attachment());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
