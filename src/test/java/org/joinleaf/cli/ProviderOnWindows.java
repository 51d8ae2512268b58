package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.joinleaf.MultipointSocket;
import org.joinleaf.Provider;
import org.joinleaf.WindowsDouble;
import org.joinleaf.winsock.Winsock;
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

    /** What Windows' page says of a user who is no administrator: WSANO_RECOVERY. */
    @Test
    void administratorsOnly() throws IOException {
        WindowsDouble.need();
        try (var any = MultipointSocket.open(INET)) {
            String sick = Advice.ADMINISTRATOR_ONLY.text("change the catalogue");
            WindowsDouble.installRefusal(any, Winsock.WSANO_RECOVERY);
            Cli.Result refused = Cli.run("provider", "install", "--folder", folder.toString()).expect(1);
            assertTrue(refused.err().contains(sick) && refused.err().contains("Run as administrator"), refused.err());
            WindowsDouble.installRefusal(any, Winsock.WSAENOBUFS);
            String other = Cli.run("provider", "install", "--folder", folder.toString()).expect(1).err();
            assertFalse(other.contains(sick), other);
            WindowsDouble.installRefusal(any, 0);
            Cli.run("provider", "install", "--folder", folder.toString()).expect(0);
            WindowsDouble.installRefusal(any, Winsock.WSANO_RECOVERY);
            assertTrue(Cli.run("provider", "remove").expect(1).err().contains(sick));
            WindowsDouble.installRefusal(any, 0);
            Cli.run("provider", "remove").expect(0);
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
