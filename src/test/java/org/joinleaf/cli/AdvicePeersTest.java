package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.joinleaf.testing.ChildJvm;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.SideBySide;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What doctor --peer says on two hosts: each trouble is made between them, what is said is done, and helps. */
@Slow
class AdvicePeersTest {
    private static final String IPV4 = "IPv4 on va";

    /** The second host: vb is its only interface, with this address. */
    private static DoctorRun hosts(String address, String... more) {
        List<String> script = new ArrayList<>(List.of("unshare --net sleep 1000 & peer=$!", "trap 'kill $peer' EXIT",
                DoctorRun.PEER_IS_ELSEWHERE, "ip link set vb netns $peer", "in_b() { nsenter --target $peer --net \"$@\"; }",
                "in_b ip link set lo up",
                "in_b sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.vb.accept_dad=0",
                "in_b ip addr add " + address + " dev vb", "in_b ip link set vb up"));
        script.addAll(List.of(more));
        return DoctorRun.pair(script.toArray(new String[0]));
    }

    private static String both(DoctorRun doctor) {
        return "{ in_b " + doctor.java("doctor", "-i", "vb", "--peer", "-d", "9") + " >/dev/null || true; } & talk=$!; "
                + alone(doctor, "8") + "; wait $talk";
    }

    private static String alone(DoctorRun doctor, String seconds) {
        return doctor.java("doctor", "-i", "va", "--peer", "-d", seconds) + " || echo code $?";
    }

    /** Each has hosts of its own, and waits most of the time for what they say. */
    @TestFactory
    Stream<DynamicTest> advice() {
        return SideBySide.tests(3, Stream.of(
                dynamicTest("hostsThatHearEachOther", this::hostsThatHearEachOther),
                dynamicTest("oneIsDeaf", this::oneIsDeaf),
                dynamicTest("theWireTakesLess", this::theWireTakesLess),
                dynamicTest("anotherNetworksAddress", this::anotherNetworksAddress),
                dynamicTest("nobodyAsksForGroups", this::nobodyAsksForGroups),
                dynamicTest("oneThatPretendsToBeMany", this::oneThatPretendsToBeMany),
                dynamicTest("thePortIsTaken", this::thePortIsTaken),
                dynamicTest("noInterface", this::noInterface)));
    }

    private void hostsThatHearEachOther() {
        DoctorRun doctor = hosts("10.9.0.2/24");
        String good = DoctorRun.flat(doctor.run(both(doctor)));
        for (String part : List.of("ok IPv4 on va: 10.9.0.2 and this host hear each other, datagrams of 4000 bytes too; of its TTL "
                + "of 8 came 8: no router is between", "ok IPv4 on va: groups are reported by IGMPv3", "ok IPv6 on va: fe80:",
                "IPv6 on va: MLD asked for groups ", "joinleaf can be used here")) {
            assertTrue(good.contains(part), () -> part + " not in " + good);
        }
        for (Advice each : List.of(Advice.PEER_DEAF, Advice.PEER_NOBODY, Advice.PEER_OFF_LINK, Advice.PEER_SMALL_MTU)) {
            String words = each.text(IPV4, "10.9.0.2", "X", "X").replaceAll("X.*", "");
            assertFalse(good.contains(words), () -> each + " in " + good);
        }
        String nobody = DoctorRun.flat(doctor.run(alone(doctor, "1")));
        assertTrue(nobody.contains("FAIL " + Advice.PEER_NOBODY.text(IPV4, 1)) && nobody.contains("code 1"), nobody);
    }

    /** Each greeting of a stranger is that of another host: a hundred are told, and the time is kept. */
    private void oneThatPretendsToBeMany() {
        Needs.program("python3", "python3");
        DoctorRun doctor = hosts("10.9.0.2/24");
        String stranger = "in_b timeout 20 python3 -c 'import itertools, socket, time\n"
                + "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
                + "s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(\"10.9.0.2\"))\n"
                + "for i in itertools.count():\n"
                + "    s.sendto(b\"joinleaf doctor 1 %d\\n\" % i, (\"239.255.74.76\", 17476))\n"
                + "    time.sleep(0.001)' & stranger=$!; ";
        String many = DoctorRun.flat(doctor.run(stranger + alone(doctor, "3") + "; kill $stranger"));
        assertTrue(many.contains("note " + Advice.PEER_MANY.text(IPV4, 100)), many);
        assertEquals(100, many.split("10\\.9\\.0\\.2 is heard", -1).length - 1, many);
        assertFalse(DoctorRun.flat(doctor.run(both(doctor))).contains(Advice.PEER_MANY.text(IPV4, 100)));
    }

    /** The firewall of one drops what comes; doctor there, as the fix says, finds it. */
    private void oneIsDeaf() {
        Needs.program("nft", "nftables");
        DoctorRun doctor = hosts("10.9.0.2/24", "in_b nft add table inet t",
                "in_b nft add chain inet t in '{ type filter hook input priority 0; }'",
                "in_b nft add rule inet t in iifname vb ip daddr 224.0.0.0/4 drop");
        String deaf = doctor.run(both(doctor));
        assertTrue(DoctorRun.flat(deaf).contains("warn IPv4 on va: 10.9.0.2 is heard"), deaf);
        assertTrue(DoctorRun.flat(deaf).contains(Advice.PEER_DEAF.text(IPV4, "10.9.0.2", "X").replaceAll(".*X", "")), deaf);
        String fix = DoctorRun.fixOf(deaf, "warn", "IPv4 on va: 10.9.0.2 is heard");
        assertTrue(fix.startsWith("run doctor there"), fix);
        String there = DoctorRun.flat(doctor.run("in_b " + doctor.java("doctor", "-i", "vb") + " || true"));
        assertTrue(there.contains(Advice.NOTHING_CAME.text("IPv4 over vb (10.9.0.2)")), there);
        assertTrue(DoctorRun.flat(doctor.run("in_b nft flush ruleset; " + both(doctor))).contains("10.9.0.2 and this host hear"));
    }

    /** The wire takes less than this host believes: the smaller MTU that is named carries all. */
    private void theWireTakesLess() {
        DoctorRun doctor = hosts("10.9.0.2/24", "in_b ip link set vb mtu 1400");
        String sick = doctor.run(both(doctor));
        String words = Advice.PEER_SMALL_MTU.text(IPV4, "10.9.0.2", 1372, 1500);
        String fix = DoctorRun.fixOf(sick, "warn", words).replace("set a smaller MTU: ", "");
        String mended = DoctorRun.flat(doctor.run(fix + "; " + both(doctor)));
        assertTrue(mended.contains("10.9.0.2 and this host hear each other, datagrams of 4000 bytes too"), fix + "\n" + mended);
    }

    private void anotherNetworksAddress() {
        DoctorRun doctor = hosts("172.31.9.1/24", "sysctl -qw net.ipv4.conf.all.rp_filter=0 "
                + "net.ipv4.conf.va.rp_filter=0", "in_b sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.vb.rp_filter=0",
                "in_b ip route add default dev vb");
        String words = Advice.PEER_OFF_LINK.text(IPV4, "172.31.9.1");
        String fix = DoctorRun.fixOf(doctor.run(both(doctor)), "note", words);
        String mended = DoctorRun.flat(doctor.run(fix + "; " + both(doctor)));
        assertFalse(mended.contains(words), fix + "\n" + mended);
        assertTrue(mended.contains("172.31.9.1 and this host hear each other"), mended);
    }

    /** A bridge that asks for groups, as a switch or router does. */
    private void nobodyAsksForGroups() {
        DoctorRun doctor = hosts("10.9.0.2/24");
        String words = Advice.PEER_NO_QUERIER.text("IPv6 on va");
        String sick = doctor.run(both(doctor));
        assertTrue(DoctorRun.fixOf(sick, "note", words).contains("querier"), sick);
        String mended = DoctorRun.flat(doctor.run("in_b ip link add br0 type bridge mcast_snooping 1 mcast_querier 1 "
                + "mcast_startup_query_interval 50 mcast_query_interval 100; in_b ip link set vb master br0; in_b ip link set br0 up; "
                + alone(doctor, "6")));
        assertFalse(mended.contains(words), mended);
    }

    private void thePortIsTaken() {
        DoctorRun doctor = hosts("10.9.0.2/24");
        String holder = "{ " + ChildJvm.SHELL + "-cp \"$classes\" " + AdvicePeersTest.Holder.class.getName().replace("$", "\\$")
                + " & } ; holder=$!; until grep -q :4444 /proc/net/udp /proc/net/udp6; do sleep 0.1; done; ";
        String sick = DoctorRun.flat(doctor.run(holder + alone(doctor, "1") + "; kill $holder"));
        String words = Advice.PEER_NO_JOIN.text(IPV4, "bind 0.0.0.0:17476: WSAE");
        assertTrue(sick.contains(words), sick);
        assertFalse(DoctorRun.flat(doctor.run(alone(doctor, "1"))).contains(words));
    }

    /** Holds the port of doctor --peer without sharing it. */
    static final class Holder {
        private Holder() {
        }

        public static void main(String[] none) throws Exception {
            try (DatagramSocket socket = new DatagramSocket(null)) {
                socket.setReuseAddress(false);
                socket.bind(new InetSocketAddress("0.0.0.0", 17476)); // 0x4444
                Thread.sleep(600_000);
            }
        }
    }

    private void noInterface() {
        DoctorRun doctor = hosts("10.9.0.2/24");
        String bare = DoctorRun.flat(doctor.run("ip addr flush dev va; " + alone(doctor, "1")));
        assertTrue(bare.contains("FAIL " + Advice.PEER_NO_INTERFACE.text()), bare);
        assertFalse(DoctorRun.flat(doctor.run(alone(doctor, "1"))).contains(Advice.PEER_NO_INTERFACE.text()));
    }
}
