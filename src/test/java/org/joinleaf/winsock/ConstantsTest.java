package org.joinleaf.winsock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joinleaf.WinsockException;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/**
 * Every constant of {@link Winsock}, and of TcpipOptions of org.joinleaf, which is not public, against the C headers: ours,
 * and Windows' own as mingw-w64 has them.
 */
class ConstantsTest {
    /** These are newer than mingw-w64's headers. */
    private static final Set<String> MISSING_IN_MINGW = Set.of("UDP_SEND_MSG_SIZE", "UDP_RECV_MAX_COALESCED_SIZE",
            "UDP_COALESCED_INFO", "SIO_UDP_NETRESET");

    private static final Map<String, String> STRUCTURES = Map.of("SIZEOF_SOCKADDR_IN", "SOCKADDR_IN",
            "SIZEOF_SOCKADDR_IN6", "SOCKADDR_IN6", "SIZEOF_SOCKADDR_STORAGE", "SOCKADDR_STORAGE",
            "SIZEOF_WSADATA", "WSADATA", "SIZEOF_WSAPROTOCOL_INFOW", "WSAPROTOCOL_INFOW",
            "SIZEOF_WSANETWORKEVENTS", "WSANETWORKEVENTS", "SIZEOF_QOS", "QOS", "SIZEOF_FD_SET", "fd_set");

    private static Map<String, Long> constants() throws ReflectiveOperationException {
        Map<String, Long> constants = new TreeMap<>();
        for (Field field : Winsock.class.getFields()) {
            assertTrue(Modifier.isFinal(field.getModifiers()), field.getName());
            // The value as the C type of its width prints it.
            constants.put(field.getName(), ((Number) field.get(null)).longValue());
        }
        assertTrue(constants.size() > 300, "found only " + constants.size());
        for (Field field : Class.forName("org.joinleaf.TcpipOptions").getDeclaredFields()) {
            field.setAccessible(true);
            constants.put(field.getName(), field.getLong(null));
        }
        return constants;
    }

    private static Map<String, Long> asCompiled(Compiler compiler) throws Exception {
        Needs.program(compiler.program(), compiler.debianPackage());
        StringBuilder source = new StringBuilder("""
                #define NTDDI_VERSION 0x0A00000A /* NTDDI_WIN10_FE: the first with timestamps */
                #include <winsock2.h>
                #include <ws2tcpip.h>
                #include <mswsock.h>
                #include <mstcpip.h>
                #include <stdio.h>
                int main(void)
                {
                """);
        for (String name : constants().keySet()) {
            String expression = STRUCTURES.containsKey(name) ? "sizeof(" + STRUCTURES.get(name) + ")" : name;
            String type = name.equals("INVALID_SOCKET") || name.equals("WSA_INVALID_EVENT") ? "long long" : "int";
            if (!STRUCTURES.containsKey(name)) {
                source.append("#ifdef ").append(name).append('\n');
            }
            source.append("printf(\"").append(name).append(" %lld\\n\", (long long)(").append(type).append(")(")
                    .append(expression).append("));\n");
            if (!STRUCTURES.containsKey(name)) {
                source.append("#endif\n");
            }
        }
        source.append("}\n");
        Path file = Project.target("ctest/constants.c");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        return CProgram.named("constants", compiler).sources(Project.root("").relativize(file).toString())
                .options("-Wno-conversion", "-Wno-pointer-to-int-cast").build().command().run().expectSuccess().lines()
                .stream().map(line -> line.trim().split(" "))
                .collect(Collectors.toMap(words -> words[0], words -> Long.valueOf(words[1])));
    }

    private static void assertSame(Compiler compiler, Set<String> missing) throws Exception {
        Map<String, Long> expected = new TreeMap<>(constants());
        Map<String, Long> compiled = new TreeMap<>(asCompiled(compiler));
        Set<String> absent = new TreeSet<>(expected.keySet());
        absent.removeAll(compiled.keySet());
        assertEquals(new TreeSet<>(missing), absent);
        expected.keySet().removeAll(missing);
        assertEquals(expected, compiled);
    }

    @Test
    void oursForLinux() throws Exception {
        assertSame(Compiler.GCC, Set.of());
    }

    @Test
    void windowsOwn() throws Exception {
        assertSame(Compiler.MINGW, MISSING_IN_MINGW);
    }

    @Test
    void everyCodeHasANameAndAText() throws ReflectiveOperationException {
        Set<String> named = Stream.of(WinsockError.values()).map(Enum::name)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> codes = constants().keySet().stream()
                .filter(name -> name.matches("WSA(E[A-Z]+|[NSVTH][A-Z_]+|_QOS_\\w+|_E_\\w+)")
                        && !name.matches("WSAPROTOCOL_LEN"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(named.containsAll(codes), codes + " in " + named);
        assertTrue(codes.size() > 80, "found only " + codes.size());
        for (WinsockError error : WinsockError.values()) {
            assertEquals(constants().get(error.name()), error.code());
            assertEquals(error, WinsockError.of(error.code()).orElseThrow());
            assertTrue(error.text().endsWith("."), error.text());
        }
        assertFalse(WinsockError.of(12345).isPresent());
        assertEquals("WSAENOTSOCK", new WinsockException("call", 10038).name());
        assertEquals("call: WSAENOTSOCK (10038): The handle is not a socket, or no longer.",
                new WinsockException("call", 10038).getMessage());
    }
}
