package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.util.List;
import org.joinleaf.MultipointSocket;
import org.joinleaf.winsock.Winsock;

/** Checks whether Linux tells changes of addresses: by netlink, which service managers and containers may forbid. */
final class NetlinkCheck {
    private static final String FIX = "allow it: RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK in a unit of systemd, "
            + "or AF_NETLINK in the container's seccomp profile";

    private NetlinkCheck() {
    }

    static List<Finding> findings() throws IOException {
        try (MultipointSocket socket = MultipointSocket.open(INET)) {
            socket.configureBlocking(false);
            int result = Winsock.WSAIoctl(socket.handle(), Winsock.SIO_ADDRESS_LIST_CHANGE, null, 0, null, 0, new int[1]);
            int code = result == Winsock.SOCKET_ERROR ? Winsock.WSAGetLastError() : 0;
            boolean forbidden = code == Winsock.WSAEAFNOSUPPORT || code == Winsock.WSAEACCES;
            return forbidden ? List.of(Advice.NO_NETLINK.finding(FIX)) : List.of();
        }
    }
}
