package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    @Test
    void flagsInWords() {
        assertEquals(List.of("connectionless", "message oriented", "broadcast", "multipoint", "IFS handles"),
                Catalogue.flags(0x20609));
        assertEquals(List.of(), Catalogue.flags(0));
        assertEquals(List.of("connectionless", "0x80000000"), Catalogue.flags(0x80000001));
    }

    @Test
    void numbersInWords() {
        assertEquals("IPv6", Catalogue.family(23));
        assertEquals("17", Catalogue.family(17));
        assertEquals("seqpacket", Catalogue.type(5));
        assertEquals("UDP", Catalogue.protocol(17));
        assertEquals("stream", Catalogue.messageSize(0));
        assertEquals("varies", Catalogue.messageSize(1));
        assertEquals("no limit", Catalogue.messageSize(0xffff_ffffL));
        assertEquals("65507", Catalogue.messageSize(65507));
    }

    @Test
    void planes() {
        assertEquals("no multipoint sessions", planes(0));
        assertEquals("control plane nonrooted, data plane nonrooted", planes(Winsock.XP1_SUPPORT_MULTIPOINT));
        assertEquals("control plane rooted, data plane nonrooted", planes(Winsock.XP1_SUPPORT_MULTIPOINT
                | Winsock.XP1_MULTIPOINT_CONTROL_PLANE));
        assertEquals("control plane rooted, data plane rooted", planes(Winsock.XP1_SUPPORT_MULTIPOINT
                | Winsock.XP1_MULTIPOINT_CONTROL_PLANE | Winsock.XP1_MULTIPOINT_DATA_PLANE));
    }

    private static String planes(int flags) {
        return Catalogue.planes(flags);
    }

    @Test
    void providersPrintsTheCatalogue() {
        Cli.Result result = Cli.run("providers").expect(0);
        assertTrue(result.out().contains("UDP/IP"), result.out());
        assertTrue(result.out().contains("connectionless, message oriented"), result.out());
        assertTrue(Cli.run("providers", "-v").expect(0).out().contains("flags 0x00000609"), result.out());
        assertTrue(result.out().lines().allMatch(line -> line.length() <= 80), result.out());
    }
}
