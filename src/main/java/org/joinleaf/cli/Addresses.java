package org.joinleaf.cli;

import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.INET;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.joinleaf.winsock.Winsock;

/** Turns Internet addresses into text and back, without ever asking a name server. */
final class Addresses {
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[\\w.-]+)?");
    private static final Pattern ZEROS = Pattern.compile("\\b0(:0\\b)+");

    private Addresses() {
    }

    static StandardProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address ? INET : INET6;
    }

    /** Returns AF_INET or AF_INET6. */
    static int number(StandardProtocolFamily family) {
        return family == INET ? Winsock.AF_INET : Winsock.AF_INET6;
    }

    /** Reads an IPv4 address, or an IPv6 one, which may have a scope: %lo or %1. The result is empty for anything else. */
    static Optional<InetAddress> parse(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Returns whether it is an IPv6 address with the interface that it is of, whether or not there is one of that name. */
    static boolean namesInterface(String text) {
        int scope = text.indexOf('%');
        return scope > 0 && IPV6.matcher(text).matches() && parse(text.substring(0, scope)).isPresent();
    }

    /** Returns the usual text of an address. That of IPv6 is shortened, and has no scope. */
    static String text(InetAddress address) {
        String text = address.getHostAddress();
        if (!(address instanceof Inet6Address)) {
            return text;
        }
        int scope = text.indexOf('%');
        return shortened(scope < 0 ? text : text.substring(0, scope));
    }

    /** Returns the index of the interface that an address names after "%"; 0 if it names none. */
    static int zone(InetAddress address) {
        return address instanceof Inet6Address six ? six.getScopeId() : 0;
    }

    /** {@code 239.1.2.3:5000} or {@code [ff15::1]:5000}; a group keeps its scope, {@code [ff02::1%eth0]:5000}. */
    static String text(InetSocketAddress address) {
        String scoped = address.getAddress().getHostAddress();
        int scope = address.getAddress().isMulticastAddress() ? scoped.indexOf('%') : -1;
        String host = text(address.getAddress()) + (scope < 0 ? "" : scoped.substring(scope));
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Writes "::" for the first of the longest runs of zeros in Java's eight numbers. */
    private static String shortened(String text) {
        MatchResult zeros = ZEROS.matcher(text).results()
                .reduce((longest, each) -> each.group().length() > longest.group().length() ? each : longest)
                .orElse(null);
        if (zeros == null) {
            return text;
        }
        String before = text.substring(0, Math.max(0, zeros.start() - 1));
        String after = text.substring(Math.min(text.length(), zeros.end() + 1));
        return before + "::" + after;
    }
}
