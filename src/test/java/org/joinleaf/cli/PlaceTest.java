package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An interface that is named by one of its addresses sends from that address, and what is printed tells it. */
class PlaceTest {
    private static final DoctorRun WIRES = DoctorRun.pair("ip addr add 10.9.0.22/24 dev va", "ip addr add 10.9.0.33/24 dev va label va:1",
            "ip -6 addr add fd09::1/64 dev va nodad", "ip -6 addr add fd09::22/64 dev va nodad");

    /** What is named, and the address that is told and that the receiver sees. */
    @ParameterizedTest
    @CsvSource({"239.9.9.9, 10.9.0.22, send, 10.9.0.22", "239.9.9.9, 10.9.0.22, both, 10.9.0.22",
        "239.9.9.9, va:1, send, 10.9.0.33", "239.9.9.9, 10.9.0.33, both, 10.9.0.33", "239.9.9.9, va, send, 10.9.0.1",
        "239.9.9.9, va, both, 10.9.0.1", "239.9.9.9, fd09::1, send, 10.9.0.1", "ff15::9, fd09::1, send, fd09::1",
        "ff15::9, fd09::22, both, fd09::22"})
    void itsAddressIsSentFromAndTold(String group, String named, String direction, String source) {
        String out = WIRES.run("told=$(mktemp); " + WIRES.java("receive", group, "5000", "-i", "va", "-n", "1", "-w", "60", "-q")
                + " >$told & ears=$!; until grep -q Interface: $told; do sleep 0.1; done; "
                + WIRES.java("send", group, "5000", "-i", named, "-n", "1", "-q", "--direction", direction)
                + "; wait $ears; tail -1 $told; rm $told");
        assertTrue(out.contains("Interface: va (" + source + ")."), out);
        String last = out.lines().reduce((before, line) -> line).orElseThrow();
        assertTrue(last.startsWith((source.contains(":") ? "[" + source + "]" : source) + ":"), out);
    }

    @Test
    void whoReceivesIsToldIt() {
        for (String named : List.of("10.9.0.33", "va:1")) {
            String out = WIRES.run(WIRES.java("receive", "239.9.9.9", "5000", "-i", named, "-w", "100ms", "-q") + " || true");
            assertTrue(out.contains("Interface: va (10.9.0.33)."), out);
        }
        String doctor = WIRES.run(WIRES.java("doctor", "-i", "va:1"));
        assertTrue(doctor.contains("IPv4 over va ("), doctor);
    }

    @Test
    void rootAndLeafUseIt() {
        String out = WIRES.run("told=$(mktemp); " + WIRES.java("root", "5600", "-i", "10.9.0.22")
                + " </dev/null >$told 2>&1 & root=$!; until grep -q listening $told; do sleep 0.1; done; "
                + WIRES.java("leaf", "10.9.0.22", "5600", "-i", "va:1") + " </dev/null 2>&1; wait $root; cat $told; rm $told");
        assertTrue(out.contains("listening on port 5600 by va (10.9.0.22)"), out);
        assertTrue(out.contains("leaf: joined by va (10.9.0.33)"), out);
        assertTrue(out.contains("root: joined: 10.9.0.33:"), out);
        String wrong = WIRES.run(WIRES.java("leaf", "10.9.0.22", "5600", "-i", "vb") + " </dev/null 2>&1 || echo code $?; "
                + WIRES.java("root", "5600", "-i", "va", "-a", "10.9.0.1") + " </dev/null 2>&1 || echo code $?");
        assertTrue(wrong.contains("the interface vb has no IPv4 address"), wrong);
        assertTrue(wrong.contains("--address and --interface exclude each other"), wrong);
        assertEquals(2, wrong.split("code 2", -1).length - 1, wrong);
    }

    private static String refused(DoctorRun wires, String named) {
        return DoctorRun.flat(wires.run(wires.java("send", "239.9.9.9", "5000", "-i", named, "-n", "1") + " 2>&1 || echo code $?"));
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        DoctorRun twice = DoctorRun.pair("ip addr add 10.9.0.1/24 dev vb", "ip link add bare type veth peer name bareb",
                "sysctl -qw net.ipv6.conf.bare.disable_ipv6=1", "ip link set bare up");
        String both = refused(twice, "10.9.0.1");
        assertTrue(both.matches(".*'10.9.0.1' is an address of v[ab] and v[ab]: name one of them.* code 2 "), both);
        String bare = refused(twice, "bare");
        assertTrue(bare.contains("the interface 'bare' has no address, so Java does not know it; it knows: lo (index 1,"), bare);
        String none = refused(new DoctorRun(List.of("ip addr flush dev lo")), "lo");
        assertTrue(none.contains("it knows: none, as no interface has an address (joinleaf doctor says what to do) "), none);
        assertTrue(refused(twice, "va:9").contains("there is no interface 'va:9' here"), bare);
        String mended = twice.run("ip addr add 10.9.7.1/24 dev bare; "
                + twice.java("send", "239.9.9.9", "5000", "-i", "bare", "-n", "1"));
        assertTrue(mended.contains("Interface: bare (10.9.7.1)."), mended);
    }
}
