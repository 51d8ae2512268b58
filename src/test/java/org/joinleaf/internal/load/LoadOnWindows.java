package org.joinleaf.internal.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.joinleaf.testing.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading in the folders that accounts of Windows have, and finding the unpacked file again. */
class LoadOnWindows {
    private static final String RESOURCE = "/org/joinleaf/native/windows-x86_64/joinleaf.dll";
    private static final String NAME = "joinleaf.dll";

    @TempDir
    private Path folder;

    /** Loads the library in two class loaders. */
    static final class TwoLoaders {
        private TwoLoaders() {
        }

        /**
         * Loads.
         *
         * @param arguments none
         */
        public static void main(String[] arguments) throws Exception {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
            for (int i = 0; i < 2; i++) {
                ClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
                Class<?> library = loader.loadClass(NativeLibrary.class.getName());
                System.out.println(library.getMethod("report").invoke(null));
            }
        }
    }

    private static String loadIn(Path tmp, String... options) {
        // The launcher takes its arguments in the ANSI code page; names in the environment come whole.
        return Command.of(withoutPerfData(options)).environment("TMP", tmp.toString())
                .environment("TEMP", tmp.toString()).environment("LOCALAPPDATA", tmp.toString())
                .environment("XDG_CACHE_HOME", null).run().expectSuccess().out();
    }

    /** The JVM puts its own counters into the temporary folder. */
    private static List<String> withoutPerfData(String... options) {
        List<String> words = NativeLibraryLoadTest.words(options);
        words.add(1, "-XX:-UsePerfData");
        return words;
    }

    private static byte[] library() throws IOException {
        try (InputStream in = LoadOnWindows.class.getResourceAsStream(RESOURCE)) {
            return in.readAllBytes();
        }
    }

    @Test
    void aNameOutsideTheAnsiCodePage() throws IOException {
        Path tmp = Files.createDirectories(folder.resolve("\u042e\u0440\u0438\u0439"));
        assertTrue(loadIn(tmp).contains("opened MultipointSocket"));
    }

    /** Nothing of the profile serves: a folder beside it does. */
    @Test
    void aProfileThatCannotBeLoadedFrom() throws IOException {
        Path tmp = Files.createDirectories(folder.resolve("\u042e\u0440\u0438\u0439"));
        String out = loadIn(tmp, "-Duser.home=" + folder.resolve("none"), "-Duser.dir=" + folder.resolve("none"));
        assertTrue(out.contains("opened MultipointSocket"), out);
        assertTrue(out.contains("library=jar, unpacked in " + Path.of(System.getenv("ProgramData"))) || out.contains(tmp
                + ": loaded"), out);
    }

    @Test
    void aLongPathAndOneWithSpaces() throws IOException {
        Path spaces = Files.createDirectories(folder.resolve("a name with  spaces"));
        String out = loadIn(spaces);
        assertTrue(out.contains("library=jar, unpacked in " + spaces), out);
        Path deep = folder;
        while (deep.toString().length() < 300) {
            deep = deep.resolve("a-folder-of-a-folder-of-a-folder");
        }
        assertTrue(loadIn(Files.createDirectories(deep)).contains("opened MultipointSocket"));
    }

    /** The profile of an account, with its temporary folder, lies on another host. */
    @Test
    void aHomeOnAShare() throws IOException {
        Path home = Files.createTempDirectory(Path.of(System.getProperty("joinleaf.share")), "home");
        Path tmp = Files.createDirectories(home.resolve("AppData\\Local\\Temp"));
        assertTrue(tmp.toString().startsWith("\\\\joinleaf\\"), tmp::toString);
        for (int i = 0; i < 2; i++) {
            String out = loadIn(tmp, "-Duser.home=" + home);
            assertTrue(out.contains("library=jar, unpacked in " + tmp), out);
            assertTrue(out.contains("opened MultipointSocket"), out);
            assertEquals(List.of(tmp.resolve(SharedCopy.name(library()))), NativeLibraryLoadTest.content(tmp));
        }
    }

    @Test
    void laterStartsFindTheFileAgain() throws IOException {
        loadIn(folder);
        List<Path> first = NativeLibraryLoadTest.content(folder);
        assertEquals(List.of(folder.resolve(SharedCopy.name(library()))), first);
        FileTime made = Files.getLastModifiedTime(first.get(0).resolve(NAME));
        String out = loadIn(folder);
        assertTrue(out.contains("library=jar, unpacked in " + folder), out);
        assertEquals(first, NativeLibraryLoadTest.content(folder));
        assertEquals(made, Files.getLastModifiedTime(first.get(0).resolve(NAME)));
    }

    @Test
    void aFileThatHoldsSomethingElseIsNotLoaded() throws IOException {
        Path shared = Files.createDirectories(folder.resolve(SharedCopy.name(library())));
        Files.writeString(shared.resolve(NAME), "something else");
        String out = loadIn(folder);
        assertTrue(out.contains("library=jar, unpacked in " + folder), out);
        assertTrue(out.contains("opened MultipointSocket"), out);
        assertEquals("something else", Files.readString(shared.resolve(NAME)));
    }

    @Test
    void twoVersionsAtOnceAndOneThatNobodyUses() throws IOException {
        Path other = Files.createDirectories(folder.resolve(SharedCopy.PREFIX + "0123456789abcdef"));
        Files.writeString(other.resolve(NAME), "another version");
        Path old = Files.createDirectories(folder.resolve(SharedCopy.PREFIX + "fedcba9876543210"));
        Files.writeString(old.resolve(NAME), "an old version");
        Instant then = Instant.now().minus(SharedCopy.UNUSED).minus(Duration.ofDays(1));
        Files.setLastModifiedTime(old, FileTime.from(then));
        String out = loadIn(folder);
        assertTrue(out.contains("library=jar, unpacked in " + folder), out);
        assertTrue(Files.exists(other.resolve(NAME)));
        assertFalse(Files.exists(old));
    }

    @Test
    void twoClassLoaders() {
        List<String> words = NativeLibraryLoadTest.words();
        words.set(words.size() - 1, TwoLoaders.class.getName());
        List<String> lines = Command.of(words).environment("TMP", folder.toString()).environment("TEMP", folder.toString())
                .run().expectSuccess().lines();
        assertEquals(2, lines.stream().filter(line -> line.contains("library=jar, unpacked in " + folder)).count(),
                lines::toString);
    }
}
