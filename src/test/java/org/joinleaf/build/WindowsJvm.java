package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Project;
import org.joinleaf.testing.Wine;

/**
 * A Java runtime for Windows, run by Wine in a network of its own, with a home of Wine that is only for that run: so
 * several can run at once.
 */
final class WindowsJvm {
    /** Runtimes, separated as in a class path; {@code .ci/windows-jre} fetches some to where they are looked for else. */
    private static final String PROPERTY = "windows.jre";

    private static final Path FOLDER = Project.target("windows");
    private static final Path HOME = FOLDER.resolve("wine");
    private static final Path SYSTEM32 = HOME.resolve("drive_c/windows/system32");
    private static final Path OF_WINE = Path.of("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows");
    private static final String OVERRIDES = "mscoree=;mshtml=;winemenubuilder.exe=;netsh.exe=n";
    private static final String[] NETWORK = {
        "ip link set lo multicast on",
        "ip link add jl0 type veth peer name jl1",
        "ip addr add 10.77.0.1/24 dev jl0",
        "ip link set jl0 up",
        "ip link set jl1 up",
        "ip route add 224.0.0.0/4 dev jl0",
        "ip -6 route add local ff00::/8 dev lo"};

    private static final int BUILTIN_MARK = 0x40;
    private static final int BUILTIN_MARK_LENGTH = 32;

    private static boolean ready;

    private final Path java;
    private final String version;

    private WindowsJvm(Path folder) {
        java = folder.resolve("bin/java.exe");
        version = version(folder);
    }

    /** The runtimes that a property or the build's cache names. Skips the test where there is none. */
    static List<WindowsJvm> all() {
        Needs.mingw();
        Needs.wine();
        Needs.networkNamespaces();
        String named = System.getProperty(PROPERTY, "");
        List<Path> folders = new ArrayList<>();
        if (!named.isEmpty()) {
            Stream.of(named.split(File.pathSeparator)).map(Path::of).forEach(folders::add);
        } else {
            folders.addAll(cached());
        }
        assumeTrue(!folders.isEmpty(), "needs a Java runtime for Windows (.ci/windows-jre fetches it, or -Dwindows.jre=FOLDER)");
        return folders.stream().map(WindowsJvm::new).toList();
    }

    private static List<Path> cached() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path folder = (cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
                .resolve("joinleaf-build");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(one -> Files.exists(one.resolve("bin/java.exe"))).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns 25 or 17. */
    private static String version(Path folder) {
        try {
            String line = Files.readAllLines(folder.resolve("release")).stream()
                    .filter(one -> one.startsWith("JAVA_VERSION=")).findFirst().orElseThrow();
            return line.replaceFirst("JAVA_VERSION=\"(\\d+).*", "$1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String version() {
        return version;
    }

    /**
     * A command that runs a class of the tests, one with the same runtime and library at a time.
     *
     * @param onDouble whether joinleaf.dll is to call the double (native/test/windows) in the place of ws2_32.dll
     * @param words    options for the JVM, the class and its arguments
     */
    Command command(boolean onDouble, List<String> words) {
        setUp();
        Path home = copyOfHome(version + (onDouble ? "-double" : ""));
        List<String> all = new ArrayList<>(List.of("wine", java.toString(), "--enable-native-access=ALL-UNNAMED",
                "-Xcheck:jni", "-XX:-UsePerfData", "-Djoinleaf.target=" + name(Project.target("")),
                // A DLL stays mapped for a moment after its JVM: what tests unpack cannot always be deleted at once.
                "-Djunit.jupiter.tempdir.cleanup.mode.default=NEVER",
                "-Djoinleaf.double=" + onDouble, "-Djoinleaf.share=\\\\joinleaf\\share", "-cp", classPath(onDouble)));
        all.addAll(words);
        // Sockets are made by Wine's server: the home's first one is of this network.
        return inHome(home, Command.of(all)).inNewNetwork(NETWORK).timeout(Duration.ofMinutes(60));
    }

    /** Returns a file's name in the JVM. */
    static String name(Path file) {
        return "Z:" + file.toAbsolutePath().toString().replace('/', '\\');
    }

    private static String classPath(boolean onDouble) {
        List<String> names = new ArrayList<>();
        if (onDouble) {
            names.add(name(FOLDER.resolve("double")));
        }
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of).map(WindowsJvm::name)
                .forEach(names::add);
        return String.join(";", names);
    }

    private static Command inHome(Path home, Command command) {
        return command
                .environment("WINEPREFIX", home.toString())
                .environment("WINEDEBUG", "-all")
                .environment("WINEDLLOVERRIDES", OVERRIDES + ";iphlpapi=n")
                .environment("DISPLAY", null);
    }

    private static synchronized void setUp() {
        if (ready) {
            return;
        }
        try {
            Files.createDirectories(FOLDER);
            Wine.boot(inHome(HOME, Command.of("wineboot", "--init")).environment("WINEDLLOVERRIDES", OVERRIDES));
            inHome(HOME, Command.of("wineserver", "-k")).run();
            layInterfaces();
            layDouble();
            layShare();
            layNetsh();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ready = true;
    }

    /** Makes a new home for one run. */
    private static Path copyOfHome(String name) {
        Path home = FOLDER.resolve("wine-" + name);
        inHome(home, Command.of("wineserver", "-k")).run();
        Command.of("rm", "-rf", home.toString()).run().expectSuccess();
        Command.of("cp", "-a", "-T", HOME.toString(), home.toString()).run().expectSuccess();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> inHome(home, Command.of("wineserver", "-k")).run()));
        return home;
    }

    /** From JDK 21 on the JVM asks for one function that the iphlpapi.dll of Wine 8 has not: it gets one around that. */
    private static void layInterfaces() throws IOException {
        Files.deleteIfExists(SYSTEM32.resolve("iphlpapi.dll"));
        byte[] ofWine = Files.readAllBytes(OF_WINE.resolve("iphlpapi.dll"));
        // Without its mark Wine loads it under another name.
        for (int i = 0; i < BUILTIN_MARK_LENGTH; i++) {
            ofWine[BUILTIN_MARK + i] = 0;
        }
        Files.write(SYSTEM32.resolve("wineiphl.dll"), ofWine);
        forwarding("iphlpapi.dll", "wineiphl", "fill_", Project.files("native/test/windows/iphlpapi/*.c"));
    }

    /** A folder of another host, as far as Wine goes: the share that joinleaf.share names. */
    private static void layShare() throws IOException {
        Path share = Files.createDirectories(FOLDER.resolve("share"));
        Path link = HOME.resolve("dosdevices/unc/joinleaf/share");
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, share);
    }

    /** Wine's netsh says nothing: one that tells of interfaces as Windows' own does. */
    private static void layNetsh() throws IOException {
        Path file = SYSTEM32.resolve("netsh.exe");
        Files.deleteIfExists(file);
        Command.of(Compiler.MINGW.program(), "-std=c11", "-O2", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-static-libgcc",
                "-o", file.toString(), Project.root("native/test/windows/netsh/netsh.c").toString(), "-liphlpapi")
                .run().expectSuccess();
    }

    /** Makes the double, and a copy of joinleaf.dll that imports it. */
    private static void layDouble() throws IOException {
        forwarding("double.dll", "ws2_32", "double_", Project.files("native/test/windows/double/*.c"));
        String library = "org/joinleaf/native/windows-x86_64/joinleaf.dll";
        Path copy = FOLDER.resolve("double").resolve(library);
        String bytes = new String(Files.readAllBytes(Project.windowsLibrary()), StandardCharsets.ISO_8859_1);
        String patched = bytes.replace("WS2_32.dll\0", "double.dll\0");
        assertEquals(1, bytes.split("WS2_32\\.dll\0", -1).length - 1, "how often ws2_32.dll is imported");
        Files.createDirectories(copy.getParent());
        Files.write(copy, patched.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Makes a DLL that passes on what another one exports, but for the functions that have a prefix in the sources. */
    private static void forwarding(String name, String other, String prefix, List<Path> sources) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path source : sources) {
            text.append(Files.readString(source));
        }
        String code = text.toString();
        StringBuilder exports = new StringBuilder("LIBRARY " + name + "\nEXPORTS\n");
        String ofWine = other.equals("ws2_32") ? "ws2_32.dll" : name;
        List<String> names = new ArrayList<>(exportsOf(OF_WINE.resolve(ofWine)));
        for (String each : names) {
            boolean own = code.contains(" " + prefix + each + "(");
            exports.append("  ").append(each).append(" = ").append(own ? prefix : other + ".").append(each).append('\n');
        }
        Pattern.compile("\\b" + prefix + "(\\w+)\\(").matcher(code).results().map(found -> found.group(1))
                .distinct().filter(each -> !names.contains(each))
                .forEach(each -> exports.append("  ").append(each).append(" = ").append(prefix).append(each).append('\n'));
        Path definition = Files.writeString(FOLDER.resolve(name + ".def"), exports);
        List<String> words = new ArrayList<>(List.of(Compiler.MINGW.program(), "-std=c11", "-O2", "-g", "-Wall", "-Wextra",
                "-Wconversion", "-Werror", "-static-libgcc", "-shared", "-o", SYSTEM32.resolve(name).toString()));
        sources.forEach(source -> words.add(source.toString()));
        words.addAll(List.of(definition.toString(), "-lws2_32"));
        if (other.equals("ws2_32")) {
            words.add("-liphlpapi");
        }
        Command.of(words).run().expectSuccess();
    }

    private static List<String> exportsOf(Path library) {
        boolean inNames = false;
        List<String> names = new ArrayList<>();
        for (String line : Command.of("objdump", "-p", library.toString()).run().expectSuccess().lines()) {
            if (line.startsWith("[Ordinal/Name Pointer] Table")) {
                inNames = true;
            } else if (inNames && line.isBlank()) {
                break;
            } else if (inNames) {
                names.add(line.substring(line.lastIndexOf(' ') + 1).strip());
            }
        }
        return names;
    }
}
