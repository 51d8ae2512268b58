package org.joinleaf.internal.load;

import static java.net.StandardProtocolFamily.INET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.joinleaf.FlowSpec;
import org.joinleaf.FlowSpecs;
import org.joinleaf.MultipointSocket;
import org.joinleaf.testing.ChildJvm;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Project;
import org.joinleaf.winsock.Winsock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding and loading the library, each time in a JVM of its own, and what is told when it fails. */
class NativeLibraryLoadTest {
    static final boolean WINDOWS = Platform.isWindows();
    private static final String ACCESS = "--enable-native-access=ALL-UNNAMED";

    @TempDir
    private Path folder;

    private static final String INTERRUPTED = "interrupted";
    private static final String LATER = "later";
    private static final String FLOW_SPECS = "flow.specs";

    /** Prints the report, then uses the library. */
    static final class Load {
        private Load() {
        }

        /**
         * Loads the library.
         *
         * @param arguments none
         */
        public static void main(String[] arguments) throws IOException {
            if (Boolean.getBoolean(INTERRUPTED)) {
                Thread.currentThread().interrupt();
            }
            if (Boolean.getBoolean(FLOW_SPECS)) {
                FlowSpecs.sending(FlowSpec.DEFAULT).providerSpecific(ByteBuffer.allocateDirect(8));
            }
            System.out.println(NativeLibrary.report());
            for (int i = 0; i < 2; i++) {
                try (MultipointSocket socket = MultipointSocket.open(INET)) {
                    System.out.println("opened " + socket);
                } catch (UnsatisfiedLinkError e) {
                    System.out.println("ERROR " + e.getMessage());
                    String later = System.getProperty(LATER);
                    if (later != null) {
                        Files.copy(Path.of(later), Path.of(System.getProperty(NativeLibrary.PROPERTY)));
                    }
                }
            }
            try {
                Winsock.WSAStartup(0x0202, null);
            } catch (UnsatisfiedLinkError e) {
                System.out.println("ERROR " + e.getMessage());
            }
        }
    }

    static List<String> words(String... options) {
        List<String> words = ChildJvm.words(ACCESS, "-Xshare:auto", "-cp", System.getProperty("java.class.path"));
        words.addAll(List.of(options));
        words.add(Load.class.getName());
        return words;
    }

    static String run(String... options) {
        return Command.of(words(options)).environment("XDG_CACHE_HOME", null).environment("LOCALAPPDATA", null).run().expectSuccess().out();
    }

    private Path made(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    static List<Path> content(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void unpackedFromTheJarAndGoneAtOnce() throws IOException {
        Path tmp = made("tmp");
        String out = run("-Djava.io.tmpdir=" + tmp);
        assertTrue(out.contains("library=jar, unpacked in " + tmp), out);
        assertTrue(out.contains("opened MultipointSocket"), out);
        assertStays(tmp);
    }

    /** Linux lets go of a loaded file at once; on Windows one stays for later starts. */
    private static void assertStays(Path folder) throws IOException {
        List<Path> content = content(folder);
        assertEquals(WINDOWS ? 1 : 0, content.size(), content::toString);
        assertTrue(content.stream().allMatch(one -> one.getFileName().toString().startsWith(SharedCopy.PREFIX)),
                content::toString);
    }

    @Test
    void propertyNamesAnotherFile() throws IOException {
        Path copy = Files.copy(WINDOWS ? Project.windowsLibrary() : Project.linuxLibrary(), folder.resolve("other.so"));
        String out = run("-Djoinleaf.library=" + copy);
        assertTrue(out.contains("library=" + copy), out);
        assertTrue(out.contains("opened"), out);
    }

    /** A pool's thread whose task was cancelled, for example. Java's channels do not read files for such a thread. */
    @Test
    void aThreadThatIsInterruptedLoadsItAsWell() throws IOException {
        String unpacked = run("-Djava.io.tmpdir=" + made("tmp"), "-D" + INTERRUPTED + "=true");
        assertTrue(unpacked.contains("opened MultipointSocket"), unpacked);
        Path library = WINDOWS ? Project.windowsLibrary() : Project.linuxLibrary();
        String named = run("-D" + NativeLibrary.PROPERTY + "=" + library, "-D" + INTERRUPTED + "=true");
        assertTrue(named.contains("opened MultipointSocket"), named);
    }

    /** Here the memory of a buffer is looked at, and nothing has been opened yet. */
    @Test
    void flowSpecsMayBeItsFirstUse() throws IOException {
        String out = run("-Djava.io.tmpdir=" + made("tmp"), "-D" + FLOW_SPECS + "=true");
        assertTrue(out.contains("opened MultipointSocket"), out);
    }

    /** What was missing may be there later: a descriptor, room on a disk, a file. */
    @Test
    void whatFailedIsTriedAgainAtTheNextUse() {
        Path library = WINDOWS ? Project.windowsLibrary() : Project.linuxLibrary();
        String out = run("-D" + NativeLibrary.PROPERTY + "=" + folder.resolve("later.so"), "-D" + LATER + "=" + library);
        assertTrue(out.contains("later.so: there is no such file"), out);
        assertTrue(out.contains("opened MultipointSocket"), out);
        assertEquals(1, out.split("ERROR ", -1).length - 1, out);
    }

    @Test
    void propertyThatIsWrongIsToldAndNothingElseUsed() throws IOException {
        String missing = run("-Djoinleaf.library=" + folder.resolve("missing.so"));
        assertTrue(missing.contains("ERROR no native library of joinleaf for " + Platform.current() + ":"), missing);
        assertTrue(missing.contains("missing.so: there is no such file"), missing);
        assertEquals(3, missing.split("ERROR ", -1).length - 1, "told at every use: " + missing);
        assertTrue(run("-Djoinleaf.library=" + folder).contains(": it is a folder: name the file"));
        Path text = Files.writeString(folder.resolve("text.so"), "no library ".repeat(100));
        String wrong = run("-Djoinleaf.library=" + text);
        assertTrue(wrong.contains("text.so: ") && (WINDOWS || wrong.contains("invalid ELF header")), wrong);
    }

    @Test
    void propertyThatNamesNoFileTellsWhereItWasLookedFor() throws IOException {
        String relative = run("-Djoinleaf.library=~/libjoinleaf.so");
        assertTrue(relative.contains("there is no such file, which would be " + Path.of("~", "libjoinleaf.so").toAbsolutePath()),
                relative);
        if (!WINDOWS) {
            assertTrue(run("-Djoinleaf.library=/dev/null").contains("/dev/null: it is no regular file"));
            Path loop = Files.createSymbolicLink(folder.resolve("loop.so"), Path.of("loop.so"));
            String circle = run("-Djoinleaf.library=" + loop);
            assertTrue(circle.contains("Too many levels of symbolic links"), circle);
        }
    }

    /** Linux maps a file that lacks its end, and ends the process at the first byte that is missing. */
    @Test
    void libraryThatWasCutShortIsRefusedAndEndsNothing() throws IOException {
        assumeTrue(!WINDOWS, "needs Linux: Windows refuses such a file itself");
        byte[] whole = Files.readAllBytes(Project.linuxLibrary());
        for (int size : List.of(0, 10, 64, 3000, whole.length / 2, whole.length - 1)) {
            Path file = folder.resolve(size + ".so");
            Files.write(file, Arrays.copyOf(whole, size));
            String out = run("-Djoinleaf.library=" + file);
            assertTrue(out.contains(size < 64 ? "file too short" : "it has only " + size + " bytes, and its end is missing"), out);
        }
    }

    @Test
    void anotherLibraryIsNotTakenForOurs() {
        String name = System.mapLibraryName(WINDOWS ? "jimage" : "jsig");
        Path other = Path.of(System.getProperty("java.home"), WINDOWS ? "bin" : "lib", name);
        assumeTrue(Files.exists(other), "needs " + other);
        String out = run("-Djoinleaf.library=" + other);
        assertTrue(out.contains("library=null"), out);
        assertTrue(out.contains("ERROR no native library of joinleaf") && out.contains("it is a library, but not joinleaf's"), out);
    }

    @Test
    void whereNoFolderServesTheErrorSaysWhatToDo() throws IOException {
        Needs.networkNamespaces(); // as much right as mounting needs
        Path only = made("full");
        List<String> words = new ArrayList<>(List.of("unshare", "--mount", "--", "sh", "-c",
                "mount -t tmpfs -o size=16k none \"$0\" && cd \"$0\" && exec \"$@\"", only.toString()));
        words.addAll(words("-Djava.io.tmpdir=" + only, "-Duser.home=" + only, "-XX:-UsePerfData"));
        String out = Command.of(words).environment("XDG_CACHE_HOME", null).run().expectSuccess().out();
        assertTrue(out.contains("  name a folder that can be written to and run from with -Djava.io.tmpdir=FOLDER, or the "
                + "library itself with -Djoinleaf.library=FILE"), out);
        assertTrue(run("-Djava.io.tmpdir=" + folder).contains("opened"));
        assertTrue(run("-Djava.io.tmpdir=" + only, "-Djoinleaf.library=" + Project.linuxLibrary()).contains("opened"));
    }

    @Test
    void folderThatIsNotThereIsToldAndTheNextUsed() throws IOException {
        Path home = made("home");
        made("home/.cache");
        String out = run("-Djava.io.tmpdir=" + folder.resolve("none"), "-Duser.home=" + home);
        assertTrue(out.contains("unpacked in " + folder.resolve("none") + ": NoSuchFileException"), out);
        assertTrue(out.contains("library=jar, unpacked in " + home.resolve(".cache")), out);
        assertTrue(out.contains("opened"), out);
        assertStays(home.resolve(".cache"));
    }

    @Test
    void folderMountedNoexecIsToldAndTheNextUsed() throws IOException {
        Needs.networkNamespaces(); // as much right as mounting needs
        Path tmp = made("noexec");
        Path home = made("home");
        List<String> words = new ArrayList<>(List.of("unshare", "--mount", "--", "sh", "-c",
                "mount -t tmpfs -o noexec none \"$0\" && exec \"$@\"", tmp.toString()));
        words.addAll(words("-Djava.io.tmpdir=" + tmp, "-Duser.home=" + home));
        String out = Command.of(words).environment("XDG_CACHE_HOME", null).run().expectSuccess().out();
        assertTrue(out.contains("unpacked in " + tmp + ": ") && out.contains("mounted noexec"), out);
        assertTrue(out.contains("library=jar, unpacked in " + home), out);
        assertTrue(out.contains("opened"), out);
    }

    /** In an ASCII world a name in Russian: whichever folder it is, it is passed over with its reason. */
    @Test
    void folderThatCannotBeSpokenIsSkippedWithItsReason() throws IOException {
        Needs.program("sh", "dash");
        made("home");
        for (String where : List.of("cwd", "tmp", "home", "cache")) {
            // The shell makes the name, as this JVM may not be able to speak it either.
            String script = """
                    d="$1/$(printf '\\320\\256\\321\\200')"; w=$2; shift 2; mkdir -p "$d"; tmp=$0 home=$0
                    case $w in cwd) cd "$d";; tmp) tmp=$d;; home) home=$d;; cache) export XDG_CACHE_HOME="$d";; esac
                    java=$1; shift; exec "$java" -Djava.io.tmpdir="$tmp" -Duser.home="$home" "$@"
                    """;
            List<String> all = new ArrayList<>(List.of("sh", "-c", script, folder.resolve("home").toString(),
                    folder.toString(), where));
            all.addAll(words());
            String out = Command.of(all).environment("LC_ALL", "C").environment("XDG_CACHE_HOME", null)
                    .run().expectSuccess().out();
            assertTrue(out.contains("library=jar, unpacked in " + folder.resolve("home")), where + ": " + out);
            assertTrue(out.contains("opened MultipointSocket"), where + ": " + out);
            assertEquals(where.equals("tmp"), out.contains("this JVM cannot speak of it (sun.jnu.encoding "), out);
        }
    }

    @Test
    void sixteenAtOnce() throws Exception {
        Path tmp = made("shared");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            processes.add(new ProcessBuilder(words("-Djava.io.tmpdir=" + tmp, "-XX:TieredStopAtLevel=1"))
                    .redirectErrorStream(true).redirectOutput(folder.resolve("out" + i).toFile()).start());
        }
        for (int i = 0; i < processes.size(); i++) {
            int exit = processes.get(i).waitFor();
            String out = Files.readString(folder.resolve("out" + i));
            assertEquals(0, exit, out);
            assertTrue(out.contains("opened MultipointSocket"), out);
        }
        assertStays(tmp);
    }

    @Test
    void namesOfSystemsAndProcessors() {
        assertEquals("linux", Platform.os("Linux"));
        assertEquals("windows", Platform.os("Windows 11"));
        assertEquals("mac_os_x", Platform.os("Mac OS X"));
        for (String name : List.of("amd64", "x86_64", "AMD64", "x64")) {
            assertEquals("x86_64", Platform.arch(name));
        }
        for (String name : List.of("aarch64", "arm64", "aarch_64")) {
            assertEquals("aarch64", Platform.arch(name));
        }
        assertEquals("riscv64", Platform.arch("riscv64"));
        assertTrue(NativeLibrary.report().loaded());
        assertEquals(WINDOWS ? "windows-x86_64" : "linux-x86_64", NativeLibrary.report().platform());
    }

    /** Classes of another build, where a native has another name. */
    @Test
    void librarysNativesMustBeThoseOfTheClasses() throws IOException {
        String file = "org/joinleaf/internal/natives/SocketNatives.java";
        String changed = Files.readString(Project.root("src/main/java/" + file)).replace("int listen(", "int hearken(");
        Path source = folder.resolve(file);
        Files.createDirectories(source.getParent());
        Files.writeString(source, changed);
        String path = System.getProperty("java.class.path");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assumeTrue(compiler != null, "needs a JDK: this is a runtime without a compiler");
        assertEquals(0, compiler.run(null, null, null, "-cp", path, source.toString()));
        List<String> words = words();
        words.set(words.indexOf(path), folder + File.pathSeparator + path);
        String out = Command.of(words).run().expectSuccess().out();
        assertTrue(out.contains("not of one build: the library has org/joinleaf/internal/natives/SocketNatives.listen(JI)I,"
                + " the classes have not"), out);
        assertTrue(out.contains("ERROR no native library of joinleaf"), out);
    }

    @Test
    void aRefusalByJavaNamesTheOption() {
        assertEquals("IllegalCallerException why (start Java with " + ACCESS + ")",
                NativeLibrary.reason(new IllegalCallerException("why")));
        assertEquals("--enable-native-access=java.base", LoadReport.accessOption(Object.class.getModule()));
    }

    @Test
    void whereJavaRefusesTheErrorNamesTheOption() {
        assumeTrue(Runtime.version().feature() >= 24, "needs JDK 24, which asks for native access");
        List<String> words = words("--illegal-native-access=deny");
        words.remove(ACCESS);
        String out = Command.of(words).run().expectSuccess().out();
        assertTrue(out.contains("ERROR no native library of joinleaf") && out.contains("(start Java with " + ACCESS + ")"), out);
    }

    @Test
    void muslIsWhatTheJvmIsLinkedTo() {
        assertTrue(Platform.usesMusl(Stream.of("7f0000000000-7f0000001000 r-xp 00000000 08:01 1 /lib/ld-musl-x86_64.so.1")));
        assertTrue(Platform.usesMusl(Stream.of("7f0000000000-7f0000001000 r-xp 00000000 08:01 1 /lib/libc.musl-aarch64.so.1")));
        assertFalse(Platform.usesMusl(Stream.of("7f0000000000-7f0000001000 r-xp 00000000 08:01 1 /usr/lib/libc.so.6",
                "7f0000002000-7f0000003000 r--p 00000000 00:00 0", "7fff00000000-7fff00001000 rw-p 00000000 00:00 0 [stack]")));
    }

    @Test
    void whereNoLibraryFitsTheErrorNamesThePlatformsThatDo() {
        String out = Command.of(words("-Dos.arch=riscv64")).run().out();
        assertTrue(out.contains("ERROR no native library of joinleaf for " + (WINDOWS ? "windows" : "linux") + "-riscv64:"), out);
        assertTrue(out.contains("the jar has none for this platform, but for linux-"), out);
    }
}
