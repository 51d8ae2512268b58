package org.joinleaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What most often lies behind a failed call, in plain words. */
final class LikelyCause {
    private static final Path MEMBERSHIPS = Path.of("/proc/sys/net/ipv4/igmp_max_memberships");

    private LikelyCause() {
    }

    /** Returns a sentence or two, or null where the code says it all. */
    static String of(String call, int code) {
        if (call.startsWith("WSAJoinLeaf")) {
            return ofJoin(code);
        }
        if (call.startsWith("bind")) {
            return ofBind(code);
        }
        if (call.startsWith("send")) {
            return ofSend(code);
        }
        if (call.startsWith("receive")) {
            return ofReceive(code);
        }
        return null;
    }

    private static String ofJoin(int code) {
        return switch (code) {
            case Winsock.WSAEADDRNOTAVAIL -> "The address is not a multicast address with a port "
                    + "(224.0.0.0/4, ff00::/8), "
                    + "or the interface is not one of this host or has no address of the family.";
            case Winsock.WSAENETUNREACH, Winsock.WSAENETDOWN -> "No interface that is up has a route for the group: "
                    + "name one with join(group, direction, interface).";
            case Winsock.WSAENOBUFS -> "The socket has as many groups as the system allows" + membershipLimit() + ".";
            case Winsock.WSAEISCONN -> "A socket joins one session: open another socket for another group.";
            case Winsock.WSAEAFNOSUPPORT -> "The group is not of the socket's address family.";
            case Winsock.WSAEADDRINUSE -> "Another socket holds the port without SO_REUSEADDR.";
            default -> null;
        };
    }

    private static String ofBind(int code) {
        return switch (code) {
            case Winsock.WSAEADDRNOTAVAIL -> "It is not an address of this host. "
                    + "Do not bind to a group: bind to its port and join it.";
            case Winsock.WSAEADDRINUSE -> "Another socket holds the port without SO_REUSEADDR or exclusively.";
            case Winsock.WSAEINVAL -> "The socket is already bound.";
            case Winsock.WSAEACCES -> "The port needs a privilege, or another socket holds it exclusively.";
            case Winsock.WSAEAFNOSUPPORT -> "The address is not of the socket's address family.";
            default -> null;
        };
    }

    private static String ofSend(int code) {
        return switch (code) {
            case Winsock.WSAENOTCONN, Winsock.WSAEDESTADDRREQ -> "The socket has not joined a group: "
                    + "join one for sending, or give a target.";
            case Winsock.WSAEOPNOTSUPP -> "The socket joined with Direction.RECEIVE.";
            case Winsock.WSAEMSGSIZE -> "A UDP datagram holds at most 65,507 bytes over IPv4.";
            case Winsock.WSAENETUNREACH, Winsock.WSAEHOSTUNREACH -> "There is no route to the target: "
                    + "set StandardSocketOptions.IP_MULTICAST_IF.";
            case Winsock.WSAEAFNOSUPPORT -> "The target is not of the socket's address family.";
            default -> null;
        };
    }

    private static String ofReceive(int code) {
        return switch (code) {
            case Winsock.WSAEINVAL -> "The socket is not bound: bind it or join a group first.";
            case Winsock.WSAEOPNOTSUPP -> "The socket joined with Direction.SEND.";
            case Winsock.WSAEMSGSIZE -> "The datagram was longer than the buffer, "
                    + "which holds its beginning; the rest is lost.";
            case Winsock.WSAETIMEDOUT -> "Nothing came within MultipointOptions.RECEIVE_TIMEOUT.";
            default -> null;
        };
    }

    private static String membershipLimit() {
        try {
            // Not readString: it reads /proc/sys byte by byte, and there only the first byte comes.
            return ", /proc/sys/net/ipv4/igmp_max_memberships is " + Files.readAllLines(MEMBERSHIPS).get(0).trim();
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }
}
