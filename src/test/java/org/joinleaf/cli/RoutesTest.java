package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private static final String TITLE =
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";

    private static List<String> texts(List<Routes.Route> routes) {
        return routes.stream().map(route -> route.text() + " " + route.interfaceName()).toList();
    }

    @Test
    void ipv4() {
        assertEquals(List.of("224.0.0.0/4 eth1", "default eth2", "default eth0", "239.1.0.0/16 eth3"),
                texts(Routes.usable(Routes.ipv4(List.of(TITLE,
                "eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0  ",
                "eth2\t00000000\t010200C0\t0003\t0\t0\t50\t00000000\t0\t0\t0  ",
                "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
                "eth3\t000001EF\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0",
                "eth1\t000000E0\t00000000\t0001\t0\t0\t0\t000000F0\t0\t0\t0",
                "*\t000000E0\t00000000\t0201\t0\t0\t0\t000000F0\t0\t0\t0")))));
    }

    @Test
    void ipv6() {
        String zero = "00000000000000000000000000000000";
        String groups = "ff000000000000000000000000000000";
        String end = " 00000001 00000000 ";
        assertEquals(List.of("ff00::/8 eth0", "ff00::/8 lo", "default eth0"), texts(Routes.usable(Routes.ipv6(List.of(
                "fd000000000000000000000000000000 40 " + zero + " 00 " + zero + " 00000100" + end + "00000001     eth0",
                zero + " 00 " + zero + " 00 fd000000000000000000000000000001 00000400" + end + "00000003     eth0",
                zero + " 00 " + zero + " 00 " + zero + " ffffffff" + end + "00200200       lo",
                groups + " 08 " + zero + " 00 " + zero + " 00000400" + end + "80000001       lo",
                groups + " 08 " + zero + " 00 " + zero + " 00000400" + end + "00200201     eth9",
                groups + " 08 " + zero + " 00 " + zero + " 00000100" + end + "00000001     eth0")))));
    }

    @Test
    void rejecting() {
        String blackhole = "*\t000000E0\t00000000\t0001\t0\t0\t0\t000000F0\t0\t0\t0";
        String usable = "eth1\t000000E0\t00000000\t0001\t0\t0\t0\t000000F0\t0\t0\t0";
        assertEquals("224.0.0.0/4", Routes.rejecting(Routes.ipv4(List.of(TITLE, blackhole))).orElseThrow().text());
        assertTrue(Routes.rejecting(Routes.ipv4(List.of(TITLE, blackhole, usable))).isEmpty());
        assertTrue(Routes.rejecting(List.of()).isEmpty());
    }

    @Test
    void none() {
        assertEquals(List.of(), Routes.ipv4(List.of(TITLE)));
        assertEquals(List.of(), Routes.ipv4(List.of("", "x y z", "a b c d e f g h i")));
        assertEquals(List.of(), Routes.ipv6(List.of("", "x y z")));
    }
}
