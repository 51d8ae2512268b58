package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.joinleaf.build.Command;
import org.joinleaf.build.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What doctor advises is true: each test makes the trouble in a network of its own, reads the finding, runs the command
 * after "Fix:" as it stands there, and sees that the finding is gone and that what was not possible is. And each looks
 * at a healthy neighbour of the trouble, where the finding must not come.
 */
class AdviceTest {
    /** Two hosts with a wire between them: a (where the command runs) has va with 10.9.0.1/24, b has vb with 10.9.0.2/24. */
    private static final List<String> PAIR = List.of(
            "mount -t sysfs sysfs /sys",
            "sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0",
            "ip link add va type veth peer name vb",
            "ip addr add 10.9.0.1/24 dev va",
            "ip link set va up",
            "ip link set vb up");

    /**
     * A trouble.
     *
     * @param name    what it is
     * @param trouble shell lines that make it, after {@link #PAIR}
     * @param finding a part of what doctor says of it
     * @param level   how it says so
     * @param works   a part of what doctor says when it is mended
     */
    private record Trouble(String name, List<String> trouble, String level, String finding, String works) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Trouble> troubles() {
        return Stream.of(
                new Trouble("the interface is down", List.of("ip link set va down"),
                        "note", "va is down", "fit for multicast to other hosts: IPv4: va"),
                new Trouble("the interface has no IPv4 address", List.of("ip addr flush dev va"),
                        "note", "va has no IPv4 address", "fit for multicast to other hosts: IPv4: va"),
                new Trouble("the interface is not for multicast", List.of("ip link set va multicast off"),
                        "warn", "va is up, but not for multicast", "fit for multicast to other hosts: IPv4: va"),
                new Trouble("a route rejects all groups", List.of("ip route add blackhole 224.0.0.0/4"),
                        "warn", "224.0.0.0/4: a route rejects them", "224.0.0.0/4: with no interface named, va is used"),
                new Trouble("the default route rejects", List.of("ip route add unreachable default"),
                        "warn", "224.0.0.0/4: a route rejects them", "224.0.0.0/4: with no interface named, va is used"),
                new Trouble("a route rejects IPv6 groups over lo", List.of("ip link set va down", "ip link set vb down",
                        "ip -6 route add unreachable ff00::/8"),
                        "warn", "ff00::/8: a route rejects them", "IPv4 over lo (127.0.0.1): joined, sent and received"),
                new Trouble("loopback is down", List.of("ip link set lo down"),
                        "warn", "loopback (lo) is down", "IPv4 over lo (127.0.0.1): joined, sent and received"),
                new Trouble("loopback has no IPv4 address", List.of("ip addr del 127.0.0.1/8 dev lo"),
                        "warn", "loopback (lo) has no IPv4 address", "IPv4 over lo (127.0.0.1): joined, sent and received"),
                new Trouble("IPv6 is off on loopback", List.of("sysctl -qw net.ipv6.conf.lo.disable_ipv6=1"),
                        "warn", "no loopback interface is up with an IPv6 address",
                        "Fix: ip -6 route add local ff00::/8 dev lo"),
                new Trouble("no route for IPv6 groups over loopback", List.of(),
                        "warn", "IPv6: send 8 bytes to [ff11:", "IPv6 over lo (::1): joined, sent and received"),
                new Trouble("few memberships", List.of("sysctl -qw net.ipv4.igmp_max_memberships=3"),
                        "note", "net.ipv4.igmp_max_memberships is only 3", "IPv4 over lo (127.0.0.1): joined"),
                new Trouble("few source filters", List.of("sysctl -qw net.ipv4.igmp_max_msf=2"),
                        "note", "net.ipv4.igmp_max_msf is only 2", "IPv4 over lo (127.0.0.1): joined"));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void itsFixHelps(Trouble trouble) {
        List<String> script = new ArrayList<>(PAIR);
        script.addAll(trouble.trouble());
        Doctor doctor = new Doctor(script);
        String sick = doctor.say();
        String fix = fixOf(sick, trouble.level(), trouble.finding());
        assertFalse(fix.isEmpty(), () -> trouble.finding() + " has no fix in\n" + sick);
        String mended = doctor.sayAfter(fix);
        assertFalse(flat(mended).contains(trouble.finding() + (trouble.finding().equals(trouble.works()) ? " " : "")),
                () -> "still there after " + fix + ":\n" + mended);
        assertTrue(flat(mended).contains(trouble.works()), () -> trouble.works() + " not in\n" + mended);
    }

    /** None of the findings comes where there is no such trouble. */
    @Test
    void aHealthyHostHasNoFindings() {
        List<String> script = new ArrayList<>(PAIR);
        script.addAll(List.of("ip link set vb up", "ip addr add 10.9.0.2/24 dev vb", "ip route add 224.0.0.0/4 dev va",
                "ip -6 route add local ff00::/8 dev lo", "sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.va.rp_filter=0 "
                + "net.ipv4.conf.vb.rp_filter=0"));
        String healthy = new Doctor(script).say();
        for (Trouble each : troubles().toList()) {
            if (!each.works().startsWith(each.finding())) {
                assertFalse(flat(healthy).contains(each.level() + " " + each.finding() + " "), healthy);
            }
        }
        assertFalse(healthy.contains(" warn "), healthy);
        assertTrue(healthy.contains("joinleaf can be used here."), healthy);
    }

    /** rp_filter drops what comes from a host that there is no route back to: not one datagram comes before the fix. */
    @Test
    void whatTheSourceFilterDropsComesAfterTheFix() {
        Needs.networkNamespaces();
        for (String filter : List.of("1", "2")) {
            List<String> script = new ArrayList<>(PAIR);
            script.addAll(List.of("sysctl -qw net.ipv4.conf.all.rp_filter=" + filter,
                    "ip route add 224.0.0.0/4 dev va",
                    "unshare --net sleep 100 & peer=$!", "sleep 0.3", "ip link set vb netns $peer",
                    "in_b() { nsenter --target $peer --net \"$@\"; }",
                    "in_b ip link set lo up", "in_b ip addr add 172.31.9.1/24 dev vb", "in_b ip link set vb up",
                    "trap 'kill $peer' EXIT"));
            Doctor doctor = new Doctor(script);
            String sick = doctor.say();
            String fix = fixOf(sick, "note", "va drops what comes from addresses that it has no route back to (rp_filter "
                    + filter + ")");
            String listen = "{ timeout 20 " + doctor.java("receive", "239.9.9.9", "5000", "-i", "va", "-n", "5", "-w", "6", "-q") + " || true; } & "
                    + "ears=$!; sleep 1.5; in_b " + doctor.java("send", "239.9.9.9", "5000", "-i", "vb", "-n", "5", "-r", "20", "-q")
                    + "; wait $ears";
            assertTrue(doctor.run(listen).contains("Received 0 datagrams"), "the filter dropped nothing");
            String heard = doctor.run(fix + "; " + listen);
            assertTrue(heard.contains("Received 5 datagrams"), heard);
        }
    }

    /** What keeps datagrams from loopback is told, and the command that is named shows it. */
    @Test
    void aFirewallOnLoopbackIsShown() {
        Needs.program("nft", "nftables");
        List<String> script = new ArrayList<>(PAIR);
        script.addAll(List.of("nft add table inet t", "nft add chain inet t in '{ type filter hook input priority 0; }'",
                "nft add rule inet t in iifname lo ip daddr 224.0.0.0/4 drop"));
        Doctor doctor = new Doctor(script);
        String sick = doctor.say();
        String fix = fixOf(sick, "FAIL", "IPv4 over lo (127.0.0.1): joined and sent, but nothing came");
        assertTrue(fix.contains("nft list ruleset"), sick);
        String shown = doctor.run("nft list ruleset");
        assertTrue(shown.contains("iifname \"lo\" ip daddr 224.0.0.0/4 drop"), shown);
        String mended = doctor.sayAfter("nft flush chain inet t in");
        assertTrue(mended.contains("IPv4 over lo (127.0.0.1): joined, sent and received"), mended);
    }

    /** The other end of the cable is off: its own state, its own words. */
    @Test
    void noCarrierIsToldAsSuch() {
        List<String> script = new ArrayList<>(PAIR);
        script.add("ip link set vb down");
        Doctor doctor = new Doctor(script);
        String sick = flat(doctor.say());
        assertTrue(sick.contains("note va has no carrier"), sick);
        String mended = flat(doctor.sayAfter("ip link set vb up"));
        assertFalse(mended.contains("va has no carrier"), mended);
    }

    @Test
    void oneFamilyIsEnough() {
        List<String> script = new ArrayList<>(PAIR);
        script.addAll(List.of("ip addr del 127.0.0.1/8 dev lo", "ip addr flush dev va", "ip -6 route add local ff00::/8 dev lo"));
        String said = new Doctor(script).say();
        assertTrue(said.contains("joinleaf can be used here, but see warn above."), said);
    }

    @Test
    void javaWithoutIpv6SaysSo() {
        Command.Result sick = Command.java(Main.class, "doctor")
                .environment("JAVA_TOOL_OPTIONS", "-Djava.net.preferIPv4Stack=true").run().expectSuccess();
        assertTrue(flat(sick.out()).contains("note Java was started with java.net.preferIPv4Stack=true"), sick.out());
        assertTrue(sick.out().contains("Fix: start it without -Djava.net.preferIPv4Stack=true"), sick.out());
        assertFalse(sick.out().contains("disable_ipv6"), sick.out());
        assertFalse(Command.java(Main.class, "doctor").run().expectSuccess().out().contains("preferIPv4Stack"));
    }

    @Test
    void oneInterfaceAsJson() {
        Doctor doctor = new Doctor(PAIR);
        String text = doctor.run(doctor.java("doctor", "-i", "va", "--json"));
        assertTrue(text.startsWith("{\"usable\":true,\"sections\":[{\"title\":\"System\""), text);
        assertTrue(text.contains("{\"level\":\"ok\",\"text\":\"IPv4 over va (10.9.0.1): joined, sent and received\",\"fix\":null}"), text);
        assertFalse(text.contains("IPv4 over lo"), text);
        String none = doctor.run(doctor.java("doctor", "-i", "vx") + " 2>&1 || echo code $?");
        assertTrue(none.contains("there is no interface 'vx' here, but: lo") && none.contains("code 2"), none);
    }

    /** Two hosts tell whom they hear; then the firewall of one drops what comes. */
    @Test
    void peersAreTold() {
        List<String> script = new ArrayList<>(PAIR);
        script.addAll(List.of("unshare --net sleep 100 & peer=$!", "sleep 0.3", "ip link set vb netns $peer",
                "in_b() { nsenter --target $peer --net \"$@\"; }", "in_b ip link set lo up",
                "in_b sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.vb.accept_dad=0",
                "in_b ip addr add 10.9.0.2/24 dev vb", "in_b ip link set vb up", "trap 'kill $peer' EXIT"));
        Doctor doctor = new Doctor(script);
        String both = "{ in_b " + doctor.java("doctor", "-i", "vb", "--peer", "-d", "6") + " >/dev/null || true; } & "
                + doctor.java("doctor", "-i", "va", "--peer", "-d", "5") + " || echo code $?; wait $!";
        String good = flat(doctor.run(both));
        assertTrue(good.contains("ok IPv4 on va: 10.9.0.2 and this host hear each other, datagrams of 4000 bytes too"), good);
        assertTrue(good.contains("joinleaf can be used here"), good);
        Needs.program("nft", "nftables");
        String deaf = flat(doctor.run("in_b nft add table inet t; "
                + "in_b nft add chain inet t in '{ type filter hook input priority 0; }'; "
                + "in_b nft add rule inet t in iifname vb ip daddr 224.0.0.0/4 drop; " + both));
        assertTrue(deaf.contains("warn IPv4 on va: 10.9.0.2 is heard"), deaf);
        String alone = flat(doctor.run(doctor.java("doctor", "-i", "va", "--peer", "-d", "1") + " || echo code $?"));
        assertTrue(alone.contains("FAIL IPv4 on va: nobody else was heard in 1 s") && alone.contains("code 1"), alone);
    }

    /** The command after "Fix:" of a finding, without the words in brackets. */
    private static String fixOf(String said, String level, String finding) {
        String[] lines = said.split("\n");
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            if (line.matches(" {2}(ok|note|warn|FAIL) .*")) {
                text.setLength(0);
            }
            String word = line.strip();
            if (word.startsWith("Fix: ") && flat(text.toString()).contains(level + " ") && flat(text.toString()).contains(finding)) {
                return word.substring("Fix: ".length()).replaceFirst(" {4}\\(.*", "");
            }
            text.append(line).append(' ');
        }
        throw new AssertionError("no fix for \"" + level + " " + finding + "\" in\n" + said);
    }

    private static String flat(String text) {
        return text.replaceAll("\\s+", " ");
    }

    /** Runs doctor and other commands, each time in a new network that the same lines have made. */
    private static final class Doctor {
        private final List<String> setUp;

        Doctor(List<String> setUp) {
            this.setUp = setUp;
        }

        String say() {
            return run(java("doctor") + " || true");
        }

        String sayAfter(String command) {
            return run("{ " + command + "; } >/dev/null; " + java("doctor") + " || true");
        }

        String java(String... words) {
            return "\"$java\" --enable-native-access=ALL-UNNAMED -cp \"$classes\" " + Main.class.getName() + " "
                    + String.join(" ", words);
        }

        String run(String command) {
            Needs.networkNamespaces();
            String script = "set -e\nPATH=$PATH:/usr/sbin:/sbin\nip link set lo up\n" + String.join("\n", setUp) + "\n" + command;
            return Command.of("unshare", "--net", "--mount", "bash", "-c", script)
                    .environment("java", System.getProperty("java.home") + "/bin/java")
                    .environment("classes", System.getProperty("java.class.path"))
                    .run().expectSuccess().out();
        }
    }
}
