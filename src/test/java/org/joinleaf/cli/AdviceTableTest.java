package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.joinleaf.build.Project;
import org.junit.jupiter.api.Test;

/** Every advice of the commands has a test that names it. */
class AdviceTableTest {
    /** What only Windows can make: there it is looked at by tests of its own, or, as said here, by none. */
    private static final List<Advice> WINDOWS = List.of(Advice.NO_MULTIPOINT, Advice.JOIN_FAILS, Advice.WINDOWS_FIREWALL,
            Advice.ADMINISTRATOR_ONLY);

    @Test
    void everyAdviceHasItsTest() throws IOException {
        assumeFalse(Fixes.WINDOWS, "the sources are looked at on Linux");
        StringBuilder tests = new StringBuilder();
        try (Stream<Path> files = Files.list(Project.root("src/test/java/org/joinleaf/cli"))) {
            for (Path file : files.filter(each -> !each.getFileName().toString().equals("AdviceTableTest.java")).toList()) {
                tests.append(Files.readString(file));
            }
        }
        assertEquals(List.of(), Arrays.stream(Advice.values()).filter(advice -> !WINDOWS.contains(advice))
                .filter(advice -> !tests.toString().matches("(?s).*\\bAdvice\\." + advice + "\\b.*")).toList());
    }

    /** netsh's table: the words of the title and of the state are those of the system's language. */
    @Test
    void namesThatWindowsShows() {
        assertEquals(Map.of(1, "Loopback Pseudo-Interface 1", 12, "Ethernet 2", 7, "WLAN"), Aliases.parse("""

                Idx     Met         MTU          State                Name
                ---  ----------  ----------  ------------  ---------------------------
                  1          75  4294967295  connected     Loopback Pseudo-Interface 1
                 12          25        1500  connected     Ethernet 2
                  7          35        1500  disconnected  WLAN

                """));
        assertEquals(Map.of(12, "Ethernet"), Aliases.parse(" 12   25   1500  Verbunden     Ethernet\r\n"));
        assertEquals(Map.of(), Aliases.parse("The command was not found.\r\n"));
    }
}
