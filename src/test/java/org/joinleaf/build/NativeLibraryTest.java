package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the built libraries ask of a system and what they show to it. */
class NativeLibraryTest {
    /** Winsock's functions, those POSIX also has by our prefix, our extensions, the JVM's entry points; nothing internal. */
    private static final Pattern EXPORTED = Pattern.compile("WSA\\w+|WSC\\w+|WSP\\w+|WPU\\w+|WS_\\w+|__WSAFDIsSet"
            + "|closesocket|ioctlsocket|joinleaf_\\w+|(Get|Free)\\w+W|Inet\\w+W|gai_strerror[AW]"
            + "|Java_org_joinleaf_\\w+|JNI_On(Unl|L)oad");

    /** A symbol's version and name, as objdump writes them. */
    private static final Pattern GLIBC = Pattern.compile("GLIBC_2\\.(\\d+)\\S*\\s+\\S+$");

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
        List<String> newer = dump("-T", Project.linuxLibrary()).stream()
                .map(GLIBC::matcher)
                .filter(Matcher::find)
                .filter(symbol -> Integer.parseInt(symbol.group(1)) > 17)
                .map(Matcher::group)
                .toList();
        assertEquals(List.of(), newer, "find another function, or name the old version in native/glibc_x86_64.h");
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

    @Test
    void windowsLibraryImportsOnlyTheSystem() {
        Needs.mingw();
        Set<String> imported = dump("-p", Project.windowsLibrary()).stream()
                .filter(line -> line.contains("DLL Name:"))
                .map(line -> line.replaceFirst(".*DLL Name:\\s*", "").toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        assertEquals(Set.of("kernel32.dll", "msvcrt.dll", "ws2_32.dll"), imported);
    }

    private static List<String> dump(String what, Path library) {
        Needs.program("objdump", "binutils");
        return Command.of("objdump", what, library.toString()).run().expectSuccess().lines();
    }
}
