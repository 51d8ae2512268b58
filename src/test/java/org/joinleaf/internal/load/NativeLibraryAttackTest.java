package org.joinleaf.internal.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unpacking the library where another user waits for it, and where there is no room. */
class NativeLibraryAttackTest {
    private static final int LOADS = 6;
    private static final Duration OLD = Duration.ofHours(3);

    /** Tries, as fast as a shell can, whatever puts another file in the place of the library. Prints what worked. */
    private static final String ATTACK = """
            cd "$1" || exit 1
            ln -s "$2" joinleaf-native-0
            ln -s "$2" libjoinleaf.so
            while [ ! -e "$3" ]; do
                for own in joinleaf-native-[1-9]*; do
                    [ -d "$own" ] || continue
                    cp "$2/libjoinleaf.so" "$own/libjoinleaf.so" 2>/dev/null && echo "wrote into $own"
                    ln -sf "$2/libjoinleaf.so" "$own/libjoinleaf.so" 2>/dev/null && echo "linked into $own"
                    mv "$own" moved 2>/dev/null && echo "moved $own" && ln -s "$2" "$own"
                    cat "$own/libjoinleaf.so" >/dev/null 2>&1 && echo "read $own"
                done
            done
            """;

    @TempDir
    private Path folder;

    private static Path withMode(Path folder, String mode) throws IOException {
        Files.createDirectories(folder);
        Command.of("chmod", mode, folder.toString()).run().expectSuccess();
        return folder;
    }

    @Test
    void anotherUserCannotPutHisOwnInItsPlace() throws Exception {
        Needs.networkNamespaces(); // root, who can become another user
        Needs.program("setpriv", "util-linux");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path tmp = withMode(folder.resolve("tmp"), "1777");
        Path evil = withMode(folder.resolve("evil"), "755");
        Files.writeString(evil.resolve("libjoinleaf.so"), "no library");
        Path stop = folder.resolve("stop");
        Path told = folder.resolve("told");
        Process attacker = new ProcessBuilder("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                "sh", "-c", ATTACK, "sh", tmp.toString(), evil.toString(), stop.toString())
                .redirectErrorStream(true).redirectOutput(told.toFile()).start();
        try {
            while (attacker.isAlive() && !Files.exists(tmp.resolve("libjoinleaf.so"), LinkOption.NOFOLLOW_LINKS)) {
                Thread.sleep(5);
            }
            for (int i = 0; i < LOADS; i++) {
                String out = NativeLibraryLoadTest.run("-Djava.io.tmpdir=" + tmp, "-XX:TieredStopAtLevel=1");
                assertTrue(out.contains("library=jar, unpacked in " + tmp), out);
                assertTrue(out.contains("opened MultipointSocket"), out);
            }
            assertTrue(attacker.isAlive(), () -> read(told));
        } finally {
            Files.writeString(stop, "");
            if (!attacker.waitFor(2, TimeUnit.MINUTES)) {
                attacker.destroyForcibly();
            }
        }
        assertEquals("", read(told));
        assertEquals(2, NativeLibraryLoadTest.content(tmp).size(), "the attacker's own two links, and nothing of ours");
    }

    @Test
    void folderThatAnybodyMayRearrangeComesLast() throws IOException {
        Needs.posixModes(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path open = withMode(folder.resolve("open"), "777");
        Path ofGroup = withMode(folder.resolve("group"), "770");
        Path below = withMode(open.resolve("below"), "700");
        Path sticky = withMode(folder.resolve("sticky"), "1777");
        Path own = withMode(folder.resolve("own"), "700");
        assertTrue(Ownership.openToOthers(open));
        assertTrue(Ownership.openToOthers(below));
        assertTrue(Ownership.openToOthers(ofGroup));
        boolean here = Ownership.openToOthers(folder); // the machine's own temporary folder
        assertEquals(here, Ownership.openToOthers(sticky));
        assertEquals(here, Ownership.openToOthers(own));

        Path home = withMode(folder.resolve("home"), "700");
        String out = NativeLibraryLoadTest.run("-Djava.io.tmpdir=" + open, "-Duser.home=" + home);
        assertEquals(here, out.contains("library=jar, unpacked in " + open), out);
        assertTrue(out.contains("opened MultipointSocket"), out);
    }

    @Test
    void whatKilledProcessesLeftIsRemovedAndNothingElse() throws IOException {
        Needs.posixModes(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path tmp = withMode(folder.resolve("tmp"), "1777");
        Path precious = leftover(folder.resolve("precious"), OLD);
        Path old = leftover(tmp.resolve("joinleaf-native-1"), OLD);
        Path young = leftover(tmp.resolve("joinleaf-native-2"), Duration.ZERO);
        Path link = Files.createSymbolicLink(tmp.resolve("joinleaf-native-3"), precious);
        Path notEmpty = leftover(tmp.resolve("joinleaf-native-4"), Duration.ZERO);
        Files.writeString(notEmpty.resolve("more"), "not ours");
        Files.setLastModifiedTime(notEmpty, FileTime.from(Instant.now().minus(OLD)));
        assumeTrue(!Ownership.openToOthers(tmp), "needs a temporary folder that nobody else may rearrange");

        String out = NativeLibraryLoadTest.run("-Djava.io.tmpdir=" + tmp);
        assertTrue(out.contains("library=jar, unpacked in " + tmp), out);
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(young.resolve("libjoinleaf.so")), "it may still be unpacking");
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.exists(precious.resolve("libjoinleaf.so")), "a link leads nowhere");
        assertTrue(Files.exists(notEmpty.resolve("more")));
    }

    @Test
    void anotherUsersLeftoverStays() throws IOException {
        Needs.networkNamespaces(); // root, who can give a file away
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path tmp = withMode(folder.resolve("tmp"), "1777");
        Path foreign = leftover(tmp.resolve("joinleaf-native-5"), OLD);
        Command.of("chown", "65534", foreign.toString()).run().expectSuccess();
        assertFalse(Ownership.isOwn(foreign));
        NativeLibraryLoadTest.run("-Djava.io.tmpdir=" + tmp);
        assertTrue(Files.exists(foreign.resolve("libjoinleaf.so")));
    }

    private static Path leftover(Path folder, Duration age) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("libjoinleaf.so"), "half a libr");
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(age)));
        return folder;
    }

    @Test
    void folderWithoutRoomIsToldAndTheNextUsed() throws IOException {
        Needs.networkNamespaces(); // as much right as mounting needs
        Path tmp = Files.createDirectories(folder.resolve("full"));
        Path home = Files.createDirectories(folder.resolve("home"));
        List<String> words = new ArrayList<>(List.of("unshare", "--mount", "--", "sh", "-c",
                "mount -t tmpfs -o size=16k none \"$0\" && \"$@\" && ls -A \"$0\"", tmp.toString()));
        words.addAll(NativeLibraryLoadTest.words("-Djava.io.tmpdir=" + tmp, "-Duser.home=" + home, "-XX:-UsePerfData"));
        String out = Command.of(words).environment("XDG_CACHE_HOME", null).run().expectSuccess().out();
        assertTrue(out.contains("unpacked in " + tmp + ": ") && out.contains("No space left on device"), out);
        assertTrue(out.contains("library=jar, unpacked in " + home), out);
        assertTrue(out.contains("opened MultipointSocket"), out);
        assertFalse(out.contains("joinleaf-native-"), "nothing half written stays: " + out);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
