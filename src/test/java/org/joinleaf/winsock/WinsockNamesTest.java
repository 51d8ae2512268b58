package org.joinleaf.winsock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names and addresses by {@link Winsock}: what needs no name server. */
class WinsockNamesTest {
    /** Names and aliases of what has no name. */
    private static final Set<Integer> NOT_FOUND = Set.of(Winsock.WSANO_DATA, Winsock.WSAHOST_NOT_FOUND);

    private final String[] text = new String[1];

    @BeforeEach
    void start() {
        assertEquals(0, Winsock.WSAStartup(Winsock.MAKEWORD(2, 2), new WSADATA().pointer()));
        Winsock.WSASetLastError(0);
    }

    @AfterEach
    void stop() {
        assertEquals(0, Winsock.WSACleanup());
    }

    private static void assertFails(int code, Object result) {
        assertTrue(result == null || result.equals(Winsock.SOCKET_ERROR) || result.equals(code), () -> "gives " + result);
        assertEquals(WinsockError.of(code), WinsockError.of(Winsock.WSAGetLastError()));
        Winsock.WSASetLastError(0);
    }

    @Test
    void addressesAsText() throws Exception {
        for (ByteBuffer host : new ByteBuffer[] {ByteBuffer.allocate(20), ByteBuffer.allocateDirect(20)}) {
            host.position(3);
            for (String four : new String[] {"0.0.0.0", "239.1.2.3", "255.255.255.255"}) {
                assertEquals(1, Winsock.inet_pton(Winsock.AF_INET, four, host));
                assertEquals(four, Winsock.inet_ntop(Winsock.AF_INET, host));
                assertEquals(ByteBuffer.wrap(InetAddress.getByName(four).getAddress()), host.slice(3, 4));
            }
            for (String six : new String[] {"::", "::1", "ff15::77:1", "fe80::1:2:3:4"}) {
                assertEquals(1, Winsock.inet_pton(Winsock.AF_INET6, six, host));
                assertEquals(six, Winsock.inet_ntop(Winsock.AF_INET6, host));
                assertEquals(ByteBuffer.wrap(InetAddress.getByName(six).getAddress()), host.slice(3, 16));
            }
            assertEquals(3, host.position());
            assertEquals(0, Winsock.inet_pton(Winsock.AF_INET, "239.1.2", host));
            assertEquals(0, Winsock.inet_pton(Winsock.AF_INET, "", host));
            assertEquals(0, Winsock.inet_pton(Winsock.AF_INET6, "1".repeat(100_000), host));
            assertFails(Winsock.WSAEAFNOSUPPORT, Winsock.inet_pton(99, "239.1.2.3", host));
            assertFails(Winsock.WSAEAFNOSUPPORT, Winsock.inet_ntop(99, host));
            assertFails(Winsock.WSAEFAULT, Winsock.inet_pton(Winsock.AF_INET, null, host));
            assertFails(Winsock.WSAEFAULT, Winsock.inet_pton(Winsock.AF_INET, "1.2.3.4", null));
            assertFails(Winsock.WSAEFAULT, Winsock.inet_pton(Winsock.AF_INET6, "::1", host.duplicate().position(5)));
            assertFails(Winsock.WSAEFAULT, Winsock.inet_pton(Winsock.AF_INET6, "::1", host.asReadOnlyBuffer()));
            assertFails(Winsock.WSAEFAULT, Winsock.inet_ntop(Winsock.AF_INET, host.duplicate().position(17)));
            assertFails(Winsock.WSA_INVALID_PARAMETER, Winsock.inet_ntop(Winsock.AF_INET, null));
        }
        assertEquals("1.2.3.4", Winsock.inet_ntoa(Winsock.inet_addr("1.2.3.4")));
        assertEquals("200.0.0.255", Winsock.inet_ntoa(Winsock.htonl(0xc80000ff)));
        assertEquals(Winsock.htonl(Winsock.INADDR_LOOPBACK), Winsock.inet_addr("127.1"));
        assertEquals(Winsock.htonl(0x10), Winsock.inet_addr("0x10"));
        assertEquals(Winsock.INADDR_NONE, Winsock.inet_addr("host"));
        assertEquals(Winsock.INADDR_NONE, Winsock.inet_addr(null));
        assertEquals(Winsock.WSAEFAULT, Winsock.WSAGetLastError());
    }

    @Test
    void sockaddrsAsText() {
        ByteBuffer address = ByteBuffer.allocate(40).position(4);
        int[] length = {36};
        assertEquals(0, Winsock.WSAStringToAddress("10.1.2.3:80", Winsock.AF_INET, null, address, length));
        assertEquals(16, length[0]);
        assertEquals(new InetSocketAddress("10.1.2.3", 80), SocketAddresses.get(address, 16));
        assertEquals(0, Winsock.WSAAddressToString(address, 16, null, text));
        assertEquals("10.1.2.3:80", text[0]);
        length[0] = 36;
        assertEquals(0, Winsock.WSAStringToAddress("[::1]:99", Winsock.AF_INET6, null, address, length));
        assertEquals(28, length[0]);
        assertEquals(0, Winsock.WSAAddressToString(address, 28, null, text));
        assertEquals("[::1]:99", text[0]);
        length[0] = 36;
        assertFails(Winsock.WSAEINVAL, Winsock.WSAStringToAddress("host", Winsock.AF_INET, null, address, length));
        assertFails(Winsock.WSAEINVAL, Winsock.WSAStringToAddress(null, Winsock.AF_INET, null, address, length));
        length[0] = 5;
        assertFails(Winsock.WSAEFAULT, Winsock.WSAStringToAddress("10.1.2.3", Winsock.AF_INET, null, address, length));
        length[0] = 37;
        assertFails(Winsock.WSAEFAULT, Winsock.WSAStringToAddress("10.1.2.3", Winsock.AF_INET, null, address, length));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAStringToAddress("10.1.2.3", Winsock.AF_INET, null, address, null));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAStringToAddress("10.1.2.3", Winsock.AF_INET, null, null, length));
        assertFails(Winsock.WSAEFAULT,
                Winsock.WSAStringToAddress("10.1.2.3", Winsock.AF_INET, ByteBuffer.allocate(9), address, new int[] {16}));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAAddressToString(address, 37, null, text));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAAddressToString(address, 16, null, null));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAAddressToString(address, 16, null, new String[0]));
        assertFails(Winsock.WSAEFAULT, Winsock.WSAAddressToString(address, 16, ByteBuffer.allocate(9), text));
        assertEquals("[::1]:99", text[0], "as it was");
    }

    @Test
    void anAddressOfAnEntry() {
        int[] room = {0};
        assertEquals(Winsock.SOCKET_ERROR, Winsock.WSAEnumProtocols(new int[] {Winsock.IPPROTO_UDP}, null, room));
        ByteBuffer entries = ByteBuffer.allocate(room[0]);
        int count = Winsock.WSAEnumProtocols(new int[] {Winsock.IPPROTO_UDP}, entries, room);
        assertTrue(count > 0);
        for (int i = 0; i < count; i++) {
            WSAPROTOCOL_INFOW info = new WSAPROTOCOL_INFOW(entries.position(i * Winsock.SIZEOF_WSAPROTOCOL_INFOW));
            assertEquals(Winsock.IPPROTO_UDP, info.iProtocol());
            assertFalse(info.szProtocol().isEmpty());
            boolean four = info.iAddressFamily() == Winsock.AF_INET;
            assertEquals(four ? 16 : 28, info.iMinSockAddr());
            ByteBuffer address = ByteBuffer.allocateDirect(28);
            int[] length = {28};
            assertEquals(0, Winsock.WSAStringToAddress(four ? "1.2.3.4" : "::5", info.iAddressFamily(), info.pointer(), address,
                    length));
            assertEquals(0, Winsock.WSAAddressToString(address, length[0], info.pointer(), text));
            assertEquals(four ? "1.2.3.4" : "::5", text[0]);
        }
    }

    @Test
    void addressesOfAHost() {
        ADDRINFO hints = new ADDRINFO();
        ADDRINFO[] result = new ADDRINFO[1];
        hints.ai_flags = Winsock.AI_NUMERICHOST;
        hints.ai_family = Winsock.AF_UNSPEC;
        hints.ai_socktype = Winsock.SOCK_DGRAM;
        hints.ai_protocol = Winsock.IPPROTO_UDP;
        assertEquals(0, Winsock.getaddrinfo("127.0.0.1", "99", hints, result));
        assertEquals(Winsock.AF_INET, result[0].ai_family);
        assertEquals(Winsock.SOCK_DGRAM, result[0].ai_socktype);
        assertEquals(Winsock.IPPROTO_UDP, result[0].ai_protocol);
        assertEquals(16, result[0].ai_addrlen);
        assertEquals(new InetSocketAddress("127.0.0.1", 99), SocketAddresses.get(result[0].ai_addr, result[0].ai_addrlen));
        assertNull(result[0].ai_next);
        assertNull(result[0].ai_canonname);
        hints.ai_flags |= Winsock.AI_CANONNAME;
        assertEquals(0, Winsock.getaddrinfo("::1", null, hints, result));
        assertEquals(Winsock.AF_INET6, result[0].ai_family);
        assertEquals("::1", result[0].ai_canonname);
        hints.ai_flags = Winsock.AI_PASSIVE;
        hints.ai_family = Winsock.AF_INET;
        assertEquals(0, Winsock.getaddrinfo(null, "5000", hints, result));
        assertEquals(new InetSocketAddress("0.0.0.0", 5000), SocketAddresses.get(result[0].ai_addr, 16));

        assertFails(Winsock.WSAHOST_NOT_FOUND, Winsock.getaddrinfo(null, null, null, result));
        assertNull(result[0]);
        hints.ai_flags = Winsock.AI_NUMERICHOST;
        assertFails(Winsock.WSAHOST_NOT_FOUND, Winsock.getaddrinfo("a name", null, hints, result));
        assertFails(Winsock.WSAEFAULT, Winsock.getaddrinfo("127.0.0.1", null, hints, null));
        assertFails(Winsock.WSAEFAULT, Winsock.getaddrinfo("127.0.0.1", null, hints, new ADDRINFO[0]));
        hints.ai_next = new ADDRINFO();
        assertFails(Winsock.WSANO_RECOVERY, Winsock.getaddrinfo("127.0.0.1", null, hints, result));
        assertEquals(WinsockError.WSAHOST_NOT_FOUND.text(), Winsock.gai_strerror(Winsock.EAI_NONAME));
        assertEquals("Error 12345.", Winsock.gai_strerror(12345));
        assertTrue(Winsock.gai_strerror(Winsock.EAI_MEMORY).endsWith("."));
    }

    @Test
    void namesOfThisHost() {
        assertEquals(0, Winsock.gethostname(text));
        assertFalse(text[0].isEmpty());
        assertFails(Winsock.WSAEFAULT, Winsock.gethostname(null));
        assertFails(Winsock.WSAEFAULT, Winsock.gethostname(new String[0]));
        HOSTENT own = Winsock.gethostbyname(text[0]);
        assertNotNull(own);
        assertEquals(Winsock.AF_INET, own.h_addrtype());
        assertEquals(4, own.h_length());
        assertFalse(own.h_addr_list().isEmpty());
        HOSTENT numeric = Winsock.gethostbyname("127.0.0.1");
        assertEquals("127.0.0.1", Winsock.inet_ntop(numeric.h_addrtype(), numeric.h_addr_list().get(0)));
        assertFails(Winsock.WSAEFAULT, Winsock.gethostbyaddr(null, 4, Winsock.AF_INET));
        assertFails(Winsock.WSAEFAULT, Winsock.gethostbyaddr(ByteBuffer.allocate(3), 4, Winsock.AF_INET));

        String[] service = new String[1];
        SOCKADDR_IN address = new SOCKADDR_IN();
        address.sin_family(Winsock.AF_INET);
        address.sin_port(Winsock.htons(5353));
        address.sin_addr(Winsock.inet_addr("127.0.0.1"));
        int numbers = Winsock.NI_NUMERICHOST | Winsock.NI_NUMERICSERV;
        assertEquals(0, Winsock.getnameinfo(address.pointer(), address.sizeof(), text, service, numbers));
        assertEquals("127.0.0.1", text[0]);
        assertEquals("5353", service[0]);
        text[0] = "as it was";
        assertEquals(0, Winsock.getnameinfo(address.pointer(), 16, null, service, numbers));
        assertFails(Winsock.WSAEFAULT, Winsock.getnameinfo(null, 16, text, service, numbers));
        assertFails(Winsock.WSAEFAULT, Winsock.getnameinfo(address.pointer(), 17, text, service, numbers));
        assertFails(Winsock.WSAEFAULT, Winsock.getnameinfo(address.pointer(), 16, new String[0], service, numbers));
        address.sin_family(99);
        assertFails(Winsock.WSAEAFNOSUPPORT, Winsock.getnameinfo(address.pointer(), 16, text, service, numbers));
        assertEquals("as it was", text[0]);
    }

    @Test
    void servicesAndProtocols() {
        assertEquals(Winsock.IPPROTO_UDP, Winsock.getprotobyname("udp").p_proto());
        assertEquals("tcp", Winsock.getprotobynumber(Winsock.IPPROTO_TCP).p_name());
        SERVENT domain = Winsock.getservbyname("domain", "udp");
        assertEquals(53, Winsock.ntohs(domain.s_port()));
        assertEquals("udp", domain.s_proto());
        assertEquals("domain", Winsock.getservbyport(Winsock.htons(53), "udp").s_name());
        assertNull(Winsock.getservbyname("no such service", null));
        assertTrue(NOT_FOUND.contains(Winsock.WSAGetLastError()), Integer.toString(Winsock.WSAGetLastError()));
        assertNull(Winsock.getprotobynumber(12345));
        assertTrue(NOT_FOUND.contains(Winsock.WSAGetLastError()), Integer.toString(Winsock.WSAGetLastError()));
        assertFails(Winsock.WSAEFAULT, Winsock.getservbyname(null, "udp"));
        assertFails(Winsock.WSAEFAULT, Winsock.getprotobyname(null));
    }

    /** A zero ends C's text, but not Java's: what follows it counts, and so it is no such name or address. */
    @Test
    void aZeroInsideText() {
        ByteBuffer host = ByteBuffer.allocate(16);
        assertEquals(0, Winsock.inet_pton(Winsock.AF_INET, "127.0.0.1\0.example.org", host));
        assertEquals(0, Winsock.inet_pton(Winsock.AF_INET6, "::1\0x", host));
        assertEquals(Winsock.INADDR_NONE, Winsock.inet_addr("127.0.0.1\0.example.org"));
        SOCKADDR_IN address = new SOCKADDR_IN();
        int[] size = {address.sizeof()};
        assertFails(Winsock.WSAEINVAL,
                Winsock.WSAStringToAddress("127.0.0.1\0", Winsock.AF_INET, null, address.pointer(), size));
        ADDRINFO hints = new ADDRINFO();
        hints.ai_flags = Winsock.AI_NUMERICHOST;
        ADDRINFO[] found = new ADDRINFO[1];
        assertNotEquals(0, Winsock.getaddrinfo("127.0.0.1\0.example.org", "53", hints, found));
        assertNotEquals(0, Winsock.getaddrinfo("127.0.0.1", "53\0x", hints, found));
        assertNull(Winsock.getservbyname("domain\0x", "udp"));
        assertNull(Winsock.getservbyname("domain", "udp\0x"));
        assertNull(Winsock.getprotobyname("udp\0x"));
    }
}
