package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import org.joinleaf.Direction;
import org.joinleaf.MultipointSocket;
import org.joinleaf.Provider;
import org.joinleaf.winsock.Winsock;

/** Checks what only Windows has: providers that may or may not have WSAJoinLeaf, and a firewall that asks nobody. */
final class WindowsCheck {
    private static final int PORT = 5000;

    private WindowsCheck() {
    }

    static List<Finding> findings() throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (Provider provider : Provider.list()) {
            boolean datagrams = provider.protocol() == Winsock.IPPROTO_UDP && provider.supportsMultipoint();
            if (datagrams && !provider.hasRootedControlPlane()) {
                findings.add(join(provider));
            }
        }
        if (findings.isEmpty()) {
            findings.add(Advice.NO_MULTIPOINT.finding(null));
        }
        findings.add(Advice.WINDOWS_FIREWALL.finding(Fixes.firewall()));
        return findings;
    }

    /** Joins as a sender: that sends nothing and makes no membership. */
    private static Finding join(Provider provider) {
        StandardProtocolFamily family = provider.addressFamily() == Winsock.AF_INET ? INET : INET6;
        String name = Interfaces.text(family) + ": WSAJoinLeaf, by the provider " + provider.name();
        try (MultipointSocket socket = MultipointSocket.open(provider)) {
            socket.joinSession(new InetSocketAddress(LocalMulticast.randomGroup(family), PORT), Direction.SEND,
                    LocalMulticast.require(family));
            return Finding.ok(name + ", works");
        } catch (IOException e) {
            return Advice.JOIN_FAILS.finding(null, name, e.getMessage());
        }
    }
}
