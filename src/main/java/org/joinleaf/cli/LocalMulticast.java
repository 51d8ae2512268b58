package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.joinleaf.internal.load.Platform;

/** Finds what demo and doctor need to use multicast inside this host only. */
final class LocalMulticast {
    /** The route must be of type local, because Linux takes one of the usual type as a route that rejects. */
    private static final String IPV6_ROUTE = "ip -6 route add local ff00::/8 dev lo    (as root)";

    private static final boolean WINDOWS = Platform.isWindows();
    private static final Random RANDOM = new SecureRandom();

    private LocalMulticast() {
    }

    /** Returns the loopback interface, if it is up and has an address of the family. */
    static NetworkInterface require(StandardProtocolFamily family) throws IOException {
        Optional<NetworkInterface> found = Interfaces.loopback(family);
        if (found.isEmpty()) {
            OpenFiles.requireOne(); // else the interfaces cannot even be listed
            throw Advice.NO_LOOPBACK.failure(fixOfMissing(family), null, Interfaces.text(family));
        }
        return found.get();
    }

    private static String fixOfMissing(StandardProtocolFamily family) {
        if (family == INET6 && WINDOWS && Interfaces.ONLY_IPV4) {
            return "start Java without -Djava.net.preferIPv4Stack=true";
        }
        if (WINDOWS) {
            return "look at the loopback adapter's state";
        }
        if (Interfaces.all().stream().noneMatch(LocalMulticast::isUp)) {
            return "ip link set lo up    (as root)";
        }
        return family == INET ? "ip addr add 127.0.0.1/8 dev lo    (as root)"
                : Fixes.ipv6(Objects.requireNonNullElse(Links.ipv6Off(Links.PROC, "lo"), "lo"));
    }

    private static boolean isUp(NetworkInterface each) {
        try {
            return each.isLoopback() && each.isUp();
        } catch (SocketException e) {
            return false;
        }
    }

    /** Returns a random group for local use: of 239.255.0.0/16, or of ff11::/16, which never leaves an interface. */
    static InetAddress randomGroup(StandardProtocolFamily family) throws IOException {
        byte[] address = new byte[family == INET ? 4 : 16];
        address[0] = (byte) (family == INET ? 239 : 0xff);
        address[1] = (byte) (family == INET ? 255 : 0x11);
        address[address.length - 2] = (byte) RANDOM.nextInt(256);
        address[address.length - 1] = (byte) (1 + RANDOM.nextInt(254));
        return InetAddress.getByAddress(address);
    }

    /** Returns the command line that mends what most often keeps multicast from loopback. */
    static String fix(StandardProtocolFamily family) {
        return !WINDOWS && family == INET6 ? IPV6_ROUTE : Fixes.firewall();
    }
}
