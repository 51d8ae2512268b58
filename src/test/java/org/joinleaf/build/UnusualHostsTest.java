package org.joinleaf.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.joinleaf.cli.Main;
import org.joinleaf.testing.Command;
import org.joinleaf.testing.Namespace;
import org.joinleaf.testing.Slow;
import org.junit.jupiter.api.Test;

/** Hosts and processes that are not as most are: no IPv4, namespaces of users, networks that are left, processes that pause. */
@Slow
class UnusualHostsTest {
    private static final String ROUTE = "ip route add 224.0.0.0/4 dev lo";

    /** Sessions with a root; those without are tried from Java. */
    @Test
    void noIpv4() {
        String node = RootedProgramsTest.named("node").build().file().toString();
        for (String plane : List.of("rooted=1", "rooted=0")) {
            Command.of("sh", "-c", node + " root ::1 7720 2 500 5000 " + plane + " & root=$!\n"
                    + node + " leaf ::1 7720 expect=500 " + plane + " & leaf=$!\n"
                    + node + " leaf ::1 7720 expect=500 " + plane + " && wait $root && wait $leaf")
                    .inNewNetwork("ip addr del 127.0.0.1/8 dev lo", Namespace.IPV6_ROUTE).run().expectSuccess();
        }
    }

    /** Who may do nothing outside of it is root in it. */
    @Test
    void aUsersNamespace() {
        assumeTrue(Command.of("unshare", "--user", "--map-root-user", "true").run().exit() == 0,
                "needs the right to make namespaces of users");
        List<String> words = new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--net", "sh", "-c",
                "PATH=$PATH:/usr/sbin:/sbin\nip link set lo up\n" + ROUTE + "\nexec \"$@\"", "sh"));
        words.addAll(Command.java(Main.class, "demo").words());
        assertTrue(Command.of(words).run().expectSuccess().out().contains("The demo passed."));
    }

    /** Its user and the owner of all files are nobody. */
    @Test
    void aUserWithoutAName() {
        assumeTrue(Command.of("unshare", "--user", "true").run().exit() == 0, "needs the right to make namespaces of users");
        List<String> words = new ArrayList<>(List.of("unshare", "--user"));
        words.addAll(Command.java(Main.class, "providers").words());
        assertTrue(Command.of(words).run().expectSuccess().out().contains("joinleaf [UDP/IP]"));
    }

    @Test
    void aNetworkThatIsLeft() {
        assertEquals("ok\n", RootedProgramsTest.named("left_network").build().command().inNewNetwork(ROUTE).run()
                .expectSuccess().out());
    }

    @Test
    void processesThatPause() {
        String node = RootedProgramsTest.named("node").build().file().toString();
        RootedProgramsTest.script("paused", node).inNewNetwork(ROUTE).run().expectSuccess();
    }
}
