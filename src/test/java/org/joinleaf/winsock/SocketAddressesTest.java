package org.joinleaf.winsock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** SOCKADDR_IN and SOCKADDR_IN6 are written byte for byte as a little-endian machine has them. */
class SocketAddressesTest {
    @Test
    void ipv4() {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            ByteBuffer buffer = ByteBuffer.allocate(20).order(order);
            buffer.putLong(10, -1L).position(2);
            InetSocketAddress address = new InetSocketAddress("239.1.2.3", 0x1234);
            assertEquals(16, SocketAddresses.put(buffer, address));
            assertEquals(2, buffer.position());
            byte[] bytes = new byte[16];
            buffer.get(2, bytes);
            assertArrayEquals(new byte[] {2, 0, 0x12, 0x34, (byte) 239, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0}, bytes);
            assertEquals(Winsock.AF_INET, SocketAddresses.family(buffer));
            assertEquals(0x1234, SocketAddresses.port(buffer));
            assertEquals(address, SocketAddresses.get(buffer, 16));
        }
    }

    @Test
    void ipv6() throws Exception {
        byte[] host = InetAddress.getByName("ff02::1:2").getAddress();
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(28).order(order);
            Inet6Address address = Inet6Address.getByAddress(null, host, 0x01020304);
            assertEquals(28, SocketAddresses.put(buffer, new InetSocketAddress(address, 65535)));
            byte[] bytes = new byte[28];
            buffer.get(0, bytes);
            byte[] expected = new byte[28];
            expected[0] = 23;
            expected[2] = -1;
            expected[3] = -1;
            System.arraycopy(host, 0, expected, 8, 16);
            System.arraycopy(new byte[] {4, 3, 2, 1}, 0, expected, 24, 4);
            assertArrayEquals(expected, bytes);
            Inet6Address back = (Inet6Address) SocketAddresses.get(buffer, 28).getAddress();
            assertEquals(0x01020304, back.getScopeId());
            assertArrayEquals(host, back.getAddress());
            buffer.putInt(24, 0);
            assertEquals(0, ((Inet6Address) SocketAddresses.get(buffer, 28).getAddress()).getScopeId());
        }
    }

    @Test
    void refused() {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", 1);
        assertThrows(IndexOutOfBoundsException.class, () -> SocketAddresses.put(ByteBuffer.allocate(15), address));
        assertThrows(IllegalArgumentException.class,
                () -> SocketAddresses.put(ByteBuffer.allocate(28), InetSocketAddress.createUnresolved("x", 1)));
        ByteBuffer four = ByteBuffer.allocate(28);
        SocketAddresses.put(four, address);
        assertThrows(IllegalArgumentException.class, () -> SocketAddresses.get(four, 15));
        assertThrows(IllegalArgumentException.class, () -> SocketAddresses.get(four, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> SocketAddresses.get(four, 29));
        assertThrows(IllegalArgumentException.class, () -> SocketAddresses.get(four.put(0, (byte) 99), 28));
    }
}
