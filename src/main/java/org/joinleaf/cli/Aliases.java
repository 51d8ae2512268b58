package org.joinleaf.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that Windows' own tools show of interfaces ("Ethernet 2"), by index. Java has others for them (ethernet_32769,
 * and the adapter's description): netsh is asked, once.
 */
final class Aliases {
    /** Index, metric, MTU, state and name; the words of the title and of the state are in the system's language. */
    private static final Pattern ROW = Pattern.compile("\\s*(\\d+)\\s+\\d+\\s+\\d+\\s+\\S+\\s+(\\S.*?)\\s*");
    private static final long PATIENCE_SECONDS = 10;

    private static Map<Integer, String> known;

    private Aliases() {
    }

    /** Empty on other systems, and where netsh cannot be run. */
    static synchronized Map<Integer, String> all() {
        if (known == null) {
            known = Fixes.WINDOWS ? ask() : Map.of();
        }
        return known;
    }

    private static Map<Integer, String> ask() {
        Map<Integer, String> aliases = new TreeMap<>();
        for (String family : List.of("ipv4", "ipv6")) {
            try {
                Process netsh = new ProcessBuilder("netsh", "interface", family, "show", "interfaces")
                        .redirectErrorStream(true).start();
                netsh.getOutputStream().close();
                String text = new String(netsh.getInputStream().readAllBytes(), Charset.defaultCharset());
                if (!netsh.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    netsh.destroyForcibly();
                }
                aliases.putAll(parse(text));
            } catch (IOException e) {
                return aliases; // no netsh
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return aliases;
    }

    /** Reads the table that netsh prints. */
    static Map<Integer, String> parse(String table) {
        Map<Integer, String> aliases = new TreeMap<>();
        table.lines().forEach(line -> {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                aliases.put(Integer.valueOf(row.group(1)), row.group(2));
            }
        });
        return aliases;
    }
}
