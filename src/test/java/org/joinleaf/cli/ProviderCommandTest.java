package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.joinleaf.Provider;
import org.joinleaf.internal.load.Platform;
import org.junit.jupiter.api.Test;

/** {@code provider}: what it lists, and that it refuses where there is nothing to install in. */
class ProviderCommandTest {
    @Test
    void showListsWhatIsOurs() throws IOException {
        Cli.Result result = Cli.run("provider", "show").expect(0);
        assertEquals(4, result.lines().stream().filter(line -> line.contains("joinleaf [")).count(), result.out());
        assertTrue(result.out().startsWith(Platform.isWindows() ? "not installed" : "part of the library"), result.out());
        assertEquals(Optional.empty(), Provider.installedAt());
    }

    @Test
    void whatCannotBeIsRefused() {
        for (String what : Platform.isWindows() ? new String[] {"remove"} : new String[] {"install", "remove"}) {
            Cli.Result result = Cli.run("provider", what).expect(1);
            String why = Platform.isWindows() ? "It is not installed" : "Only Windows has a catalogue";
            assertTrue(result.err().contains(why), result.err());
        }
    }

    @Test
    void badInput() {
        assertThrows(NullPointerException.class, () -> Provider.install(null));
        assertThrows(IllegalArgumentException.class, () -> Provider.install(Path.of("joinleaf.dll")));
        Cli.Result result = Cli.run("provider").expect(2);
        assertTrue(result.err().contains("show, install or remove"), result.err());
        assertFalse(result.err().contains("\tat "), result.err());
    }
}
