package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What doctor advises is true: each test makes the trouble in a network of its own, reads the finding, runs the command
 * after "Fix:" as it stands there, and sees that the finding is gone and that what was not possible is. And each looks
 * at a healthy neighbour of the trouble, where the finding must not come.
 */
@Slow
class AdviceTest {
    /**
     * A trouble.
     *
     * @param name    what it is
     * @param trouble shell lines that make it, after {@link DoctorRun#pair}
     * @param advice  what doctor says of it
     * @param own     the words of the advice that are this trouble's own
     * @param works   a part of what doctor says when it is mended
     */
    private record Trouble(String name, List<String> trouble, Advice advice, List<String> own, String works) {
        String finding() {
            return advice.text(own.toArray());
        }

        String level() {
            return advice.level().label();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Trouble> troubles() {
        String fit = "fit for multicast to other hosts: IPv4: va";
        String lo = "IPv4 over lo (127.0.0.1): joined, sent and received";
        String chosen = "224.0.0.0/4: with no interface named, va is used";
        return Stream.of(
                new Trouble("the interface is down", List.of("ip link set va down"), Advice.DOWN, List.of("va"), fit),
                new Trouble("the interface has no address", List.of("ip addr flush dev va"),
                        Advice.WITHOUT_ADDRESS, List.of("va"), fit),
                new Trouble("the interface has IPv6 alone", List.of("ip addr del 10.9.0.1/24 dev va",
                        "ip addr add fd09::1/64 dev va"), Advice.WITHOUT_IPV4, List.of("va"), fit),
                new Trouble("the interface is not for multicast", List.of("ip link set va multicast off"),
                        Advice.NOT_FOR_MULTICAST, List.of("va"), fit),
                new Trouble("a route rejects all groups", List.of("ip route add blackhole 224.0.0.0/4"),
                        Advice.ROUTE_REJECTS, List.of("224.0.0.0/4", "224.0.0.0/4", ""), chosen),
                new Trouble("the default route rejects", List.of("ip route add unreachable default"),
                        Advice.ROUTE_REJECTS, List.of("224.0.0.0/4", "default", ""), chosen),
                new Trouble("a route rejects IPv6 groups over lo", List.of("ip link set va down", "ip link set vb down",
                        "ip -6 route add unreachable ff00::/8"), Advice.ROUTE_REJECTS, List.of("ff00::/8", "ff00::/8", ""), lo),
                new Trouble("loopback is down", List.of("ip link set lo down"), Advice.LOOPBACK_DOWN, List.of("lo"), lo),
                new Trouble("loopback has no IPv4 address", List.of("ip addr del 127.0.0.1/8 dev lo"),
                        Advice.LOOPBACK_WITHOUT_IPV4, List.of("lo"), lo),
                new Trouble("IPv6 is off on loopback", List.of("sysctl -qw net.ipv6.conf.lo.disable_ipv6=1"),
                        Advice.NO_LOOPBACK, List.of("IPv6"), "Fix: ip -6 route add local ff00::/8 dev lo"),
                new Trouble("IPv6 is off on all, as loopback shows", List.of("sysctl -qw net.ipv6.conf.all.disable_ipv6=1"),
                        Advice.NO_LOOPBACK, List.of("IPv6"), fit + "; IPv6: vb, va"),
                new Trouble("IPv6 is off on all", List.of("sysctl -qw net.ipv6.conf.all.disable_ipv6=1"),
                        Advice.IPV6_OFF, List.of("this host"), fit + "; IPv6: vb, va"),
                new Trouble("IPv6 is off on a wire", List.of("sysctl -qw net.ipv6.conf.va.disable_ipv6=1"),
                        Advice.IPV6_OFF, List.of("va"), fit + "; IPv6: vb, va"),
                new Trouble("no route for IPv6 groups over loopback", List.of(), Advice.TRY_FAILED,
                        List.of("IPv6", "send 8 bytes to [ff11:"), "IPv6 over lo (::1): joined, sent and received"),
                new Trouble("few memberships", List.of("sysctl -qw net.ipv4.igmp_max_memberships=3"), Advice.LOW_LIMIT,
                        List.of("net.ipv4.igmp_max_memberships", "3", "IPv4 groups of one socket"), lo),
                new Trouble("few source filters", List.of("sysctl -qw net.ipv4.igmp_max_msf=2"), Advice.LOW_LIMIT,
                        List.of("net.ipv4.igmp_max_msf", "2", "source filters of one group"), lo),
                new Trouble("few files", List.of("ulimit -Sn 300",
                        "export JAVA_TOOL_OPTIONS=-XX:-MaxFDLimit"), Advice.FEW_FILES, List.of("300"), lo));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void itsFixHelps(Trouble trouble) {
        DoctorRun doctor = DoctorRun.pair(trouble.trouble().toArray(new String[0]));
        String sick = doctor.say();
        String fix = DoctorRun.fixOf(sick, trouble.level(), trouble.finding());
        assertFalse(fix.isEmpty(), () -> trouble.finding() + " has no fix in\n" + sick);
        String mended = doctor.sayAfter(fix);
        assertFalse(DoctorRun.flat(mended).contains(trouble.finding()), () -> "still there after " + fix + ":\n" + mended);
        assertTrue(DoctorRun.flat(mended).contains(trouble.works()), () -> trouble.works() + " not in\n" + mended);
    }

    /** None of the findings comes where there is no such trouble. */
    @Test
    void aHealthyHostHasNoFindings() {
        String healthy = DoctorRun.pair("ip link set vb up", "ip addr add 10.9.0.2/24 dev vb", "ip route add 224.0.0.0/4 dev va",
                "ip -6 route add local ff00::/8 dev lo", "sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.va.rp_filter=0 "
                + "net.ipv4.conf.vb.rp_filter=0").say();
        for (Trouble each : troubles().toList()) {
            assertFalse(DoctorRun.flat(healthy).contains(each.finding()), healthy);
        }
        assertFalse(healthy.contains(" warn "), healthy);
        assertTrue(healthy.contains("joinleaf can be used here."), healthy);
    }

    /** rp_filter drops what comes from a host that there is no route back to: not one datagram comes before the fix. */
    @Test
    void whatTheSourceFilterDropsComesAfterTheFix() {
        Needs.networkNamespaces();
        for (String filter : List.of("1", "2")) {
            DoctorRun doctor = DoctorRun.pair("sysctl -qw net.ipv4.conf.all.rp_filter=" + filter,
                    "ip route add 224.0.0.0/4 dev va",
                    "unshare --net sleep 1000 & peer=$!", DoctorRun.PEER_IS_ELSEWHERE, "ip link set vb netns $peer",
                    "in_b() { nsenter --target $peer --net \"$@\"; }",
                    "in_b ip link set lo up", "in_b ip addr add 172.31.9.1/24 dev vb", "in_b ip link set vb up",
                    "trap 'kill $peer' EXIT");
            String sick = doctor.say();
            String fix = DoctorRun.fixOf(sick, "note", Advice.SOURCE_CHECK.text("va", filter, ""));
            String listen = doctor.hearing("-n 5", "in_b "
                    + doctor.java("send", "239.9.9.9", "5000", "-i", "vb", "-n", "5", "-r", "20", "-q"));
            String deaf = doctor.run(listen);
            assertTrue(deaf.contains("Received 0 datagrams"), "the filter dropped nothing");
            assertTrue(deaf.contains("More: joinleaf doctor --peer -i va    (here and on the sender's host, "), deaf);
            String heard = doctor.run(fix + "; " + listen);
            assertTrue(heard.contains("Received 5 datagrams") && !heard.contains("More:"), heard);
        }
    }

    /** What keeps datagrams from loopback is told, and the command that is named shows it. */
    @Test
    void aFirewallOnLoopbackIsShown() {
        DoctorRun doctor = firewall("iifname lo ip daddr 224.0.0.0/4");
        String sick = doctor.say();
        String fix = DoctorRun.fixOf(sick, "warn", "IPv4 over lo (127.0.0.1): joined and sent, but nothing came");
        assertTrue(fix.contains("nft list ruleset"), sick);
        assertTrue(sick.contains("IPv4 over va (10.9.0.1): joined, sent and received"), sick);
        String deaf = doctor.run(doctor.java("receive", "239.9.9.9", "5000", "-i", "lo", "-d", "200ms") + " || true");
        assertTrue(deaf.endsWith("Received 0 datagrams, 0 bytes.\nMore: joinleaf doctor -i lo\n"), deaf);
        assertEquals(fix, DoctorRun.fixOf(doctor.run(doctor.java("doctor", "-i", "lo") + " || true"), "FAIL",
                "IPv4 over lo (127.0.0.1): joined and sent, but nothing came"));
        String noWire = doctor.sayAfter("ip link set va down");
        assertEquals(fix, DoctorRun.fixOf(noWire, "FAIL", "IPv4 over lo (127.0.0.1): joined and sent, but nothing came"));
        String shown = doctor.run("nft list ruleset");
        assertTrue(shown.contains("iifname \"lo\" ip daddr 224.0.0.0/4 drop"), shown);
        String mended = doctor.sayAfter("nft flush chain inet t in");
        assertTrue(mended.contains("IPv4 over lo (127.0.0.1): joined, sent and received"), mended);
    }

    /** What keeps a session with a root from working is told, though a group over loopback works. */
    @Test
    void aFirewallThatDropsConnectionsIsTold() {
        DoctorRun doctor = firewall("iifname lo meta l4proto tcp");
        String sick = DoctorRun.flat(doctor.say());
        assertTrue(sick.contains("IPv4 over lo (127.0.0.1): joined, sent and received"), sick);
        assertTrue(sick.contains("warn " + Advice.TRY_FAILED.text("a session with a root", "no request came to the root")), sick);
        String mended = DoctorRun.flat(doctor.sayAfter("nft flush chain inet t in"));
        assertTrue(mended.contains("ok a session with a root over lo (127.0.0.1): a leaf joined, and got a message"), mended);
    }

    /** The other end of the cable is off: its own state, its own words. */
    @Test
    void noCarrierIsToldAsSuch() {
        DoctorRun doctor = DoctorRun.pair("ip link set vb down");
        String sick = DoctorRun.flat(doctor.say());
        assertTrue(sick.contains("note " + Advice.NO_CARRIER.text("va")), sick);
        String mended = DoctorRun.flat(doctor.sayAfter("ip link set vb up"));
        assertFalse(mended.contains("va has no carrier"), mended);
    }

    @Test
    void oneFamilyIsEnough() {
        String said = DoctorRun.pair("ip addr del 127.0.0.1/8 dev lo", "ip addr flush dev va",
                "ip -6 route add local ff00::/8 dev lo").say();
        assertTrue(said.contains("joinleaf can be used here, but see warn above."), said);
    }

    /** A host without IPv4, whose loopback takes no group of IPv6: a wire does, and send uses it. */
    @Test
    void oneWireIsEnough() {
        DoctorRun host = DoctorRun.pair("ip addr del 127.0.0.1/8 dev lo", "ip addr flush dev va", "ip -6 addr flush dev vb",
                "ip -6 addr add fd09::1/64 dev va nodad");
        String said = host.run(host.java("doctor"));
        assertTrue(said.contains("IPv6 over va (fd09::1): joined, sent and received"), said);
        assertTrue(said.contains("joinleaf can be used here, but see warn above."), said);
        assertTrue(host.run(host.java("send", "ff15::2", "5000", "-n", "1")).contains("Interface: va (fd09::1)"));
        String sick = DoctorRun.flat(host.run(host.java("send", "239.9.9.9", "5000", "-n", "1") + " 2>&1 || true"));
        assertTrue(sick.contains("No interface that is up has an IPv4 address: give one to the interface that you mean."), sick);
        String mended = host.run("ip addr add 10.9.0.1/24 dev va; " + host.java("send", "239.9.9.9", "5000", "-n", "1"));
        assertTrue(mended.contains("Sent 1 datagram"), mended);
        String none = host.run("ip link set va down; " + host.java("doctor") + " || echo code $?");
        assertTrue(none.contains("joinleaf cannot be used here") && none.contains("code 1"), none);
    }

    @Test
    void javaWithoutIpv6SaysSo() {
        Command.Result sick = Command.java(Main.class, "doctor")
                .environment("JAVA_TOOL_OPTIONS", "-Djava.net.preferIPv4Stack=true").run().expectSuccess();
        assertTrue(DoctorRun.flat(sick.out()).contains("note " + Advice.ONLY_IPV4.text()), sick.out());
        assertTrue(sick.out().contains("Fix: start it without -Djava.net.preferIPv4Stack=true"), sick.out());
        assertFalse(sick.out().contains("disable_ipv6"), sick.out());
        assertFalse(Command.java(Main.class, "doctor").run().expectSuccess().out().contains("preferIPv4Stack"));
    }

    /** Groups of IPv6 can be used all the same, by the addresses that Linux has. */
    @Test
    void ipv6ThatJavaDoesNotList() {
        DoctorRun host = DoctorRun.pair("ip -6 addr add fd09::1/64 dev va nodad", "ip -6 route add local ff00::/8 dev lo",
                "export JAVA_TOOL_OPTIONS=-Djava.net.preferIPv4Stack=true");
        String said = host.say();
        assertTrue(said.contains("IPv6 over lo (::1): joined, sent and received"), said);
        assertTrue(said.contains("fit for multicast to other hosts: IPv4: va; IPv6: v"), said);
        assertTrue(DoctorRun.flat(said).matches("(?s).*ff00::/8: with no interface named, v[ab] is used\\..*"), said);
        String sent = host.run(host.java("send", "ff15::2", "5000", "-n", "1", "-i", "fd09::1") + " 2>&1");
        assertTrue(sent.contains("Interface: va (fd09::1).") && sent.contains("Sent 1 datagram"), sent);
    }

    @Test
    void oneInterfaceAsJson() {
        DoctorRun doctor = DoctorRun.pair();
        String text = doctor.run(doctor.java("doctor", "-i", "va", "--json"));
        assertTrue(text.startsWith("{\"usable\":true,\"sections\":[{\"title\":\"System\""), text);
        assertTrue(text.contains("{\"level\":\"ok\",\"text\":\"IPv4 over va (10.9.0.1): joined, sent and received\",\"fix\":null}"), text);
        assertFalse(text.contains("IPv4 over lo"), text);
        String none = doctor.run(doctor.java("doctor", "-i", "vx") + " 2>&1 || echo code $?");
        assertTrue(none.contains("there is no interface 'vx' here, but: lo") && none.contains("code 2"), none);
    }

    /** Of the interface that was chosen nothing follows for the others. */
    @Test
    void oneThatIsNotFit() {
        DoctorRun doctor = DoctorRun.pair("ip link add ca type veth peer name cb", "ip link set ca up");
        for (String name : List.of("lo", "ca")) {
            String one = DoctorRun.flat(doctor.run(doctor.java("doctor", "-i", name) + " || true"));
            assertTrue(one.contains("note " + Advice.NOT_FIT.text(name)), one);
            assertFalse(one.contains(Advice.NO_FIT_INTERFACE.text()), one);
        }
        String mended = DoctorRun.flat(doctor.run("ip addr add 10.9.1.1/24 dev ca; ip link set cb up; "
                + doctor.java("doctor", "-i", "ca") + " || true"));
        assertTrue(mended.contains("fit for multicast to other hosts: IPv4: ca"), mended);
        assertFalse(mended.contains(Advice.NOT_FIT.text("ca")), mended);
    }

    /** What comes to a port of a bridge goes to the bridge: the port is not fit, though it had an address before. */
    @Test
    void aPortOfABridge() {
        String said = DoctorRun.flat(DoctorRun.pair("ip link add br0 type bridge", "ip link set va master br0",
                "ip link set br0 up", "ip addr add 10.9.2.1/24 dev br0",
                "until ip link show br0 | grep -q 'state UP'; do sleep 0.1; done").say());
        assertTrue(said.contains("fit for multicast to other hosts: IPv4: br0;"), said);
    }

    /** Findings without a command: what is done about them is done here. */
    @Test
    void addresses() {
        DoctorRun doctor = DoctorRun.pair("ip link set va down", "ip link set vb down");
        assertTrue(DoctorRun.flat(doctor.say()).contains(Advice.NO_FIT_INTERFACE.text()));
        assertFalse(DoctorRun.flat(doctor.sayAfter("ip link set va up; ip link set vb up")).contains(Advice.NO_FIT_INTERFACE.text()));

        DoctorRun pair = DoctorRun.pair();
        String own = DoctorRun.flat(pair.sayAfter("ip addr add 169.254.3.4/16 dev vb"));
        assertTrue(own.contains(Advice.SELF_ASSIGNED.text("vb")) && !own.contains(Advice.SELF_ASSIGNED.text("va")), own);

        String one = pair.java("doctor", "-i", "va") + " || true";
        String none = DoctorRun.flat(pair.run("ip addr flush dev va; " + one));
        assertTrue(none.contains("FAIL " + Advice.NO_ADDRESS.text("va")), none);
        assertFalse(DoctorRun.flat(pair.run(one)).contains(Advice.NO_ADDRESS.text("va")));
    }

    /** A host that is asked at once: it looks for a minute. One that looks as others do, for a second, is asked later. */
    @Test
    void tentative() {
        String sick = looking(60).say();
        assertEquals("wait for 3 seconds and try again", DoctorRun.fixOf(sick, "note", Advice.TENTATIVE.text("va")));
        assertFalse(DoctorRun.flat(sick).contains(Advice.TENTATIVE.text("vb")), sick);
        assertFalse(DoctorRun.flat(looking(1).sayAfter("sleep 3")).contains(Advice.TENTATIVE.text("va")));
    }

    /** One end of a wire gets the address that the other has. */
    @Test
    void duplicate() {
        DoctorRun doctor = DoctorRun.pair("ip -6 addr flush dev va", "sysctl -qw net.ipv6.conf.va.accept_dad=1",
                "ip -6 addr add fd00::7/64 dev vb nodad", "ip -6 addr add fd00::7/64 dev va",
                "until ip -6 addr show dev va dadfailed | grep -q fd00; do sleep 0.1; done");
        String sick = doctor.say();
        String fix = DoctorRun.fixOf(sick, "note", Advice.DUPLICATE.text("va"));
        assertFalse(DoctorRun.flat(sick).contains(Advice.TENTATIVE.text("va")), sick);
        assertFalse(DoctorRun.flat(sick).contains(Advice.DUPLICATE.text("vb")), sick);
        assertFalse(DoctorRun.flat(doctor.sayAfter(fix)).contains(Advice.DUPLICATE.text("va")));
    }

    /** A host that looks so many times, a second each, whether another one has its address. */
    private static DoctorRun looking(int times) {
        return DoctorRun.pair("ip -6 addr flush dev va",
                "sysctl -qw net.ipv6.conf.va.accept_dad=1 net.ipv6.conf.va.dad_transmits=" + times,
                "ip -6 addr add fd00::7/64 dev va", "ip -6 addr add fd00::8/64 dev vb nodad");
    }

    /** Without netlink the system's choice is loopback where no route is, and changes of addresses are not told. */
    @Test
    void withoutNetlink() {
        Path launcher = CProgram.named("without_netlink", Compiler.GCC).sources("native/test/without_netlink.c").build().file();
        DoctorRun doctor = DoctorRun.pair();
        String filtered = launcher + " " + doctor.java("doctor");
        String sick = doctor.run(filtered);
        String fix = DoctorRun.fixOf(sick, "note", Advice.NO_NETLINK.text());
        assertTrue(fix.contains("RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK"), fix);
        assertFalse(DoctorRun.flat(doctor.say()).contains(Advice.NO_NETLINK.text()), "allowed, and told as forbidden");
        String route = DoctorRun.fixOf(sick, "note", Advice.STAYS_HERE.text("224.0.0.0/4", "lo", ""));
        String routed = DoctorRun.flat(doctor.run(route + "; " + filtered));
        assertTrue(routed.contains("224.0.0.0/4: with no interface named, va is used"), routed);
    }

    @Test
    void noWayOut() {
        DoctorRun doctor = DoctorRun.pair("ip link set lo down", "ip addr flush dev va", "ip -6 addr add fd00::7/64 dev va nodad");
        String sick = DoctorRun.flat(doctor.say());
        String words = Advice.NO_CHOICE.text("224.0.0.0/4", "", "");
        assertTrue(sick.contains(words), sick);
        assertFalse(sick.contains(Advice.NO_CHOICE.text("ff00::/8", "", "")), sick);
        assertFalse(DoctorRun.flat(doctor.sayAfter("ip addr add 10.9.0.1/24 dev va")).contains(words));
    }

    /** The firewall drops what comes by the wire: looking at that wire shows it, and the command that is named finds it. */
    @Test
    void aFirewallOnTheWireIsShown() {
        DoctorRun doctor = firewall("iifname va ip daddr 224.0.0.0/4");
        String one = doctor.java("doctor", "-i", "va") + " || true";
        String fix = DoctorRun.fixOf(doctor.run(one), "", Advice.NOTHING_CAME.text("IPv4 over va (10.9.0.1)"));
        assertTrue(fix.contains("nft list ruleset"), fix);
        assertTrue(doctor.run("nft list ruleset").contains("iifname \"va\" ip daddr 224.0.0.0/4 drop"));
        String mended = doctor.run("nft flush chain inet t in; " + one);
        assertTrue(mended.contains("IPv4 over va (10.9.0.1): joined, sent and received"), mended);
    }

    /** A burst that the receive buffer has no room for: receive names the kernel, and a buffer that has. */
    @Test
    void whatTheKernelDropped() {
        DoctorRun doctor = DoctorRun.pair();
        String sick = doctor.run(burst(doctor, "--buffer 4096"));
        assertTrue(sick.contains("The kernel dropped ") && sick.contains("as the receive buffer was full"), sick);
        assertTrue(sick.contains(Advice.KERNEL_DROPPED.text("X").substring("The kernel dropped X".length())), sick);
        String fix = sick.replaceAll("(?s).*Fix: receive with (--buffer \\d+).*", "$1");
        String mended = doctor.run(burst(doctor, fix));
        assertFalse(mended.contains("The kernel dropped "), () -> fix + ":\n" + mended);
        assertTrue(mended.contains("Received 1500 datagrams"), mended);
    }

    /** A buffer above the limit, asked for without the privilege to pass it: root has it all, and a limit as large is none. */
    @Test
    void aBufferThatTheSystemCuts() {
        Needs.program("setpriv", "util-linux");
        DoctorRun doctor = DoctorRun.pair();
        long most = LimitCheck.value(Links.PROC, "net.core.rmem_max").orElseThrow();
        long more = most + 1;
        String user = "setpriv --bounding-set=-net_admin --inh-caps=-net_admin ";
        String end = " 2>&1 || true";
        String words = "receive: " + Advice.BUFFER_CUT.text(more, most) + "\nFix: receive as root, or first: "
                + "sysctl -w net.core.rmem_max=" + more + "    (as root)\n";
        String[] one = {"receive", "239.9.9.9", "5000", "-i", "va", "-d", "100ms", "-b", ""};
        one[one.length - 1] = String.valueOf(more);
        String cut = doctor.run(user + doctor.java(one) + end);
        assertTrue(cut.contains(words), cut);
        String root = doctor.run(doctor.java(one) + end);
        assertTrue(root.contains("Received 0 datagrams") && !root.contains("--buffer"), root);
        one[one.length - 1] = String.valueOf(most);
        String within = doctor.run(user + doctor.java(one) + end);
        assertTrue(within.contains("Received 0 datagrams") && !within.contains("--buffer"), within);
    }

    private static String burst(DoctorRun doctor, String option) {
        return doctor.hearing("-n 1500 " + option,
                doctor.java("send", "239.9.9.9", "5000", "-i", "va", "-n", "1500", "-r", "max", "-q"));
    }

    /** A pair of wires, and a firewall that drops such packets. */
    private static DoctorRun firewall(String dropped) {
        Needs.program("nft", "nftables");
        return DoctorRun.pair("nft add table inet t", "nft add chain inet t in '{ type filter hook input priority 0; }'",
                "nft add rule inet t in " + dropped + " drop");
    }
}
