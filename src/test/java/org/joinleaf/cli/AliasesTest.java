package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Windows' tools print about interfaces, as it comes; DoctorOnWindows has them run. */
class AliasesTest {
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

    /** Names have the letters of the system's language, in its OEM code page or in UTF-8. */
    @Test
    void letters() {
        Charset codePage = Aliases.codePage("""

                HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage
                    OEMCP    REG_SZ    866

                """);
        assertEquals(Charset.forName("IBM866"), codePage);
        String name = "\u0421\u0435\u0442\u044c 2";
        assertEquals(name, Aliases.text(name.getBytes(codePage), codePage));
        assertEquals(name, Aliases.text(name.getBytes(StandardCharsets.UTF_8), codePage));
        assertEquals(Charset.defaultCharset(), Aliases.codePage("ERROR: no such key"));
        assertEquals(Charset.defaultCharset(), Aliases.codePage("    OEMCP    REG_SZ    99999"));
    }

    /** The code pages of which Java has two, Windows' and IBM's, and a name that both have not in common. */
    @Test
    void lettersThatWindowsAloneHas() {
        Map<String, String> names = Map.of("932", "\u2460\u9ad9\u3231", "949", "\ub620\ubc29", "950", "\uff5e\u7881",
                "874", "\u201c\u0e2d\u201d");
        names.forEach((number, name) -> {
            Charset codePage = Aliases.codePage("    OEMCP    REG_SZ    " + number);
            assertEquals(name, Aliases.text(name.getBytes(Charset.forName("windows-" + number)), codePage), number);
        });
    }
}
