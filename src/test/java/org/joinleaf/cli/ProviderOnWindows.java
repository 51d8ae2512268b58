package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.joinleaf.Provider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installing under Wine: its own WSCInstallProvider says yes and does nothing, that of the double has a catalogue. */
class ProviderOnWindows {
    @TempDir
    private Path folder;

    @Test
    void installed() throws IOException {
        if (Boolean.getBoolean("joinleaf.double")) {
            isInstalledShownAndRemoved();
        } else {
            failsAndIsUndone();
        }
    }

    private void failsAndIsUndone() throws IOException {
        Cli.Result result = Cli.run("provider", "install", "--folder", folder.toString()).expect(1);
        assertTrue(result.err().contains("WSASYSCALLFAILURE"), result.err());
        try (var left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
        assertTrue(Cli.run("provider", "remove").expect(1).err().contains("not installed"));
    }

    private void isInstalledShownAndRemoved() throws IOException {
        Path[] library = new Path[1];
        assertTrue(Cli.run("provider", "install", "--folder", folder.toString()).expect(0).out().startsWith("installed: "));
        try {
            try (var files = Files.list(folder)) {
                library[0] = files.findFirst().orElseThrow();
            }
            assertEquals(Optional.of(library[0]), Provider.installedAt());
            assertTrue(Cli.run("provider", "show").expect(0).out().contains("installed: " + library[0]));
            String again = Cli.run("provider", "install", "--folder", folder.toString()).expect(1).err();
            assertTrue(again.contains("WSAEINVAL"), again);
            assertTrue(Files.exists(library[0]), "it lay there before");
        } finally {
            assertTrue(Cli.run("provider", "remove").expect(0).out().startsWith("removed"));
        }
        assertEquals(Optional.empty(), Provider.installedAt());
        Files.writeString(library[0], "something else");
        assertTrue(Cli.run("provider", "install", "--folder", folder.toString()).expect(1).err().contains("Another file"));
    }
}
