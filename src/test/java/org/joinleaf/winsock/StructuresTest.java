package org.joinleaf.winsock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Project;
import org.junit.jupiter.api.Test;

/** Every {@link Structure}: where its members lie, against the C headers: ours, and Windows' own as mingw-w64 has them. */
class StructuresTest {
    private static final List<Class<? extends Structure>> ALL = List.of(WSADATA.class, WSANETWORKEVENTS.class,
            WSAPROTOCOL_INFOW.class, WSAPOLLFD.class, FD_SET.class, TIMEVAL.class, LINGER.class, IP_MREQ.class,
            IP_MREQ_SOURCE.class, IPV6_MREQ.class, GROUP_REQ.class, GROUP_SOURCE_REQ.class, SOCKADDR_IN.class,
            SOCKADDR_IN6.class, IN_PKTINFO.class, IN6_PKTINFO.class, FLOWSPEC.class, QOS.class, WSACMSGHDR.class);

    /** Names in C that are others. */
    private static final Map<String, String> MEMBERS =
            Map.of("ChainLen", "ProtocolChain.ChainLen", "ChainEntries", "ProtocolChain.ChainEntries",
                    "ProviderSpecific_len", "ProviderSpecific.len");

    /** What a method of every structure is no member. */
    private static final Set<String> METHODS = Set.of("pointer", "sizeof", "array", "at", "next", "data", "aligned",
            "ProviderSpecific_buf");

    /** Any bytes in which no two pairs are the same, so that what is read tells where it was. */
    private static ByteBuffer pattern(int size) {
        Random random = new Random(size);
        byte[] bytes = new byte[size];
        Set<Integer> pairs = new HashSet<>();
        for (int i = 0; i < size; i++) {
            do {
                bytes[i] = (byte) (1 + random.nextInt(255));
            } while (i > 0 && !pairs.add(bytes[i - 1] << 8 | bytes[i] & 0xff));
        }
        return ByteBuffer.allocateDirect(size).put(0, bytes).order(ByteOrder.nativeOrder());
    }

    private static Structure make(Class<? extends Structure> type, ByteBuffer memory) throws ReflectiveOperationException {
        if (type == WSACMSGHDR.class) {
            WSAMSG message = new WSAMSG();
            message.Control_buf = memory;
            message.Control_len = memory.remaining();
            return WSACMSGHDR.at(message, 0);
        }
        return type.getConstructor(ByteBuffer.class).newInstance(memory);
    }

    private static int size(Class<? extends Structure> type) throws ReflectiveOperationException {
        return type == WSACMSGHDR.class ? 16 : type.getConstructor().newInstance().sizeof();
    }

    /** Returns the sizes, and the offsets of the members. */
    private static Map<String, Integer> java() throws ReflectiveOperationException {
        Map<String, Integer> found = new TreeMap<>();
        for (Class<? extends Structure> type : ALL) {
            int size = size(type);
            ByteBuffer memory = pattern(size);
            Structure structure = make(type, memory);
            found.put(type.getSimpleName(), size);
            for (Method method : type.getDeclaredMethods()) {
                if (method.getReturnType() != void.class && !METHODS.contains(method.getName()) && !method.isSynthetic()) {
                    Object value = method.getParameterCount() == 0 ? method.invoke(structure) : method.invoke(structure, 0);
                    found.put(type.getSimpleName() + "." + method.getName(), place(memory, value, method));
                }
            }
        }
        return found;
    }

    private static int place(ByteBuffer memory, Object value, Method method) {
        ByteBuffer bytes = ByteBuffer.allocate(2048).order(ByteOrder.nativeOrder());
        if (value instanceof Integer number) {
            bytes.putInt(number).flip();
            if (number >= 0 && number <= 0xffff) { // 16 bits: no four bytes of the pattern are so small a number
                bytes.clear();
                bytes.putShort(number.shortValue()).flip();
            }
        } else if (value instanceof Long number) {
            bytes.putLong(number).flip();
        } else if (value instanceof String text) {
            if (method.getName().equals("szProtocol")) {
                text.chars().forEach(one -> bytes.putChar((char) one));
            } else {
                bytes.put(text.getBytes(StandardCharsets.ISO_8859_1));
            }
            bytes.flip().limit(Math.min(bytes.limit(), 8));
        } else {
            bytes.put((value instanceof Structure part ? part.pointer() : (ByteBuffer) value).duplicate()).flip();
        }
        for (int at = 0; at <= memory.capacity() - bytes.remaining(); at++) {
            if (memory.slice(at, bytes.remaining()).equals(bytes)) {
                return at;
            }
        }
        throw new AssertionError(method + " gives " + value + ", which is not there");
    }

    private static Map<String, Integer> compiled(Compiler compiler, Set<String> names) throws Exception {
        Needs.program(compiler.program(), compiler.debianPackage());
        StringBuilder source = new StringBuilder("""
                #include <winsock2.h>
                #include <ws2tcpip.h>
                #include <mswsock.h>
                #include <stddef.h>
                #include <stdio.h>
                int main(void)
                {
                """);
        for (String name : names) {
            String[] parts = name.split("\\.");
            String type = parts[0].equals("FD_SET") ? "fd_set"
                    : parts[0].equals("TIMEVAL") && !compiler.forWindows() ? "struct WS_timeval" : parts[0];
            String value = parts.length == 1 ? "sizeof(" + type + ")"
                    : "offsetof(" + type + ", " + MEMBERS.getOrDefault(parts[1], parts[1]) + ")";
            source.append("printf(\"").append(name).append(" %d\\n\", (int)").append(value).append(");\n");
        }
        source.append("}\n");
        Path file = Project.target("ctest/structures.c");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        return CProgram.named("structures", compiler).sources(Project.root("").relativize(file).toString()).build().command()
                .run().expectSuccess().lines().stream().map(line -> line.trim().split(" "))
                .collect(Collectors.toMap(words -> words[0], words -> Integer.valueOf(words[1])));
    }

    @Test
    void oursForLinux() throws Exception {
        Map<String, Integer> java = java();
        assertTrue(java.size() > 90, () -> "only " + java.size());
        assertEquals(java, new TreeMap<>(compiled(Compiler.GCC, java.keySet())));
    }

    @Test
    void windowsOwn() throws Exception {
        Map<String, Integer> java = java();
        assertEquals(java, new TreeMap<>(compiled(Compiler.MINGW, java.keySet())));
    }

    /** What is written is what is read. */
    @Test
    void writersWriteWhatReadersRead() throws ReflectiveOperationException {
        int written = 0;
        for (Class<? extends Structure> type : ALL) {
            Structure structure = make(type, ByteBuffer.allocate(size(type)));
            for (Method method : type.getDeclaredMethods()) {
                if (method.getReturnType() != void.class) {
                    continue;
                }
                Class<?>[] parameters = method.getParameterTypes();
                boolean indexed = parameters.length == 2;
                Object value = parameters[parameters.length - 1] == long.class ? (Object) 0x1234L : (Object) 0x1234;
                Object read;
                if (indexed) {
                    method.invoke(structure, 3, value);
                    read = type.getMethod(method.getName(), int.class).invoke(structure, 3);
                } else {
                    method.invoke(structure, value);
                    read = type.getMethod(method.getName()).invoke(structure);
                }
                assertEquals(value, read, method.toString());
                written++;
            }
        }
        assertTrue(written > 35, "only " + written);
    }

    @Test
    void theMemoryIsTheCallers() {
        ByteBuffer memory = ByteBuffer.allocate(40).position(8);
        SOCKADDR_IN address = new SOCKADDR_IN(memory);
        address.sin_port(Winsock.htons(0x0102));
        assertEquals(0x0102, SocketAddresses.port(memory));
        assertEquals(16, address.sizeof());
        address.pointer().position(3);
        assertEquals(Winsock.htons(0x0102), address.sin_port());
        String message = assertThrows(IndexOutOfBoundsException.class, () -> new IP_MREQ(ByteBuffer.allocate(7))).getMessage();
        assertEquals("IP_MREQ needs 8 bytes, and the memory has 7", message);
        message = assertThrows(IllegalArgumentException.class, () -> address.sin_port(65536)).getMessage();
        assertEquals("sin_port 65536 does not fit into 16 bits", message);
        assertThrows(IndexOutOfBoundsException.class, () -> new WSANETWORKEVENTS().iErrorCode(10));
        assertThrows(IndexOutOfBoundsException.class, () -> new WSAPROTOCOL_INFOW().ChainEntries(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> new FD_SET().fd_array(64));
    }

    /** What is provider-specific follows a QOS: as much as there is room for. */
    @Test
    void whatIsProviderSpecificFollows() {
        QOS qos = new QOS(12);
        assertEquals(80, qos.sizeof());
        assertEquals(92, qos.pointer().remaining());
        qos.ProviderSpecific_buf().putInt(Winsock.QOS_OBJECT_SD_MODE).putInt(12).putInt(Winsock.TC_NONCONF_SHAPE);
        assertEquals(Winsock.QOS_OBJECT_SD_MODE, qos.pointer().getInt(80));
        assertEquals(12, qos.ProviderSpecific_buf().getInt(4));
        assertEquals(0, new QOS().ProviderSpecific_buf().remaining());
        assertEquals(3, new QOS(ByteBuffer.allocate(100).position(5).limit(88)).ProviderSpecific_buf().remaining());
        String message = assertThrows(IllegalArgumentException.class, () -> new QOS(-1)).getMessage();
        assertEquals("room -1 is not between 0 and 2147483567", message);
        assertThrows(IllegalArgumentException.class, () -> new QOS(Integer.MAX_VALUE - 79));
    }

    @Test
    void readAsACallWritesThem() {
        WSADATA data = new WSADATA();
        assertEquals(0, Winsock.WSAStartup(Winsock.MAKEWORD(2, 2), data.pointer()));
        assertEquals(2, Winsock.LOBYTE(data.wVersion()));
        assertEquals(2, Winsock.HIBYTE(data.wVersion()));
        assertTrue(!data.szDescription().isEmpty() && !data.szSystemStatus().isEmpty(), data.szDescription());
        long s = Winsock.socket(Winsock.AF_INET, Winsock.SOCK_DGRAM, 0);
        WSAPROTOCOL_INFOW info = new WSAPROTOCOL_INFOW();
        int[] length = {info.sizeof()};
        assertEquals(0, Winsock.getsockopt(s, Winsock.SOL_SOCKET, Winsock.SO_PROTOCOL_INFOW, info.pointer(), length));
        assertEquals(Winsock.AF_INET, info.iAddressFamily());
        assertEquals(Winsock.SOCK_DGRAM, info.iSocketType());
        assertEquals(Winsock.BASE_PROTOCOL, info.ChainLen());
        assertEquals(0, Winsock.closesocket(s));
        assertEquals(0, Winsock.WSACleanup());
    }
}
