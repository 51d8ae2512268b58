package org.joinleaf.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

/** doctor speaks Windows there: no folder of Linux is read, no command of Linux is proposed. */
class DoctorOnWindows {
    @Test
    void speaksWindows() {
        assumeTrue(Boolean.getBoolean("joinleaf.double"), "needs the double of ws2_32.dll");
        String out = Cli.run("doctor").expect(0).out();
        assertTrue(out.contains("IPv4: WSAJoinLeaf, by the provider "), out);
        assertTrue(out.contains("New-NetFirewallRule -DisplayName joinleaf -Direction Inbound -Protocol UDP"), out);
        assertTrue(out.contains("joined, sent and received"), out);
        for (String ofLinux : new String[] {"(as root)", "/proc", "sysctl", "ip route", "ip link", "igmp_max", "ulimit"}) {
            assertFalse(out.contains(ofLinux), ofLinux + " in\n" + out);
        }
    }

    @Test
    void fixesNameTheIndex() {
        assumeTrue(Fixes.WINDOWS, "needs Windows");
        assertTrue(Fixes.up("ethernet_4", 7).startsWith("Get-NetAdapter -InterfaceIndex 7 | Enable-NetAdapter "));
        assertTrue(Fixes.address("ethernet_4", 7, "192.0.2.2", 24).contains("-InterfaceIndex 7 -IPAddress 192.0.2.2 "));
        assertTrue(Fixes.mtu("ethernet_4", 7, 1400).contains("-InterfaceIndex 7 -NlMtuBytes 1400"));
    }
}
