package org.joinleaf;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;

/** The loopback interface, on which sessions stay on this host. Its name differs from system to system. */
public final class Loopback {
    private Loopback() {
    }

    /**
     * Finds the loopback interface.
     *
     * @return it: the first one that is up; one that is down only if there is no other
     * @throws SocketException if there is none, or the interfaces cannot be read
     */
    public static NetworkInterface networkInterface() throws SocketException {
        List<NetworkInterface> all = NetworkInterface.networkInterfaces().filter(Loopback::isLoopback).toList();
        return all.stream().filter(Loopback::isUp).findFirst().or(() -> all.stream().findFirst())
                .orElseThrow(() -> new SocketException("this host has no loopback interface"));
    }

    /** The same for those who can do without. */
    static Optional<NetworkInterface> find() {
        try {
            return Optional.of(networkInterface());
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    static boolean isLoopback(NetworkInterface one) {
        try {
            return one.isLoopback();
        } catch (SocketException e) {
            return false; // it went away meanwhile
        }
    }

    private static boolean isUp(NetworkInterface one) {
        try {
            return one.isUp();
        } catch (SocketException e) {
            return false; // it went away meanwhile
        }
    }
}
