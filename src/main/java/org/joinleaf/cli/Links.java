package org.joinleaf.cli;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.joinleaf.internal.load.Platform;

/**
 * All interfaces of this host. Java's list is the base; on Linux /proc/net/dev has those that it leaves out (without an
 * address), and /sys/class/net tells what it does not (the carrier).
 */
final class Links {
    /** Windows has no such folders: a folder of that path on its drive would be something else. */
    private static final String NOT_THERE = "no-such-folder";
    static final Path PROC = Path.of(Platform.isWindows() ? NOT_THERE : "/proc");
    static final Path SYS = Path.of(Platform.isWindows() ? NOT_THERE : "/sys");

    private static final int FLAG_UP = 0x1;
    private static final int FLAG_LOOPBACK = 0x8;
    private static final int FLAG_MULTICAST = 0x1000;
    private static final int FLAG_TENTATIVE = 0x40;
    private static final int FLAG_DUPLICATE = 0x08;

    private final Path proc;
    private final Path sys;

    /**
     * Makes a reader of interfaces.
     *
     * @param proc /proc
     * @param sys  /sys
     */
    Links(Path proc, Path sys) {
        this.proc = proc;
        this.sys = sys;
    }

    static Links ofThisHost() {
        return new Links(PROC, SYS);
    }

    /** Returns all interfaces, by index. */
    List<Link> all() {
        List<Link> links = new ArrayList<>();
        Set<String> others = new TreeSet<>(namesOfSystem());
        for (NetworkInterface each : Interfaces.all()) {
            others.remove(each.getName());
            try {
                links.add(known(each));
            } catch (SocketException e) {
                // It went away just now.
            }
        }
        for (String name : others) {
            if (Files.isDirectory(folder(name))) {
                links.add(unknown(name));
            }
        }
        links.sort(Comparator.comparingInt(Link::index));
        return links;
    }

    private Link known(NetworkInterface each) throws SocketException {
        // If the index differs, /sys shows another network than the one that this process is in.
        boolean ours = number(each.getName(), "ifindex", 10, -1) == each.getIndex();
        // Java calls an interface down that is up and has no carrier.
        boolean up = ours ? (number(each.getName(), "flags", 16, 0) & FLAG_UP) != 0 : each.isUp();
        return new Link(each.getName(), each.getIndex(), each.getMTU(), up, !ours || hasCarrier(each.getName(), up),
                each.supportsMulticast(), each.isLoopback(), ours ? master(each.getName()) : null,
                ours ? kind(each.getName()) : Link.Kind.WIRE, all(each.getIndex(), FLAG_TENTATIVE), all(each.getIndex(), FLAG_DUPLICATE),
                ipv6Off(proc, each.getName()), Interfaces.addresses(each));
    }

    private Link unknown(String name) {
        int flags = number(name, "flags", 16, 0);
        boolean up = (flags & FLAG_UP) != 0;
        return new Link(name, number(name, "ifindex", 10, -1), number(name, "mtu", 10, -1), up, hasCarrier(name, up),
                (flags & FLAG_MULTICAST) != 0, (flags & FLAG_LOOPBACK) != 0, master(name), kind(name), false, false,
                ipv6Off(proc, name), Interfaces.hidden(number(name, "ifindex", 10, -1)));
    }

    /** Returns as what sysctl switches IPv6 on again; null if it is on, or if the system does not tell. */
    static String ipv6Off(Path proc, String name) {
        return Stream.of(Link.ALL, name.replace('.', '/')).filter(each ->
                LimitCheck.value(proc, "net.ipv6.conf." + each + ".disable_ipv6").orElse(0) == 1).findFirst().orElse(null);
    }

    /** The file can be read only while the interface is up. Then it holds 0 or 1. */
    private boolean hasCarrier(String name, boolean up) {
        return !up || number(name, "carrier", 10, 1) != 0;
    }

    /** The bridge or bond that it is a part of; null if it is of none. In a VRF it keeps its own addresses and groups. */
    private String master(String name) {
        try {
            Path master = folder(name).resolve("master").toRealPath();
            return Files.readAllLines(master.resolve("uevent")).contains("DEVTYPE=vrf") ? null : master.getFileName().toString();
        } catch (IOException e) {
            return null;
        }
    }

    private Link.Kind kind(String name) {
        return Files.exists(folder(name).resolve("tun_flags")) ? Link.Kind.TUN
                : Files.exists(folder(name).resolve("bridge")) ? Link.Kind.BRIDGE : Link.Kind.WIRE;
    }

    /** Returns whether all its IPv6 addresses have a flag. A line of the file has address, index, prefix, scope, flags. */
    private boolean all(int index, int flag) {
        try {
            List<Integer> flags = Files.readAllLines(proc.resolve("net/if_inet6")).stream()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(words -> words.length >= 5 && Integer.parseInt(words[1], 16) == index)
                    .map(words -> Integer.parseInt(words[4], 16)).toList();
            return !flags.isEmpty() && flags.stream().allMatch(each -> (each & flag) != 0);
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private Path folder(String name) {
        return sys.resolve("class/net").resolve(name);
    }

    private int number(String name, String file, int base, int otherwise) {
        try {
            String text = Files.readAllLines(folder(name).resolve(file)).get(0).trim();
            return Integer.parseInt(base == 16 ? text.replaceFirst("^0x", "") : text, base);
        } catch (IOException | RuntimeException e) {
            return otherwise;
        }
    }

    private List<String> namesOfSystem() {
        try {
            return Files.readAllLines(proc.resolve("net/dev")).stream().filter(line -> line.contains(":"))
                    .map(line -> line.substring(0, line.lastIndexOf(':', line.indexOf(": ") < 0 ? line.length()
                            : line.indexOf(": "))).strip()).toList();
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
    }
}
