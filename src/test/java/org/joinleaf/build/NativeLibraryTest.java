package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what the built libraries ask of a system, and what they show to it. */
class NativeLibraryTest {
    private static final String HOST = Project.linuxLibrary().getParent().getFileName().toString();

    /** The largest has half a million; with what is for debuggers only it would have three. */
    private static final long MOST_BYTES = 600_000;

    /** Functions of Windows that programs call beside Winsock's. */
    private static final String BESIDE_WINSOCK =
            "FormatMessage[AW]|GetAdaptersAddresses|WideCharToMultiByte|MultiByteToWideChar";

    /**
     * Winsock's functions, those POSIX also has by our prefix, our extensions, the JVM's one entry point;
     * nothing internal.
     */
    private static final Pattern EXPORTED = Pattern.compile("WSA\\w+|WSC\\w+|WSP\\w+|WPU\\w+|WS_\\w+|__WSAFDIsSet"
            + "|closesocket|ioctlsocket|joinleaf_\\w+|(Get|Free)\\w+W|Inet\\w+W|gai_strerror[AW]"
            + "|SleepEx|CancelIo(Ex)?|JNI_OnLoad|" + BESIDE_WINSOCK);

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

    private static String programs(String folder) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : Project.files("native/test/" + folder + "/*.c")) {
            all.append(Files.readString(file).replaceAll("(?s)/\\*.*?\\*/", " ")).append('\n');
        }
        return all.toString();
    }

    /** Rules call what is exported by its name in Winsock: FD_ISSET is __WSAFDIsSet, and WSPStartup is found by its address. */
    @Test
    void eachExportedFunctionHasARule() throws IOException {
        String rules = programs("conformance"), beside = programs("headers");
        List<String> without = exported(HOST).stream()
                .filter(name -> !name.startsWith("joinleaf_") && !name.equals("JNI_OnLoad"))
                .map(name -> name.replaceFirst("^WS_", ""))
                .map(name -> switch (name) {
                    case "__WSAFDIsSet" -> "FD_ISSET";
                    case "WSPStartup" -> "host_provider_entry";
                    default -> name;
                })
                .filter(name -> !Pattern.compile("\\b" + name + "\\(").matcher(name.matches(BESIDE_WINSOCK) ? beside : rules).find())
                .toList();
        assertEquals(List.of(), without, "no rule of native/test/conformance, or program of native/test/headers, calls these");
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux-x86_64", "linux-aarch64", "linux-x86_64-musl", "linux-aarch64-musl"})
    void linuxLibrariesExportTheSame(String platform) {
        assertEquals(exported(HOST), exported(platform));
    }

    /** What is asked for when something goes wrong lies beside each library, not in it. */
    @ParameterizedTest
    @FieldSource("org.joinleaf.testing.Project#PLATFORMS")
    void librariesAreStripped(String platform) {
        Needs.library(platform);
        Path library = Project.library(platform);
        if (!platform.equals("windows-aarch64")) { // which has none: see native/platforms.xml
            Path symbols = library.resolveSibling(library.getFileName() + ".debug");
            assertTrue(symbols.toFile().length() > library.toFile().length(), symbols.toString());
        }
        assertTrue(library.toFile().length() < MOST_BYTES, library + " has " + library.toFile().length() + " bytes");
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

    /** What the system has, and a C run-time: the one of every Windows for x86_64, the UCRT for aarch64, where it is that. */
    @ParameterizedTest
    @CsvSource({"windows-x86_64, msvcrt", "windows-aarch64, api-ms-win-crt"})
    void windowsLibraryImportsOnlyTheSystem(String platform, String runtime) {
        Set<String> imported = dump("-p", platform).stream()
                .filter(line -> line.contains("DLL Name:"))
                .map(line -> line.replaceFirst(".*DLL Name:\\s*", "").toLowerCase(Locale.ROOT)
                        .replaceFirst("(api-ms-win-crt)-\\w+-l1-1-0", "$1"))
                .collect(Collectors.toSet());
        assertEquals(Set.of("bcrypt.dll", "iphlpapi.dll", "kernel32.dll", runtime + ".dll", "winmm.dll", "ws2_32.dll"), imported);
    }

    /** Explorer and installers show it: the resource of type 16, which is the version's, and its strings. */
    @ParameterizedTest
    @ValueSource(strings = {"windows-x86_64", "windows-aarch64"})
    void windowsLibrariesTellTheirVersion(String platform) throws IOException {
        Needs.library(platform);
        Matcher version = Pattern.compile("<version>((\\d+)\\.(\\d+)\\.(\\d+).*?)</version>")
                .matcher(Files.readString(Project.root("pom.xml")));
        assertTrue(version.find());
        ByteBuffer resource = versionResource(ByteBuffer.wrap(Files.readAllBytes(Project.library(platform))));
        String text = StandardCharsets.UTF_16LE.decode(resource.duplicate()).toString();
        for (String[] entry : new String[][] {{"FileDescription", "Winsock 2 multipoint sockets for Java"},
            {"FileVersion", version.group(1)}, {"ProductVersion", version.group(1)}, {"OriginalFilename", "joinleaf.dll"}}) {
            assertTrue(Pattern.compile(entry[0] + "\0+" + Pattern.quote(entry[1]) + "\0").matcher(text).find(), entry[0]);
        }
        int fixed = 40; // VS_FIXEDFILEINFO, behind the three numbers of VS_VERSIONINFO and its key
        assertEquals(0xfeef04bd, resource.getInt(fixed));
        for (int at : new int[] {8, 16}) { // FILEVERSION, PRODUCTVERSION
            assertEquals(number(version, 2) << 16 | number(version, 3), resource.getInt(fixed + at));
            assertEquals(number(version, 4) << 16, resource.getInt(fixed + at + 4));
        }
        assertEquals(2, resource.getInt(fixed + 36), "VFT_DLL");
    }

    private static int number(Matcher found, int group) {
        return Integer.parseInt(found.group(group));
    }

    /** The only resource of a DLL, as Windows finds it: by the PE header, and by three levels of directories. */
    private static ByteBuffer versionResource(ByteBuffer library) {
        library.order(ByteOrder.LITTLE_ENDIAN);
        int header = library.getInt(0x3c);
        assertEquals('P' | 'E' << 8, library.getInt(header));
        int optional = header + 24;
        assertEquals(0x20b, library.getShort(optional), "PE32+");
        int address = library.getInt(optional + 112 + 2 * 8);
        int section = optional + library.getShort(header + 20);
        for (int left = library.getShort(header + 6); left > 0 && library.getInt(section + 12) != address; left--) {
            section += 40;
        }
        assertEquals(address, library.getInt(section + 12), "a section of resources");
        int start = library.getInt(section + 20);
        int at = start;
        for (int type : new int[] {16, 1, 0x409}) {
            assertEquals(1 << 16, library.getInt(at + 12), "one entry, which is a number");
            assertEquals(type, library.getInt(at + 16));
            at = start + (library.getInt(at + 20) & Integer.MAX_VALUE);
        }
        return library.slice(start + library.getInt(at) - address, library.getInt(at + 4)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Loaded at any address, no data is code, and no symbols are left. */
    @ParameterizedTest
    @ValueSource(strings = {"windows-x86_64", "windows-aarch64"})
    void windowsLibraryIsHardened(String platform) {
        String headers = String.join("\n", dump("-p", platform));
        for (String flag : List.of("HIGH_ENTROPY_VA", "DYNAMIC_BASE", "NX_COMPAT")) {
            assertTrue(headers.contains(flag), flag);
        }
        assertTrue(String.join("\n", dump("-t", platform)).contains("no symbols"));
    }

    /**
     * The natives are registered: no program is to find them by name. What is exported beside is what ws2_32 looks for
     * in a provider, and Winsock for C programs under names of our own (native/winsock/windows/own.h).
     */
    @ParameterizedTest
    @ValueSource(strings = {"windows-x86_64", "windows-aarch64"})
    void windowsLibraryExportsOnlyItsEntryPoints(String platform) {
        Set<String> exported = exportedByWindows(platform);
        assertEquals(exportedByWindows("windows-x86_64"), exported);
        exported.removeIf(name -> name.startsWith("joinleaf_") || name.startsWith("front_"));
        assertEquals(Set.of("JNI_OnLoad", "WSPStartup"), exported);
    }

    private static Set<String> exportedByWindows(String platform) {
        List<String> lines = dump("-p", platform);
        int table = lines.indexOf("[Ordinal/Name Pointer] Table");
        return lines.subList(table + 1, lines.size()).stream()
                .takeWhile(line -> line.strip().startsWith("["))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .collect(Collectors.toCollection(TreeSet::new));
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
