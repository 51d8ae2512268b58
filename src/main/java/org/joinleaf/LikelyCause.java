package org.joinleaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.joinleaf.winsock.Winsock;

/** What most often lies behind a failed call, in plain words. */
final class LikelyCause {
    private static final Path MEMBERSHIPS = Path.of("/proc/sys/net/ipv4/igmp_max_memberships");

    private LikelyCause() {
    }

    /** Returns a sentence or two, or null where the code says it all. */
    static String of(Operation operation, int code) {
        return switch (operation) {
            case OPEN_MEMBER -> code == Winsock.WSAEINVAL
                    ? "No provider of the catalogue has sessions of this kind." : null;
            case BIND -> ofBind(code);
            case JOIN -> ofJoin(code);
            case REQUEST -> ofRequest(code);
            case SEND -> ofSend(code);
            case RECEIVE -> ofReceive(code);
            case MESSAGE -> ofMessage(code);
            case COALESCED -> "With MultipointOptions.COALESCED_RECEIVE a batch has at least "
                    + "ReceiveBatch.COALESCED_SLOT bytes.";
            case OTHER -> null;
        };
    }

    private static String ofJoin(int code) {
        return switch (code) {
            case Winsock.WSAEADDRNOTAVAIL -> "The address is not a multicast address with a port "
                    + "(224.0.0.0/4, ff00::/8), "
                    + "or the interface is not one of this host or has no address of the family.";
            case Winsock.WSAENETUNREACH, Winsock.WSAENETDOWN -> "No interface that is up has a route for the group: "
                    + "name one with JoinOptions.on(networkInterface).";
            case Winsock.WSAENOBUFS -> "The socket has as many groups as the system allows" + membershipLimit() + ".";
            case Winsock.WSAEISCONN -> "A socket is in one session: leave() it, or open another socket.";
            case Winsock.WSAEAFNOSUPPORT -> "The group is not of the socket's address family.";
            case Winsock.WSAEADDRINUSE -> "Another socket holds the port without SO_REUSEADDR.";
            default -> null;
        };
    }

    private static String ofRequest(int code) {
        return switch (code) {
            case Winsock.WSAECONNREFUSED -> "Nobody listens there, or the request was rejected: by the application, by "
                    + "a limit, or because the keys or the data planes differ.";
            case Winsock.WSAETIMEDOUT -> "It was not decided within RootedOptions.JOIN_TIMEOUT.";
            case Winsock.WSAEADDRNOTAVAIL -> "The address is to be that of one host, with a port.";
            case Winsock.WSAEISCONN -> "A leaf joins one session: open another leaf for another one.";
            case Winsock.WSAEALREADY -> "Another join is pending.";
            case Winsock.WSAEINVAL -> "The leaf listens, or its session is over: open another one.";
            case Winsock.WSAEFAULT -> "The caller data, or the answer, is more than the provider carries.";
            case Winsock.WSAEAFNOSUPPORT -> "The address is not of the socket's address family.";
            default -> null;
        };
    }

    private static String ofMessage(int code) {
        return switch (code) {
            case Winsock.WSAENOTCONN -> "The session has not begun: a root listens or invites first, a leaf joins.";
            case Winsock.WSAESHUTDOWN -> "The session was ended in good order.";
            case Winsock.WSAECONNRESET -> "The root died.";
            case Winsock.WSAECONNABORTED -> "The root was lost, or has given this leaf up as too slow.";
            case Winsock.WSAEOPNOTSUPP -> "The leaf joined for the other direction only.";
            case Winsock.WSAEMSGSIZE -> "The message was longer than the buffer, or than MultipointOptions"
                    + ".MAX_MESSAGE_SIZE.";
            case Winsock.WSAETIMEDOUT ->
                "It took longer than MultipointOptions.RECEIVE_TIMEOUT or SEND_TIMEOUT allows.";
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
