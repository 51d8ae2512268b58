package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.joinleaf.MultipointSocket;
import org.joinleaf.WinsockException;
import org.joinleaf.winsock.Winsock;

/** Which interface a group is joined on when none is named: SIO_ROUTING_INTERFACE_QUERY. */
final class SystemChoice {
    private static final int IPV4_ADDRESS = 4;
    private static final int IPV6_ADDRESS = 8;

    private SystemChoice() {
    }

    /**
     * Asks Winsock, unless the group names its interface: joining and sending follow the zone before any route.
     *
     * @return the interface, or null if the answer is an address of no interface
     */
    static NetworkInterface of(InetAddress group) throws IOException {
        int zone = Addresses.zone(group);
        if (zone != 0) {
            return NetworkInterface.getByIndex(zone);
        }
        StandardProtocolFamily family = Addresses.family(group);
        int size = family == INET ? Winsock.SIZEOF_SOCKADDR_IN : Winsock.SIZEOF_SOCKADDR_IN6;
        int at = family == INET ? IPV4_ADDRESS : IPV6_ADDRESS;
        ByteBuffer name = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        name.putShort(0, (short) Addresses.number(family)).put(at, group.getAddress());
        ByteBuffer answer = ByteBuffer.allocateDirect(Winsock.SIZEOF_SOCKADDR_IN6);
        try (MultipointSocket socket = MultipointSocket.open(family)) {
            int result = Winsock.WSAIoctl(socket.handle(), Winsock.SIO_ROUTING_INTERFACE_QUERY, name, size, answer,
                    answer.capacity(), new int[1]);
            if (result == Winsock.SOCKET_ERROR) {
                throw new WinsockException("SIO_ROUTING_INTERFACE_QUERY " + Addresses.text(group),
                        Winsock.WSAGetLastError());
            }
        }
        byte[] address = new byte[group.getAddress().length];
        answer.get(at, address);
        return NetworkInterface.getByInetAddress(InetAddress.getByAddress(address));
    }

    /** Says which interface a group is on: "eth0 (192.0.2.2), the system's choice". */
    static String text(InetSocketAddress group, NetworkInterface named) {
        StandardProtocolFamily family = Addresses.family(group.getAddress());
        if (named != null) {
            return Interfaces.text(named, family);
        }
        try {
            NetworkInterface chosen = of(group.getAddress());
            if (chosen != null) {
                return Interfaces.text(chosen, family) + (Addresses.zone(group.getAddress()) != 0
                        ? ", which the group names" : chosen.isLoopback()
                        ? ", as no route for multicast leaves this host" : ", the system's choice");
            }
        } catch (IOException e) {
            // It is only told; the join has its own way to choose.
        }
        return "the system's choice";
    }
}
