package org.joinleaf;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** Whether an interface is switched on, and whether something is at its other end: Java tells the two as one. */
enum LinkState {
    /** It is switched on and has a carrier. */
    UP,
    /** It is switched on, and its cable is out, or what is at its other end is off. */
    NO_CARRIER,
    /** It is switched off. */
    DOWN,
    /** It is not {@link #UP}; the system (Windows) does not tell which of the others it is. */
    NOT_UP;

    /** 224.0.0.1 as /proc/net/igmp writes it, on little-endian and on big-endian machines. */
    private static final List<String> ALL_HOSTS = List.of("010000E0", "E0000001");

    /** Whether Linux has an interface that is switched on; Java leaves out those that have no address. */
    static boolean isAnyOn() {
        return Circumstances.lines("igmp").stream().anyMatch(line -> ALL_HOSTS.contains(line.strip().split("\\s+")[0]));
    }

    /**
     * Asks Java, and Linux where Java says no. Linux itself is a member of 224.0.0.1 on each interface as long as that is
     * switched on, with and without carrier. In igmp a line with the index begins an interface, and those that are set in
     * have its groups.
     */
    static LinkState of(NetworkInterface each) {
        try {
            if (each.isUp()) {
                return UP;
            }
        } catch (SocketException e) {
            return UP; // what cannot be asked is taken to be in order
        }
        List<String> lines = Circumstances.lines("igmp");
        boolean own = false;
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            if (!Character.isWhitespace(line.charAt(0))) {
                own = words[0].equals(String.valueOf(each.getIndex()));
            } else if (own && ALL_HOSTS.contains(words[0])) {
                return NO_CARRIER;
            }
        }
        return lines.isEmpty() ? NOT_UP : DOWN;
    }
}
