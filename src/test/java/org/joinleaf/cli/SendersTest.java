package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class SendersTest {
    private static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.7", 4000);

    private static List<String> printed(Senders senders, boolean ended) {
        StringWriter text = new StringWriter();
        senders.print(new PrintWriter(text), ended);
        return text.toString().lines().map(line -> line.replaceAll(" +", " ")).toList();
    }

    @Test
    void twoRunsOfOneAddressAreTwoSenders() {
        Senders senders = new Senders();
        senders.add(ADDRESS, 100, new Payload(1, 0, 0));
        senders.add(ADDRESS, 100, new Payload(2, 500, 0));
        senders.add(ADDRESS, 100, new Payload(1, 2, 0));
        assertEquals(1, senders.lost());
        assertEquals(List.of("sender got of bytes lost twice late", "192.0.2.7:4000 2 ? 200 1 0 0",
                "192.0.2.7:4000 1 ? 100 0 0 0"), printed(senders, false));
    }

    @Test
    void theEndOfASilentSenderIsLost() {
        Senders senders = new Senders();
        senders.add(ADDRESS, 100, new Payload(1, 0, 10));
        senders.add(ADDRESS, 100, new Payload(1, 2, 10));
        assertEquals("192.0.2.7:4000 2 10 200 1 0 0", printed(senders, false).get(1));
        assertEquals("192.0.2.7:4000 2 10 200 8 0 0", printed(senders, true).get(1));
    }

    @Test
    void strangersAreCountedWithoutLosses() {
        Senders senders = new Senders();
        senders.add(ADDRESS, 5, null);
        senders.add(ADDRESS, 7, null);
        assertEquals(0, senders.lost());
        assertEquals("192.0.2.7:4000 2 ? 12 ? ? ?", printed(senders, true).get(1));
    }

    @Test
    void anyNumberOfSendersTakesBoundedRoom() {
        Senders senders = new Senders();
        for (int i = 0; i < 5000; i++) {
            senders.add(ADDRESS, 1, new Payload(i, 0, 0));
        }
        List<String> lines = printed(senders, false);
        assertEquals(1 + 50 + 1 + 1, lines.size());
        assertTrue(lines.get(51).startsWith("others 4000"), lines.get(51));
        assertTrue(lines.get(52).contains("950 more"), lines.get(52));
    }
}
