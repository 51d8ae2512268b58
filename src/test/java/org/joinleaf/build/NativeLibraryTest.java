package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the built libraries ask of a system and what they show to it. */
class NativeLibraryTest {
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

    @Test
    void linuxLibraryNeedsOnlyTheCLibrary() {
        Set<String> needed = dump("-p", Project.linuxLibrary()).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("NEEDED"))
                .map(line -> line.replaceFirst("NEEDED\\s+", ""))
                .collect(Collectors.toSet());
        Set<String> cLibrary = Set.of("libc.so.6", "libpthread.so.0", "libdl.so.2", "ld-linux-x86-64.so.2");
        assertTrue(cLibrary.containsAll(needed), needed::toString);
    }

    @Test
    void linuxLibraryLoadsFromGlibc217On() {
        checkGlibc(dump("-T", Project.linuxLibrary()), "x86_64");
    }

    @Test
    void aarch64LibraryLoadsFromGlibc217On() {
        Needs.program(Compiler.AARCH64.program(), Compiler.AARCH64.debianPackage());
        checkGlibc(Command.of("aarch64-linux-gnu-objdump", "-T", Project.aarch64Library().toString())
                .run().expectSuccess().lines(), "aarch64");
    }

    private static void checkGlibc(List<String> symbols, String processor) {
        List<String> newer = symbols.stream()
                .map(GLIBC::matcher)
                .filter(Matcher::find)
                .filter(symbol -> Integer.parseInt(symbol.group(1)) > 17)
                .map(Matcher::group)
                .toList();
        assertEquals(List.of(), newer, "find another function, or name the old version in native/system/linux/glibc_" + processor + ".h");
    }

    @Test
    void linuxLibraryExportsOnlyItsApi() {
        List<String> strange = dump("-T", Project.linuxLibrary()).stream()
                .filter(line -> line.contains(" g ") && !line.contains("*UND*"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .filter(name -> !EXPORTED.matcher(name).matches())
                .toList();
        assertEquals(List.of(), strange);
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
        Set<String> imported = dump("-p", Project.windowsLibrary()).stream()
                .filter(line -> line.contains("DLL Name:"))
                .map(line -> line.replaceFirst(".*DLL Name:\\s*", "").toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        assertEquals(Set.of("kernel32.dll", "msvcrt.dll", "ws2_32.dll"), imported);
    }

    /** The natives are registered: no program is to find them by name. */
    @Test
    void windowsLibraryExportsOnlyItsEntryPoint() {
        Needs.mingw();
        List<String> lines = dump("-p", Project.windowsLibrary());
        int table = lines.indexOf("[Ordinal/Name Pointer] Table");
        List<String> exported = lines.subList(table + 1, lines.size()).stream()
                .takeWhile(line -> !line.isBlank())
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .toList();
        assertEquals(List.of("JNI_OnLoad"), exported);
    }

    private static List<String> dump(String what, Path library) {
        Needs.program("objdump", "binutils");
        return Command.of("objdump", what, library.toString()).run().expectSuccess().lines();
    }
}
