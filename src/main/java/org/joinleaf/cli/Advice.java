package org.joinleaf.cli;

import org.joinleaf.cli.Finding.Level;

/**
 * All that doctor and the other commands say about what is not as it should be. For each there is a test that makes the
 * trouble, does what the fix says and sees it help, and that looks at a healthy neighbour: {@code AdviceTableTest} looks
 * for them.
 */
enum Advice {
    TRIED(Level.NOTE, "%s: %s"),
    LIBRARY_FAILED(Level.FAIL, "%s: %s"),
    LIBRARY_NOT_LOADED(Level.FAIL, "no native library for %s could be loaded"),
    LIBRARY_NOT_IN_JAR(Level.FAIL, "this jar has no native library for %s, but the release has one"),
    NO_SUCH_PLATFORM(Level.FAIL, "joinleaf is not made for %s, but for %s"),
    NATIVE_ACCESS(Level.NOTE, "Java was not asked for native access: it warns, and a later Java will refuse."),
    NO_NETLINK(Level.NOTE, "This process may not open sockets of the family AF_NETLINK: changes of addresses and routes are not "
            + "told (SIO_ADDRESS_LIST_CHANGE, SIO_ROUTING_INTERFACE_CHANGE). Sessions work."),

    ONLY_IPV4(Level.NOTE, "Java was started with java.net.preferIPv4Stack=true: it lists no IPv6 address, and knows no interface "
            + "that has none of IPv4. joinleaf's sockets use IPv6 all the same."),
    NO_FIT_INTERFACE(Level.NOTE, "No interface to other hosts is fit for multicast: sessions stay on this host."),
    NOT_FIT(Level.NOTE, "%s is not fit for multicast to other hosts."),
    LOOPBACK_DOWN(Level.WARN, "loopback (%s) is down"),
    LOOPBACK_WITHOUT_IPV4(Level.WARN, "loopback (%s) has no IPv4 address"),
    DOWN(Level.NOTE, "%s is down: nothing comes or goes by it."),
    NOT_FOR_MULTICAST(Level.WARN, "%s is up, but not for multicast"),
    NO_CARRIER(Level.NOTE, "%s has no carrier: its cable is out, or what is at its other end is off."),
    NO_PROGRAM(Level.NOTE, "%s has no carrier: no program has this tun device open."),
    NO_PORT(Level.NOTE, "%s has no carrier: none of its ports is up. PORT is the interface that is to be one."),
    PART(Level.NOTE, "%1$s is a part of %2$s: addresses and groups belong to %2$s."),
    TENTATIVE(Level.NOTE, "%s's IPv6 address is tentative: the system still looks whether another host has it, and lets nobody "
            + "use it."),
    DUPLICATE(Level.NOTE, "%s's IPv6 address is another host's, too, as the system has found, and it lets nobody use it."),
    WITHOUT_ADDRESS(Level.NOTE, "%s has no address: Java does not know it, and nothing can be sent by it."),
    WITHOUT_IPV4(Level.NOTE, "%s has no IPv4 address: it can be used for IPv6 groups only."),
    IPV6_OFF(Level.NOTE, "IPv6 is switched off on %s: a group of IPv6 can be joined there, and nothing comes."),
    SELF_ASSIGNED(Level.NOTE, "%s has given itself an address of 169.254.0.0/16, as no DHCP server answered: few hosts will "
            + "hear it."),

    ROUTE_REJECTS(Level.WARN, "%s: a route rejects them (%s, of type blackhole, unreachable or prohibit). With an interface "
            + "named they can still be used.%s"),
    NO_ROUTE(Level.NOTE, "%s: no route.%s"),
    STAYS_HERE(Level.NOTE, "%s: no route leads out of this host. With no interface named, joinleaf uses loopback (%s).%s"),
    NO_CHOICE(Level.NOTE, "%s: nowhere to go without an interface named: %s%s"),

    LOW_LIMIT(Level.NOTE, "%s is only %s (%s)"),
    FEW_FILES(Level.NOTE, "a process may open only %s files and sockets"),
    SOURCE_CHECK(Level.NOTE, "%s drops what comes from addresses that it has no route back to (rp_filter %s), multicast too%s. "
            + "Either add a route to the senders' network, or switch the filter off."),

    NOT_TRIED(Level.FAIL, "not possible without the library"),
    NO_ADDRESS(Level.FAIL, "%s has no address: nothing can be sent by it"),
    NO_LOOPBACK(Level.WARN, "no loopback interface is up with an %s address"),
    NOTHING_CAME(Level.WARN, "%s: joined and sent, but nothing came"),
    TRY_FAILED(Level.WARN, "%s: %s"),

    NO_MULTIPOINT(Level.FAIL, "no provider of the catalogue has multipoint sessions over UDP"),
    JOIN_FAILS(Level.WARN, "%s, does not work: %s"),
    WINDOWS_FIREWALL(Level.NOTE, "Windows' firewall drops what other hosts send to a Java that it does not know."),

    PEER_NO_INTERFACE(Level.FAIL, "There is no interface by which other hosts could be greeted."),
    PEER_NO_JOIN(Level.WARN, "%s: %s"),
    PEER_NOBODY(Level.FAIL, "%s: nobody else was heard in %s s"),
    PEER_MANY(Level.NOTE, "%s: more than %s hosts greet, or one that pretends to be many: the others are not told."),
    PEER_DEAF(Level.WARN, "%s: %s is heard (%s), but does not hear this host"),
    PEER_SMALL_MTU(Level.WARN, "%s: %s and this host hear each other, but it hears none of this host's datagrams that are larger "
            + "than %s bytes, though the MTU here is %s"),
    PEER_OFF_LINK(Level.NOTE, "%s: what is sent to %s itself does not go by this interface, and rp_filter may drop what comes "
            + "from there."),
    PEER_NO_QUERIER(Level.NOTE, "%s: nobody has asked for groups (MLD) since the interface is up. A switch that listens to such "
            + "talk forgets members after some minutes then."),

    ROOT_FAILED(Level.FAIL, "%s: %s"),

    KERNEL_DROPPED(Level.NOTE, "The kernel dropped %s, as the receive buffer was full"),
    BUFFER_CUT(Level.NOTE, "--buffer %s is more than the system gives this process: the buffer has %s bytes"),
    ADMINISTRATOR_ONLY(Level.FAIL, "Only an administrator may %s");

    private final Level level;
    private final String text;

    Advice(Level level, String text) {
        this.level = level;
        this.text = text;
    }

    /** Returns the words, with those that are this finding's own in their places. */
    String text(Object... own) {
        return String.format(text, own);
    }

    Level level() {
        return level;
    }

    /** Makes a finding. The fix says what to do about it; null means that nothing can be done. */
    Finding finding(String fix, Object... own) {
        return new Finding(level, text(own), fix);
    }

    /** Makes a failure of a command, with the same words. */
    Advised failure(String fix, Exception cause, Object... own) {
        return new Advised(text(own), fix, cause);
    }
}
