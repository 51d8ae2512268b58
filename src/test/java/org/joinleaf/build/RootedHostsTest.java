package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.joinleaf.testing.CProgram;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Compiler;
import org.joinleaf.testing.Needs;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sessions of provider `rooted` between hosts, each a network namespace (native/test/rooted): over links that lose,
 * repeat and reorder, through a router, and with members and links that die. -Drooted.messages=1000000 for more
 * messages over bad links; they take some five minutes.
 */
@Slow
class RootedHostsTest {
    private static final int MESSAGES = Integer.getInteger("rooted.messages", 20_000);
    private static final int LEAVES = 8;

    /** What the hosts keep (names of namespaces, a pipe, a router's files) is theirs alone, and ends with them. */
    private static final List<String> HOSTS =
            List.of("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc");

    @Test
    void allArriveOnceAndInOrderOverBadLinks() {
        String bad = CProgram.named("rooted-lossy-switch", Compiler.GCC).sources("native/test/rooted/lossy_switch.c")
                .build().file() + " 5 2 10 500";
        Command.Result result = inHosts(
                "net=native/test/rooted/netns.sh",
                "sh $net up " + LEAVES + " " + bad,
                "sh $net run " + LEAVES + " " + node() + " " + MESSAGES + " 1000",
                "sh $net run " + LEAVES + " " + node() + " " + MESSAGES + " 8 batch=64",
                "sh $net down " + LEAVES);
        assertEquals(2 * LEAVES, RootedProgramsTest.count(result, "received " + MESSAGES + " wrong 0 end 10058 "),
                result.out());
        // The links were as bad as they were to be.
        String links = line(result, "switch: ");
        assertTrue(share(links, "lost") > 0.03 && share(links, "repeated") > 0.01, links);
        assertTrue(share(links, "reordered") > 0.05, links);
        System.out.println("rooted: " + line(result, "sent ") + "; " + links);
    }

    @Test
    void ipv6() {
        Command.Result result = inHosts(
                "net=native/test/rooted/netns.sh",
                "sh $net up 3",
                "ROOT=fd99::1 sh $net run 3 " + node() + " 5000 60000",
                "sh $net down 3");
        assertEquals(3, RootedProgramsTest.count(result, "received 5000 wrong 0 end 10058 "), result.out());
        assertEquals(0, RootedProgramsTest.number(line(result, "sent "), "unicast"), result.out());
    }

    @Test
    void membersAndLinksDie() {
        inHosts("sh native/test/rooted/ends.sh " + node());
    }

    /** Where no multicast comes through, a leaf gets all as repairs; smcrouted lets it through. */
    @Test
    void throughARouter() {
        Needs.program("smcrouted", "smcroute");
        Command.Result result = inHosts("sh native/test/rooted/routed.sh " + node() + " 2000");
        assertEquals(2, RootedProgramsTest.count(result, "received 2000 wrong 0 end 10058 "), result.out());
        List<String> sent = result.lines().stream().filter(line -> line.startsWith("sent ")).toList();
        assertEquals(1, RootedProgramsTest.number(sent.get(0), "unicast"), result.out());
        assertEquals(0, RootedProgramsTest.number(sent.get(1), "unicast"), result.out());
        assertTrue(RootedProgramsTest.number(sent.get(1), "repairs") < 1000, result.out());
    }

    /**
     * Leaves that multicast stops reaching are found soon, also if it reaches nobody any more, and get all; they go back to
     * multicast when that comes again. The others hardly notice: what a thread that only sleeps woke up late is the machine's.
     */
    @ParameterizedTest
    @ValueSource(strings = {"3", "1 2 3"})
    void multicastStopsReachingLeaves(String lost) {
        Command.Result result = inHosts("sh native/test/rooted/reach.sh "
                + RootedProgramsTest.named("reach").build().file() + " " + lost);
        String root = line(result, "root: ");
        long worst = 0;
        for (int leaf = 1; leaf <= 3; leaf++) {
            String said = line(result, leaf + " leaf: ");
            assertEquals(4000, RootedProgramsTest.number(said, "messages"), said);
            long late = RootedProgramsTest.number(said, "late");
            long waited = RootedProgramsTest.number(said, "longest") - late - RootedProgramsTest.number(root, "late")
                    - RootedProgramsTest.number(root, "took");
            boolean cut = lost.contains(String.valueOf(leaf));
            assertTrue(waited <= (cut ? 500 : 100), said + "; " + root);
            worst = cut ? Math.max(worst, late) : worst;
        }
        for (String what : List.of("found", "back")) {
            long time = RootedProgramsTest.number(root, what) - RootedProgramsTest.number(root, "late") - worst;
            assertTrue(time <= 500, result.out());
        }
        System.out.println("rooted: " + root);
    }

    /**
     * Interfaces of leaves (1 and 2) and of the root (0) are deleted and made anew, with another index or the same, and also if
     * the members have chosen them: the session goes back to multicast.
     */
    @ParameterizedTest
    @ValueSource(strings = {"no 1 no 10.99.0.1 1", "no 1 no 10.99.0.1 0", "no 1 no 10.99.0.1 0 1 2", "no 1 no fd99::1 1 2",
        "no 1 no fd99::1 0", "yes 1 no 10.99.0.1 0 1", "yes 0 no 10.99.0.1 1 2", "no 1 yes 10.99.0.1 0 1"})
    void interfacesAreMadeAnew(String how) {
        makeAnew(how);
    }

    /** TCP alone would wait longer and longer, and look again only when the dead time (10 s) is over. */
    @Test
    void anInterfaceStaysAwayForLong() {
        Needs.linux(6, 15);
        makeAnew("no 8 no 10.99.0.1 0");
    }

    /** A leaf to which all comes on its connection meanwhile asks for nothing, but finds multicast again. */
    @ParameterizedTest
    @ValueSource(strings = {"yes 1 no 10.99.0.1 2", "yes 1 no fd99::1 2", "no 1 no 10.99.0.1 1 2"})
    void interfacesAreMadeAnewInAStream(String how) {
        makeAnew(how, "STREAM=yes");
    }

    private static void makeAnew(String how, String... environment) {
        Command.Result result = inHosts(
                String.join(" ", environment) + " sh native/test/rooted/anew.sh "
                        + RootedProgramsTest.named("anew").build().file() + " " + how);
        String root = line(result, "root: ");
        long messages = RootedProgramsTest.number(root, "messages");
        assertEquals(2, RootedProgramsTest.count(result, "1 leaf: messages " + messages), result.out());
        assertEquals(1, RootedProgramsTest.count(result, "2 leaf: messages " + messages), result.out());
        System.out.println("rooted: " + root);
    }

    /** A root's interface gets a smaller MTU, and then the old one again. */
    @ParameterizedTest
    @ValueSource(strings = {"10.99.0.1", "fd99::1"})
    void datagramsAreFittedToTheMtu(String address) {
        inHosts("net=native/test/rooted/netns.sh",
                "sh $net up 1",
                "timeout 150 sh $net inside 1 " + node() + " leaf " + address + " 7740 &",
                "timeout 150 sh $net inside 0 " + RootedProgramsTest.named("fitted").build().file() + " " + address
                        + " 7740 'ip link set eth0 mtu 1280' 'ip link set eth0 mtu 1500'",
                "wait $!",
                "sh $net down 1");
    }

    /** The way to the group gets a smaller MTU than the interface has, as after ICMPv6's "packet too big". */
    @Test
    void datagramsAreFittedToTheWayToTheGroup() {
        String route = " 'ip -6 route replace multicast ff00::/8 dev eth0 table local metric 256 mtu ";
        inHosts("net=native/test/rooted/netns.sh",
                "sh $net up 1",
                "timeout 150 sh $net inside 1 " + node() + " leaf fd99::1 7740 &",
                "timeout 150 sh $net inside 0 " + RootedProgramsTest.named("fitted").build().file() + " fd99::1 7740"
                        + route + "1280'" + route + "1500'",
                "wait $!",
                "sh $net down 1");
    }

    /** What is too large gets lost without a word; so it is TCP that finds out, if it may. Nothing goes out in trains. */
    @ParameterizedTest
    @ValueSource(strings = {"10.99.0.1", "fd99::1"})
    void datagramsAreFittedToTheMtuThatTcpFinds(String address) {
        inHosts("net=native/test/rooted/netns.sh",
                "sh $net up 1",
                "sh $net inside 0 sysctl -qw net.ipv4.tcp_mtu_probing=1",
                "sh $net inside 0 ip link set eth0 gso_max_segs 1",
                "timeout 150 sh $net inside 1 " + node() + " leaf " + address + " 7740 &",
                "timeout 150 sh $net inside 0 " + RootedProgramsTest.named("fitted").build().file() + " " + address
                        + " 7740 \"sh $net inside 1 ip link set eth0 mtu 1300\"",
                "wait $!",
                "sh $net down 1");
    }

    /** Heartbeats come to a leaf, and nothing that is as large as datagrams are at least: that leaf gets all on its connection. */
    @Test
    void onlySmallDatagramsReachALeaf() {
        Command.Result result = inHosts("net=native/test/rooted/netns.sh",
                "sh $net up 2",
                "sh $net inside 2 ip link set eth0 mtu 576",
                "sh $net inside 0 ip link set eth0 gso_max_segs 1",
                "timeout 100 sh $net run 2 " + node() + " 500 20000 pause=10",
                "sh $net down 2");
        assertEquals(2, RootedProgramsTest.count(result, "received 500 wrong 0 end 10058 "), result.out());
        assertEquals(1, RootedProgramsTest.number(line(result, "sent "), "unicast"), result.out());
    }

    /** Its address is another one now, and the first leaf, which knows the old one, is not given up yet. */
    @Test
    void aLeafJoinsAfterTheRootWasRenumbered() {
        Command.Result result = inHosts("sh native/test/rooted/renumbered.sh " + node() + " 1000");
        assertEquals(1, RootedProgramsTest.count(result, "received 1000 wrong 0 end 10058 "), result.out());
        assertEquals(1, RootedProgramsTest.number(line(result, "sent "), "unicast"), result.out());
    }

    /** Neither an outage that is shorter than the dead time ends a session there, nor is a root that is lost told to have died. */
    @Test
    void hostsWhoseTcpGivesUpSoon() {
        Command.Result result = inHosts("sh native/test/rooted/unanswered.sh " + node() + " 4000");
        assertEquals(1, RootedProgramsTest.count(result, "received 4000 wrong 0 end 10058 "), result.out());
        assertTrue(result.out().contains(" wrong 0 end 10053 "), result.out());
    }

    /** A leaf that joins then is sent to as the others are, and nobody gets anything twice. */
    @Test
    void aLeafJoinsAfterTheInterfaceWasMadeAnew() {
        Command.Result result = inHosts("sh native/test/rooted/joins_anew.sh " + node() + " 500");
        List<String> leaves = result.lines().stream().filter(line -> line.startsWith("received ")).toList();
        assertEquals(2, leaves.size(), result.out());
        for (String leaf : leaves) {
            assertTrue(leaf.startsWith("received 500 wrong 0 end 10058 "), leaf);
            assertEquals(0, RootedProgramsTest.number(leaf, "strangers"), leaf);
        }
    }

    /** The group goes out from the first leaf's address of the root, until that is taken away. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theSendersAddressIsTakenAway(int later) {
        Command.Result result = inHosts("sh native/test/rooted/address_gone.sh " + node() + " 4000 " + later);
        assertEquals(1 + later, RootedProgramsTest.count(result, "received 4000 wrong 0 end 10058 "), result.out());
        for (String leaf : result.lines().stream().filter(line -> line.startsWith("received ")).toList()) {
            assertEquals(0, RootedProgramsTest.number(leaf, "strangers"), leaf);
        }
        assertEquals(0, RootedProgramsTest.number(line(result, "sent "), "unicast"), result.out());
    }

    /** A host that does not answer ARP for a moment is asked again, until the time of the join is over (JL-16). */
    @Test
    void aHostThatAnswersLate() {
        Command.Result result = inHosts("sh native/test/rooted/late.sh " + node() + " "
                + RootedProgramsTest.named("late").build().file());
        List<String> codes = result.lines().stream().filter(line -> line.startsWith("code ")).toList();
        assertEquals(2, codes.size(), result.out());
        assertTrue(codes.get(0).startsWith("code 10060 "), result.out());
        assertTrue(codes.get(1).startsWith("code 0 "), result.out());
    }

    private static String node() {
        return RootedProgramsTest.named("node").build().file().toString();
    }

    private static Command.Result inHosts(String... script) {
        Needs.networkNamespaces();
        assumeTrue(hosts("true").run().exit() == 0,
                "needs the right to make mount and process namespaces (root)");
        return hosts(script).timeout(Duration.ofMinutes(30)).run().expectSuccess();
    }

    /** Makes hosts for a script; {@link RootedOnWindowsTest} uses them, too. */
    static Command hosts(String... script) {
        List<String> words = new ArrayList<>(HOSTS);
        words.addAll(List.of("sh", "-c",
                "set -e\nPATH=$PATH:/usr/sbin:/sbin\nmount -t tmpfs tmpfs /run\n" + String.join("\n", script)));
        return Command.of(words);
    }

    private static String line(Command.Result result, String beginning) {
        return result.lines().stream().filter(line -> line.startsWith(beginning)).findFirst()
                .orElseThrow(() -> new AssertionError(beginning + " not in " + result.out()));
    }

    private static double share(String links, String what) {
        return (double) RootedProgramsTest.number(links, what) / RootedProgramsTest.number(links, "passed");
    }
}
