package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the built libraries ask of a system and what they show to it. */
class NativeLibraryTest {
    private static final String HOST = Project.linuxLibrary().getParent().getFileName().toString();

    /**
     * Winsock's functions, those POSIX also has by our prefix, our extensions, the JVM's one entry point;
     * nothing internal.
     */
    private static final Pattern EXPORTED = Pattern.compile("WSA\\w+|WSC\\w+|WSP\\w+|WPU\\w+|WS_\\w+|__WSAFDIsSet"
            + "|closesocket|ioctlsocket|joinleaf_\\w+|(Get|Free)\\w+W|Inet\\w+W|gai_strerror[AW]"
            + "|JNI_OnLoad");

    /** A symbol's version and name, as objdump writes them. */
    private static final Pattern GLIBC = Pattern.compile("GLIBC_2\\.(\\d+)\\S*\\s+\\S+$");

    /** A function that is not defined where it is declared, as gcc's -aux-info writes it. */
    private static final Pattern DECLARED = Pattern.compile("\\bextern [^(]*?(\\w+) \\(");

    @ParameterizedTest
    @ValueSource(strings = {"linux-x86_64", "linux-aarch64"})
    void linuxLibraryNeedsOnlyTheCLibrary(String platform) {
        Set<String> cLibrary = Set.of("libc.so.6", "libpthread.so.0", "libdl.so.2", "ld-linux-x86-64.so.2",
                "ld-linux-aarch64.so.1");
        assertTrue(cLibrary.containsAll(needed(platform)), () -> needed(platform).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "aarch64"})
    void linuxLibraryLoadsFromGlibc217On(String processor) {
        List<String> newer = dump("-T", "linux-" + processor).stream()
                .map(GLIBC::matcher)
                .filter(Matcher::find)
                .filter(symbol -> Integer.parseInt(symbol.group(1)) > 17)
                .map(Matcher::group)
                .toList();
        assertEquals(List.of(), newer, "find another function, or name the old version in native/system/linux/glibc_" + processor
                + ".h");
    }

    /** musl's loader takes this name for itself, whatever its file is called. */
    @ParameterizedTest
    @ValueSource(strings = {"linux-x86_64-musl", "linux-aarch64-musl"})
    void muslLibraryNeedsNothingButMusl(String platform) {
        assertEquals(Set.of("libc.so"), needed(platform));
        assertTrue(dump("-T", platform).stream().noneMatch(line -> line.contains("GLIBC")));
    }

    @Test
    void linuxLibraryExportsOnlyItsApi() {
        assertEquals(List.of(), exported(HOST).stream().filter(name -> !EXPORTED.matcher(name).matches()).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux-x86_64", "linux-aarch64", "linux-x86_64-musl", "linux-aarch64-musl"})
    void linuxLibrariesExportTheSame(String platform) {
        assertEquals(exported(HOST), exported(platform));
    }

    /** What is asked for when something goes wrong lies beside each library, not in it. */
    @ParameterizedTest
    @FieldSource("org.joinleaf.build.Project#PLATFORMS")
    void librariesAreStripped(String platform) {
        Needs.library(platform);
        Path library = Project.library(platform);
        if (!platform.equals("windows-aarch64")) { // which has none: see native/platforms.xml
            Path symbols = library.resolveSibling(library.getFileName() + ".debug");
            assertTrue(symbols.toFile().length() > library.toFile().length(), symbols.toString());
        }
        assertTrue(library.toFile().length() < 500_000, library + " has " + library.toFile().length() + " bytes");
    }

    /** gcc lists what the headers declare; a program that names it all must link. */
    @Test
    void linuxLibraryHasEveryFunctionOfTheHeaders() throws IOException {
        Needs.program(Compiler.GCC.program(), Compiler.GCC.debianPackage());
        Path folder = Files.createDirectories(Project.target("ctest/headers"));
        // winsock2.h must come first; the extensions come after Winsock's own headers.
        String includes = Stream.of("include/winsock2.h", "include/*.h", "include/joinleaf/*.h")
                .flatMap(files -> Project.files(files).stream())
                .map(header -> Project.root("include").relativize(header))
                .map(header -> "#include <" + header + ">\n")
                .collect(Collectors.joining());
        Path source = Files.writeString(folder.resolve("headers.c"), includes);
        Path list = folder.resolve("headers.txt");
        Command.of("gcc", "-std=gnu11", "-I" + Project.root("include"), "-aux-info", list.toString(), "-c",
                        source.toString(), "-o", folder.resolve("headers.o").toString())
                .run()
                .expectSuccess();
        List<String> names = Files.readAllLines(list).stream()
                .filter(line -> line.contains(Project.root("include").toString()))
                .map(DECLARED::matcher)
                .filter(Matcher::find)
                .map(declared -> declared.group(1))
                .distinct()
                .toList();
        assertTrue(names.size() > 80 && names.contains("WSAJoinLeaf"), names::toString);
        String pointers =
                names.stream().map(name -> "    (void (*)(void))" + name + ",\n").collect(Collectors.joining());
        Files.writeString(source, includes + "void (*const all[])(void) = {\n" + pointers + "};\n"
                + "int main(void)\n{\n    return all[0] == 0;\n}\n");
        Command.of("gcc", "-std=gnu11", "-I" + Project.root("include"), source.toString(), "-o",
                        folder.resolve("headers").toString(), Project.linuxLibrary().toString())
                .run()
                .expectSuccess();
    }

    @Test
    void windowsLibraryImportsOnlyTheSystem() {
        Needs.mingw();
        Set<String> imported = dump("-p", "windows-x86_64").stream()
                .filter(line -> line.contains("DLL Name:"))
                .map(line -> line.replaceFirst(".*DLL Name:\\s*", "").toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        assertEquals(Set.of("bcrypt.dll", "iphlpapi.dll", "kernel32.dll", "msvcrt.dll", "winmm.dll", "ws2_32.dll"), imported);
    }

    /** Explorer and installers show it. */
    @Test
    void windowsLibraryTellsItsVersion() throws IOException {
        Needs.mingw();
        Matcher version = Pattern.compile("<version>(.*?)</version>").matcher(Files.readString(Project.root("pom.xml")));
        assertTrue(version.find());
        String library = new String(Files.readAllBytes(Project.windowsLibrary()), StandardCharsets.ISO_8859_1);
        for (String text : List.of("ProductVersion", version.group(1), "joinleaf.dll")) {
            byte[] wide = text.getBytes(StandardCharsets.UTF_16LE);
            assertTrue(library.contains(new String(wide, StandardCharsets.ISO_8859_1)), text);
        }
    }

    /** Loaded at any address, no data is code, and no symbols are left. */
    @Test
    void windowsLibraryIsHardened() {
        Needs.mingw();
        String headers = String.join("\n", dump("-p", "windows-x86_64"));
        for (String flag : List.of("HIGH_ENTROPY_VA", "DYNAMIC_BASE", "NX_COMPAT")) {
            assertTrue(headers.contains(flag), flag);
        }
        assertTrue(String.join("\n", dump("-t", "windows-x86_64")).contains("no symbols"));
    }

    /**
     * The natives are registered: no program is to find them by name. What is exported beside is what ws2_32 looks for
     * in a provider, and Winsock for C programs under names of our own (native/winsock/windows/own.h).
     */
    @Test
    void windowsLibraryExportsOnlyItsEntryPoints() {
        Needs.mingw();
        List<String> lines = dump("-p", "windows-x86_64");
        int table = lines.indexOf("[Ordinal/Name Pointer] Table");
        Set<String> exported = lines.subList(table + 1, lines.size()).stream()
                .takeWhile(line -> !line.isBlank())
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .filter(name -> !name.startsWith("joinleaf_") && !name.startsWith("front_"))
                .collect(Collectors.toSet());
        assertEquals(Set.of("JNI_OnLoad", "WSPStartup"), exported);
    }

    private static Set<String> needed(String platform) {
        return dump("-p", platform).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("NEEDED"))
                .map(line -> line.replaceFirst("NEEDED\\s+", ""))
                .collect(Collectors.toSet());
    }

    private static Set<String> exported(String platform) {
        return dump("-T", platform).stream()
                .filter(line -> line.matches("\\S+ g .*") && !line.contains("*UND*"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> dump(String what, String platform) {
        Needs.library(platform);
        String objdump = platform.contains("aarch64") ? "aarch64-linux-gnu-objdump"
                : platform.startsWith("linux") ? "x86_64-linux-gnu-objdump" : "objdump";
        Needs.program(objdump, "binutils, binutils-aarch64-linux-gnu, binutils-x86-64-linux-gnu");
        return Command.of(objdump, what, Project.library(platform).toString()).run().expectSuccess().lines();
    }
}
