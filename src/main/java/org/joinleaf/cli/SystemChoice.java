package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.joinleaf.Direction;
import org.joinleaf.MultipointSocket;
import org.joinleaf.WinsockException;
import org.joinleaf.winsock.Winsock;

/** Asks SIO_ROUTING_INTERFACE_QUERY on which interface a group is joined if none is named. */
final class SystemChoice {
    private static final int IPV4_ADDRESS = 4;
    private static final int IPV6_ADDRESS = 8;
    private static final int SCOPE_ID = 24;

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
        return Interfaces.having(towards(group, 0));
    }

    /** Returns the same, also for interfaces that Java does not list. */
    static Optional<Link> link(InetAddress group) throws IOException {
        InetAddress source = towards(group, 0);
        return Links.ofThisHost().all().stream()
                .filter(each -> each.addresses().stream().anyMatch(own -> Interfaces.isMeant(own, source))).findFirst();
    }

    /** Returns the address that the system would send from. The zone is the index that an IPv6 group has as its scope, or 0. */
    private static InetAddress towards(InetAddress group, int zone) throws IOException {
        StandardProtocolFamily family = Addresses.family(group);
        int size = family == INET ? Winsock.SIZEOF_SOCKADDR_IN : Winsock.SIZEOF_SOCKADDR_IN6;
        int at = family == INET ? IPV4_ADDRESS : IPV6_ADDRESS;
        ByteBuffer name = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        name.putShort(0, (short) Addresses.number(family)).put(at, group.getAddress());
        if (family == INET6) {
            name.putInt(SCOPE_ID, zone);
        }
        ByteBuffer answer = ByteBuffer.allocateDirect(Winsock.SIZEOF_SOCKADDR_IN6).order(ByteOrder.nativeOrder());
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
        return family == INET6 ? Inet6Address.getByAddress(null, address, answer.getInt(SCOPE_ID))
                : InetAddress.getByAddress(address);
    }

    /**
     * The address that a socket sends from which has joined on an interface: of several the system's first, which Java's
     * list does not tell. A sender is asked that has joined and sends nothing; one of IPv6 has no such address, but its
     * group's route has.
     */
    static Optional<InetAddress> source(NetworkInterface by, InetSocketAddress group) {
        StandardProtocolFamily family = Addresses.family(group.getAddress());
        try (MultipointSocket probe = MultipointSocket.open(family)) {
            InetAddress source = family == INET6 ? towards(group.getAddress(), by.getIndex())
                    : probe.joinSession(group, Direction.SEND, by).getLocalAddress().getAddress();
            if (Interfaces.addresses(by).contains(source)) {
                return Optional.of(source);
            }
        } catch (IOException e) {
            // The choice is only told here. Sending has its own way to fail.
        }
        return Interfaces.address(by, family);
    }

    private static String text(NetworkInterface by, InetSocketAddress group) {
        return Interfaces.text(by, source(by, group));
    }

    /** Says which interface a group is on: "eth0 (192.0.2.2), the system's choice". */
    static String text(InetSocketAddress group, Place named) {
        StandardProtocolFamily family = Addresses.family(group.getAddress());
        if (named != null) {
            return named.named(family).map(own -> Interfaces.text(named.networkInterface(), Optional.of(own)))
                    .orElseGet(() -> text(named.networkInterface(), group));
        }
        try {
            NetworkInterface chosen = of(group.getAddress());
            if (chosen != null) {
                return text(chosen, group) + (Addresses.zone(group.getAddress()) != 0
                        ? ", which the group names" : chosen.isLoopback()
                        ? ", as no route for multicast leaves this host" : ", the system's choice");
            }
        } catch (IOException e) {
            // The choice is only told here. The join has its own way to choose.
        }
        return "the system's choice";
    }
}
